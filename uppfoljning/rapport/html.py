"""The report as HTML for print. The web twin takes the same view with `webb=True`.

The templates are rendered by an engine of their own, so that a report looks the same
whatever the site's context processors and settings are, and so that an unknown variable
is an error and not an empty place on paper.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.template import Context, Engine, TemplateSyntaxError

from uppfoljning.rapport import kanon
from uppfoljning.rapport.maluppfyllelse import MALUPPFYLLELSE
from uppfoljning.rapport.slag import Rapportslag

MAPP = Path(__file__).resolve().parent
"""Holds the style sheets, fonts and symbols; the only files that a report may read."""

MALLAR = MAPP.parent.parent / "templates"


class _Okand(str):
    """Stands for a variable that the template asks for and nobody gave."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, namn: object) -> str:
        raise TemplateSyntaxError(f"unknown variable in the report: {namn}")


@cache
def _motor() -> Engine:
    return Engine(
        dirs=[str(MALLAR)],
        libraries={"rapport": "uppfoljning.templatetags.rapport"},
        string_if_invalid=_Okand("%s"),
    )


def rapport_html(
    underlag: Any,
    *,
    utkast: bool,
    fingeravtryck: str | None = None,
    slag: Rapportslag = MALUPPFYLLELSE,
) -> str:
    """The whole report. `fingeravtryck`: sha256 of the stored snapshot, in hex; without
    it that of the report's own canonical JSON, which is the same in its latest schema."""
    vy = _vy(slag, underlag, utkast=utkast, fingeravtryck=fingeravtryck, webb=False)
    # Numbers and dates come as text from the filters: no locale may change the bytes.
    sammanhang = Context({"r": vy, "u": underlag}, use_l10n=False, use_tz=False)
    return _motor().get_template(slag.tryckmall).render(sammanhang)


def tvilling_vy(
    underlag: Any,
    *,
    utkast: bool,
    fingeravtryck: str | None = None,
    slag: Rapportslag = MALUPPFYLLELSE,
) -> Any:
    """For the web: `{% include webbmall with r=vy u=vy.u only %}`."""
    return _vy(slag, underlag, utkast=utkast, fingeravtryck=fingeravtryck, webb=True)


def _vy(
    slag: Rapportslag, underlag: Any, *, utkast: bool, fingeravtryck: str | None, webb: bool
) -> Any:
    if fingeravtryck is None:
        fingeravtryck = sha256(kanon.till_json(underlag).encode()).hexdigest()
    return slag.vy(underlag, utkast=utkast, fingeravtryck=fingeravtryck, webb=webb)
