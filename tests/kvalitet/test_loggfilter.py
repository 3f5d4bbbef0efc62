"""No signed link reaches the log."""

import logging

import pytest

from kvalitet.loggfilter import UtanLankar


@pytest.mark.parametrize(
    ("msg", "args"),
    [
        ("Forbidden (CSRF cookie not set.): %s", ("/synpunkter/folj/IkFCQyI:1xW:hemligt/skriv/",)),
        ("Not Found: /synpunkter/folj/IkFCQyI:1xW:hemligt/?a=1", ()),
    ],
)
def test_the_link_is_cut_out_of_the_line(msg: str, args: tuple[str, ...]) -> None:
    rad = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, msg, args, None)
    assert UtanLankar().filter(rad)
    assert "hemligt" not in rad.getMessage()
    assert "/synpunkter/folj/…" in rad.getMessage()


@pytest.mark.parametrize("rum", ["/uppdatera/", "/kalender/"])
def test_so_are_the_links_of_staff(rum: str) -> None:
    rad = logging.LogRecord("x", logging.WARNING, "x.py", 1, f"Gone: {rum}hemligt:1/", (), None)
    assert UtanLankar().filter(rad)
    assert rad.getMessage() == f"Gone: {rum}…/"


@pytest.mark.parametrize(
    "rad", ['"GET /undersokningar/x/?kod=HEMLIGT-1 HTTP/1.1"', "/x/?a=1&kod=HEMLIGT-1"]
)
def test_so_is_a_surveys_code(rad: str) -> None:
    post = logging.LogRecord("x", logging.WARNING, "x.py", 1, rad, (), None)
    assert UtanLankar().filter(post)
    assert "HEMLIGT" not in post.getMessage()
    assert "kod=…" in post.getMessage()


def test_the_handler_of_the_site_has_the_filter(settings: object) -> None:
    logg = settings.LOGGING  # type: ignore[attr-defined]
    assert all("utan_lankar" in h["filters"] for h in logg["handlers"].values())
