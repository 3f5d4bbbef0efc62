"""The open tables of plans and of what is learnt from them."""

from __future__ import annotations

from datetime import datetime
from random import Random

from bench.fyllning.tabell import Tabeller, Vantar
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Atgard,
    Brist,
    Lardom,
    LardomSvar,
    Matvarde,
    Planindikator,
    Planmal,
    PlanVersion,
    Rutin,
    Varv,
    Verksamhetsplan,
)
from kvalitet.models import Handelse, Ogonblick
from uppfoljning.models import Malbedomning, Rostgenomgang


class Plantabeller:
    def __init__(self, tabeller: Tabeller, rng: Random, *, handelser: int) -> None:
        """`handelser` is how many events are written already."""
        o = tabeller.oppna
        self._rng, self._handelser = rng, handelser
        self.ogonblick = o(Ogonblick, "id slag schema innehall sha256 skapad skapad_av_id")
        self.plan = o(
            Verksamhetsplan,
            "id enhet_id namnd_id styrmodell_id period_fran period_till planansvarig_id fas "
            "foregangare_id dnr skapad avslutad avslutad_av_id avslut_datum avslut_paragraf "
            "arkiv_id",
        )
        self.version = o(
            PlanVersion,
            "id plan_id nummer lage inskickad_av_id faststalld_av_id faststalld beslut_datum "
            "beslut_paragraf mbl_berors_inte ogonblick_id skapad",
        )
        self.planmal = o(Planmal, "id nyckel version_id mal_id koppling skal")
        self.aktivitet = o(
            Aktivitet,
            "id nyckel version_id planmal_id rubrik ansvarig_id rapportor_id start slut "
            "vantad_effekt",
        )
        self.planindikator = o(
            Planindikator,
            "id nyckel version_id planmal_id kriterium_id indikator_id maltyp malvarde",
        )
        self.varv = o(
            Varv,
            "id plan_id nummer tillfalle_id borjade oppnades godkand godkand_av_id ogonblick_id "
            "avslutades",
        )
        self.aktivitetslage = o(
            Aktivitetslage, "id plan_id aktivitet varv_id status kommentar av_id tid framsteg"
        )
        self.matvarde = o(
            Matvarde,
            "id indikator_id enhet_id period_fran period_till kon varde matdatum kalla "
            "infort_av_id",
        )
        self.bedomning = o(
            Malbedomning,
            "id varv_id mal_id bedomning prognos trend motivering fungerade_inte orsak forslag "
            "av_id tid klar",
        )
        self.rost = o(Rostgenomgang, "id varv_id vad slutsats antal av_id tid")
        self.brist = o(Brist, "id plan_id varv_id mal_id rubrik kalla kalla_mening orsak skapad")
        self.atgard = o(
            Atgard,
            "id brist_id rubrik ansvarig_id klar_senast vantad_effekt status effekt effekt_text "
            "verifierad_av_id verifierad skapad",
        )
        self.rutin = o(Rutin, "id enhet_id namn version agare_id galler_fran text")
        self.lardom = Vantar(  # proved by its åtgärd, which the trigger looks for
            Lardom,
            "id plan_id varv_id atgard_id rubrik hande orsak gor_annorlunda rutin_id lage sakrad "
            "sakrad_av_id skapad",
        )
        self.lardomssvar = o(LardomSvar, "id lardom_id plan_id svar skal av_id tid")
        self._handelse = o(
            Handelse,
            "id slag objekttyp objekt_id av_id roll enhet_id namnd_id tid transaktion",
        )

    def handelse(
        self, slag: str, plan: int, av: int | None, roll: str, enhet: int, namnd: int, tid: datetime
    ) -> None:
        nr = self._handelser + self._handelse.antal + 1
        transaktion = f"{self._rng.getrandbits(128):032x}"
        typ = "cykel.verksamhetsplan"
        self._handelse.rad(nr, slag, typ, plan, av, roll, enhet, namnd, tid, transaktion)
