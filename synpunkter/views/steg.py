"""The way of a case in words, for the timeline that its sender reads.

In every state there are at least five steps, and what is to come has its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cykel.models import Atgard
from kvalitet.texter import datum, datum_kort, klockslag, veckodatum
from kvalitet.visning import Lage as Steglage
from kvalitet.visning import Steg
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.villkor import sista_dag_att_ateroppna


def ord_i_stegen(synpunkt: Synpunkt, *, epost: str) -> dict[str, str]:
    """Return what is one sender's own of the steps on the receipt."""
    inkom = veckodatum(synpunkt.inkom)
    return {
        "inkom": inkom[:1].upper() + inkom[1:],  # capitalize() would make English months small
        "klockan": klockslag(synpunkt.inkom),
        "epost": epost,
        "tas_om_hand": veckodatum(synpunkt.tas_om_hand_senast),
        "svar": veckodatum(synpunkt.svar_senast),
    }


def steg_pa_kvitto(ord_: Mapping[str, str], *, svarsval: str, med_epost: bool) -> list[Steg]:
    """Return what has happened and what comes, as it stands on the receipt, with such words."""
    mottagen = f"{ord_['inkom']}."
    if med_epost:
        mottagen = _("%(dag)s klockan %(tid)s.") % {"dag": ord_["inkom"], "tid": ord_["klockan"]}
        mottagen += " " + _("Vi har också skickat ett kvitto till %(epost)s.") % ord_
    slut = _("Läst och klart") if svarsval == Synpunkt.Svarsval.NEJ else _("Svar till dig")
    return [
        Steg(_("Mottagen"), mottagen),
        Steg(_("Hos rätt person"), _senast(ord_["tas_om_hand"]), "kommer"),
        Steg(slut, _senast(ord_["svar"]), "kommer"),
    ]


def steg(synpunkt: Synpunkt, atgarder: list[Atgard]) -> list[Steg]:
    """Return the real steps of the case: done, now and to come."""
    return [
        *_mottagande(synpunkt),
        *_handlaggning(synpunkt),
        *_svar(synpunkt),
        *_foljd(synpunkt, atgarder),
    ]


def _senast(dag: str) -> str:
    return _("Senast %(dag)s.") % {"dag": dag}


def _mottagande(s: Synpunkt) -> Iterator[Steg]:
    yield Steg(_("Mottagen"), datum(s.inkom))
    if s.lage == Lage.ATEROPPNAD:
        senast = veckodatum(s.tas_om_hand_senast)
        text = _("Vi tar hand om det senast %(dag)s.") % {"dag": senast}
        yield Steg(_("Öppnad igen"), text, "nu")
    elif togs_om_hand := _togs_om_hand(s):
        yield Steg(_("Hos rätt person"), f"{datum_kort(togs_om_hand)}, {s.enhet}")
    elif s.avslutad is not None:
        yield Steg(_("Hos rätt person"), str(s.enhet))
    elif s.lage == Lage.DELAD:
        yield Steg(_("Hos rätt person"))
    else:
        yield Steg(_("På väg till rätt person"), _senast(veckodatum(s.tas_om_hand_senast)), "nu")


def _togs_om_hand(s: Synpunkt) -> datetime | None:
    """When someone took charge: of a merged case, when its master was taken charge of."""
    return s.togs_om_hand or (s.huvud.togs_om_hand if s.huvud else None)


def _handlaggning(s: Synpunkt) -> Iterator[Steg]:
    if s.lage == Lage.UNDER_HANDLAGGNING:
        yield Steg(_("Vi undersöker"), _("Vi läser på och tar fram ett svar."), "nu")
    elif s.lage == Lage.VANTAR_KOMPLETTERING:
        text = _("Vi behöver veta mer. Vår svarstid står still.")
        yield Steg(_("Vi väntar på dig"), text, "nu")
    elif s.besvarad is not None or s.avslutad is not None:
        yield Steg(_("Vi undersökte"))
    elif s.lage == Lage.DELAD:
        yield Steg(_("Vi undersöker"), _("Flera enheter tar fram ett svar var."), "nu")
    elif s.lage == Lage.SAMMANSLAGEN and _togs_om_hand(s):
        yield Steg(_("Vi undersöker"), _("Vi läser på och tar fram ett svar."), "nu")
    else:
        yield Steg(_("Vi undersöker"), "", "kommer")


def _svar(s: Synpunkt) -> Iterator[Steg]:
    """When the answer came or comes; to whoever wants none, when the case is ready."""
    if s.besvarad is not None:
        dagar = {"dag": datum_kort(s.besvarad), "lovat": datum_kort(s.svar_senast)}
        nar = _("%(dag)s. Vi lovade senast %(lovat)s.") % dagar
        yield Steg(_("Svar till dig"), nar, "nu" if s.lage == Lage.BESVARAD else "klar")
    elif s.avslutad is None:
        nej = s.svarsval == Synpunkt.Svarsval.NEJ
        senast = _senast(veckodatum(s.svar_senast))
        if s.lage == Lage.VANTAR_KOMPLETTERING:
            senast = _("Dagen räknas om när du har skrivit till oss.")
        yield Steg(_("Läst och klart") if nej else _("Svar till dig"), senast, "kommer")


def _foljd(s: Synpunkt, atgarder: list[Atgard]) -> Iterator[Steg]:
    """How it ended and, where the case led to a measure, how that goes. Closed is not fixed."""
    if s.avslutad is not None:
        yield from _avslutat(s, s.avslutad, "klar" if atgarder else "nu")
    elif not atgarder:
        yield Steg(_("Avslutat"), _("Då skriver vi hur det blev."), "kommer")
    for atgard in atgarder:
        if atgard.status == Atgard.Status.KLAR and not _berattat(atgard):
            yield Steg(_("Vi kollar om det hjälpte"), _("Du får veta när vi vet."), "kommer")
        elif atgard.effekt in ("", Atgard.Effekt.FOR_TIDIGT):
            klart = _("Ska vara klart %(dag)s.") % {"dag": datum_kort(atgard.klar_senast)}
            yield Steg(_("Vi rättar till"), klart, "kommer")
        else:
            yield Steg(_("Vi kollade om det hjälpte"), f"{EFFEKTORD[atgard.effekt]}.")


def _avslutat(s: Synpunkt, avslutad: datetime, lage: Steglage) -> Iterator[Steg]:
    yield Steg(_("Avslutat"), f"{datum_kort(avslutad)}. {_(s.get_utfall_display())}.", lage)
    if sista := sista_dag_att_ateroppna(s):
        text = _("Till och med %(dag)s.") % {"dag": datum_kort(sista)}
        yield Steg(_("Du kan öppna ärendet igen"), text, "kommer")


def _berattat(atgard: Atgard) -> bool:
    """Whether the senders have been told how it went (annotated by the page)."""
    return bool(getattr(atgard, "berattat", False))


EFFEKTORD = {
    Atgard.Effekt.JA.value: gettext_lazy("Det hjälpte"),
    Atgard.Effekt.DELVIS.value: gettext_lazy("Det hjälpte delvis"),
    Atgard.Effekt.NEJ.value: gettext_lazy("Det hjälpte inte"),
}
