"""A memory of its own for the rate limits, so that tests do not count each other's misses."""

from tests.synpunkter.conftest import eget_minne

__all__ = ["eget_minne"]
