"""The access matrix: every address as every role, where the object lies and elsewhere.

What is expected is said by kvalitet/atkomst/; the worlds are the scenes of tests/fragor/.
"""
