"""Disposal: only by rule, only by two, in batches that survive a kill, and nothing left behind."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kvalitet import klocka, krypto
from kvalitet.databas import inom_gallring
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Gallring, Handelse, Handelsetext, Utskick
from synpunkter import gallringsurval, lank
from synpunkter.actions import gallring as akter
from synpunkter.actions import synpunkt as synpunktakter
from synpunkter.models import (
    Bristkoppling,
    Diarieforing,
    Gallringspost,
    Gallringsregel,
    Kontakt,
    Meddelande,
    Synpunkt,
)
from synpunkter.statistik import synpunktslage
from tests import factories
from tests.arbetare import ROT, miljo
from tests.cykel import kil
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal
from tests.synpunkter.gallringsfall import (
    EPOST,
    LANGE_SEDAN,
    ORD,
    avslutat,
    gallra,
    ordrikt,
    regel,
    traffar,
)


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare) -> Anvandare:
    return nina_namndsekreterare


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def prov(kommun: Kommun, dag: date | None = None) -> gallringsurval.Gallringsprov:
    return gallringsurval.prov(kommun.von, dag=dag or ONSDAG.date())


# --- The proof ------------------------------------------------------------------------------------


def test_no_word_is_left_in_any_table_file_or_mail_and_the_log_stands(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path
) -> None:
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    hmac = Kontakt.objects.get(pk=s.pk).epost_hmac
    for ett in ORD:
        assert traffar(ett, var=var), f"{ett} ska finnas innan"
    assert "utskicken" in traffar(ORD[2], var=var)
    assert any(namn.endswith(".xml") for namn in traffar(ORD[0], var=var))
    handelser = set(Handelse.objects.om(s).values_list("pk", flat=True))
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    for ett in (*ORD, EPOST, "Sibylla", hmac, s.kod_hmac, s.token_hmac):
        assert traffar(ett, var=var) == set(), ett
    assert not Kontakt.objects.exists()
    assert handelser < set(Handelse.objects.om(s).values_list("pk", flat=True))


def test_the_shell_is_still_counted(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path
) -> None:
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    dag = LANGE_SEDAN.date()
    fore = synpunktslage(kommun.von, fran=dag, till=dag)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    assert synpunktslage(kommun.von, fran=dag, till=dag) == fore
    s.refresh_from_db()
    assert (s.text, s.handlaggare, s.rubrik) == ("", None, "Gallrat ärende")
    assert (s.dnr, s.utfall, s.enhet, s.gallrad) == ("VON 7", "ingen", kommun.hemtjanst, ONSDAG)
    assert Diarieforing.objects.get().dnr == "VON 7"


def test_the_events_of_a_disposal_hold_keys_and_codes(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        g = gallra(kommun, personal.registrator, nina)
    handelse = Handelse.objects.get(slag="synpunkt.gallrad")
    assert (handelse.objekt_id, handelse.data) == (s.pk, {"gallring": g.pk, "regel": r.pk})
    assert (g.status, g.antal["kontaktuppgifter"]) == ("klar", 1)
    assert not Handelsetext.objects.exists()


def test_the_senders_old_link_and_code_open_nothing(
    kommun: Kommun, personal: Personal, nina: Anvandare, client: Any
) -> None:
    with klocka.stalld(LANGE_SEDAN):
        kvitto = exempel.kvitto(kommun)
    s = kvitto.synpunkt
    with klocka.stalld(LANGE_SEDAN):
        for steg in exempel._VAG["avslutad"]:
            s = steg(s, personal)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
        med_kod = client.post(
            "/synpunkter/folj/", {"referens": s.referens, "kod": kvitto.kod}, follow=True
        )
        med_lank = client.get(f"/synpunkter/folj/{lank.signera(s.referens, 'epost')}/")
    assert "Referensen och koden hör inte ihop" in med_kod.content.decode()
    assert med_lank.status_code == 404


# --- The rules ------------------------------------------------------------------------------------


def test_without_a_rule_nothing_goes(kommun: Kommun, personal: Personal) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    utfall = prov(kommun)
    assert (list(utfall.gar), utfall.utan_regel) == ([], 1)
    with pytest.raises(Regelbrott, match="Inget ärende"):
        akter.foresla(kommun.von, av=personal.registrator)


@pytest.mark.parametrize(
    ("dag", "gar"), [(date(2026, 10, 13), 0), (date(2026, 10, 14), 1), (date(2026, 10, 15), 1)]
)
def test_a_case_goes_when_its_years_have_passed_and_not_the_day_before(
    kommun: Kommun, personal: Personal, nina: Anvandare, dag: date, gar: int
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    regel(kommun, nina)
    utfall = prov(kommun, dag)
    assert (len(utfall.gar), utfall.inte_an) == (gar, 1 - gar)


@pytest.mark.parametrize(
    ("dag", "ar", "sist"),
    [
        (date(2026, 2, 28), 2, date(2024, 2, 28)),
        (date(2026, 3, 1), 2, date(2024, 3, 1)),
        (date(2028, 2, 29), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
    ],
)
def test_a_leap_day_never_goes_too_soon(dag: date, ar: int, sist: date) -> None:
    assert gallringsurval.ar_fore(dag, ar) == sist


def test_of_several_rules_the_one_that_keeps_longest_decides(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    avslutat(kommun, personal, nar=LANGE_SEDAN, typ="berom")
    allmanna = regel(kommun, nina, ar=1)
    regel(kommun, nina, ar=5, typ="klagomal", handlingstyp="Klagomål")
    (rad,) = prov(kommun).gar
    assert (rad.synpunkt.typ, rad.regel) == ("berom", allmanna)


def test_a_rule_covers_its_type_and_outcome_and_its_own_namnd(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    regel(kommun, nina, utfall="framfort")
    assert prov(kommun).utan_regel == 1
    regel(kommun, nina, utfall="atgardat")
    assert len(prov(kommun).gar) == 1
    assert gallringsurval.prov(kommun.kfn, dag=ONSDAG.date()).utan_regel == 0


def test_a_rule_lets_nothing_go_before_it_is_in_force_or_after_its_end(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina, galler_fran=date(2026, 11, 1))
        assert len(prov(kommun).gar) == 0
        assert len(prov(kommun, date(2026, 11, 1)).gar) == 1
        akter.avsluta_regel(r, galler_till=date(2026, 11, 30), av=nina)
    assert len(prov(kommun, date(2026, 11, 30)).gar) == 1
    assert len(prov(kommun, date(2026, 12, 1)).gar) == 0


def test_an_open_case_never_goes(kommun: Kommun, nina: Anvandare) -> None:
    with klocka.stalld(LANGE_SEDAN):
        exempel.synpunkt(kommun)
    regel(kommun, nina)
    utfall = prov(kommun)
    assert (len(utfall.gar), len(utfall.halls), utfall.inte_an) == (0, 0, 0)


def test_a_sender_who_waits_to_hear_of_an_atgard_is_kept(
    kommun: Kommun, personal: Personal, nina: Anvandare, petra_planansvarig: Anvandare
) -> None:
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    plan = kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    brist = kil.brist(plan)
    kil.atgard(brist, petra_planansvarig, status="pagar")
    Bristkoppling.objects.create(synpunkt=s, brist=brist)
    regel(kommun, nina)
    utfall = prov(kommun)
    assert (len(utfall.gar), len(utfall.halls)) == (0, 1)
    assert "om en åtgärd hjälpte" in utfall.halls[0].hinder


def test_a_case_that_waits_for_its_number_is_kept(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path
) -> None:
    ordrikt(kommun, personal, nar=LANGE_SEDAN)
    Diarieforing.objects.update(status="lamnad", dnr="", registrerad=None)
    regel(kommun, nina)
    assert "diarienummer" in prov(kommun).halls[0].hinder


def test_a_rule_has_a_decision_that_has_been_taken(
    kommun: Kommun, personal: Personal, hanna_handlaggare: Anvandare, nina: Anvandare
) -> None:
    with klocka.stalld(ONSDAG), pytest.raises(Regelbrott, match="i framtiden"):
        regel(kommun, nina, beslut_datum=date(2026, 12, 1), galler_fran=date(2026, 12, 1))
    with pytest.raises(PermissionDenied):
        regel(kommun, hanna_handlaggare)
    with pytest.raises(PermissionDenied):
        regel(kommun, nina, namnd=kommun.kfn)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"ar": 0}, "gallringsregel_rimlig_tid"),
        ({"ar": 101}, "gallringsregel_rimlig_tid"),
        ({"beslut_dnr": ""}, "gallringsregel_har_beslut"),
        ({"beslut_paragraf": ""}, "gallringsregel_har_beslut"),
        ({"galler_fran": date(2025, 3, 11)}, "gallringsregel_efter_beslutet"),
        ({"galler_till": date(2025, 3, 31)}, "gallringsregel_slutar_efter_start"),
    ],
)
def test_a_rule_that_contradicts_itself(
    kommun: Kommun, nina: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        regel(kommun, nina, **andrat)


# --- Two people -----------------------------------------------------------------------------------


def test_who_proposed_does_not_approve(
    kommun: Kommun, personal: Personal, nina: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        with pytest.raises(Regelbrott, match="Du föreslog"):
            akter.godkann(g, av=nina)
        with pytest.raises(PermissionDenied):
            akter.godkann(g, av=hanna_handlaggare)
        assert akter.utfor_godkanda() == 0
        akter.godkann(g, av=personal.registrator)
        with pytest.raises(Regelbrott, match="redan avgjord"):
            akter.godkann(g, av=personal.registrator)


def test_another_namnds_list_is_not_ones_to_approve(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    kim = factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        with pytest.raises(PermissionDenied):
            akter.godkann(g, av=kim)
        with pytest.raises(PermissionDenied):
            akter.foresla(kommun.von, av=kim)


def test_a_list_that_is_turned_down_lets_its_cases_stand_in_the_next(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        with pytest.raises(Regelbrott, match="inte är klar"):
            akter.foresla(kommun.von, av=personal.registrator)
        with pytest.raises(Regelbrott, match="Skriv varför"):
            akter.avsla(g, skal=" ", av=nina)
        akter.avsla(g, skal="Vi väntar på arkivet.", av=nina)
        assert akter.utfor_godkanda() == 0
        assert akter.foresla(kommun.von, av=nina).poster.count() == 1


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"status": "godkand"}, "gallring_avgjord_av_nagon|gallring_fyra_ogon"),
        ({"status": "godkand", "avgjord": ONSDAG, "samma": True}, "gallring_fyra_ogon"),
        ({"klar": ONSDAG}, "gallring_klar_har_tid"),
        ({"avgjord": ONSDAG}, "gallring_avgjord_av_nagon"),
    ],
)
def test_the_database_wants_two_people_and_a_time(
    kommun: Kommun, nina: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    g = Gallring.objects.create(namnd=kommun.von, foreslagen=ONSDAG, foreslagen_av=nina)
    if andrat.pop("samma", False):
        andrat["avgjord_av"] = nina
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Gallring.objects.filter(pk=g.pk).update(**andrat)


@pytest.mark.parametrize("status", ["godkand", "klar", "avslagen"])
def test_the_database_lets_no_disposal_be_born_approved(
    kommun: Kommun, personal: Personal, nina: Anvandare, status: str
) -> None:
    with pytest.raises(Exception, match="Cannot insert"), transaction.atomic():
        Gallring.objects.create(
            namnd=kommun.von,
            status=status,
            foreslagen=ONSDAG,
            foreslagen_av=nina,
            avgjord=ONSDAG,
            avgjord_av=personal.chef,
            klar=ONSDAG if status == "klar" else None,
        )


def test_the_database_lets_no_disposal_skip_its_approval(kommun: Kommun, nina: Anvandare) -> None:
    g = Gallring.objects.create(namnd=kommun.von, foreslagen=ONSDAG, foreslagen_av=nina)
    with pytest.raises(Exception, match="transition"), transaction.atomic():
        Gallring.objects.filter(pk=g.pk).update(status="klar", klar=ONSDAG)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Gallring.objects.all().delete()
    with pytest.raises(IntegrityError, match="gallring_en_i_taget"), transaction.atomic():
        Gallring.objects.create(namnd=kommun.von, foreslagen=ONSDAG, foreslagen_av=nina)


# --- The guarded act ------------------------------------------------------------------------------


def forsok(s: Synpunkt) -> list[Any]:
    return [
        lambda: Meddelande.objects.filter(synpunkt=s).delete(),
        lambda: Meddelande.objects.filter(synpunkt=s).update(text="Något annat."),
        lambda: Kontakt.objects.filter(pk=s.pk).delete(),
        lambda: Handelsetext.objects.all().delete(),
        lambda: Synpunkt.objects.filter(pk=s.pk).update(text="Något annat."),
        lambda: Synpunkt.objects.filter(pk=s.pk).update(
            text="", plats="", utfall_skal="", handlaggare=None, gallrad=ONSDAG
        ),
    ]


@pytest.mark.parametrize("nr", range(6))
def test_outside_an_approved_disposal_the_database_lets_nothing_go(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path, nr: int
) -> None:
    """Not by hand, not in a disposal that nobody has approved, not in one that is over."""
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    with pytest.raises(IntegrityError, match="godkänd gallring"), transaction.atomic():
        forsok(s)[nr]()
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
    with pytest.raises(IntegrityError, match="godkänd"), transaction.atomic(), inom_gallring(g.pk):
        forsok(s)[nr]()
    akter.avsla(g, skal="Nej.", av=nina)
    with pytest.raises(IntegrityError, match="godkänd"), transaction.atomic(), inom_gallring(g.pk):
        forsok(s)[nr]()


def test_the_right_to_take_away_ends_with_the_block(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        akter.godkann(g, av=personal.registrator)
    with inom_gallring(g.pk):
        pass
    with pytest.raises(IntegrityError, match="godkänd gallring"), transaction.atomic():
        Kontakt.objects.filter(pk=s.pk).delete()


def test_nothing_comes_back_into_a_case_that_is_disposed_of(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    with pytest.raises(Regelbrott, match="gallrat"):
        synpunktakter.anteckna(s, text="Nytt.", av=personal.handlaggare)
    with pytest.raises(IntegrityError, match="gallrat"), transaction.atomic():
        Kontakt.objects.create(synpunkt=s, namn="Sibylla")
    with pytest.raises(IntegrityError, match="gallrat"), transaction.atomic():
        Meddelande.objects.create(synpunkt=s, riktning="fran", text="Hej", tid=ONSDAG)
    with pytest.raises(IntegrityError, match="synpunkt_gallrad_ar_tom"), transaction.atomic():
        Synpunkt.objects.filter(pk=s.pk).update(plats="Tistelön")


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"status": "gallrad"}, "gallringspost_gallrad_har_tid"),
        ({"status": "undantagen"}, "gallringspost_undantag_har_skal"),
        ({"skal": "Nej."}, "gallringspost_undantag_har_skal"),
    ],
)
def test_a_post_that_contradicts_itself(
    kommun: Kommun, personal: Personal, nina: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        akter.foresla(kommun.von, av=nina)
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Gallringspost.objects.update(**andrat)


def test_a_case_stands_in_one_disposal(kommun: Kommun, personal: Personal, nina: Anvandare) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
    post = g.poster.get()
    annan = Gallring.objects.create(namnd=kommun.kfn, foreslagen=ONSDAG, foreslagen_av=nina)
    for gallring, villkor in ((g, "gallringspost_en_gang"), (annan, "gallringspost_en_gallring")):
        status = {"status": "undantagen", "skal": "Nej."} if gallring == g else {}
        with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
            Gallringspost.objects.create(
                gallring=gallring, synpunkt=post.synpunkt, regel=r, **status
            )


# --- Carrying it out ------------------------------------------------------------------------------


def test_what_has_changed_since_the_approval_is_excepted_with_the_reason(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    s = [avslutat(kommun, personal, nar=LANGE_SEDAN, typ=typ) for typ in ("berom", "fraga")]
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        akter.godkann(g, av=personal.registrator)
        regel(kommun, nina, typ="berom", ar=10, handlingstyp="Beröm")
        assert akter.utfor_godkanda() == 1
    assert {p.synpunkt_id: p.status for p in g.poster.order_by("pk")} == {
        s[0].pk: "undantagen",
        s[1].pk: "gallrad",
    }
    assert "hade ändrats" in g.poster.get(synpunkt=s[0]).skal


def test_two_cases_of_one_sender_keep_the_books_of_the_one_that_stays(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    """The mail about an åtgärd went once to the address; its row goes with the last case."""
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    kvar = exempel.synpunkt(kommun)
    hmac = Kontakt.objects.get(pk=s.pk).epost_hmac
    assert hmac == krypto.uppslag(exempel.EPOST, rum="kontakt.epost")
    Utskick.objects.filter(nyckel=f"synpunkt-{kvar.pk}-kvitto").update(
        nyckel=f"aterkoppling-1-{hmac}"
    )
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    assert Utskick.objects.filter(nyckel=f"aterkoppling-1-{hmac}").exists()


@pytest.mark.parametrize("antal", [0, 1, 5])
def test_batches_go_one_by_one_until_all_is_done(
    kommun: Kommun,
    personal: Personal,
    nina: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
    antal: int,
) -> None:
    monkeypatch.setattr(akter, "OMGANG", 2)
    for _ in range(antal):
        avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        if not antal:
            with pytest.raises(Regelbrott):
                akter.foresla(kommun.von, av=nina)
            return
        g = akter.foresla(kommun.von, av=nina)
        akter.godkann(g, av=personal.registrator)
        assert akter.utfor(g) == antal
        assert akter.utfor(g) == 0
    assert Synpunkt.objects.filter(gallrad=ONSDAG).count() == antal
    assert g.poster.filter(status="gallrad").count() == antal


GALLRA = """
import django; django.setup()
from synpunkter.actions import gallring
gallring.OMGANG = 2
gallring.utfor_godkanda()
"""


@pytest.mark.langsam
@pytest.mark.parametrize("felpunkt", ["gallring.last", "gallring.omgang"])
def test_killed_in_the_middle_it_goes_on_where_it_was(
    riktig_databas: str, tmp_path: Path, felpunkt: str
) -> None:
    """kill -9 at each named point, again and again; then a whole run takes the rest, once."""
    kommun = factories.kommun()
    personal, nina = Personal(kommun), factories.person("Nina N", "NS", kommun.rot)
    nar = klocka.nu() - timedelta(days=3 * 366)
    arenden = [avslutat(kommun, personal, nar=nar) for _ in range(5)]
    regel(kommun, nina)
    g = akter.foresla(kommun.von, av=nina)
    akter.godkann(g, av=personal.registrator)

    def kor(punkt: str) -> int:
        env = miljo(riktig_databas, tmp_path, felpunkt=punkt)
        env["DJANGO_SETTINGS_MODULE"] = "kvalitet.settings"
        kommando = [sys.executable, "-c", GALLRA]
        return subprocess.run(kommando, cwd=ROT, env=env, check=False).returncode

    assert kor(felpunkt) == -9
    gallrade = 0 if felpunkt == "gallring.last" else 2
    assert Synpunkt.objects.exclude(gallrad=None).count() == gallrade
    assert Kontakt.objects.count() == 5 - gallrade
    assert kor("") == 0
    g.refresh_from_db()
    assert g.status == "klar"
    assert g.antal["kontaktuppgifter"] == 5
    assert Handelse.objects.filter(slag="synpunkt.gallrad").count() == len(arenden)
    assert not Meddelande.objects.exists()


def foljer(synpunkter: list[int]) -> dict[int, int]:
    """Stands in for merging: each case whose place names another follows that one."""
    alla = Synpunkt.objects.filter(plats__startswith="följer ").order_by("pk")
    par = {s.pk: int(s.plats.removeprefix("följer ")) for s in alla}
    return {foljare: huvud for foljare, huvud in par.items() if huvud in synpunkter}


def hindrar(synpunkter: list[int]) -> dict[int, str]:
    hejda = Synpunkt.objects.filter(pk__in=synpunkter, text="Hejda.")
    return dict.fromkeys(hejda.values_list("pk", flat=True), "Begärd av en domstol.")


@pytest.mark.parametrize("hejdad", [False, True])
def test_what_follows_a_case_goes_with_it_or_holds_it_back(
    kommun: Kommun, personal: Personal, nina: Anvandare, settings: Any, client: Any, hejdad: bool
) -> None:
    settings.FOLJER_I_GALLRING = ("tests.synpunkter.test_gallring.foljer",)
    settings.GALLRINGSHINDER = (
        *settings.GALLRINGSHINDER,
        "tests.synpunkter.test_gallring.hindrar",
    )
    huvud = avslutat(kommun, personal, nar=LANGE_SEDAN)
    text = "Hejda." if hejdad else "Samma sak."
    foljare = exempel.synpunkt(kommun, text=text, plats=f"följer {huvud.pk}")
    exempel.synpunkt(kommun, plats="följer 0")
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        if hejdad:
            assert prov(kommun).halls[0].hinder == "Begärd av en domstol."
            return
        g = gallra(kommun, personal.registrator, nina)
        akter.skriv_protokoll()
        client.force_login(nina)
        assert (
            "Med ett annat" in client.get(f"/arbete/synpunkter/gallring/{g.pk}/").content.decode()
        )
        assert client.get(f"/arbete/synpunkter/gallring/{g.pk}/protokoll.pdf").status_code == 200
        csv = client.get(f"/arbete/synpunkter/gallring/{g.pk}/protokoll.csv").content.decode()
    assert foljare.referens in csv
    foljare.refresh_from_db()
    assert (foljare.gallrad, foljare.text) == (ONSDAG, "")
    assert g.poster.get(synpunkt=foljare).regel == r
    assert Synpunkt.objects.filter(gallrad=None).count() == 1


def test_every_model_that_hangs_on_a_case_has_been_thought_of() -> None:
    """A new one with words, contacts or files gets a function in settings.GALLRAS, and is then
    added here; one with keys and codes alone is only added here."""
    gallras = {
        *("Kontakt", "Meddelande", "Diarieforing", "Bilaga", "Utlamnande", "Overlamnande"),
        *("Sekretessmarkering", "Sekretessprovning", "Skyddslasare", "Signalbedomning"),
    }
    bara_nycklar = {
        *("Bristkoppling", "Gallringspost", "Nojdhet"),
        *("Monsterkoppling", "Svarspaminnelse"),
    }
    hanger = {
        relation.related_model.__name__
        for relation in Synpunkt._meta.related_objects
        if relation.related_model is not Synpunkt
    }
    assert hanger == gallras | bara_nycklar


def test_the_rules_that_are_kept_are_not_taken_away(kommun: Kommun, nina: Anvandare) -> None:
    regel(kommun, nina)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Gallringsregel.objects.all().delete()
