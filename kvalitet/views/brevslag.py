"""Every letter that the site sends: to whom, when, and what it looks like with invented content.

A template in templates/epost/ that is not here fails tests/kvalitet/test_epost.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from cykel.models import (
    Aterskick,
    Brist,
    Delopning,
    Lardom,
    Uppfoljningstillfalle,
    Verksamhetsplan,
)
from cykel.uppdateringslank import GILTIG_DAGAR
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.notiser import Brev, skriv_brev
from kvalitet.texter import veckodatum, veckodatum_ar
from synpunkter.lank import GILTIG_EPOST_DAGAR
from synpunkter.models import Franvaro, Synpunkt
from uppfoljning.models import Koladafraga, Namndfraga, Rapport, Rapportfil, Sammantrade
from uppfoljning.rapport.modell import Rattelse

DAG = date(2026, 10, 28)
INVANARE = "Till den som har lämnat en synpunkt"
SYNPUNKTER = "Om synpunkter"
HJULET = "Om planer och uppföljning"
NAMNDEN = "Om nämnder och rapporter"
KONTON = "Om konton"
Sammanhang = dict[str, Any]


@dataclass(frozen=True)
class Brevslag:
    """A letter. `till` and `nar`: who gets it, and when."""

    mall: str
    grupp: str
    till: str
    nar: str
    exempel: Callable[[], Sammanhang]

    @property
    def sprak(self) -> list[str]:
        """The languages that it is written in."""
        alla = [kod for kod, _ in settings.LANGUAGES]
        return alla if self.grupp == INVANARE else [settings.LANGUAGE_CODE]

    def skriv(self, sprak: str = settings.LANGUAGE_CODE) -> Brev:
        with override(sprak):
            sammanhang = self.exempel()
        return skriv_brev(self.mall, mottagare="", sammanhang=sammanhang, sprak=sprak)


# --- What the letters are about -------------------------------------------------------------
ENHET = Enhet(pk=1, namn="Hemtjänst Centrum")
NAMND = Namnd(pk=1, namn="Vård- och omsorgsnämnden")
KARIN = Anvandare(pk=1, namn="Karin Öberg", epost="karin.oberg@kommun.example")
ERIK = Anvandare(pk=2, namn="Erik Lind", epost="erik.lind@kommun.example")
PLAN = Verksamhetsplan(
    pk=1, enhet=ENHET, namnd=NAMND, period_fran=date(2026, 1, 1), period_till=date(2026, 12, 31)
)
TILLFALLE = Uppfoljningstillfalle(pk=1, slag="delar", ar=2026, matdatum=date(2026, 8, 31))
SAKRAD = Lardom(pk=1, plan=PLAN, rubrik="Ring innan en ny person kommer")
RAPPORT = Rapport(
    pk=1, slag="maluppfyllelse", namnd=NAMND, enhet=ENHET, tillfalle=TILLFALLE, version=2
)
FRAGA = Namndfraga(
    pk=1,
    rapport=RAPPORT,
    namnd=NAMND,
    enhet=ENHET,
    stalld_av=ERIK,
    besvaras_senast=DAG,
    sammantrade=Sammantrade(pk=1, namnd=NAMND, dag=date(2026, 11, 4)),
)
SYNPUNKT = Synpunkt(
    pk=1,
    referens="SP-2026-0412",
    typ="klagomal",
    namnd=NAMND,
    enhet=ENHET,
    svar_senast=DAG,
    utfall="atgardat",
    utfall_skal="Planeraren ringer nu innan en ny person kommer.",
)
SVAR = """Det var fel att ingen ringde innan en ny person kom hem till dig. Vi ber om ursäkt.

Från den 1 november ringer planeraren alltid innan."""
FRAGAN = "Vilken dag var det, och ungefär vilken tid?"
VIDARE = "Det du beskriver sköts av regionen. Ring 1177, så hjälper de dig vidare."


def _adress(vy: str, *args: object) -> str:
    return settings.ADRESS + reverse(vy, args=args)


# --- The examples ---------------------------------------------------------------------------
def _invanare(text: str = SVAR) -> Sammanhang:
    return {
        "synpunkt": SYNPUNKT,
        "fornamn": "Gunilla",
        "text": text,
        "filer": 1,
        # No real signature: it would open a case that bears the same reference.
        "lank": _adress("synpunkter:folj_arende", "exempel"),
        "lank_slutar": klocka.nu() + timedelta(days=GILTIG_EPOST_DAGAR),
        "ateroppnas_senast": DAG + timedelta(days=30),
    }


def _kollega() -> Sammanhang:
    return {"synpunkt": SYNPUNKT, "sist": DAG}


def _overlamnade() -> Sammanhang:
    return {
        "franvaro": Franvaro(person=ERIK, ersattare=KARIN, till=DAG),
        "synpunkter": [SYNPUNKT],
        "inkorg": _adress("synpunkter:inkorg") + "?urval=mina",
    }


def _svarspaminnelse() -> Sammanhang:
    rad = {
        "text": "SP-2026-0412, Hemtjänst Centrum",
        "nar": f"Svara senast {veckodatum(DAG)}.",
        "url": _adress("synpunkter:arende", 1),
    }
    return {
        "person": KARIN,
        "rubrik": "Synpunkter: 1 att svara på snart",
        "rader": [rad],
        "inkorg": _adress("synpunkter:inkorg"),
    }


def _del(slag: type[Aterskick | Delopning], **mer: Any) -> Sammanhang:
    ett = slag(
        slag=slag.Slag.MAL,
        namn="Trygg hemtjänst",
        skal="Motiveringen säger inte varför målet är nått.",
        av=ERIK,
        **mer,
    )
    lank = _adress("cykel:plan", 1)
    return {"ett": ett, "plan": PLAN, "person": KARIN, "senast": veckodatum_ar(DAG), "lank": lank}


def _uppfoljning() -> Sammanhang:
    return {
        "plan": PLAN,
        "tillfalle": TILLFALLE,
        "senast": veckodatum_ar(DAG),
        "antal_aktiviteter": 3,
        "ar_planansvarig": True,
        "lank": _adress("cykel:plan", 1),
    }


def _paminnelse() -> Sammanhang:
    forfall = {
        "text": "Inför kontaktperson för alla",
        "nar": f"senast {veckodatum(DAG)}",
        "url": _adress("cykel:plan", 1),
    }
    return {
        "person": KARIN,
        "rubrik": "En sak att göra snart",
        "forfall": [forfall],
        "lank": _adress("publikt:uppdatera", "exempel"),
        "lank_slutar": klocka.nu() + timedelta(days=GILTIG_DAGAR),
        "arbete": _adress("arbete"),
    }


def _rundpaminnelse() -> Sammanhang:
    delar = [
        {"namn": "Trygg hemtjänst", "kvar": "saknar bedömning", "url": _adress("cykel:plan", 1)},
        {"namn": "Egenkontroll", "kvar": "saknar utfall", "url": _adress("cykel:plan", 2)},
    ]
    planer = [{"enhet": ENHET.namn, "nar": f"senast {veckodatum(DAG)}", "delar": delar}]
    return {
        "person": KARIN,
        "tillfalle": TILLFALLE,
        "planer": planer,
        "arbete": _adress("arbete"),
    }


def _upprepad() -> Sammanhang:
    brist = Brist(plan=PLAN, rubrik="Ny person utan förvarning", upprepar=SAKRAD)
    lardom = Lardom(plan=PLAN, rubrik="Säg till dagen före", upprepar=SAKRAD)
    return {"brist": brist, "lardom": lardom, "lank": _adress("cykel:plan", 1)}


def _overlamning() -> Sammanhang:
    innehav = {"rubrik": "Trygg hemtjänst", "vad": "Planansvarig", "var": ENHET.namn}
    return {"person": KARIN, "av": ERIK, "innehav": [innehav], "lank": _adress("arbete")}


def _erbjudna() -> Sammanhang:
    return {"plan": PLAN, "fran": ENHET, "antal": 2, "lank": _adress("cykel:erbjudna_rader", 1)}


def _fraga() -> Sammanhang:
    rad = {
        "text": f"{NAMND}: {RAPPORT.namn}",
        "nar": f"Svara senast {veckodatum(DAG)}.",
        "url": _adress("uppfoljning:namndfraga", 1),
    }
    return {"fraga": FRAGA, "person": KARIN, "rattat": False, "antal": 1, "rader": [rad]}


def _rapport() -> Sammanhang:
    return {
        "rapport": RAPPORT,
        "fil": Rapportfil(sidor=24),
        "skal": "Uppföljningen är inte godkänd än.",
        "namn": "Lena Holm",
        "skoter": KARIN,
        "rattelser": [Rattelse(datum=DAG, text="Andelen nöjda är 68,5 procent, inte 86,5.")],
        "namnd": NAMND,
        "tillfalle": TILLFALLE,
        "dag": DAG,
        "vad": str(RAPPORT),
        "sidan": _adress("uppfoljning:rapportschema", 1),
    }


def _kolada() -> Sammanhang:
    indikator = {"namn": "Kan påverka tiderna"}
    return {"fraga": Koladafraga(pk=1, orsak=Koladafraga.Orsak.ANDRAD), "indikator": indikator}


def _konto() -> Sammanhang:
    lank = _adress("losenord_valj", "MQ", "exempel")
    slutar = klocka.nu() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return {"person": KARIN, "lank": lank, "lank_slutar": slutar}


def _konto_idp() -> Sammanhang:
    return {"person": KARIN, "lank": _adress("logga_in")}


HANDLAGGAREN = "Den som handlägger ärendet"
AVSANDAREN = "Avsändaren, om hen har lämnat en e-postadress"
CHEFEN = "Den närmaste chefen för planens enhet"
SEKRETERAREN = "Nämndens sekreterare"
BESTALLAREN = "Den som skapade rapporten"
LISTAN = "Nämndens förtroendevalda och de som står på dess lista för rapporter"
SVARANDE = "De på kontoret som får svara på frågan"
BREV = [
    *(
        Brevslag(f"synpunkt_{mall}", INVANARE, AVSANDAREN, nar, partial(_invanare, *text))
        for mall, nar, *text in (
            ("kvitto", "När synpunkten har kommit in"),
            ("komplettering", "När handläggaren behöver veta mer", FRAGAN),
            ("svar", "När handläggaren svarar"),
            ("vidarebefordrad", "När synpunkten hör till någon annan än kommunen", VIDARE),
            ("avslutad", "När ärendet avslutas"),
            ("ateroppnad", "När ärendet öppnas igen"),
            ("aterkoppling", "När det är klart vad synpunkten ledde till"),
            ("lank", "När avsändaren ber om en ny länk"),
        )
    ),
    *(
        Brevslag(f"synpunkt_{mall}", SYNPUNKTER, HANDLAGGAREN, nar, _kollega)
        for mall, nar in (
            ("tilldelad", "När någon annan ger hen ärendet"),
            ("avsandaren_skrev", "När avsändaren har skrivit mer"),
            ("ateroppnad_handlaggare", "När ärendet öppnas igen"),
            ("vantan_paminnelse", "Tre arbetsdagar innan väntan på avsändaren är slut"),
            ("vantan_slut", "När väntan på avsändaren är slut"),
        )
    ),
    Brevslag(
        "svarspaminnelse",
        SYNPUNKTER,
        "Handläggaren, eller enhetens handläggare. När svaret är sent också chefen",
        "Tre vardagar före sista dagen, samma dag och tre vardagar efter",
        _svarspaminnelse,
    ),
    Brevslag(
        "synpunkter_overlamnade",
        SYNPUNKTER,
        "Den som ersätter en handläggare",
        "När frånvaron börjar",
        _overlamnade,
    ),
    Brevslag(
        "uppfoljning_oppen",
        HJULET,
        "Planansvarig och de som rapporterar aktiviteter",
        "När uppföljningen öppnas",
        _uppfoljning,
    ),
    Brevslag(
        "paminnelse",
        HJULET,
        "Den som har något som ska vara klart",
        "Sju arbetsdagar och en arbetsdag före, en och tre arbetsdagar efter",
        _paminnelse,
    ),
    Brevslag(
        "rundpaminnelse",
        HJULET,
        "De som har något kvar i uppföljningen",
        "När någon trycker på Påminn, högst en gång om dagen",
        _rundpaminnelse,
    ),
    Brevslag(
        "del_skickad_ater",
        HJULET,
        "Den som ska göra om delen",
        "När en del av uppföljningen skickas tillbaka",
        partial(_del, Aterskick, plan=PLAN, senast=DAG),
    ),
    Brevslag(
        "del_oppnad",
        HJULET,
        "Den som får ändra delen",
        "När en del av en låst uppföljning öppnas",
        partial(_del, Delopning, till_och_med=DAG),
    ),
    Brevslag("brist_upprepad", HJULET, CHEFEN, "När en brist upprepar en lärdom", _upprepad),
    Brevslag("lardom_upprepad", HJULET, CHEFEN, "När en lärdom upprepar en annan", _upprepad),
    Brevslag("overlamning", HJULET, "Den som tar över", "När ansvar lämnas över", _overlamning),
    Brevslag(
        "rader_erbjudna",
        HJULET,
        "Planansvarig för den plan som får raderna",
        "När en annan plan skickar rader",
        _erbjudna,
    ),
    Brevslag(
        "kolada_fraga",
        HJULET,
        "Den som äger indikatorn",
        "När Kolada har ändrat nyckeltalet",
        _kolada,
    ),
    Brevslag("namndfraga_ny", NAMNDEN, SVARANDE, "När en ledamot ställer en fråga", _fraga),
    Brevslag(
        "namndfraga_paminnelse",
        NAMNDEN,
        SVARANDE,
        "Tre arbetsdagar före sista dagen, samma dag och dagen efter",
        _fraga,
    ),
    Brevslag(
        "namndfraga_svar",
        NAMNDEN,
        "Den som ställde frågan",
        "När frågan får svar eller svaret rättas",
        _fraga,
    ),
    Brevslag("rapport_klar", NAMNDEN, BESTALLAREN, "När filen är färdig", _rapport),
    Brevslag("rapport_misslyckad", NAMNDEN, BESTALLAREN, "När filen inte kan göras", _rapport),
    Brevslag("rapport_publicerad", NAMNDEN, LISTAN, "När rapporten publiceras", _rapport),
    Brevslag("rapport_rattad", NAMNDEN, LISTAN, "När en rättad version publiceras", _rapport),
    Brevslag(
        "rapport_sen",
        NAMNDEN,
        SEKRETERAREN,
        "När nämndens dag har passerat och uppföljningen inte är godkänd",
        _rapport,
    ),
    Brevslag(
        "rapport_uteblev",
        NAMNDEN,
        SEKRETERAREN,
        "När en rapport som görs av sig själv inte kan göras",
        _rapport,
    ),
    Brevslag("konto_inbjudan", KONTON, "Den som har fått ett konto", "När kontot skapas", _konto),
    Brevslag(
        "konto_inbjudan_idp",
        KONTON,
        "Den som har fått ett konto och loggar in med kommunens",
        "När kontot skapas",
        _konto_idp,
    ),
    Brevslag(
        "konto_losenord",
        KONTON,
        "Den som har ett konto med adressen",
        "När någon ber om ett nytt lösenord på inloggningssidan",
        _konto,
    ),
]
PER_MALL = {slag.mall: slag for slag in BREV}
