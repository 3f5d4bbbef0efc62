"""What always holds of the wheel, asked of the tables themselves and never of the guards.

Each is a function that is called after every step with what was before it and what is now.
What is decided once (an approval, an adoption) is looked at in the step that decided it, since
what it rested on may go on changing afterwards.
"""

from __future__ import annotations

from collections.abc import Callable

from kvalitet.models import Handelse
from tests.cykel import haller_plan as planen
from tests.cykel import haller_sprang as spranget
from tests.cykel import haller_varv as varvet
from tests.cykel.minne import ALLA_RADER, Minne, Steg, avtryck
from tests.cykel.varlden import Varld

INVARIANTER: tuple[Callable[[Steg], None], ...] = (
    planen.varje_andring_har_en_handelse,
    planen.sjalvslingor_har_en_handelse,
    planen.en_levande_plan_per_enhet_namnd_och_period,
    planen.en_version_galler_i_en_plan_som_rullar,
    planen.en_avslutad_plan_har_inget_utkast,
    planen.inskickat_svarar_pa_alla_mal_och_uppdrag,
    planen.inskickade_aktiviteter_ar_hela,
    planen.inskickade_indikatorer_har_mal_och_baslinje,
    planen.inskickade_mal_haller_hojd_niva,
    planen.faststallt_har_svarat_pa_arvda_lardomar,
    planen.faststallt_i_gallande_styrmodell,
    planen.enhetens_plan_faststalls_av_chef,
    planen.faststallt_har_beslut,
    planen.den_som_faststaller_skickade_inte_in,
    planen.fryst_innehall_stammer,
    planen.revidering_ar_beslutad,
    varvet.varven_raknas_utan_lucka,
    varvet.uppfoljning_har_ett_tillfalle_i_planens_period,
    varvet.godkant_varv_har_bedomda_mal,
    varvet.godkant_varv_har_varden,
    varvet.godkant_varv_har_rapporterade_aktiviteter,
    varvet.godkant_varv_har_genomgangna_roster,
    varvet.godkant_varv_vantar_inte_pa_nagot,
    varvet.godkant_varv_ar_fryst,
    varvet.skickat_ater_gar_att_halla,
    varvet.faststalld_rapport_oppnas_inte_igen,
    varvet.brister_ar_beslutade_nar_kilen_laggs,
    varvet.den_som_verifierar_ager_inte_atgarden,
    varvet.varvet_slutade_med_kontrollerade_atgarder,
    varvet.varvet_avgjorde_rutinen,
    varvet.varvet_avgjorde_lardomen,
    varvet.varvet_svarade_pa_sena_lardomar,
    varvet.nasta_varv_har_ett_tillfalle,
    varvet.foreslagen_lardom_ar_hel,
    varvet.sakrad_lardom_ar_bevisad,
    varvet.sakrade_lardomar_raknas_ratt,
    varvet.avslutad_plan_har_godkant_helar,
    varvet.avslutad_plan_har_avgjort_sina_lardomar,
    varvet.en_slutad_plan_har_inget_oppet,
    varvet.avslutad_plan_foljs_av_en_annan_eller_upphor,
    varvet.slutet_ar_beslutat,
    spranget.provet_gar_att_bedoma,
    spranget.spranget_ags_i_linjen,
    spranget.provet_ar_over_nar_det_utvarderas,
    spranget.infort_sprang_ar_matt,
    spranget.infort_sprang_hojer_nivan,
    spranget.infort_sprang_har_rutin_som_galler,
    spranget.den_som_beslutar_ager_inte_spranget,
    spranget.infort_sprang_ar_beslutat,
    spranget.avslutat_prov_lamnar_en_lardom,
)


def prova(v: Varld) -> None:
    """Hold every invariant against what has happened since it was last asked."""
    summa = avtryck()
    if v.minne and v.minne.avtryck == summa:
        return
    nu = Minne.las(summa)
    fore = v.minne or nu
    handelser = Handelse.objects.filter(pk__gt=fore.handelse).order_by("pk")
    steg = Steg(v, fore, nu, tuple(handelser))
    for invariant in INVARIANTER:
        invariant(steg)
    v.minne = nu
    for handelse in steg.handelser:
        maskin, _, rad = handelse.slag.partition(".")
        if (maskin, rad) in ALLA_RADER:
            v.antal[maskin, rad] = v.antal.get((maskin, rad), 0) + 1
