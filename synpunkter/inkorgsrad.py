"""The rows of the inbox, written in one go: fifty of them are most of the page, and a template
takes ten times as long for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from kvalitet.templatetags.kvalitet import datum_i_ar, ikon
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage

_RAD = (
    '<tr><th scope="row">{}<a id="rad-{}" href="{}{}{}">{}</a><br>'
    '<span class="tunn dov liten">{}</span></th><td data-rubrik="Typ">{}</td>'
    '<td data-rubrik="Enhet">{}</td><td data-rubrik="Läge">{}{}</td>'
    '<td class="siffra" data-rubrik="Kom in">{}</td>'
    '<td class="siffra" data-rubrik="Svara senast">{}</td></tr>\n'
)
_KRYSS = (
    '<input class="ds-input kryss" type="checkbox" name="s" value="{0}" form="till-monster"'
    ' aria-labelledby="rad-{0}"> '
)
"""Named by the link beside it; belongs to the form below the table."""
_VEM = '<br><span class="dov liten">{}</span>'
_DOV = '<span class="dov">{} {}</span>'
_SEN = '<span class="sen">{} {}<br>{}</span>'
_TYPER, _LAGEN = dict(Synpunkt.Typ.choices), dict(Lage.choices)


def tabellrader(synpunkter: Iterable[Synpunkt], dag: date, *, kryss: bool) -> SafeString:
    """`kryss`: whether the cases can be marked, to be put in a monster with others."""
    penna = _Penna(dag, kryss=kryss)
    return SafeString("".join([penna.rad(s) for s in synpunkter]))


class _Penna:
    """What all rows of a page share is asked for once: addresses, the zone, the days in words."""

    def __init__(self, dag: date, *, kryss: bool) -> None:
        self._dag, self._kryss = dag, kryss
        self._zon = timezone.get_current_timezone()
        self._dagar: dict[date, str] = {}
        self._varning = ikon("ExclamationmarkTriangleFill")
        self._fore, _, self._efter = reverse("synpunkter:arende", args=[0]).rpartition("0")

    def rad(self, s: Synpunkt) -> str:
        # What a person wrote or named is escaped; the rest is ours.
        kryss = _KRYSS.format(s.pk) if self._kryss else ""
        vem = _VEM.format(escape(s.handlaggare.namn)) if s.handlaggare else ""
        typ, lage = _TYPER[s.typ], _LAGEN[s.lage]
        return _RAD.format(
            *(kryss, s.pk, self._fore, s.pk, self._efter, escape(s.listrubrik), s.referens),
            *(typ, escape(s.enhet.namn), lage, vem, self._datum(s.inkom), self._svara(s)),
        )

    def _datum(self, d: date) -> str:
        if isinstance(d, datetime):
            d = d.astimezone(self._zon).date()
        if d not in self._dagar:
            self._dagar[d] = datum_i_ar(d)
        return self._dagar[d]

    def _svara(self, s: Synpunkt) -> str:
        if s.avslutad:
            return _DOV.format("Avslutad", self._datum(s.avslutad))
        if s.besvarad:
            return _DOV.format("Besvarad", self._datum(s.besvarad))
        if s.stannad:
            return '<span class="dov">Klockan står still</span>'
        dagen = self._datum(s.svar_senast)
        if not s.ar_sen(self._dag):
            return dagen
        return _SEN.format(self._varning, dagen, _sen((self._dag - s.svar_senast).days))


def _sen(dagar: int) -> str:
    return "1 dag sen" if dagar == 1 else f"{dagar} dagar sen"
