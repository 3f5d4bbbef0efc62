"""The files that are handed out: made once by a worker, masked, each download on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse
from kvalitet.pdf import finns
from synpunkter import utlamnandejobb
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.actions import utlamnande as akter
from synpunkter.models import (
    Synpunkt,
    Utlamnande,
    Utlamnandefil,
)
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.utlamnande.fall import DELVIS, filadress, klara, pdftitel, url


@pytest.mark.skipif(not finns(), reason="Pango saknas")
def test_a_worker_makes_tagged_files_once(begaran: Utlamnande, nils: Anvandare) -> None:
    """The masked and the whole case and the decision, as tagged PDF; a second sweep makes none."""
    akter.dolj(begaran, text="Kurt Kula", av=nils)
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    with klocka.stalld(ONSDAG):
        assert utlamnandejobb.sopa() == 3
        assert utlamnandejobb.sopa() == 0
    filer = {f.slag: f for f in u.filer.all()}
    assert set(filer) == {"hel", "maskad", "beslut"}
    for slag, fil in filer.items():
        assert fil.innehall
        assert fil.sidor >= 1
        text = pdftitel(bytes(fil.innehall))
        assert u.synpunkt.referens in text, slag
        assert "sv" in text
        assert bytes(fil.innehall).startswith(b"%PDF-")
    assert filer["maskad"].sha256 != filer["hel"].sha256
    klara = Handelse.objects.om(u).filter(slag="utlamnande.fil_klar").order_by("pk")
    assert [h.data["fil"] for h in klara] == ["hel", "maskad", "beslut"]


def test_the_masked_file_is_made_of_the_masked_text_and_the_decision_says_how_to_appeal(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synpunkter import arendehandling

    skrivna: list[str] = []
    monkeypatch.setattr(arendehandling, "gor_pdf", lambda html, **_: skrivna.append(html))
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    u = Utlamnande.objects.med_plats().get(pk=u.pk)
    for slag in ("hel", "maskad", "beslut"):
        arendehandling.gor_fil(u.filer.get(slag=slag), skapad=ONSDAG)
    hel, maskad, beslut = skrivna
    for ord_ in ("811218-9876", "Gunilla", "gunilla.ek@exempel.se", "Drottninggatan"):
        assert ord_ in hel
        assert ord_ not in maskad
        assert ord_ not in beslut
    assert "2 e-postadresser" not in maskad
    assert "1\u00a0personnummer" in maskad
    for ord_ in (
        "26 kap. 1 § OSL",
        "Uppgifterna rör enskilda.",
        "Kammarrätten i Jönköping",
        "inom tre veckor från den dag då du fick del av beslutet",
        "6 kap. 7 § offentlighets- och sekretesslagen",
    ):
        assert ord_ in beslut


def test_a_worker_that_dies_is_followed_by_another_and_three_times_is_enough(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    u = akter.avsla(begaran, grund="26:1", skal="S", av=nils)
    u.filer.filter(slag="hel").delete()

    def dor(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(utlamnandejobb, "gor_fil", dor)
    for _ in range(4):
        assert utlamnandejobb.sopa() == 0
        assert utlamnandejobb.sopa() == 0  # still lent
        u.filer.update(lan_till=Now() - timedelta(seconds=1))
    fil = u.filer.get()
    assert (fil.lage, fil.forsok) == (Utlamnandefil.Lage.MISSLYCKAD, 3)
    # Tried again after the fault is mended, it is ordered anew.
    u = akter.prova_om(u, skal="Felet är rättat.", av=nils)
    akter.avsla(u, grund="26:1", skal="S", av=nils)
    assert set(u.filer.values_list("lage", flat=True)) == {"koad"}


@pytest.mark.parametrize("fel", [timedelta(days=-400), timedelta(minutes=30), timedelta(days=400)])
def test_a_worker_whose_clock_is_wrong_takes_nothing_from_another(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch, fel: timedelta
) -> None:
    """The loan is the database's, whatever the worker thinks that the time is."""
    gjorda: list[int] = []

    def dor(fil: Utlamnandefil, **_: object) -> None:
        gjorda.append(fil.pk)
        raise MemoryError

    u = akter.avsla(begaran, grund="26:1", skal="S", av=nils)
    monkeypatch.setattr(utlamnandejobb, "gor_fil", dor)
    assert utlamnandejobb.sopa() == 0
    lanade = set(gjorda)
    with klocka.stalld(klocka.nu() + fel):
        assert utlamnandejobb.sopa() == 0  # all are lent
        assert len(gjorda) == len(lanade) == u.filer.count()
        u.filer.update(lan_till=Now() - timedelta(seconds=1))
        utlamnandejobb.sopa()
    assert len(gjorda) == 2 * len(lanade)
    assert not u.filer.exclude(lan_till__range=(Now(), Now() + utlamnandejobb.LAN)).exists()


def test_a_result_of_a_decision_that_was_changed_is_thrown_away(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    u = akter.avsla(begaran, grund="26:1", skal="S", av=nils)
    fil = u.filer.filter(slag="beslut").get()
    akter.prova_om(u, skal="Nytt.", av=nils)
    assert not utlamnandejobb._spara(fil, 1, b"%PDF-", 1)
    assert not Utlamnandefil.objects.exists()


def test_each_download_is_on_record(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare, client: Client
) -> None:
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    client.force_login(nils)
    assert "skapas" in client.get(url(u)).content.decode()
    assert client.get(url(u, filadress(u, "maskad"))).status_code == 409
    klara(u)
    svar = client.get(url(u, filadress(u, "maskad")))
    assert svar.content == b"%PDF-"
    assert svar.headers["Cache-Control"] == "no-store"
    assert "attachment" in svar.headers["Content-Disposition"]
    assert Handelse.objects.om(u)[0].slag == "utlamnande.fil_hamtad"
    assert not Handelse.objects.om(arende).filter(slag="synpunkt.hemlig_fil").exists()
    sekretessakter.markera(arende, grund="26:1", skal="S", av=nils)
    client.get(url(u, filadress(u, "hel")))
    assert Handelse.objects.om(arende).filter(slag="synpunkt.hemlig_fil").count() == 1
    assert client.get(url(u, "fil/0/")).status_code == 404
