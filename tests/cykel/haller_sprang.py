"""What always holds of leaps (`invarianter`)."""

from __future__ import annotations

from django.db.models import F, Max

from cykel.models import (
    Forbattringssprang,
    Matvarde,
    Nivahojning,
)
from cykel.tillstand import SPRANG
from kvalitet.models import Handelse, Rolltilldelning
from tests.cykel.minne import (
    Steg,
    beslutat,
)

# --- The leap -------------------------------------------------------------------------------------


def provet_gar_att_bedoma(s: Steg) -> None:
    for x in s.nya(SPRANG, "prov"):
        assert x.hypotes, x
        assert x.stoppkriterium, x
        assert x.baslinje is not None, x
        assert x.baslinje_datum, x
        assert x.pilotenheter.exists(), x
        assert x.pilot_till > s.v.idag, x
        tidigare = Nivahojning.objects.filter(enhet=x.enhet, indikator=x.indikator)
        hogst = tidigare.aggregate(hogst=Max("ny_niva"))["hogst"]
        assert x.vantad_niva > (x.baslinje if hogst is None else hogst), x


def spranget_ags_i_linjen(s: Steg) -> None:
    for x in s.nya(SPRANG, "prov", "inford"):
        roller = Rolltilldelning.objects.filter(anvandare=x.agare, roll__in=("PA", "CH", "AA"))
        platser = roller.values_list("enhet__sokvag", flat=True)
        assert any(x.enhet.sokvag.startswith(sokvag) for sokvag in platser), x


def provet_ar_over_nar_det_utvarderas(s: Steg) -> None:
    for x in s.nya(SPRANG, "utvardering"):
        assert x.stopp_natt or x.pilot_till < s.v.idag, x


def infort_sprang_ar_matt(s: Steg) -> None:
    for x in s.nya(SPRANG, "inford"):
        enheter = {x.enhet_id, *x.pilotenheter.values_list("pk", flat=True)}
        varden = Matvarde.objects.filter(
            indikator=x.indikator, enhet__in=enheter, kon="T", varde__isnull=False,
            period_till__gt=x.pilot_fran, matdatum__gt=x.pilot_fran,
        ).order_by("-period_till")  # fmt: skip
        dagar = sorted(set(varden.values_list("period_till", flat=True)))
        assert len(dagar) >= 2, x
        for varde in varden.filter(period_till__in=dagar[-2:]):
            assert x.effekt_motivering or varde.varde >= x.vantad_niva, x


def infort_sprang_hojer_nivan(_: Steg) -> None:
    """Each raise starts where the one before it ended, and every leap that is made has one."""
    per: dict[tuple[int, int], Nivahojning] = {}
    for rad in Nivahojning.objects.order_by("fran_datum", "pk"):
        assert rad.ny_niva > rad.gammal_niva, rad
        forra = per.get((rad.enhet_id, rad.indikator_id))
        assert forra is None or rad.gammal_niva == forra.ny_niva, rad
        per[rad.enhet_id, rad.indikator_id] = rad
    assert not Forbattringssprang.objects.filter(lage="inford", nivahojning=None).exists()


def infort_sprang_har_rutin_som_galler(s: Steg) -> None:
    for x in s.nya(SPRANG, "inford"):
        assert x.rutin, x
        assert x.rutin.galler_fran <= s.v.idag, x


def den_som_beslutar_ager_inte_spranget(_: Steg) -> None:
    infort = Forbattringssprang.objects.filter(lage="inford")
    assert not infort.filter(beslut_av=F("agare")).exists()


def infort_sprang_ar_beslutat(s: Steg) -> None:
    for x in s.nya(SPRANG, "inford"):
        beslutat(x.beslut_datum, x.beslut_paragraf, x, s.v.nu)
        assert x.beslut_datum >= x.pilot_fran, x
        assert x.dnr, x


def avslutat_prov_lamnar_en_lardom(s: Steg) -> None:
    for x in s.nya(SPRANG, "avslutad"):
        assert x.avslutad_skal, x
        provat = Handelse.objects.om(x).filter(slag="sprang.starta_prov").exists()
        assert not provat or (x.lardom and x.lardom.gor_annorlunda.strip()), x
