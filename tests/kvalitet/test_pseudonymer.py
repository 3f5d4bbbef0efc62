"""A pseudonymised copy holds nothing that was in the original, and all that can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kvalitet import klocka
from kvalitet.actions.pseudonymer import pseudonymisera
from kvalitet.models import Anvandare, Handelse, Ogonblick, Puls, Utskick
from kvalitet.ogonblick import frys
from kvalitet.personuppgifter import Byte, alla
from synpunkter.actions import utdrag, utlamnande
from synpunkter.models import Kontakt, Synpunkt
from synpunkter.utdrag import Sokning
from tests import factories
from tests.cykel import kil
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, synpunkt
from tests.synpunkter.gallringsfall import ordrikt
from tests.synpunkter.test_anonymitet import databasen


@pytest.fixture
def rik(kommun: Kommun, settings: Any, tmp_path: Path) -> Synpunkt:
    """A case with words everywhere, requested by somebody; a plan with its people."""
    settings.VAR = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    personal = Personal(kommun)
    s = ordrikt(kommun, personal, nar=ONSDAG)
    nils = factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)
    with klocka.stalld(ONSDAG):
        u = utlamnande.begar(s, begaran="Allt om Grävlingen", sokande="Sven Sökande", av=nils)
        utlamnande.dolj(u, text="Blåklockan", av=nils)
    petra = factories.person("Petra Plan", "PA", kommun.hemtjanst)
    k = kil.plan(kommun, petra, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    kil.atgard(kil.brist(k, "Ändrade tider för Ragnhild"), petra, status="pagar")
    return s


def varden() -> Iterator[str]:
    """Give each value that the inventory says shall be replaced, as it stands in the rows."""
    for nyckel, uppgift in alla().items():
        if uppgift.byte in (Byte.NYCKEL, Byte.LOSENORD):
            continue
        app, modell, falt = nyckel.split(".")
        rader = apps.get_model(app, modell)._default_manager.values_list(falt, flat=True)
        for varde in rader:
            for ett in varde if isinstance(varde, list) else [varde]:
                if isinstance(ett, str) and len(ett) > 4:
                    yield ett


def rakna() -> dict[str, int]:
    return {modell._meta.label: modell._default_manager.count() for modell in apps.get_models()}


def test_nothing_of_a_person_is_left_and_every_row_is(rik: Synpunkt) -> None:
    fore, antal = set(varden()), rakna()
    assert {"Sven Sökande", "sibylla.kvittrande@exempel.se", "Sibylla Kvittrande"} <= fore
    assert len(fore) > 30
    pseudonymisera()
    efter = databasen()
    assert [varde for varde in fore if varde in efter] == []
    for ord_ in ("Kvittrande", "Grävlingen", "Blåklockan", "Ragnhild", "Petra"):
        assert ord_ not in efter
    assert rakna() == antal


def test_the_same_person_has_the_same_pseudonym_and_is_found_by_it(
    kommun: Kommun, nina_namndsekreterare: Anvandare
) -> None:
    for _ in range(2):
        synpunkt(kommun)
    pseudonymisera()
    (adress,) = set(Kontakt.objects.values_list("epost", flat=True))
    assert adress.endswith("@exempel.invalid")
    (namn,) = set(Kontakt.objects.values_list("namn", flat=True))
    assert namn.startswith("Person ")
    traffar = utdrag.sok_person(kommun.von, Sokning(epost=adress), av=nina_namndsekreterare)
    assert len(traffar) == 2


def test_two_runs_share_no_pseudonym(kommun: Kommun, nina_namndsekreterare: Anvandare) -> None:
    with transaction.atomic():
        pseudonymisera()
        en = Anvandare.objects.get(pk=nina_namndsekreterare.pk).namn
        transaction.set_rollback(True)
    pseudonymisera()
    assert Anvandare.objects.get(pk=nina_namndsekreterare.pk).namn != en


def test_no_mail_leaves_and_nobody_signs_in(kommun: Kommun, rik: Synpunkt) -> None:
    assert Utskick.objects.filter(status="vantar").exists()
    pseudonymisera()
    assert not Utskick.objects.filter(status="vantar").exists()
    assert not any(a.has_usable_password() for a in Anvandare.objects.order_by("pk"))


def test_a_frozen_picture_keeps_its_form_and_its_sum(kommun: Kommun) -> None:
    person = factories.person("Frida Fryst", "CH", kommun.rot)
    bild = {"vem": person.namn, "lage": "uppfyllt", "antal": 3, "dag": "2026-10-14"}
    pk = frys("prov", bild, schema=1, av=person, nu=ONSDAG).pk
    pseudonymisera()
    o = Ogonblick.objects.get(pk=pk)
    assert "Frida" not in o.innehall
    assert '"lage":"uppfyllt"' in o.innehall
    assert '"antal":3' in o.innehall
    assert '"dag":"2026-10-14"' in o.innehall


def test_the_log_is_append_only_again_afterwards(kommun: Kommun) -> None:
    synpunkt(kommun)
    pseudonymisera()
    with pytest.raises(DatabaseError), transaction.atomic():
        Handelse.objects.update(slag="x")


def test_the_command_asks_and_never_takes_what_is_in_use(kommun: Kommun, settings: Any) -> None:
    namn = connection.settings_dict["NAME"]

    def kor(*val: str) -> None:
        call_command("pseudonymisera", *val)

    with pytest.raises(CommandError, match="--ja"):
        kor(namn)
    with pytest.raises(CommandError, match="pekar på"):
        kor("kopian", "--ja")
    Puls.objects.create(namn="arbetare", tid=klocka.nu())
    with pytest.raises(CommandError, match="använder databasen"):
        kor(namn, "--ja")
    settings.PRODUKTION = True
    with pytest.raises(CommandError, match="produktion"):
        kor(namn, "--ja")
