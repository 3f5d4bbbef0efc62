"""The day on which the tests were collected."""

from kvalitet import klocka

IDAG = klocka.idag()
