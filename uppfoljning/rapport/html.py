"""The report as HTML for print. The web twin takes the same view with `webb=True`.

The templates are rendered by an engine of their own, so that a report looks the same
whatever the site's context processors and settings are, and so that an unknown variable
is an error and not an empty place on paper.
"""

from functools import cache
from pathlib import Path

from django.template import Context, Engine, TemplateSyntaxError

from uppfoljning.rapport.modell import Maluppfyllelserapport
from uppfoljning.rapport.modell import fingeravtryck as rakna_fingeravtryck
from uppfoljning.rapport.vy import Rapportvy, rapportvy, titel

__all__ = ["MAPP", "rapport_html", "titel", "tvilling_vy"]

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
    underlag: Maluppfyllelserapport, *, utkast: bool, fingeravtryck: str | None = None
) -> str:
    """The whole report. `fingeravtryck`: sha256 of the stored snapshot, in hex; without
    it that of the report's own canonical JSON, which is the same for schema 1."""
    avtryck = fingeravtryck or rakna_fingeravtryck(underlag)
    vy = rapportvy(underlag, utkast=utkast, fingeravtryck=avtryck)
    # Numbers and dates come as text from the filters: no locale may change the bytes.
    sammanhang = Context({"r": vy, "u": underlag}, use_l10n=False, use_tz=False)
    return _motor().get_template("rapport/rapport.html").render(sammanhang)


def tvilling_vy(
    underlag: Maluppfyllelserapport, *, utkast: bool, fingeravtryck: str | None = None
) -> Rapportvy:
    """For the web: `{% include "rapport/tvilling.html" with r=vy u=vy.u %}`."""
    avtryck = fingeravtryck or rakna_fingeravtryck(underlag)
    return rapportvy(underlag, utkast=utkast, fingeravtryck=avtryck, webb=True)
