"""The way to each state of the wheel by its own rows, held against the invariants at each step;
and a scene for each row: an object from which it can be taken but for the guard in question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cykel.models import Forbattringssprang, Lardom, Uppfoljningstillfalle, Verksamhetsplan
from cykel.tillstand import LARDOM, PLAN, PLANVERSION, SPRANG
from kvalitet.models import Anvandare, Enhet
from kvalitet.overgang import Maskin
from tests.cykel.forsok import Forsok
from tests.cykel.invarianter import prova
from tests.cykel.uppfyllt import forsok
from tests.cykel.uppfyllt_varv import bli_klar, ny_atgard, verifiera
from tests.cykel.varlden import Varld

PLANVAG = {
    "folja_upp": "oppna_uppfoljning",
    "atgarda": "godkann",
    "kvalitetssakra": "kvalitetssakra",
}
SPRANGVAG = {"prov": "starta_prov", "utvardering": "utvardera", "inford": "infor"}


def ta(v: Varld, maskin: Maskin, objekt: Any, namn: str, **data: Any) -> Any:
    """Take the row with every guard met, by the first who may."""
    objekt = forsok(v, maskin, objekt, namn, av=nagon(v, maskin, namn), val=1, **data)
    prova(v)
    return objekt


def nagon(v: Varld, maskin: Maskin, namn: str) -> Anvandare | None:
    rad = maskin.rad(namn)
    return v.med_ratt(rad)[0] if rad.ratt else None


def faststall(v: Varld, plan: Verksamhetsplan) -> Verksamhetsplan:
    version = ta(v, PLANVERSION, plan.versioner.get(lage="utkast"), "skicka")
    ta(v, PLANVERSION, version, "faststall")
    return v.farsk(plan)


def plan_i(
    v: Varld, fas: str, *, slag: str = "kv1", ar: int = 2026, enhet: Enhet | None = None
) -> Verksamhetsplan:
    """A plan that stands in `fas`, in its lap of the round `slag`."""
    plan = v.ny_plan(enhet or v.kommun.vok, ar)
    prova(v)
    return plan if fas == "planera" else vidare(v, faststall(v, plan), fas, slag=slag)


def vidare(v: Varld, plan: Verksamhetsplan, fas: str, *, slag: str = "kv1") -> Verksamhetsplan:
    rond = Uppfoljningstillfalle.objects.get(slag=slag, ar=plan.period_fran.year)
    for nasta, namn in PLANVAG.items():
        if plan.fas == fas:
            break
        ta(v, PLAN, plan, namn, tillfalle=rond)
        plan = v.farsk(plan)
        assert plan.fas == nasta
    assert plan.fas == fas
    return plan


def bevisad_lardom(v: Varld, plan: Verksamhetsplan, *, effekt: str = "ja") -> Lardom:
    """Proposed, with an åtgärd that someone else has judged; "" leaves it unjudged."""
    f = Forsok(v, PLAN, PLAN.rad("nasta_varv"), plan, None)
    atgard = ny_atgard(f)
    if effekt:
        bli_klar(f, atgard)
        verifiera(f, atgard, effekt)
    lardom: Lardom = ta(v, LARDOM, v.ny_lardom(plan, atgard), "foresla")
    return lardom


def sprang_i(v: Varld, lage: str) -> Forbattringssprang:
    sprang = v.nytt_sprang(v.kommun.vok)
    prova(v)
    for nasta, namn in SPRANGVAG.items():
        if sprang.lage == lage:
            break
        sprang = ta(v, SPRANG, sprang, namn)
        assert sprang.lage == nasta
    return sprang


# --- A scene for each row -----------------------------------------------------------------------


def _utkast(v: Varld, plats: str) -> Any:
    if plats == "cykel.nivan_halls":
        sprang_i(v, "inford")
    return plan_i(v, "planera").versioner.get()


def _granskning(v: Varld, plats: str) -> Any:
    enhet = v.kommun.hemtjanst if plats == "cykel.ratt_beslutsfattare" else v.kommun.vok
    if plats == "cykel.arvda_lardomar_besvarade":
        forra = plan_i(v, "kvalitetssakra", enhet=enhet)
        bevisad_lardom(v, forra)
        ta(v, PLAN, forra, "nasta_varv")
        plan = plan_i(v, "planera", ar=2027, enhet=enhet)
    else:
        plan = plan_i(v, "planera", enhet=enhet)
    return ta(v, PLANVERSION, plan.versioner.get(), "skicka")


def _vid_kilen(v: Varld, plats: str, slag: str) -> Verksamhetsplan:
    if plats == "cykel.sena_lardomar_besvarade":
        return _med_sen_lardom(v, slag)
    plan = plan_i(v, "genomfora")
    if plats == "cykel.inget_utkast":
        ta(v, PLAN, plan, "revidera")
    plan = vidare(v, plan, "kvalitetssakra", slag=slag)
    if plats != "cykel.lardom_avgjord":
        bevisad_lardom(v, plan)
    return plan


def _med_sen_lardom(v: Varld, slag: str) -> Verksamhetsplan:
    """The plan before secures a learning after this one was adopted."""
    forra = plan_i(v, "kvalitetssakra")
    bevisad_lardom(v, forra)
    plan = plan_i(v, "kvalitetssakra", ar=2027, slag=slag)
    ta(v, PLAN, forra, "nasta_varv")
    return plan


def _nasta_varv(v: Varld, plats: str) -> Any:
    return _vid_kilen(v, plats, "helar" if plats == "cykel.nasta_tillfalle_finns" else "kv1")


def _avsluta(v: Varld, plats: str) -> Any:
    return _vid_kilen(v, plats, "kv1" if plats == "cykel.helaret_godkant" else "helar")


def _sakra(v: Varld, plats: str) -> Any:
    return bevisad_lardom(v, plan_i(v, "kvalitetssakra"), effekt="")


def _provat(v: Varld, plats: str) -> Any:
    plan_i(v, "genomfora")
    return sprang_i(v, "prov")


SCENER: dict[tuple[str, str], Callable[[Varld, str], Any]] = {
    ("planversion", "skicka"): _utkast,
    ("planversion", "faststall"): _granskning,
    ("planversion", "forkasta"): _utkast,
    ("plan", "oppna_uppfoljning"): lambda v, _: plan_i(v, "genomfora"),
    ("plan", "godkann"): lambda v, _: plan_i(v, "folja_upp"),
    ("plan", "skicka_ater"): lambda v, _: plan_i(v, "folja_upp"),
    ("plan", "kvalitetssakra"): lambda v, _: plan_i(v, "atgarda"),
    ("plan", "nasta_varv"): _nasta_varv,
    ("plan", "avsluta"): _avsluta,
    ("plan", "revidera"): lambda v, _: plan_i(v, "genomfora"),
    ("plan", "ateroppna"): lambda v, _: plan_i(v, "atgarda"),
    ("plan", "avbryt"): lambda v, _: plan_i(v, "folja_upp"),
    ("lardom", "foresla"): lambda v, _: v.ny_lardom(plan_i(v, "kvalitetssakra")),
    ("lardom", "sakra"): _sakra,
    ("sprang", "starta_prov"): lambda v, _: sprang_i(v, "ide"),
    ("sprang", "utvardera"): lambda v, _: sprang_i(v, "prov"),
    ("sprang", "infor"): lambda v, _: sprang_i(v, "utvardering"),
    ("sprang", "avsluta"): _provat,
}
