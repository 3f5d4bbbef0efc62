"""Answer, mail, status: killed between each pair of steps, there is one of each in the end.

Nothing is mocked: a process of its own takes the act, a real worker sends the mails, and both are
killed (kill -9) at every named point. The answer goes to the sender of the case and to those of
two merged ones.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kvalitet.models import Handelse, Puls, Utskick
from synpunkter.actions import lagen
from synpunkter.models import Meddelande, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.kvalitet.test_utskick_fel import FRIST, Ko, Process, Stall
from tests.post import Mottagare
from tests.samtidigt import vanta_tills
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage

pytestmark = pytest.mark.langsam

SVARA = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kvalitet.settings"
import django
django.setup()
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from synpunkter.actions.synpunkt import besvara
from synpunkter.models import Synpunkt
av = Anvandare.objects.get(pk=sys.argv[1])
for pk in sys.argv[2:]:
    try:
        besvara(Synpunkt.objects.get(pk=pk), meddelande="Nu ringer vi alltid.", av=av)
    except Regelbrott:
        print("redan besvarad")
"""
I_AKTEN = ["synpunkt.svaret_skrivet", "synpunkt.brevet_lagt", "synpunkt.besvara.sparad"]
I_UTSKICKET = ["utskick.hamtat", "utskick.overlamnat", "utskick.bokfort"]


class Svarsstall(Stall):
    """As the outbox's, and with a process that answers cases."""

    nummer = 0

    def svara(self, av: int, *arenden: int, felpunkt: str = "") -> int:
        """Answer in a process of its own, and return how that ended."""
        self.nummer += 1
        kommando = [sys.executable, "-c", SVARA, str(av), *map(str, arenden)]
        miljo = {**self._miljo, "KVALITET_FELPUNKT": felpunkt}
        process = Process(self._mapp, f"svar-{self.nummer}", kommando, miljo)
        self._stop.callback(process.doda)
        return process.vanta_pa_slutet()


@pytest.fixture
def stall(riktig_databas: str, tmp_path: Path) -> Iterator[Svarsstall]:
    stall = Svarsstall(tmp_path, riktig_databas, Mottagare(), Ko(tmp_path))
    stall.post.oppna()
    yield stall
    stall.stang()


def bocker(huvud: Synpunkt) -> tuple[str, int, int, int]:
    """Return what stands of the answer: state, answers, mails, events."""
    return (
        Synpunkt.objects.get(pk=huvud.pk).lage,
        Meddelande.objects.filter(riktning="till").count(),
        Utskick.objects.filter(mall="synpunkt_svar").count(),
        Handelse.objects.filter(slag="synpunkt.besvara").count(),
    )


def test_killed_between_every_pair_of_steps_there_is_one_mail_and_one_status(
    stall: Svarsstall,
) -> None:
    kommun = factories.kommun()
    personal = Personal(kommun)
    huvud = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    andra = [exempel.kvitto_i(huvud).synpunkt for _ in range(2)]
    lagen.sla_ihop(huvud, andra, av=personal.registrator)
    Utskick.objects.all().delete()
    av = personal.handlaggare.pk

    # Killed in the act: there is no answer, no mail and no status, but the case as it was.
    for punkt in I_AKTEN:
        assert stall.svara(av, huvud.pk, felpunkt=punkt) == -signal.SIGKILL, punkt
        assert bocker(huvud) == (Lage.UNDER_HANDLAGGNING, 0, 0, 0), punkt
    # The handler sends it again, and once more for luck.
    for _ in range(2):
        assert stall.svara(av, huvud.pk) == 0
        assert bocker(huvud) == (Lage.BESVARAD, 3, 3, 1)

    # The worker is killed with the mail fetched, handed over and booked.
    stall.ko.starta()
    stall.taktare()
    for punkt in I_UTSKICKET:
        assert stall.arbetare(felpunkt=punkt).vanta_pa_slutet() == -signal.SIGKILL, punkt
        assert Counter(Utskick.objects.values_list("status", flat=True)) == {"vantar": 3}
    stall.arbetare()
    vanta_tills(
        lambda: not Utskick.objects.exclude(status="skickad").exists(), "allt är sänt", frist=FRIST
    )
    assert bocker(huvud) == (Lage.BESVARAD, 3, 3, 1)
    per_mottagare: dict[str, set[str]] = {}
    for brev in stall.post.brev:
        per_mottagare.setdefault(str(brev["To"]), set()).add(str(brev["Message-ID"]))
    assert len(per_mottagare) == 3
    assert all(len(nummer) == 1 for nummer in per_mottagare.values()), "ett Message-ID var"
    assert len(set(stall.post.message_id)) == 3
    assert len(stall.post.brev) == 5, "bara de två som dog efter överlämnandet gick om"
    assert all(s.besvarad for s in Synpunkt.objects.filter(huvud=huvud))


def test_a_broker_down_for_a_minute_loses_nothing(stall: Svarsstall) -> None:
    kommun = factories.kommun()
    personal = Personal(kommun)
    arenden = [i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal) for _ in range(5)]
    Utskick.objects.all().delete()
    stall.ko.starta()
    stall.taktare()
    stall.arbetare()
    vanta_tills(Puls.objects.filter(namn="arbetare").exists, "arbetaren har hörts av", frist=FRIST)
    stall.ko.stoppa()
    borta = time.monotonic()
    assert stall.svara(personal.handlaggare.pk, *(s.pk for s in arenden)) == 0
    assert set(Synpunkt.objects.values_list("lage", flat=True)) == {Lage.BESVARAD}
    vanta_tills(lambda: time.monotonic() - borta > 60, "en minut har gått", frist=90)
    stall.ko.starta()
    vanta_tills(
        lambda: not Utskick.objects.exclude(status="skickad").exists(), "allt är sänt", frist=FRIST
    )
    assert len(stall.post.message_id) == len(set(stall.post.message_id)) == len(arenden)
    assert set(Utskick.objects.values_list("message_id", flat=True)) == set(stall.post.message_id)
