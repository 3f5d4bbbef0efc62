"""The closed loop for tests: a mönster of cases, its brist, and an åtgärd that was judged."""

from __future__ import annotations

from dataclasses import dataclass

from cykel.actions.atgard import ingen_atgard, verifiera_effekt
from kvalitet import klocka
from kvalitet.models import Anvandare
from synpunkter.actions.aterkoppling import skicka_besked, skriv_publicering
from synpunkter.actions.monster import brist_ur_monster, skapa_monster
from synpunkter.models import Aterkoppling, Monster, Publicering, Synpunkt
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU
from tests.factories import Kommun
from tests.synpunkter import exempel

ORD = {
    "namn": "Tider ändras utan besked",
    "beskrivning": "Den som väntar får inte veta att besöket flyttas.",
    "tema": "Tider",
}
NI_SA = "Besöken flyttas och ingen hör av sig."
VI_GJORDE = "Nu ringer planeraren varje gång en tid ändras."


@dataclass(frozen=True)
class Slinga:
    """A plan of Hemtjänst at work, and those who take part."""

    kommun: Kommun
    plan: kil.Kil
    karin: Anvandare
    """Kvalitetssamordnare: sees the mönster and makes it a brist."""
    hanna: Anvandare
    """Handler: approves what the senders are told, and writes for the public page."""
    cecilia: Anvandare
    """Chef: judges effects and approves what is published."""

    def synpunkter(self, antal: int = 3) -> list[Synpunkt]:
        with klocka.stalld(NU):
            return [exempel.synpunkt(self.kommun, epost=f"a{n}@exempel.se") for n in range(antal)]

    def monster(self, synpunkter: list[Synpunkt] | None = None) -> Monster:
        with klocka.stalld(NU):
            return skapa_monster(synpunkter or self.synpunkter(), **ORD, av=self.karin)

    def brist(self, monster: Monster) -> Monster:
        falt = {"rubrik": "Ändrade tider meddelas inte", "mening": "Ingen säger till i förväg."}
        with klocka.stalld(NU):
            brist_ur_monster(monster, **falt, av=self.karin)
        monster.refresh_from_db()
        return monster

    def besked(self, monster: Monster, *, effekt: str = "ja") -> Aterkoppling:
        """Let the åtgärd of the mönster's brist be judged; return the draft that follows."""
        assert monster.brist
        with klocka.stalld(NU):
            atgard = kil.atgard(monster.brist, self.plan.plan.planansvarig)
            verifiera_effekt(
                atgard, effekt=effekt, effekt_text="Från 14 klagomål till 5.", av=self.cecilia
            )
        return Aterkoppling.objects.get(atgard=atgard)

    def forklaring(self, monster: Monster) -> Aterkoppling:
        """Let the chef decide that nothing is done."""
        assert monster.brist
        with klocka.stalld(NU):
            ingen_atgard(monster.brist, skal="Pengarna räcker inte i år.", av=self.cecilia)
        return Aterkoppling.objects.get(brist=monster.brist, atgard=None)

    def skickat(self, antal: int = 3) -> Aterkoppling:
        besked = self.besked(self.brist(self.monster(self.synpunkter(antal))))
        with klocka.stalld(NU):
            return skicka_besked(besked, text=besked.text, av=self.hanna)

    def text(self, besked: Aterkoppling, **andrat: str) -> Publicering:
        falt = {"tema": "Tider", "ni_sa": NI_SA, "vi_gjorde": VI_GJORDE} | andrat
        with klocka.stalld(NU):
            return skriv_publicering(besked, **falt, av=self.hanna)


def slinga(kommun: Kommun) -> Slinga:
    petra = factories.person("Petra Planerare", "PA", kommun.hemtjanst)
    kv1, _ = kil.tillfallen()
    return Slinga(
        kommun,
        kil.plan(kommun, petra, kil.styrning(kommun), tillfalle=kv1),
        karin=factories.person("Karin Kvalitet", "KV", kommun.rot, namnd=kommun.von),
        hanna=factories.person("Hanna Handling", "HS", kommun.vok, namnd=kommun.von),
        cecilia=factories.person("Cecilia Chefsson", "CH", kommun.vok, namnd=kommun.von),
    )
