"""The rows of cases as COPY reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.fyllning.tabell import Tabeller
from bench.fyllning.varlden import dagen, stampel
from kvalitet.models import Handelse
from synpunkter.actions.mottagning import TEXTVERSION
from synpunkter.models import (
    Kontakt,
    Meddelande,
    Nojdhet,
    Sekretessmarkering,
    Skyddslasare,
    Synpunkt,
)

if TYPE_CHECKING:
    from bench.fyllning.arenden import Arende

INGET = "\\N"


def _tid(sekund: int) -> str:
    return stampel(sekund) if sekund else INGET


class Arendetabeller:
    """Open tables, all of them written at once while the cases go by."""

    def __init__(self, tabeller: Tabeller) -> None:
        self._synpunkt = tabeller.oppna(
            Synpunkt,
            "id referens typ text plats namnd_id enhet_id kanal svarsval lage utfall utfall_skal "
            "handlaggare_id inkom tas_om_hand_senast svar_senast stannad togs_om_hand besvarad "
            "avslutad kod_hmac token_hmac textversion huvud_id lage_fore sammanslagen sekretess "
            "skyddad",
        )
        self._kontakt = tabeller.oppna(Kontakt, "synpunkt_id epost epost_hmac namn")
        self._meddelande = tabeller.oppna(Meddelande, "id synpunkt_id riktning text av_id tid")
        self._handelse = tabeller.oppna(
            Handelse,
            "id slag objekttyp objekt_id av_id roll enhet_id namnd_id data tid transaktion",
        )
        self._nojdhet = tabeller.oppna(Nojdhet, "id synpunkt_id avslutad poang dag")
        self._markering = tabeller.oppna(
            Sekretessmarkering, "id synpunkt_id slag galler grund skal av_id tid"
        )
        self._lasare = tabeller.oppna(Skyddslasare, "id synpunkt_id anvandare_id")

    def synpunkt(
        self,
        a: Arende,
        referens: str,
        text: str,
        plats: str,
        frist: tuple[str, str],
        hmac: tuple[str, str],
        *,
        sekretess: bool,
        skyddad: bool,
    ) -> None:
        skal = "Frågan är prövad och ändrar inget." if a.utfall == "ingen" else ""
        samman = (
            f"inkommen\t{stampel(a.inkom + 7200)}" if a.lage == "sammanslagen" else f"\t{INGET}"
        )
        self._synpunkt.ratt(
            f"{a.id}\t{referens}\t{a.typ}\t{text}\t{plats}\t{a.namnd}\t{a.enhet}\t{a.kanal}\t"
            f"{a.svarsval}\t{a.lage}\t{a.utfall}\t{skal}\t{a.handlaggare or INGET}\t"
            f"{stampel(a.inkom)}\t{frist[0]}\t{frist[1]}\t"
            f"{dagen(a.stannad) if a.stannad else INGET}\t{_tid(a.togs)}\t{_tid(a.besvarad)}\t"
            f"{_tid(a.avslutad)}\t{hmac[0]}\t{hmac[1]}\t{TEXTVERSION}\t{a.huvud or INGET}\t"
            f"{samman}\t{'t' if sekretess else 'f'}\t{'t' if skyddad else 'f'}"
        )

    def kontakt(self, synpunkt: int, kontakt: str) -> None:
        self._kontakt.ratt(f"{synpunkt}\t{kontakt}")

    def svar(self, a: Arende, text: str, tid: int) -> None:
        nr = self._meddelande.antal + 1
        self._meddelande.ratt(f"{nr}\t{a.id}\ttill\t{text}\t{a.handlaggare}\t{stampel(tid)}")

    def nojdhet(self, a: Arende, poang: int, tid: int) -> None:
        nr = self._nojdhet.antal + 1
        self._nojdhet.ratt(f"{nr}\t{a.id}\t{dagen(tid)}\t{poang}\t{dagen(tid + 40_000)}")

    def markering(self, a: Arende, *, sekretess: bool, av: int) -> None:
        nr = self._markering.antal + 1
        slag, grund = ("sekretess", "26:1") if sekretess else ("skydd", "21:3")
        self._markering.ratt(
            f"{nr}\t{a.id}\t{slag}\tt\t{grund}\tRör enskildas förhållanden.\t{av}\t"
            f"{stampel(a.inkom + 900)}"
        )
        if not sekretess:
            self._lasare.ratt(f"{self._lasare.antal + 1}\t{a.id}\t{av}")

    def handelse(
        self, a: Arende, tid: int, slag: str, av: int, roll: str, data: str, transaktion: int
    ) -> str:
        """Return the event but for its id, which it gets when it is written."""
        return (
            f"synpunkt.{slag}\tsynpunkter.synpunkt\t{a.id}\t{av or INGET}\t{roll}\t{a.enhet}\t"
            f"{a.namnd}\t{data}\t{stampel(tid)}\t{transaktion:032x}"
        )

    def logga(self, handelse: str) -> None:
        self._handelse.ratt(f"{self._handelse.antal + 1}\t{handelse}")
