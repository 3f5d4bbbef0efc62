"""Routing rules: the first that holds, tried on real cases before it is saved, and logged."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.omorganisation import avsluta_enhet
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter import regler
from synpunkter.actions import fordelningsregel as akter
from synpunkter.models import Fordelningsregel, Synpunkt
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel

SIDA = "/arbete/synpunkter/regler/"
SKJUTS = "Skolskjutsen kom inte i morse."


def regel(kommun: Kommun, ordning: int = 1, **andrat: Any) -> Fordelningsregel:
    val = {"namn": f"Regel {ordning}", "aktiv": True, "till_enhet": kommun.centrum}
    return Fordelningsregel.objects.create(**val | {"ordning": ordning} | andrat)


def form(kommun: Kommun, **andrat: Any) -> dict[str, Any]:
    return {"namn": "Skjuts", "ord": "Skolskjuts, buss", "till_enhet": kommun.centrum.pk} | andrat


# --- What a rule does ----------------------------------------------------------------------


def test_the_first_rule_that_holds_decides_and_the_case_says_why(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    regel(kommun, 1, ord=["båt"], till_enhet=kommun.vok)
    andra = regel(kommun, 2, namn="Skjuts först", ord=["skolskjuts"])
    regel(kommun, 3, ord=["skolskjuts"], till_enhet=kommun.vok)
    s = exempel.synpunkt(kommun, text=SKJUTS)
    assert (s.enhet, s.namnd, s.regel) == (kommun.centrum, kommun.von, andra)
    handelse = Handelse.objects.get(slag="synpunkt.regel")
    assert handelse.data == {
        "regel": andra.pk,
        "fran_enhet": kommun.hemtjanst.pk,
        "till_enhet": kommun.centrum.pk,
    }
    assert "skolskjuts" not in str(handelse.data)  # ids and codes only
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    assert f"Fördelningsregel {andra.pk} valde Hemtjänst Centrum." in sida
    assert "Kom hit genom fördelningsregeln ”Skjuts först”." in sida


def test_without_a_rule_that_holds_the_senders_choice_stands(kommun: Kommun) -> None:
    regel(kommun, ord=["båt"])
    regel(kommun, 2, ord=["skolskjuts"], aktiv=False)
    s = exempel.synpunkt(kommun, text=SKJUTS)
    assert (s.enhet, s.regel) == (kommun.hemtjanst, None)
    assert not Handelse.objects.filter(slag="synpunkt.regel").exists()


@pytest.mark.parametrize(
    ("villkor", "galler"),
    [
        ({"typ": "klagomal"}, True),
        ({"typ": "berom"}, False),
        ({"kanal": "webb"}, True),
        ({"kanal": "brev"}, False),
        ({"ord": ["skolskjuts"]}, True),
        ({"ord": ["båt", "skolskj"]}, True),
        ({"ord": ["skjuts"]}, False),  # the beginning of a word, not its middle
        ({"ord": ["kom inte"]}, True),
        ({"ord": [".*"]}, False),  # words, not patterns
        ({"typ": "klagomal", "ord": ["båt"]}, False),  # every condition must hold
        ({"typ": "klagomal", "kanal": "webb", "ord": ["skolskjuts"]}, True),
    ],
)
def test_each_condition(kommun: Kommun, villkor: dict[str, Any], galler: bool) -> None:
    fall = regler.Fall("klagomal", SKJUTS, "webb", kommun.hemtjanst.sokvag)
    assert bool(regler.skal(Fordelningsregel(**villkor), fall)) is galler


def test_a_rule_about_a_unit_holds_for_what_lies_below_it(kommun: Kommun) -> None:
    for vald, galler in ((kommun.centrum, True), (kommun.vok, True), (kommun.bibliotek, False)):
        fall = regler.Fall("fraga", "Hej", "webb", vald.sokvag)
        assert bool(regler.skal(Fordelningsregel(vid_enhet=kommun.vok), fall)) is galler


def test_the_sender_is_shown_where_it_goes_and_the_promise_of_that_nämnd(
    kommun: Kommun, client: Client
) -> None:
    regel(kommun, ord=["boken"], till_enhet=kommun.bibliotek)
    data = {
        "typ": "klagomal",
        "text": "Boken var trasig.",
        "verksamhet": kommun.centrum.pk,
        "svarsval": "kod",
    }
    sida = client.post("/synpunkter/lamna/granska/", data).content.decode()
    assert "Kultur- och fritidsnämnden" in sida
    token = re.search(r'name="token" value="([^"]+)"', sida)
    assert token
    client.post("/synpunkter/lamna/kvittens/", {**data, "token": token[1]})
    s = Synpunkt.objects.get()
    assert (s.enhet, s.namnd) == (kommun.bibliotek, kommun.kfn)


def test_rules_are_not_chained(kommun: Kommun, client: Client) -> None:
    regel(kommun, 1, vid_enhet=kommun.centrum, till_enhet=kommun.bibliotek)
    regel(kommun, 2, vid_enhet=kommun.bibliotek, till_enhet=kommun.vok)
    assert exempel.synpunkt(kommun, enhet=kommun.centrum).enhet == kommun.bibliotek


def test_a_unit_that_a_colleague_chose_stands(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    regel(kommun, kanal="telefon", typ="fraga", till_enhet=kommun.vok)
    client.force_login(karin_kvalitetssamordnare)
    for vald, blev in ((kommun.bibliotek.pk, kommun.bibliotek), ("", kommun.vok)):
        data = {
            "typ": "fraga",
            "text": "Hej",
            "verksamhet": vald,
            "svarsval": "nej",
            "kanal": "telefon",
            "kom_in": klocka.idag().isoformat(),
        }
        assert client.post("/arbete/synpunkter/ny/", data).status_code == 200
        assert Synpunkt.objects.latest("pk").enhet == blev


def test_a_rule_follows_when_its_unit_ends(kommun: Kommun, anna_administrator: Anvandare) -> None:
    rad = regel(kommun, ord=["skolskjuts"])
    avsluta_enhet(
        kommun.centrum,
        mottagare=kommun.hemtjanst,
        fran=klocka.idag(),
        planregel="foljer",
        av=anna_administrator,
    )
    rad.refresh_from_db()
    assert rad.till_enhet == kommun.hemtjanst


def test_a_rule_to_a_unit_that_has_ended_is_passed_over(kommun: Kommun) -> None:
    regel(kommun, 1, ord=["skolskjuts"])
    andra = regel(kommun, 2, ord=["skolskjuts"], till_enhet=kommun.vok)
    kommun.centrum.upphorde = klocka.idag()
    kommun.centrum.save()
    assert exempel.synpunkt(kommun, text=SKJUTS).regel == andra


def test_a_removed_rule_leaves_its_cases(kommun: Kommun) -> None:
    rad = regel(kommun, ord=["skolskjuts"])
    s = exempel.synpunkt(kommun, text=SKJUTS)
    rad.delete()
    s.refresh_from_db()
    assert (s.regel, s.enhet) == (None, kommun.centrum)


# --- The dry run ---------------------------------------------------------------------------


def test_the_dry_run_shows_what_the_rule_would_have_taken_of_the_last_hundred(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    gammal = exempel.synpunkt(kommun, text="Skolskjuts för länge sedan.")
    Synpunkt.objects.filter(pk=gammal.pk).update(inkom=klocka.nu() - timedelta(days=30))
    tagna = [exempel.synpunkt(kommun, text=SKJUTS) for _ in range(3)]
    tagna.append(exempel.synpunkt(kommun, text=SKJUTS, enhet=kommun.centrum))
    for nr in range(96):
        exempel.synpunkt(kommun, text=f"Annat {nr}")
    client.force_login(karin_kvalitetssamordnare)
    sida = client.post(f"{SIDA}ny/", form(kommun) | {"steg": "prova"}).content.decode()
    assert "Regeln hade tagit <strong>4</strong> av de 100 senaste." in sida
    assert "1 av dem ligger redan hos den enheten." in sida
    for s in tagna:
        assert s.referens in sida
    assert gammal.referens not in sida
    assert "ordet ”skolskjuts” finns i texten" in sida
    assert not Fordelningsregel.objects.exists()  # nothing is saved by trying


def test_the_dry_run_minds_the_rules_above(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    regel(kommun, 1, typ="klagomal")
    exempel.synpunkt(kommun, text=SKJUTS)
    ny = akter.bygg(None, {"namn": "Ny", "ord": ["skolskjuts"], "till_enhet": kommun.vok})
    prov = regler.provkor(ny, av=karin_kvalitetssamordnare, dag=klocka.idag())
    assert (prov.provade, prov.rader) == (1, [])


def test_the_dry_run_tries_what_the_sender_chose_not_where_the_case_is_now(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    from synpunkter.actions import synpunkt as synpunktsakter

    s = exempel.synpunkt(kommun, enhet=kommun.centrum)
    synpunktsakter.tilldela(
        s, enhet=kommun.bibliotek, **exempel.PROVAT, av=karin_kvalitetssamordnare
    )
    ny = akter.bygg(
        None, {"namn": "Ny", "vid_enhet": kommun.centrum, "till_enhet": kommun.bibliotek}
    )
    prov = regler.provkor(ny, av=karin_kvalitetssamordnare, dag=klocka.idag())
    assert [(rad.synpunkt.pk, rad.ligger_dar) for rad in prov.rader] == [(s.pk, True)]


def test_the_dry_run_shows_only_what_the_person_may_read(kommun: Kommun) -> None:
    exempel.synpunkt(kommun, text=SKJUTS)
    bo = factories.person("Bo Bibliotek", "KV", kommun.kfk, namnd=kommun.kfn)
    ny = akter.bygg(None, {"namn": "Ny", "ord": ["skolskjuts"], "till_enhet": kommun.vok})
    assert regler.provkor(ny, av=bo, dag=klocka.idag()) == regler.Provkorning(0, [])


def test_the_dry_run_finds_no_words_of_a_protected_sender(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    Synpunkt.objects.filter(pk=exempel.synpunkt(kommun, text=SKJUTS).pk).update(skyddad=True)
    ny = Fordelningsregel(ordning=1, ord=["skolskjuts"], till_enhet=kommun.centrum)
    prov = regler.provkor(ny, av=karin_kvalitetssamordnare, dag=klocka.idag())
    assert prov == regler.Provkorning(0, [])


def test_no_rule_is_saved_without_its_own_dry_run(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    for kvitto in ("", "påhittat"):
        data = form(kommun) | {"steg": "spara", "kvitto": kvitto}
        assert "Provkör regeln som den är nu" in client.post(f"{SIDA}ny/", data).content.decode()
    provad = client.post(f"{SIDA}ny/", form(kommun) | {"steg": "prova"}).content.decode()
    kvitto = re.search(r'name="kvitto" value="([^"]+)"', provad)
    assert kvitto
    andrad = form(kommun, ord="båt") | {"steg": "spara", "kvitto": kvitto[1]}
    assert "Provkör regeln som den är nu" in client.post(f"{SIDA}ny/", andrad).content.decode()
    assert not Fordelningsregel.objects.exists()
    data = form(kommun, namn="Bättre namn") | {"steg": "spara", "kvitto": kvitto[1]}
    assert client.post(f"{SIDA}ny/", data).status_code == 302  # the name may change after it
    rad = Fordelningsregel.objects.get()
    assert (rad.namn, rad.ord, rad.aktiv) == ("Bättre namn", ["skolskjuts", "buss"], True)


def test_a_dry_run_is_its_makers_and_grows_old(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    data = {"namn": "Ny", "ord": ["skolskjuts"], "till_enhet": kommun.vok}
    annan = factories.person("Kim Kvalitet", "KV", kommun.rot)
    kvitto = akter.provkvitto(akter.bygg(None, data), av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="Provkör"):
        akter.spara_regel(None, data=data, kvitto=kvitto, av=annan)
    gammal = kvitto.rsplit(":", 2)
    assert len(gammal) == 3  # value, time, signature: an old time has another signature
    with pytest.raises(Regelbrott, match="Provkör"):
        akter.spara_regel(
            None,
            data=data,
            kvitto=f"{gammal[0]}:1abc:{gammal[2]}",
            av=karin_kvalitetssamordnare,
        )


def test_a_rule_that_is_changed_is_tried_again_and_one_turned_off_turned_on_so(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    rad = regel(kommun, ord=["båt"])
    client.force_login(karin_kvalitetssamordnare)
    assert client.post(f"{SIDA}{rad.pk}/stang-av/").status_code == 302
    rad.refresh_from_db()
    assert not rad.aktiv
    sida = client.post(f"{SIDA}{rad.pk}/", form(kommun) | {"steg": "prova"}).content.decode()
    kvitto = re.search(r'name="kvitto" value="([^"]+)"', sida)
    assert kvitto
    client.post(f"{SIDA}{rad.pk}/", form(kommun) | {"steg": "spara", "kvitto": kvitto[1]})
    rad.refresh_from_db()
    assert (rad.aktiv, rad.ord, rad.ordning) == (True, ["skolskjuts", "buss"], 1)


def test_the_order_is_changed_one_step_at_a_time(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    rader = [regel(kommun, nr, ord=["båt"]) for nr in (1, 2, 3)]
    client.force_login(karin_kvalitetssamordnare)
    client.post(f"{SIDA}{rader[2].pk}/flytta-upp/")
    client.post(f"{SIDA}{rader[0].pk}/flytta-upp/")
    client.post(f"{SIDA}{rader[0].pk}/flytta-upp/")  # the first stays the first
    namn = Fordelningsregel.objects.order_by("ordning").values_list("namn", flat=True)
    assert list(namn) == ["Regel 1", "Regel 3", "Regel 2"]


# --- What is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"ord": ""}, "Välj minst ett villkor"),
        ({"ord": "ab"}, "mellan 3 och 40 tecken"),
        ({"ord": ",".join(f"ord{n}" for n in range(21))}, "högst 20 ord"),
        ({"namn": ""}, "Skriv ett namn"),
        ({"till_enhet": ""}, "Välj vilken enhet"),
        ({"till_enhet": "999999"}, "Välj en enhet i listan"),
    ],
)
def test_a_rule_that_is_not_whole(
    kommun: Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    andrat: dict[str, str],
    mening: str,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    svar = client.post(f"{SIDA}ny/", form(kommun, **andrat) | {"steg": "prova"})
    assert mening in svar.content.decode()
    assert "Så hade det gått" not in svar.content.decode()


def test_a_rule_sends_nothing_to_a_nämnd_that_does_not_answer_for_the_unit(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    data = {"namn": "Fel", "typ": "fraga", "till_enhet": kommun.vok, "till_namnd": kommun.kfn}
    kvitto = akter.provkvitto(akter.bygg(None, data), av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="ansvarar inte för"):
        akter.spara_regel(None, data=data, kvitto=kvitto, av=karin_kvalitetssamordnare)


@pytest.mark.parametrize(
    ("roll", "enhet", "namnd"),
    [("KV", "vok", None), ("KV", "rot", "von"), ("NS", "rot", "von"), ("HS", "rot", None)],
)
def test_only_who_assigns_for_the_whole_municipality_may_change_the_rules(
    kommun: Kommun, client: Client, roll: str, enhet: str, namnd: str | None
) -> None:
    rad = regel(kommun, ord=["båt"])
    person = factories.person(
        "Nils Nej",
        roll,
        getattr(kommun, enhet),
        namnd=getattr(kommun, namnd) if namnd else None,
    )
    client.force_login(person)
    for del_ in ("", "ny/", f"{rad.pk}/"):
        assert client.get(f"{SIDA}{del_}").status_code == 403
    for del_ in (f"{rad.pk}/stang-av/", f"{rad.pk}/flytta-upp/"):
        assert client.post(f"{SIDA}{del_}").status_code == 403
    with pytest.raises(PermissionDenied):
        akter.stang_av(rad, av=person)


def test_the_database_refuses_a_rule_without_conditions_or_place(kommun: Kommun) -> None:
    rad = regel(kommun, ord=["båt"])
    with pytest.raises(IntegrityError, match="fordelningsregel_har_villkor"), transaction.atomic():
        Fordelningsregel.objects.filter(pk=rad.pk).update(ord=[])
    with connection.cursor() as markor:
        markor.execute("set constraints all immediate")
    with pytest.raises(IntegrityError, match="fordelningsregel_egen_plats"), transaction.atomic():
        regel(kommun, 1, ord=["båt"])
