"""A disposal carried out: the database lets go only what was approved, in batches that survive a
kill."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kvalitet import klocka, krypto
from kvalitet.databas import inom_gallring
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Gallring, Handelse, Handelsetext, Utskick
from synpunkter import gallringsurval
from synpunkter.actions import gallring as akter
from synpunkter.actions import synpunkt as synpunktakter
from synpunkter.models import (
    Gallringspost,
    Gallringsregel,
    Kontakt,
    Meddelande,
    Synpunkt,
)
from tests import factories
from tests.arbetare import ROT, miljo
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal
from tests.synpunkter.gallringsfall import (
    LANGE_SEDAN,
    avslutat,
    gallra,
    ordrikt,
    regel,
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
    settings.FOLJER_I_GALLRING = ("tests.synpunkter.test_gallring_utford.foljer",)
    settings.GALLRINGSHINDER = (
        *settings.GALLRINGSHINDER,
        "tests.synpunkter.test_gallring_utford.hindrar",
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
