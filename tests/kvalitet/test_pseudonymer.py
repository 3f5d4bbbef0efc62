"""A pseudonymised copy holds nothing that was in the original, and all that can be counted."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kvalitet import klocka
from kvalitet.actions.pseudonymer import KOD, KODNYCKLAR, Byten, pseudonymisera
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


ERIK = {
    "namn": "erik.svensson",
    "slag": "erik.svensson",
    "id": "19850101-1234",
    "nummer": "0701-23 45 67",
    "fas": "850101-1234",
    "telefon": 701234567,
    "nr": "198501011234",
    "sub": "3f2b8c1e-7d4a-4b6f-9c2d-8e5f1a0b7c6d",
    "adress": "erik.svensson@kommun.example",
    "vem": ["erik", {"uttal": "erik svensson"}],
    "matt": 85.01,
}


def test_what_looks_like_a_code_is_none_where_somebody_has_written(kommun: Kommun) -> None:
    bild = ERIK | {"matt": "85.01"}  # a picture holds no floats
    pk = frys("prov", bild, schema=1, av=None, nu=ONSDAG).pk
    pseudonymisera()
    innehall = Ogonblick.objects.get(pk=pk).innehall
    for ord_ in ("erik", "svensson", "1985", "850101", "0701", "701234567", "23 45", "3f2b8c1e"):
        assert ord_ not in innehall, ord_
    ny = json.loads(innehall)
    assert ny.keys() == bild.keys()
    assert (ny["telefon"], ny["nr"], ny["matt"]) == (0, "0", "85.01")
    assert UUID(ny["sub"])


def test_codes_numbers_and_times_of_our_own_stay(kommun: Kommun) -> None:
    bild = {
        "bedomning": "delvis_uppfyllt",
        "fas": "folja_upp",
        "maltyp": "minst",
        "mal": {"id": "m12", "nummer": "2.1"},
        "antal": 999999,
        "klar": True,
        "varde": "-12.5",
        "tom": "",
        "tid": "2026-10-14T08:30:00.123456Z",
        "period": ["2026-01-01", "2026-12-31"],
    }
    pk = frys("prov", bild, schema=1, av=None, nu=ONSDAG).pk
    pseudonymisera()
    assert json.loads(Ogonblick.objects.get(pk=pk).innehall) == bild


def test_every_code_of_a_report_is_under_a_known_key() -> None:
    """A frozen report is read back into its dataclasses, which refuse a code that is none."""
    falt = {
        namn
        for modul in list(sys.modules.values())
        if modul.__name__.startswith("uppfoljning.rapport") and "modell" in modul.__name__
        for klass in vars(modul).values()
        if isinstance(klass, type) and is_dataclass(klass)
        for namn, typ in get_type_hints(klass).items()
        for del_ in (typ, *get_args(typ))
        if isinstance(del_, type) and issubclass(del_, Enum)
    }
    assert {"bedomning", "maltyp", "lage"} <= falt
    assert falt <= KODNYCKLAR
    assert all(KOD.fullmatch(kod) for kod in ("folja_upp", "delvis_uppfyllt", "0580"))


def test_signing_in_leaves_nothing_of_who_it_was(nina_namndsekreterare: Anvandare) -> None:
    vem = {"user": nina_namndsekreterare}
    konto = SocialAccount.objects.create(**vem, provider="kommun", uid="erik", extra_data=ERIK)
    session = UserSession.objects.create(
        **vem, session_key="s", ip="10.1.2.3", user_agent="eriks dator", data=ERIK,
        last_seen_at=ONSDAG,
    )  # fmt: skip
    nyckel = {"name": "eriks telefon", "credential": {"id": "ZXJpaw", "nr": 1234567}}
    passnyckel = Authenticator.objects.create(**vem, type="webauthn", data=nyckel)
    pseudonymisera()
    for rad in (konto, session, passnyckel):
        rad.refresh_from_db()
    assert (konto.extra_data, session.data) == ({}, {})
    assert passnyckel.data.keys() == nyckel.keys()  # its page is still shown
    assert not {"erik", "ZXJpaw", "1234567"} & set(str(passnyckel.data).split("'"))
    assert "erik" not in f"{konto.uid} {session.user_agent} {passnyckel.data}"


def test_a_file_that_only_begins_as_json_is_no_obstacle() -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", Byten().fil("{erik}.pdf"))


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
