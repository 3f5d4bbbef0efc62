"""Generated requests to every form, page and import, as every role: what the site answers to what
nobody meant to send. Driven by tests/test_fuzz.py (a little of it) and bench/fuzz.py (all of it).

`formular` reads the forms of a page, `varden` and `filer` make what is put in them, `anrop` makes
a request of them, `korning` builds a scene of tests/fragor, sends and takes everything back.
"""
