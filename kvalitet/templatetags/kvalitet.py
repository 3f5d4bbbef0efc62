"""Tags and filters of the pages. A builtin in settings, so templates need no `{% load %}`."""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override

from kvalitet import formular, klocka, spar, texter
from kvalitet.diagram import Diagram
from kvalitet.diagram.rita import drakten
from kvalitet.ritning import skriv, skriv_alla

register = template.Library()

DOV, SEN = mark_safe(' class="dov"'), mark_safe(' class="sen"')
AKTIVITETSSTATUS = {
    "": (DOV, "EgenKommer", "Status saknas"),
    "planerad": ("", "EgenKommer", "Planerad"),
    "pagar": ("", "EgenPagar", "Pågår"),
    "klar": ("", "CheckmarkCircleFill", "Klar"),
    "forsenad": (SEN, "ExclamationmarkTriangleFill", "Försenad"),
    "struken": (DOV, "XMark", "Struken"),
}
IKONER = Path(__file__).resolve().parent.parent.parent / "static" / "icons"


@register.simple_tag
def begaran() -> str:
    """The id of the request, by which its lines are found in the log; empty outside of one."""
    return spar.begaran.get()


@cache
def _svg(namn: str) -> tuple[str, SafeString]:
    """Return an icon's viewBox and what is inside its svg element."""
    fil = IKONER / f"{namn}.svg"
    traff = re.search(r"<svg([^>]*)>(.*)</svg>", fil.read_text("utf-8"), re.DOTALL)
    if traff is None:
        raise template.TemplateSyntaxError(f"{fil.name} is no svg")
    ruta = re.search(r'viewBox="([^"]+)"', traff[1])
    return ruta[1] if ruta else "0 0 24 24", mark_safe(traff[2].strip())  # noqa: S308 - our own file


@register.simple_tag
def hjulmarke(id_: str, fas: str, varv: int | None) -> SafeString:
    """Write komponenter/hjul.html in a row of a list; `id_` is of letters, digits and dashes.

    Nothing else in it differs between rows, so that one of each kind is written for them all.
    """
    return mark_safe(_hjulmarke(str(fas), varv, get_language()).replace(_HJULID, id_))  # noqa: S308


_HJULID = "hjulets-id"


@lru_cache(maxsize=512)
def _hjulmarke(fas: str, varv: int | None, sprak: str | None) -> str:
    sammanhang = {"form": "marke", "id": _HJULID, "fas": fas, "varv": varv}
    return render_to_string("komponenter/hjul.html", sammanhang)


@register.simple_tag
@lru_cache(maxsize=512)  # a list writes the same few in every row
def ikon(namn: str, *, titel: str = "", klass: str = "ikon") -> SafeString:
    """Write an icon of static/icons inline. Hidden from screen readers unless it has a title."""
    ruta, inre = _svg(namn)
    if titel:
        return format_html(
            '<svg class="{}" viewBox="{}" fill="none" role="img" aria-label="{}">{}</svg>',
            klass,
            ruta,
            titel,
            inre,
        )
    return format_html(
        '<svg class="{}" viewBox="{}" fill="none" aria-hidden="true" focusable="false">{}</svg>',
        klass,
        ruta,
        inre,
    )


@register.simple_tag
def gnista(diagram: Diagram, titel: str) -> SafeString:
    """Write a spark line, for a row of a table with the number beside it."""
    if diagram.tomt:
        return skriv('<span class="dov">{}</span>', "saknas")
    delar = skriv_alla("", '<path d="{}"{}/>', ((d.d, drakten(d.drakt)) for d in diagram.delar))
    return skriv(
        '<svg class="gnista" viewBox="0 0 {} {}" role="img" aria-label="{}. {}">{}</svg>',
        diagram.bredd,
        diagram.hojd,
        titel,
        diagram.titel,
        delar,
    )


@register.simple_tag
def hjulikon(namn: str, x: str, y: str) -> SafeString:
    """Write an icon as a part of the wheel's drawing, at x, y in its coordinates."""
    ruta, inre = _svg(namn)
    return format_html(
        '<svg class="hjul__ikon" x="{}" y="{}" width="26" height="26" viewBox="{}" fill="none">'
        "{}</svg>",
        x,
        y,
        ruta,
        inre,
    )


@register.simple_tag
def grad(bedomning: str | None, storlek: str = "") -> SafeString:
    """Write a grade: symbol and bold word. Empty means that nobody has judged yet."""
    if not bedomning:
        return format_html(
            '<span class="grad dov">{}{}</span>', ikon("EgenKommer"), texter.INTE_BEDOMT
        )
    nyckel = str(bedomning)
    return format_html(
        '<span class="grad{}" data-grad="{}">{}{}</span>',
        " grad--stor" if storlek == "stor" else "",
        nyckel,
        ikon(f"Grad{nyckel.capitalize()}"),
        texter.GRADER[nyckel],
    )


@register.simple_tag
@lru_cache(maxsize=16)
def aktivitetsstatus(status: str) -> SafeString:
    """Write the status of an activity's latest report; "" when nothing is reported."""
    klass, bild, ord_ = AKTIVITETSSTATUS[status]
    return format_html("<span{}>{} {}</span>", klass, ikon(bild), ord_)


@register.simple_tag
def fastagg(fas: str) -> SafeString:
    """Write a stage as a tinted tag with its icon."""
    nyckel = str(fas)
    return format_html(
        '<span class="ds-tag" data-color="{}">{}{}</span>',
        nyckel if nyckel in texter.FASER else "neutral",
        ikon(texter.FASIKONER[nyckel]),
        texter.FASTAGGAR[nyckel],
    )


@register.filter
def ring(nummer: str) -> SafeString | str:
    """Write a telephone number in one piece, as a link that a telephone can call."""
    siffror = "".join(tecken for tecken in nummer if tecken.isdigit() or tecken == "+")
    lank = '<span class="ring"><a href="tel:{}">{}</a></span>'
    return format_html(lank, siffror, nummer) if siffror else ""


@register.simple_tag
def smula(namn: str, url: str = "") -> SafeString:
    """Write a step of the trail to a page; the last, without an address, is the page itself."""
    if url:
        return format_html('<li><a class="ds-link" href="{}">{}</a></li>', url, namn)
    return format_html('<li><span aria-current="page">{}</span></li>', namn)


@register.simple_tag
def sidsprak() -> str:
    """Return the language of the page for its lang attribute; lättläst is Swedish."""
    return _lang(get_language() or settings.LANGUAGE_CODE)


def _lang(kod: str) -> str:
    return kod.partition("-")[0]


@register.simple_tag
def profilstil() -> SafeString:
    """Link the style sheet of the municipality's own colour, where it has one."""
    summa = settings.ORGANISATION.stilsumma
    if not summa:
        return SafeString()
    return format_html('<link rel="stylesheet" href="{}">', reverse("profil_farg", args=[summa]))


@register.simple_tag
def profilfarg() -> str:
    """The municipality's colour, for mails, which know no style sheets."""
    return str(settings.ORGANISATION.farg)


@register.inclusion_tag("komponenter/sprakval.html", takes_context=True)
def sprakval(context: Context, vy: str = "", formular: str = "") -> dict[str, object]:
    """Write the languages of a public page: this page, or `vy`, in each of them. None on the answer
    to a form that does not carry along what was sent: a link away would lose it."""
    request = context.get("request")
    tappar = not (vy or formular) and request is not None and request.method == "POST"
    sprak = []
    for kod, url in {} if tappar else _adresser(request, vy).items():
        with override(kod):
            namn = gettext(dict(settings.LANGUAGES)[kod])
        sprak.append({"namn": namn, "url": url, "lang": _lang(kod), "nu": kod == get_language()})
    return {"sprak": sprak, "formular": formular}


@register.simple_tag(takes_context=True)
def sprakhuvud(context: Context) -> SafeString:
    """Tell search engines of the page in its other languages."""
    request = context.get("request")
    if request is None or request.method != "GET" or request.resolver_match is None:
        return SafeString()
    adresser = _adresser(request)
    rader = [(HREFLANG.get(kod, kod), url) for kod, url in adresser.items()]
    if adresser:
        rader.append(("x-default", adresser[settings.LANGUAGE_CODE]))
    return format_html_join(
        "\n  ",
        '<link rel="alternate" hreflang="{}" href="{}">',
        ((kod, settings.ADRESS + url) for kod, url in rader),
    )


HREFLANG = {"sv-lattlast": "sv-x-lattlast"}
"""Lättläst is Swedish to a screen reader, but a page of its own to a search engine."""


def _adresser(request: HttpRequest | None, vy: str = "") -> dict[str, str]:
    """Return the page's address in each language; none when it is in one language alone."""
    if request is None:
        return {}
    koder = [kod for kod, _ in settings.LANGUAGES]
    har = request.resolver_match
    if vy:
        return {kod: _vyns_adress(vy, har.kwargs if har else {}, kod) for kod in koder}
    vag = request.get_full_path() if request.method == "GET" else request.path
    if har is None:  # no such page, which can be said in each language
        # Without every slash before it: "//x" would be an address of another site.
        bar = vag.removeprefix(f"/{get_language()}/").lstrip("/")
        return {k: f"/{bar}" if k == settings.LANGUAGE_CODE else f"/{k}/{bar}" for k in koder}
    if getattr(har.func, "bara_svenska", False):
        return {}
    adresser = {kod: translate_url(vag, kod) for kod in koder}
    return adresser if len(set(adresser.values())) > 1 else {}


def _vyns_adress(vy: str, kwargs: dict[str, Any], kod: str) -> str:
    with override(kod):
        return reverse(vy, kwargs=kwargs)


@register.simple_block_tag
def smulor(content: str, namn: str, vag: str) -> SafeString:
    """Wrap the steps of the trail, the room's start page first; nothing when there are none."""
    if not content.strip():
        return SafeString()
    return format_html(
        '<nav class="ds-breadcrumbs" aria-label="{}"><ol>{}{}</ol></nav>',
        gettext("Du är här"),
        smula(namn, reverse(vag)),
        content,
    )


@register.simple_block_tag
def sandrad(content: str, namn: str, avbryt: str = "Avbryt", *, farlig: bool = False) -> SafeString:
    """Write the end of a form (komponenter/sandrad.html); the way out's address stands inside."""
    lank = mark_safe(content.strip())  # noqa: S308 - escaped as it was rendered
    rad = {"namn": namn, "lank": lank, "avbryt": avbryt, "farlig": farlig}
    return render_to_string("komponenter/sandrad.html", rad)


@register.simple_block_tag
def tagg(content: str, farg: str, ikon: str = "") -> SafeString:
    """Write a tag (komponenter/tagg.html): the words stand inside."""
    rad = {"ord": mark_safe(content), "farg": farg, "ikonnamn": ikon}  # noqa: S308 - rendered
    return render_to_string("komponenter/tagg.html", rad)


@register.filter
def fasnamn(fas: str) -> str:
    """Return the stage's name as it stands in a sentence: följa upp."""
    return texter.FASTAGGAR[str(fas)].lower()


@register.filter
def fasikon(fas: str) -> SafeString:
    """Return the stage's icon."""
    return ikon(texter.FASIKONER[str(fas)])


@register.filter
def gradnamn(bedomning: str | None) -> str:
    """Return the grade's words."""
    return texter.GRADER[str(bedomning)] if bedomning else texter.INTE_BEDOMT


@register.filter
def datum(d: date | datetime | None) -> str:
    """28 oktober 2026."""
    return texter.datum(d) if d else ""


@register.filter
def datum_kort(d: date | datetime | None) -> str:
    """28 oktober."""
    return texter.datum_kort(d) if d else ""


@register.filter
def datum_i_ar(d: date | datetime | None) -> str:
    """28 oktober this year, 28 oktober 2024 otherwise: in lists that hold several years."""
    if not d:
        return ""
    i_ar = (timezone.localtime(d) if isinstance(d, datetime) else d).year == klocka.idag().year
    return texter.datum_kort(d) if i_ar else texter.datum(d)


@register.filter
def veckodatum(d: date | datetime | None) -> str:
    """onsdag 28 oktober."""
    return texter.veckodatum(d) if d else ""


@register.filter
def veckodatum_ar(d: date | datetime | None) -> str:
    """onsdag 28 oktober 2026."""
    return texter.veckodatum_ar(d) if d else ""


@register.filter
def klockslag(d: datetime | None) -> str:
    """09.41."""
    return texter.klockslag(d) if d else ""


@register.filter
def tidpunkt(d: datetime | None) -> str:
    """14 oktober 2026 klockan 09.41."""
    return texter.tidpunkt(d) if d else ""


@register.filter
def tal(varde: texter.Varde | None, decimaler: int | None = None) -> str:
    """1 234,5; a missing value is said in a word, since a dash is not read aloud."""
    return "saknas" if varde is None else texter.tal(varde, decimaler)


@register.filter
def procent(varde: texter.Varde | None, decimaler: int | None = None) -> str:
    """86 %, of a value that is in percent already."""
    return "saknas" if varde is None else texter.procent(varde, decimaler)


@register.filter
def rakneord(antal: int) -> str:
    """två; from thirteen on in digits."""
    return texter.rakneord(antal)


@register.filter
def rakneord_ett(antal: int) -> str:
    """ett, två; for neuter nouns."""
    return texter.rakneord(antal, ett=True)


@register.filter
def fel_att_ratta(form: BaseForm) -> list[tuple[str, str]]:
    """List the form's errors as (message, id of the field or "")."""
    return formular.fel_att_ratta(form)
