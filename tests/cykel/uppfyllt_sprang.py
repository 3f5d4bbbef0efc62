"""How the guards of a leap are met, and left unmet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cykel.actions import indikator as indikatorakter
from cykel.actions import sprang as sprangakter
from cykel.models import Verksamhetsplan
from tests.cykel.forsok import Forsok, Omojligt
from tests.cykel.varlden import BASLINJE, LEVANDE

# --- The leap -------------------------------------------------------------------------------------


def _andra(f: Forsok, **falt: Any) -> None:
    f.objekt = f.v.gor(sprangakter.andra, f.objekt, **falt, av=f.v.amir)


def gammal_niva(f: Forsok) -> Decimal:
    hojning = f.v.niva(f.objekt.enhet)
    return hojning.ny_niva if hojning else BASLINJE


def provet_helt(f: Forsok) -> None:
    dag = f.v.idag
    _andra(
        f, hypotes="Den som ser sin tid är trygg.", indikator=f.v.indikator,
        pilotenheter=[f.objekt.enhet], pilot_fran=dag - timedelta(days=10),
        pilot_till=dag + timedelta(days=3), baslinje=BASLINJE, baslinje_datum=dag,
        vantad_niva=gammal_niva(f) + 1, stoppkriterium="Fler än tre missade besök.",
        agare=f.objekt.agare or f.v.petra,
    )  # fmt: skip


def ingen_pilotenhet(f: Forsok) -> None:
    provet_helt(f)
    _andra(f, pilotenheter=[])


def vantad_niva_samma(f: Forsok) -> None:
    provet_helt(f)
    _andra(f, vantad_niva=gammal_niva(f))


def ingen_hypotes(f: Forsok) -> None:
    provet_helt(f)
    _andra(f, hypotes="")


def agare_i_linjen(f: Forsok) -> None:
    if f.objekt.agare in (None, f.v.karin):
        _andra(f, agare=f.v.petra)


def agare_utanfor_linjen(f: Forsok) -> None:
    _andra(f, agare=f.v.karin)


def provet_over(f: Forsok) -> None:
    if f.val % 2:
        f.data["stopp_natt"] = "Tre missade besök."
    else:
        f.v.framat(max(0, (f.objekt.pilot_till - f.v.idag).days + 1))


def mat(f: Forsok, *tal: Decimal) -> None:
    for n, varde in enumerate(tal, start=1):
        dag = f.objekt.pilot_fran + timedelta(days=n)
        f.v.gor(
            indikatorakter.infor_varde, f.v.indikator, enhet=f.objekt.enhet, period_fran=dag,
            period_till=dag, varde=varde, matdatum=f.v.idag, kalla="Provet",
            skal="Mätt på nytt.", av=f.v.amir,
        )  # fmt: skip


def mat_tva_ganger(f: Forsok) -> None:
    mat(f, f.objekt.vantad_niva, f.objekt.vantad_niva + 1)
    f.data["effekt_motivering"] = "Nivån är nådd i båda grupperna."


def mat_en_gang(f: Forsok) -> None:
    mat(f, f.objekt.vantad_niva)
    f.data["effekt_motivering"] = "Vi tror på det."


def mat_for_lagt(f: Forsok) -> None:
    mat(f, f.objekt.vantad_niva - 1, f.objekt.vantad_niva - 1)
    f.data["effekt_motivering"] = ""


def hoj(f: Forsok) -> None:
    f.data["ny_niva"] = gammal_niva(f) + 1


def sank(f: Forsok) -> None:
    f.data["ny_niva"] = gammal_niva(f) - 1


def samma_niva(f: Forsok) -> None:
    f.data["ny_niva"] = gammal_niva(f)


def med_rutin(f: Forsok) -> None:
    _andra(f, rutin=f.v.rutin)


def rutin_som_inte_galler(f: Forsok) -> None:
    _andra(f, rutin=f.v.kommande_rutin)


def utan_rutin(f: Forsok) -> None:
    _andra(f, rutin=None)


def nagon_annan_an_agaren(f: Forsok) -> None:
    if f.av == f.objekt.agare:
        f.av = f.v.lars if f.av == f.v.erik else f.v.erik


def agaren(f: Forsok) -> None:
    _andra(f, agare=f.v.erik)
    f.av = f.v.erik


def sprangbeslut(f: Forsok) -> None:
    hojning = f.v.niva(f.objekt.enhet)
    if hojning and hojning.fran_datum >= f.v.idag:
        f.v.framat((hojning.fran_datum - f.v.idag).days + 1)
    f.data |= {"beslut_datum": f.v.idag, "beslut_paragraf": "§ 14", "dnr": "VON 2026/200"}


def sprangbeslut_utan(**utan: Any) -> Callable[[Forsok], None]:
    def bryt(f: Forsok) -> None:
        sprangbeslut(f)
        f.data |= utan

    return bryt


def sprangbeslut_i_framtiden(f: Forsok) -> None:
    sprangbeslut(f)
    f.data["beslut_datum"] = f.v.idag + timedelta(days=1)


def skal_och_lardom(f: Forsok) -> None:
    f.data |= {"skal": "För dyrt.", "lardom": "Räkna på kostnaden först."}
    if f.objekt.lage != "ide" and not _kan_ta_emot(f):
        raise Omojligt("ingen plan i ett varv kan ta emot lärdomen")


def _kan_ta_emot(f: Forsok) -> bool:
    planer = Verksamhetsplan.objects.filter(enhet=f.objekt.enhet, fas__in=LEVANDE[1:])
    return planer.exists()


def utan_lardom(f: Forsok) -> None:
    f.data |= {"skal": "För dyrt.", "lardom": ""}


def utan_skal(f: Forsok) -> None:
    f.data |= {"skal": "", "lardom": "Räkna på kostnaden först."}
