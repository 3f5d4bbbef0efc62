"""What the groups of the municipality's sign-in give, and take."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.grupper import koppla_grupp, koppla_loss
from kvalitet.actions.idp import ta_emot
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Grupproll, Rolltilldelning
from kvalitet.roller import Roll
from tests import factories
from tests.factories import SEDAN, Kommun
from tests.kvalitet.idp import Idp, identiteten, in_via, inloggad, roller, siv_pa_riktigt, slag
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills


@pytest.mark.parametrize("grupper", [{"a": 1}, 7, True])
def test_groups_that_are_no_list_are_told_on_the_page(
    client: Client, idp: Idp, siv: Anvandare, grupper: Any
) -> None:
    idp.ar(groups=grupper)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == (400, False)
    assert "Inloggningen blev inte klar" in svar.content.decode()


def test_without_a_group_there_is_no_account_and_a_page_says_whom_to_ask(
    client: Client, idp: Idp, chefsgrupp: Grupproll
) -> None:
    idp.ar(groups=["annat"])
    svar = in_via(client, idp)
    assert svar.status_code == 403
    assert "administratören för Förbättringshjulet" in svar.content.decode()
    assert not Anvandare.objects.filter(epost__startswith="siv").exists()
    assert not inloggad(client)


def test_a_role_ends_the_day_its_group_is_gone(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    i_gar = klocka.nu() - timedelta(days=3)
    with klocka.stalld(i_gar):
        in_via(client, idp)
        assert roller(siv) == {("PA", "hand"), ("CH", "grupp")}
    idp.ar(groups=[])
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand")}
    (slut,) = siv.tilldelningar.filter(kalla="grupp")
    assert slut.giltig.upper == klocka.idag()
    assert "roll.avslutad" in slag()


def test_a_role_that_came_and_went_the_same_day_leaves_no_row(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    in_via(client, idp)
    idp.ar(groups=[])
    in_via(Client(), idp)
    assert not siv.tilldelningar.filter(kalla="grupp").exists()
    idp.ar()
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "grupp")}


def test_signing_in_again_changes_nothing(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    for _ in range(2):
        in_via(Client(), idp)
    assert siv.tilldelningar.filter(kalla="grupp").count() == 1


def test_the_same_role_given_by_hand_is_left_alone(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    plats = {"roll": "CH", "enhet": chefsgrupp.enhet, "namnd": chefsgrupp.namnd}
    Rolltilldelning.objects.create(anvandare=siv, giltig=(SEDAN, None), **plats)
    in_via(client, idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "hand")}
    idp.ar(groups=[])
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "hand")}


def test_a_role_given_by_hand_from_later_on_takes_over_that_day(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    senare = klocka.idag() + timedelta(days=10)
    plats = {"roll": "CH", "enhet": chefsgrupp.enhet, "namnd": chefsgrupp.namnd}
    Rolltilldelning.objects.create(anvandare=siv, giltig=(senare, None), **plats)
    in_via(client, idp)
    assert siv.tilldelningar.get(kalla="grupp").giltig.upper == senare


def test_groups_too_many_to_be_named_change_no_role(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    in_via(client, idp)
    requests_claims = {"groups": "src1"}
    idp.ar(groups=None, _claim_names=requests_claims)
    idp_utan = {"email": siv.epost, "email_verified": True, "_claim_names": requests_claims}
    idp.sager_bara(idp_utan)
    in_via(Client(), idp)
    assert ("CH", "grupp") in roller(siv)


def test_a_group_taken_away_ends_its_roles_until_another_gives_them(
    client: Client,
    idp: Idp,
    siv: Anvandare,
    chefsgrupp: Grupproll,
    anna_administrator: Anvandare,
) -> None:
    i_gar = klocka.nu() - timedelta(days=1)
    with klocka.stalld(i_gar):
        in_via(client, idp)
    lika = {"roll": Roll.CHEF, "enhet": chefsgrupp.enhet, "namnd": chefsgrupp.namnd}
    koppla_grupp(grupp="andra", av=anna_administrator, **lika)  # type: ignore[arg-type]
    assert koppla_loss(chefsgrupp, av=anna_administrator) == 1
    assert roller(siv) == {("PA", "hand")}
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand")}, "inte med i den andra gruppen"
    idp.ar(groups=["andra"])
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "grupp")}


def test_a_group_gives_a_role_once(chefsgrupp: Grupproll, anna_administrator: Anvandare) -> None:
    lika = {"grupp": chefsgrupp.grupp, "roll": Roll.CHEF, "enhet": chefsgrupp.enhet}
    with pytest.raises(Regelbrott, match="ger redan den rollen"):
        koppla_grupp(namnd=chefsgrupp.namnd, av=anna_administrator, **lika)  # type: ignore[arg-type]
    Grupproll.objects.create(namnd=None, **lika)
    with pytest.raises(IntegrityError, match="grupproll_en_gang"), transaction.atomic():
        Grupproll.objects.create(namnd=None, **lika)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [({"roll": "XX"}, "grupproll_kand_roll"), ({"grupp": ""}, "grupproll_har_grupp")],
)
def test_the_database_refuses_a_group_without_sense(
    kommun: Kommun, andrat: dict[str, str], villkor: str
) -> None:
    rad = {"grupp": "g", "roll": "CH", "enhet": kommun.vok, **andrat}
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Grupproll.objects.create(**rad)


def test_the_database_knows_where_a_role_comes_from(siv: Anvandare) -> None:
    with pytest.raises(IntegrityError, match="rolltilldelning_kand_kalla"), transaction.atomic():
        siv.tilldelningar.update(kalla="ovan")


def test_a_group_taken_away_meanwhile_gives_nothing(riktig_databas: str) -> None:
    siv = siv_pa_riktigt()
    rot = Enhet.objects.get(slag=Enhet.Slag.KOMMUN)
    anna = factories.person("Anna Ek", "ADM", rot)
    chefsgrupp = koppla_grupp(grupp="hjulet-chef", roll=Roll.CHEF, enhet=rot, namnd=None, av=anna)
    konto = SocialAccount.objects.create(user=siv, provider="kommunen", uid="a")
    identitet = replace(identiteten(siv, "a"), grupper=frozenset({chefsgrupp.grupp}))
    with Tradar() as tradar:
        with transaction.atomic():
            koppla_loss(chefsgrupp, av=anna)
            svar = tradar.kor(lambda: ta_emot(identitet, konto=konto))
            vanta_tills(nagon_vantar_pa_las, "inloggningen väntar på gruppen")
        svar.result()
    assert roller(siv) == {("PA", "hand")}
