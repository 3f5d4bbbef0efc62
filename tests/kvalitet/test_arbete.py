"""The staff start page: what waits for each person, and nothing of what is another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kvalitet import klocka, ogonblick
from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from kvalitet.views.arbete import ANDRAS, _vantar, _vantrad
from kvalitet.views.uppgifter import Uppgift
from kvalitet.views.valkomst import RADER
from synpunkter.actions import gallring, utlamnande
from synpunkter.actions import synpunkt as akter
from tests import factories
from tests.cykel import fabrik
from tests.factories import Kommun, person
from tests.fragor import enheter
from tests.synpunkter import gallringsfall
from tests.synpunkter.exempel import Personal, synpunkt
from uppfoljning.models import Rapport


def sidan(client: Client, av: Anvandare) -> str:
    client.force_login(av)
    svar = client.get("/arbete/")
    assert svar.status_code == 200
    return svar.content.decode()


def test_the_planansvarig_sees_the_follow_up_and_the_plan(kommun: Kommun, client: Client) -> None:
    p = fabrik.i_folja_upp(kommun)
    sida = sidan(client, p.folk.petra)
    assert "Följ upp Verksamhetsplan 2026, Hemtjänst" in sida
    assert "Sen, skulle ha varit klar 2\N{NO-BREAK SPACE}oktober" in sida
    assert f'href="/arbete/planer/{p.plan.pk}/"' in sida


@pytest.mark.parametrize(("vem", "vantar"), [("erik", True), ("petra", False), ("amir", False)])
def test_a_plan_that_is_sent_in_waits_for_who_may_decide(
    kommun: Kommun, client: Client, vem: str, vantar: bool
) -> None:
    p = fabrik.i_granskning(kommun)
    assert ("Ta ställning till" in sidan(client, getattr(p.folk, vem))) is vantar


def test_the_handler_sees_only_the_synpunkter_that_are_hers(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    client: Client,
) -> None:
    min_, annans = synpunkt(kommun), synpunkt(kommun)
    av = karin_kvalitetssamordnare
    akter.tilldela(min_, enhet=kommun.hemtjanst, handlaggare=hanna_handlaggare, av=av)
    sida = sidan(client, hanna_handlaggare)
    assert f"Svara på synpunkt {min_.referens}" in sida
    assert annans.referens not in sida


def test_who_assigns_sees_how_many_wait_in_one_line(
    kommun: Kommun,
    nina_namndsekreterare: Anvandare,
    hanna_handlaggare: Anvandare,
    client: Client,
) -> None:
    synpunkt(kommun), synpunkt(kommun)
    sida = sidan(client, nina_namndsekreterare)
    assert "Tilldela 2\N{NO-BREAK SPACE}synpunkter" in sida
    assert 'href="/arbete/synpunkter/?urval=otilldelade"' in sida
    assert "Tilldela 2" not in sidan(client, hanna_handlaggare)


def test_a_request_for_records_waits_for_who_may_try_it_and_nobody_else(
    kommun: Kommun,
    nina_namndsekreterare: Anvandare,
    rut_revisor: Anvandare,
    client: Client,
) -> None:
    s = synpunkt(kommun)
    u = utlamnande.begar(s, begaran="Allt.", av=nina_namndsekreterare)
    sida = sidan(client, nina_namndsekreterare)
    assert f"Pröva begäran om handlingar, {s.referens}" in sida
    assert f'href="/arbete/synpunkter/utlamnanden/{u.pk}/"' in sida
    andra = person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    for nagon in (rut_revisor, andra):
        assert "om handlingar" not in sidan(client, nagon)


def test_a_proposed_disposal_waits_for_another_pair_of_eyes(
    kommun: Kommun, nina_namndsekreterare: Anvandare, client: Client
) -> None:
    nils = person("Nils", "NS", kommun.rot, namnd=kommun.von)
    andra = person("Kim", "NS", kommun.rot, namnd=kommun.kfn)
    gallringsfall.regel(kommun, nina_namndsekreterare)
    gallringsfall.avslutat(kommun, Personal(kommun), nar=gallringsfall.LANGE_SEDAN)
    ett = gallring.foresla(kommun.von, av=nina_namndsekreterare)
    rad = f'href="/arbete/synpunkter/gallring/{ett.pk}/"'
    assert rad in sidan(client, nils)
    assert rad not in sidan(client, nina_namndsekreterare)
    assert rad not in sidan(client, andra)


def test_who_sets_without_reading_finds_the_settings(
    kommun: Kommun, anna_administrator: Anvandare, hanna_handlaggare: Anvandare, client: Client
) -> None:
    vag = 'href="/arbete/synpunkter/installningar/"'
    assert vag in sidan(client, anna_administrator)
    assert vag not in sidan(client, hanna_handlaggare)


def test_who_has_nothing_to_do_is_told_so(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    fabrik.i_folja_upp(kommun)
    sida = sidan(client, anna_administrator)
    assert "Inget väntar på dig just nu." in sida
    assert "Verksamhetsplan 2026" not in sida


def test_as_many_questions_however_much_waits(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    client: Client,
) -> None:
    hanna = person("Hanna", "HS", kommun.rot)

    def tilldela(antal: int) -> None:
        for _ in range(antal):
            akter.tilldela(
                synpunkt(kommun),
                enhet=kommun.hemtjanst,
                handlaggare=hanna,
                av=karin_kvalitetssamordnare,
            )

    fragor = _fragor(client, hanna, tilldela)
    assert fragor[0] == fragor[1]


def _fragor(client: Client, av: Anvandare, vax: Callable[[int], None]) -> list[int]:
    antal = []
    for steg in (1, 8):
        vax(steg)
        sidan(client, av)  # what a first request alone asks does not count
        with CaptureQueriesContext(connection) as fragor:
            sidan(client, av)
        antal.append(len(fragor))
    return antal


# --- Days in words -------------------------------------------------------------------------------

I_DAG = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("senast", "nar"),
    [
        (date(2026, 10, 13), "Sen, skulle ha varit klar i går"),
        (date(2026, 10, 2), "Sen, skulle ha varit klar 2 oktober"),
        (date(2025, 12, 31), "Sen, skulle ha varit klar 31 december 2025"),
        (date(2026, 10, 14), "I dag"),
        (date(2026, 10, 15), "I morgon, 15 oktober"),
        (date(2026, 10, 16), "Fredag 16 oktober"),
        (date(2026, 10, 20), "Tisdag 20 oktober"),
        (date(2026, 10, 21), "21 oktober"),
        (date(2027, 1, 4), "4 januari 2027"),
        (None, "Så snart du kan"),
    ],
)
def test_the_day_is_told_in_words(senast: date | None, nar: str) -> None:
    sen = senast is not None and senast < I_DAG
    rad = _vantrad(Uppgift("Gör", "", "/", senast, sen), I_DAG)
    assert rad.nar.replace("\N{NO-BREAK SPACE}", " ") == nar
    assert rad.snart == (senast in (date(2026, 10, 14), date(2026, 10, 15)))


def _om(*dagar: int | None) -> list[Uppgift]:
    """Things that wait, each so many days from today."""
    return [
        Uppgift(f"Sak {n}", "", "/", None if d is None else I_DAG + timedelta(days=d), (d or 0) < 0)
        for n, d in enumerate(dagar)
    ]


@pytest.mark.parametrize(
    ("dagar", "ingress"),
    [
        ((), "Inget väntar på dig just nu."),
        ((16,), "Inget brådskar. Nästa sak ska vara klar 30 oktober."),
        ((3,), "Du har en sak att göra den närmaste veckan."),
        ((-1,), "Du har en sak att göra den närmaste veckan. Den är försenad."),
        ((-1, -2), "Du har två saker att göra den närmaste veckan. Alla är försenade."),
        ((-1, 0, 3, 6, None, 7), "Du har fem saker att göra den närmaste veckan. En är försenad."),
        ((-2, -1, 0), "Du har tre saker att göra den närmaste veckan. Två är försenade."),
    ],
)
def test_a_sentence_says_how_much_waits(dagar: tuple[int | None, ...], ingress: str) -> None:
    vantar = _vantar(_om(*dagar), I_DAG)
    assert vantar.ingress.replace("\N{NO-BREAK SPACE}", " ") == ingress
    assert len(vantar.forst) + len(vantar.resten) == len(dagar)


def test_a_few_are_shown_and_nothing_is_lost() -> None:
    vantar = _vantar(_om(*range(-20, 0), 30, 40), I_DAG)
    assert (len(vantar.forst), len(vantar.resten)) == (10, 12)
    lugnt = _vantar(_om(30, 40, 50, 60), I_DAG)
    assert [rad.uppgift.text for rad in lugnt.forst] == ["Sak 0", "Sak 1", "Sak 2"]
    assert [rad.uppgift.text for rad in lugnt.resten] == ["Sak 3"]


def test_what_is_due_is_not_hidden_behind_what_comes_later() -> None:
    vantar = _vantar(_om(6, None, 5, -1), I_DAG)
    assert [r.uppgift.text for r in vantar.forst] == ["Sak 3", "Sak 1", "Sak 2", "Sak 0"]


def test_the_sentence_does_not_count_what_it_has_not_seen() -> None:
    vantar = _vantar(_om(*range(-10, 0)), I_DAG, fler=True)
    minst = "Du har minst tio saker att göra den närmaste veckan. Minst tio är försenade."
    assert vantar.ingress == minst


# --- What was decided lately ---------------------------------------------------------------------


def test_what_was_adopted_lately_is_seen_by_those_who_may_see_it(
    kommun: Kommun, client: Client
) -> None:
    p = fabrik.i_genomfora(kommun)
    andra = person("Bo", "CH", kommun.kfk)
    with klocka.stalld(fabrik.FASTSTALLS + timedelta(days=59)):
        sida = sidan(client, p.folk.petra)
        assert "Nyligen beslutat" in sida
        assert "Planen fastställd 21\N{NO-BREAK SPACE}januari" in sida
        assert "Nyligen beslutat" not in sidan(client, andra)
    with klocka.stalld(fabrik.FASTSTALLS + timedelta(days=61)):
        assert "Nyligen beslutat" not in sidan(client, p.folk.petra)


def test_a_follow_up_and_a_report_are_decided_too(kommun: Kommun, client: Client) -> None:
    p = fabrik.i_folja_upp(kommun)
    nu = fabrik.UNDER_DELARET
    bild = ogonblick.frys("prov", {"varv": 1}, schema=1, av=None, nu=nu)
    varv = p.plan.varv.get()
    varv.godkand, varv.godkand_av, varv.ogonblick = nu, p.folk.erik, bild
    varv.save()
    Rapport.objects.create(
        slag="maluppfyllelse",
        namnd=kommun.von,
        enhet=kommun.vok,
        tillfalle=varv.tillfalle,
        period_fran=date(2026, 1, 1),
        period_till=date(2026, 8, 31),
        lage="utkast",
        ogonblick=bild,
        bestalld=nu,
    )
    Rapport.objects.update(lage="godkand")
    Rapport.objects.update(lage="faststalld", beslut_datum=nu.date(), beslut_paragraf="§ 9")
    karin = p.folk.karin
    with klocka.stalld(nu + timedelta(days=2)):
        sida = sidan(client, karin)
        assert "Uppföljningen godkänd 3\N{NO-BREAK SPACE}september" in sida
        assert "Rapporten fastställd, Vård- och omsorgsnämnden 3\N{NO-BREAK SPACE}sept" in sida
        assert "Rapporten fastställd" not in sidan(client, person("Bo", "CH", kommun.kfk))


# --- Who coordinates sees every plan by its stage ------------------------------------------------


def test_who_coordinates_sees_the_stages_with_what_is_late(kommun: Kommun, client: Client) -> None:
    p = fabrik.i_folja_upp(kommun)
    with klocka.stalld(fabrik.tid(10, 3)):
        sida = sidan(client, p.folk.karin)
        assert 'href="/arbete/planer/tavla/#skede-folja_upp"' in sida
        assert "1 är sen" in sida
        assert "#skede-" not in sidan(client, p.folk.petra)


def test_who_answers_for_no_plan_sees_a_few_of_the_units_and_the_way_to_the_rest(
    kommun: Kommun, client: Client
) -> None:
    with klocka.stalld(fabrik.UNDER_DELARET):
        p = fabrik.i_genomfora(kommun)
        fabrik.planer_med(p, enheter(kommun, ANDRAS))
        chefens, petras = sidan(client, p.folk.erik), sidan(client, p.folk.petra)
    assert "Planer i dina enheter" in chefens
    assert "Dina planer" in petras
    assert chefens.count("hjul--marke") == ANDRAS
    assert petras.count("hjul--marke") == ANDRAS + 1
    assert ">Alla planer</a>" in chefens
    assert ">Alla planer</a>" not in petras


# --- The first time ------------------------------------------------------------------------------

VALKOMMEN = "Så här fungerar det för dig"


def test_the_first_time_the_role_is_explained_until_it_is_put_away(
    kommun: Kommun, client: Client
) -> None:
    p = fabrik.i_folja_upp(kommun)
    petra = p.folk.petra
    petra.set_password(factories.LOSENORD)
    petra.save()
    uppgifter = {"username": petra.epost, "password": factories.LOSENORD}
    assert client.post("/konto/logga-in/", uppgifter).status_code == 302
    sida = client.get("/arbete/").content.decode()
    assert VALKOMMEN in sida
    assert "Du skriver planen" in sida
    svar = client.post("/arbete/valkommen/undan/")
    assert svar.headers["Location"] == "/arbete/"
    kaka = svar.cookies[f"valkommen_undan_{petra.pk}"]
    assert kaka["httponly"]
    assert kaka["samesite"] == "Lax"
    assert VALKOMMEN not in client.get("/arbete/").content.decode()
    assert VALKOMMEN in client.get("/arbete/?hjalp=1").content.decode()
    client.post("/konto/logga-ut/")
    client.post("/konto/logga-in/", uppgifter)
    assert VALKOMMEN not in client.get("/arbete/").content.decode()


def test_who_has_nothing_yet_is_told_and_another_on_the_same_computer_too(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    assert VALKOMMEN in sidan(client, anna_administrator)
    client.post("/arbete/valkommen/undan/")
    assert VALKOMMEN not in sidan(client, anna_administrator)
    assert VALKOMMEN in sidan(client, person("Annan", "ADM", kommun.rot))


@pytest.mark.parametrize("roll", Roll)
def test_every_role_is_explained_in_three_lines_whose_links_open(
    kommun: Kommun, client: Client, roll: Roll
) -> None:
    client.force_login(person("Prov", roll, kommun.rot))
    assert len(RADER[roll]) == 3
    assert VALKOMMEN in client.get("/arbete/?hjalp").content.decode()
    for _, _, vy in RADER[roll]:
        assert client.get(reverse(vy), follow=True).status_code == 200, vy


def test_the_guidance_is_put_away_by_a_button(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    assert client.get("/arbete/valkommen/undan/").status_code == 405
