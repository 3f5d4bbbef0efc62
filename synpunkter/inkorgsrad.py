"""A row of the inbox, written in one go: fifty of them are most of the page, and a template takes
ten times as long for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvalitet.templatetags.kvalitet import datum_i_ar, ikon
from synpunkter.models import Synpunkt

_RAD = (
    '<tr><th scope="row">{}<a id="rad-{}" href="{}">{}</a><br>'
    '<span class="tunn dov liten">{}</span></th><td data-rubrik="Typ">{}</td>'
    '<td data-rubrik="Enhet">{}</td><td data-rubrik="Läge">{}{}</td>'
    '<td class="siffra" data-rubrik="Kom in">{}</td>'
    '<td class="siffra" data-rubrik="Svara senast">{}</td></tr>'
)
_KRYSS = (
    '<input class="ds-input kryss" type="checkbox" name="s" value="{0}" form="till-monster"'
    ' aria-labelledby="rad-{0}"> '
)
"""Named by the link beside it; belongs to the form below the table."""


@dataclass(frozen=True)
class Rad:
    synpunkt: Synpunkt
    dag: date
    kryss: bool
    """Whether the case can be marked, to be put in a monster with others."""

    @property
    def sen(self) -> str:
        dagar = (self.dag - self.synpunkt.svar_senast).days
        return "1 dag sen" if dagar == 1 else f"{dagar} dagar sen"

    def __html__(self) -> SafeString:
        s = self.synpunkt
        return format_html(
            _RAD,
            format_html(_KRYSS, s.pk) if self.kryss else "",
            s.pk,
            reverse("synpunkter:arende", args=[s.pk]),
            s.listrubrik,
            s.referens,
            s.get_typ_display(),
            s.enhet.namn,
            s.get_lage_display(),
            _handlaggaren(s),
            datum_i_ar(s.inkom),
            self._svara(),
        )

    __str__ = __html__

    def _svara(self) -> str:
        s = self.synpunkt
        dov = '<span class="dov">{} {}</span>'
        if s.avslutad:
            return format_html(dov, "Avslutad", datum_i_ar(s.avslutad))
        if s.besvarad:
            return format_html(dov, "Besvarad", datum_i_ar(s.besvarad))
        if s.stannad:
            return SafeString('<span class="dov">Klockan står still</span>')
        dagen = datum_i_ar(s.svar_senast)
        if not s.ar_sen(self.dag):
            return dagen
        varning = ikon("ExclamationmarkTriangleFill")
        return format_html('<span class="sen">{} {}<br>{}</span>', varning, dagen, self.sen)


def _handlaggaren(s: Synpunkt) -> str:
    if s.handlaggare is None:
        return ""
    return format_html('<br><span class="dov liten">{}</span>', s.handlaggare.namn)
