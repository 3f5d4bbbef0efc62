"""One activity of a plan and how it goes. What is said of it is written in one go, as the plan
page's rows: of two hundred, few have a form."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from cykel.forms.uppdatera import AktivitetslageForm
from cykel.models import Aktivitet, Aktivitetslage, Aterskick
from kvalitet.models import Anvandare
from kvalitet.ritning import skriv
from kvalitet.templatetags.kvalitet import ikon
from kvalitet.texter import datum, procent, tal

_HUVUD = (
    '<div class="rubrikrad"><div class="flode flode--tat"><h3>{}</h3>'
    '<p class="liten dov">{}. {} till {}. {} ansvarar{}.</p></div><p>{}</p></div>\n{}{}'
)
_TAGG = '<span class="ds-tag" data-color="neutral" data-variant="outline">{}</span>'
_SKICKAD_ATER = SafeString('<span class="ds-tag" data-color="folja_upp">Skickad åter</span>')
_INGEN_RAPPORT = SafeString('<span class="dov">Inte rapporterad</span>')
_KORT = (
    '<li id="a-{}"><div class="rubrikrad"><p><a href="?rad={}#a-{}">{}</a></p><p>{}</p></div></li>'
)


@dataclass(frozen=True)
class Kortrad:
    """An activity by its name and state, where the page holds too many to write them all out."""

    nyckel: UUID
    rubrik: str
    status: str
    """That of the latest report; "" before any."""
    min: bool
    """Whether the plan names the person to report or carry out."""
    vantar: bool
    """Whether this lap asks for a report."""

    def __html__(self) -> SafeString:
        lage = _INGEN_RAPPORT
        if self.status:
            lage = skriv(_TAGG, Aktivitetslage.Status(self.status).label)
        return skriv(_KORT, self.nyckel, self.nyckel, self.nyckel, self.rubrik, lage)

    __str__ = __html__


@dataclass(frozen=True)
class Aktivitetsrad:
    aktivitet: Aktivitet
    lage: Aktivitetslage | None
    min: bool
    """Whether the plan names the person to report or carry out."""
    vantar: bool
    """Whether this lap asks for a report."""
    form: AktivitetslageForm | None
    ansvarig: Anvandare
    rapportor: Anvandare
    tyst: int
    """Days since anybody said how it goes, once they are many; else 0."""
    ater: Aterskick | None = None
    """Why and until when the report is to be made again."""
    sen: bool = False
    brist_pk: int | None = None
    """The brist of this lap that it has become."""
    lank: str = ""
    """Where the form is, when the page holds too many to show them all."""
    oppnas: bool = False
    """Whether the address asks for its form."""

    @property
    def huvud(self) -> SafeString:
        """What it is called, whose it is and how it goes."""
        rad, annan = self.aktivitet, self.rapportor != self.ansvarig
        return skriv(
            _HUVUD,
            rad.rubrik,
            rad.planmal,
            datum(rad.start),
            datum(rad.slut),
            self.ansvarig,
            f", {self.rapportor} rapporterar" if annan else "",
            self._tagg(),
            lagesrad(self.lage) if self.lage else "",
            _tyst(self.tyst) if self.tyst else "",
        )

    def _tagg(self) -> SafeString:
        if self.ater:
            return _SKICKAD_ATER
        return skriv(_TAGG, self.lage.get_status_display()) if self.lage else _INGEN_RAPPORT


def _tyst(dagar: int) -> SafeString:
    mening = '<p class="liten snart">{} Inte uppdaterad på {} dagar</p>'
    return skriv(mening, ikon("Clock"), tal(dagar))


def lagesrad(lage: Aktivitetslage) -> SafeString:
    """What the latest report says, as cykel/_lagesrad.html to who may fetch its file."""
    framsteg = "" if lage.framsteg is None else f", {procent(lage.framsteg)} gjort"
    return skriv(
        '<p class="liten">{}{}. {}{}<span class="dov">{} {}</span>{}</p>',
        lage.get_status_display(),
        framsteg,
        f"{lage.kommentar} " if lage.kommentar else "",
        skriv("<strong>Hinder:</strong> {} ", lage.hinder) if lage.hinder else "",
        lage.av,
        datum(lage.tid),
        _filen(lage),
    )


def _filen(lage: Aktivitetslage) -> SafeString | str:
    if not (fil := lage.fil):
        return ""
    adress = reverse("cykel:bevis", args=[lage.plan_id, fil.pk])
    return skriv('<br>{} <a href="{}">{}</a>', ikon("Files"), adress, fil.namn)  # type: ignore[attr-defined]
