"""How a person meets each guard of the wheel through the acts (`UPPFYLL`), how it is left unmet
(`BRYT`), and an attempt at a row with all guards met but those named (`forsok`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from kvalitet.models import Anvandare
from kvalitet.overgang import Maskin
from tests.cykel import uppfyllt_plan as planen
from tests.cykel import uppfyllt_sprang as spranget
from tests.cykel import uppfyllt_varv as varvet
from tests.cykel.forsok import Forsok, lamna
from tests.cykel.varlden import Varld

Satt = Callable[[Forsok], None]
UPPFYLL: dict[str, Satt] = {
    "cykel.planen_lever": lamna,
    "cykel.mal_och_uppdrag_kopplade": planen.koppla_malen,
    "cykel.aktiviteter_hela": planen.gor_aktiviteterna_hela,
    "cykel.indikatorer_hela": planen.gor_indikatorerna_hela,
    "cykel.nivan_halls": planen.hall_nivan,
    "cykel.arvda_lardomar_besvarade": planen.svara_pa_arvet,
    "cykel.styrmodellen_gallande": planen.gor_styrmodellen_gallande,
    "cykel.ratt_beslutsfattare": planen.ratt_person,
    "cykel.fyra_ogon": planen.nagon_annan_an_insandaren,
    "cykel.beslut_angivet": planen.beslut,
    "cykel.ar_revidering": planen.bara_revidering,
    "cykel.inget_utkast": planen.inga_utkast,
    "cykel.revidering_beslutad": planen.beslut,
    "cykel.tillfalle_valt": varvet.valj_tillfalle,
    "uppfoljning.malen_bedomda": varvet.bedom_malen,
    "uppfoljning.indikatorer_har_utfall": varvet.for_in_varden,
    "cykel.aktiviteter_har_status": varvet.rapportera_aktiviteter,
    "uppfoljning.roster_genomgangna": varvet.ga_igenom_rosterna,
    "cykel.inget_skickat_ater": varvet.gor_om_det_som_skickats_ater,
    "cykel.del_vald": varvet.valj_del,
    "cykel.brister_har_atgard": varvet.besluta_om_bristerna,
    "cykel.effekter_verifierade": varvet.kontrollera_atgarderna,
    "cykel.rutin_avgjord": varvet.avgor_rutinen,
    "cykel.lardom_avgjord": varvet.avgor_lardomen,
    "cykel.sena_lardomar_besvarade": planen.svara_pa_arvet,
    "cykel.nasta_tillfalle_finns": varvet.nasta_rond,
    "cykel.helaret_godkant": varvet.helaret,
    "cykel.lardomar_avgjorda": varvet.avgor_lardomarna,
    "cykel.atgarder_flyttade": varvet.flytta_eller_avgor,
    "cykel.eftertradare_eller_upphor": varvet.nasta_eller_upphor,
    "cykel.avslut_beslutat": planen.beslut,
    "cykel.mottagare_vald": varvet.valj_mottagare,
    "cykel.avbrott_beslutat": planen.beslut,
    "uppfoljning.rapporten_inte_faststalld": varvet.ingen_faststalld_rapport,
    "cykel.lardom_hel": varvet.med_bevis,
    "cykel.effekten_avgjord": varvet.avgor_effekten,
    "cykel.prov_helt": spranget.provet_helt,
    "cykel.agare_i_linjen": spranget.agare_i_linjen,
    "cykel.provet_over": spranget.provet_over,
    "cykel.effekt_matt": spranget.mat_tva_ganger,
    "cykel.niva_hojs": spranget.hoj,
    "cykel.rutin_publicerad": spranget.med_rutin,
    "cykel.sprang_fyra_ogon": spranget.nagon_annan_an_agaren,
    "cykel.sprang_beslutat": spranget.sprangbeslut,
    "cykel.skal_och_lardom": spranget.skal_och_lardom,
}
BRYT: dict[str, tuple[Satt, ...]] = {
    "cykel.planen_lever": (planen.las_in_som_avslutad,),
    "cykel.mal_och_uppdrag_kopplade": (lamna,),
    "cykel.aktiviteter_hela": (planen.forlang_aktivitet, planen.ta_bort_aktiviteter),
    "cykel.indikatorer_hela": (planen.utan_baslinje,),
    "cykel.nivan_halls": (planen.sikta_lagre,),
    "cykel.arvda_lardomar_besvarade": (lamna,),
    "cykel.styrmodellen_gallande": (planen.gor_styrmodellen_kommande,),
    "cykel.ratt_beslutsfattare": (planen.namndsekreteraren,),
    "cykel.fyra_ogon": (planen.insandaren,),
    "cykel.beslut_angivet": (
        planen.beslut_i_framtiden,
        planen.beslut_utan(dnr=""),
        planen.beslut_utan(mbl_berors_inte=False),
        planen.beslut_utan(beslut_paragraf=""),
    ),
    "cykel.ar_revidering": (lamna,),
    "cykel.inget_utkast": (planen.ett_utkast,),
    "cykel.revidering_beslutad": (
        planen.beslut_i_framtiden,
        planen.beslut_utan(beslut_paragraf=""),
    ),
    "cykel.tillfalle_valt": (varvet.fel_ars_tillfalle, varvet.stangt_tillfalle),
    "uppfoljning.malen_bedomda": (varvet.bedomning_som_utkast, lamna),
    "uppfoljning.indikatorer_har_utfall": (lamna,),
    "cykel.aktiviteter_har_status": (lamna,),
    "uppfoljning.roster_genomgangna": (lamna,),
    "cykel.inget_skickat_ater": (varvet.nagot_skickat_ater,),
    "cykel.del_vald": (varvet.redan_passerad_dag, varvet.redan_skickad_del),
    "cykel.brister_har_atgard": (varvet.en_ny_brist,),
    "cykel.effekter_verifierade": (varvet.en_okontrollerad_atgard,),
    "cykel.rutin_avgjord": (varvet.rutinen_oavgjord,),
    "cykel.lardom_avgjord": (varvet.lardomen_oavgjord,),
    "cykel.sena_lardomar_besvarade": (lamna,),
    "cykel.nasta_tillfalle_finns": (lamna,),
    "cykel.helaret_godkant": (lamna,),
    "cykel.lardomar_avgjorda": (varvet.ett_lardomsutkast,),
    "cykel.atgarder_flyttade": (varvet.en_oppen_atgard, varvet.en_ny_brist),
    "cykel.eftertradare_eller_upphor": (varvet.inget_efter,),
    "cykel.avslut_beslutat": (planen.beslut_i_framtiden, planen.beslut_utan(beslut_paragraf="")),
    "cykel.mottagare_vald": (varvet.en_oppen_atgard, varvet.en_ny_brist),
    "cykel.avbrott_beslutat": (planen.beslut_i_framtiden, planen.beslut_utan(beslut_paragraf="")),
    "uppfoljning.rapporten_inte_faststalld": (varvet.rapporten_faststalld,),
    "cykel.lardom_hel": (varvet.utan_bevis,),
    "cykel.effekten_avgjord": (lamna,),
    "cykel.prov_helt": (
        spranget.ingen_pilotenhet,
        spranget.vantad_niva_samma,
        spranget.ingen_hypotes,
    ),
    "cykel.agare_i_linjen": (spranget.agare_utanfor_linjen,),
    "cykel.provet_over": (lamna,),
    "cykel.effekt_matt": (spranget.mat_en_gang, spranget.mat_for_lagt),
    "cykel.niva_hojs": (spranget.sank, spranget.samma_niva),
    "cykel.rutin_publicerad": (spranget.rutin_som_inte_galler, spranget.utan_rutin),
    "cykel.sprang_fyra_ogon": (spranget.agaren,),
    "cykel.sprang_beslutat": (
        spranget.sprangbeslut_i_framtiden,
        spranget.sprangbeslut_utan(dnr=""),
    ),
    "cykel.skal_och_lardom": (spranget.utan_lardom, spranget.utan_skal),
}


def forsok(
    v: Varld,
    maskin: Maskin,
    objekt: Any,
    namn: str,
    *,
    av: Anvandare | None,
    utom: Collection[str] = (),
    satt: int = 0,
    val: int = 0,
    **data: Any,
) -> Any:
    """Meet every guard of the row but those in `utom`, which are left unmet in way `satt`;
    then take it."""
    f = forbered(v, maskin, objekt, namn, av=av, utom=utom, satt=satt, val=val, **data)
    return f.ta()


def forbered(
    v: Varld,
    maskin: Maskin,
    objekt: Any,
    namn: str,
    *,
    av: Anvandare | None,
    utom: Collection[str] = (),
    satt: int = 0,
    val: int = 0,
    **data: Any,
) -> Forsok:
    """Do all of `forsok` but take the row."""
    f = Forsok(v, maskin, maskin.rad(namn), v.farsk(objekt), av, val, utom, dict(data))
    f.data.setdefault("skal", "Det behövs.")
    for plats in f.rad.villkor:
        if plats not in utom:
            UPPFYLL[plats](f)
    for plats in utom:
        satten = BRYT[plats]
        satten[satt % len(satten)](f)
    f.objekt = v.farsk(f.objekt)
    return f
