"""The rows of a round's board, written in one go: fifteen follow-ups are some four hundred template
nodes and as many addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from cykel.models import Uppfoljningstillfalle
from kvalitet.behorighet import far
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.roller import Rattighet
from kvalitet.templatetags.kvalitet import datum_i_ar, ikon
from kvalitet.texter import datum_kort
from kvalitet.typer import InloggadRequest
from uppfoljning.delar import Adresser
from uppfoljning.rundan import Cell, Rundgrupp, Rundrad

_RAD = (
    '<tr id="v{}"><th scope="row"><a href="{}">{}</a><br><span class="tunn liten {}">{}</span></th>'
    '\n{}\n<td data-rubrik="Har kvar">{}</td></tr>\n'
)
_INGA = '<td class="siffra" data-rubrik="{}"><span class="dov">–</span></td>'
_KLARA = '<td class="siffra" data-rubrik="{}">{} av {} {}</td>'
_KVAR = (
    '<td class="siffra" data-rubrik="{}"><a href="{}">{} av {}'
    '<span class="ds-sr-only"> {}, {}</span></a></td>'
)
_PERSON = '<span class="liten">{}: {}</span><br>'
_PAMINN = (
    '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<input type="hidden" name="varv" value="{}"><button class="ds-button" data-size="sm" '
    'data-variant="tertiary" type="submit">Påminn<span class="ds-sr-only"> om {}</span></button>'
    "</form>"
)
_GODKANN = (
    '<span class="liten">Chefen: <a href="{}">godkänn'
    '<span class="ds-sr-only"> uppföljningen för {}</span></a></span>'
)
_VANTAR = SafeString('<span class="liten">Väntar på att chefen godkänner</span>')


@dataclass(frozen=True)
class Ritare:
    """What the person may do from the board, and where it leads."""

    request: InloggadRequest
    tillfalle: Uppfoljningstillfalle

    @cached_property
    def far_paminna(self) -> bool:
        return far(self.request.user, Rattighet.UPPFOLJNING_PAMINNA)

    @cached_property
    def far_godkanna(self) -> bool:
        return far(self.request.user, Rattighet.UPPFOLJNING_GODKANNA)

    @cached_property
    def paminn(self) -> str:
        """The address that reminds, with the board's filter."""
        fraga = self.request.GET.urlencode()
        sidan = reverse("uppfoljning:paminn", args=[self.tillfalle.pk])
        return f"{sidan}?{fraga}" if fraga else sidan

    @cached_property
    def token(self) -> str:
        return get_token(self.request)

    @cached_property
    def adresser(self) -> Adresser:
        return Adresser()


@dataclass(frozen=True)
class Gruppvy:
    """A kontor on the board with its rows."""

    grupp: Rundgrupp
    ritare: Ritare

    @property
    def rader(self) -> SafeString:
        return SafeString("".join(_rad(rad, self.ritare) for rad in self.grupp.rader))


def _rad(rad: Rundrad, r: Ritare) -> SafeString:
    enhet, nar = str(rad.varv.plan.enhet), f", klart senast {datum_kort(rad.senast)}"
    if rad.godkand:
        nar = f" {datum_i_ar(rad.varv.godkand)}"
    return skriv(
        _RAD,
        rad.varv.pk,
        r.adresser["uppfoljning:delar"].format(rad.varv.pk),
        enhet,
        "sen" if rad.sen else "dov",
        f"{capfirst(rad.lage)}{nar}",
        SafeString("".join(_cell(cell, enhet) for cell in rad.celler)),
        SafeString("".join(_kvar(rad, enhet, r))),
    )


def _cell(cell: Cell, enhet: str) -> SafeString:
    if not cell.antal:
        return skriv(_INGA, cell.rubrik)
    if cell.klar:
        symbol = ikon("CheckmarkCircleFill", titel="klart")
        return skriv(_KLARA, cell.rubrik, cell.klara, cell.antal, symbol)
    vad = cell.rubrik.lower()
    return skriv(_KVAR, cell.rubrik, cell.lank, cell.klara, cell.antal, vad, enhet)


def _kvar(rad: Rundrad, enhet: str, r: Ritare) -> Iterator[SafeString]:
    """Who has what left, or what it waits for."""
    if rad.kvar:
        yield skriv_alla("", _PERSON, ((ett.person.namn, ett.vad) for ett in rad.kvar))
        if r.far_paminna and not rad.last:
            yield skriv(_PAMINN, r.paminn, r.token, rad.varv.pk, enhet)
    elif rad.varv.godkand_av:
        namn = rad.varv.godkand_av.namn
        yield skriv('<span class="dov liten">Inget, {} har godkänt</span>', namn)
    elif r.far_godkanna:
        yield skriv(_GODKANN, r.adresser["uppfoljning:godkann"].format(rad.varv.plan_id), enhet)
    else:
        yield _VANTAR
