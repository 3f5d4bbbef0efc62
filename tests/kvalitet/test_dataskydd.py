"""Each nämnd answers for its own register: what it processes, and whom residents may ask."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import load_workbook

from kvalitet import klocka
from kvalitet.actions import dataskydd as akter
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Handelse, Namnd, Personuppgiftsansvar
from kvalitet.personuppgifter import alla
from kvalitet.spaning import Platser
from synpunkter import forteckning
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.gallringsfall import regel

KONTAKT = {
    "epost": "von@kommun.example",
    "ombud": "Dataskyddsombudet",
    "ombud_epost": "dso@kommun.example",
}

TJANSTER = ("KVALITET_SENTRY", "OTEL_EXPORTER_OTLP_ENDPOINT", "KVALITET_LAGER")


@pytest.fixture
def nina(client: Client, nina_namndsekreterare: Anvandare) -> Anvandare:
    client.force_login(nina_namndsekreterare)
    return nina_namndsekreterare


def test_the_register_holds_every_kind_of_data_that_the_inventory_names(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    sida = client.get(f"/arbete/dataskydd/{kommun.von.pk}/").content.decode()
    for uppgift in alla().values():
        assert f"<summary>{uppgift.kategori}</summary>" in sida
        assert uppgift.rattslig_grund in sida
    assert "Saknas. Skriv in kontaktvägarna." in sida
    assert "Nämnden har inget beslut om gallring som gäller." in sida


def test_how_long_is_told_by_the_nämnds_own_rules(kommun: Kommun, nina: Anvandare) -> None:
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
    (rad,) = forteckning.gallringsregler(kommun.von, ONSDAG.date())
    assert re.search(r"\d+ år efter att ärendet avslutades", rad)
    assert forteckning.gallringsregler(kommun.kfn, ONSDAG.date()) == []


def test_the_workbook_holds_the_same_and_who_answers(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    akter.satt_kontakt(kommun.von, **KONTAKT | {"ombud": "=1+1"}, av=nina)
    svar = client.get(f"/arbete/dataskydd/{kommun.von.pk}/forteckning.xlsx")
    rader = list(load_workbook(io.BytesIO(svar.content)).worksheets[0].iter_rows(values_only=True))
    assert rader[0][1] == "Vård- och omsorgsnämnden, Norrköpings kommun"
    assert ("Dataskyddsombud", "'=1+1, dso@kommun.example") in [rad[:2] for rad in rader]
    assert len(rader) > len(forteckning.behandlingar())


S3 = {"BACKEND": "uppfoljning.s3lager.S3lager"}


@pytest.mark.parametrize(
    ("platser", "lager", "namnd"),
    [
        (Platser(sentry="https://n@sentry.example/1"), None, {"KVALITET_SENTRY"}),
        (Platser(otel="https://otel.example"), None, {"OTEL_EXPORTER_OTLP_ENDPOINT"}),
        (Platser(), S3, {"KVALITET_LAGER"}),
        (Platser("https://n@s.example/1", "https://o.example"), S3, set(TJANSTER)),
    ],
)
def test_a_service_outside_is_named_and_its_country_asked_for(
    settings: Any, platser: Platser, lager: dict[str, str] | None, namnd: set[str]
) -> None:
    settings.SPANING = platser
    if lager:
        settings.STORAGES = settings.STORAGES | {"rapporter": lager}
    mening = forteckning.tredjeland()
    assert mening.startswith("[Ange i vilket land")
    assert {namn for namn in TJANSTER if namn in mening} == namnd


def test_without_one_nothing_leaves_the_union(settings: Any) -> None:
    settings.SPANING = Platser()
    assert forteckning.tredjeland() == "Inga uppgifter förs över till land utanför EU och EES."


def test_what_is_told_of_transfers_and_of_keys_is_the_same_everywhere() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    bedomning = (docs / "konsekvensbedomning.md").read_text()
    (rad,) = (rad for rad in bedomning.splitlines() if rad.startswith("| Tredje land |"))
    assert all(namn in rad for namn in TJANSTER)
    assert "nycklar skilda från kopian" not in bedomning
    for fil in ("dataskydd.md", "sakerhetskopior.md"):
        assert "KVALITET_KOPIA_LOSENFRAS" in (docs / fil).read_text()


def test_the_nämnd_says_how_it_is_reached_and_residents_see_it(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    vag = f"/arbete/dataskydd/{kommun.von.pk}/kontakt/"
    assert client.post(vag, {**KONTAKT, "epost": "fel"}).status_code == 200
    assert not Personuppgiftsansvar.objects.exists()
    assert client.post(vag, KONTAKT).status_code == 302
    handelse = Handelse.objects.get(slag="dataskydd.kontakt")
    assert (handelse.av, handelse.data) == (nina, {})
    assert beratta([handelse])[0].mening == "Kontaktvägarna för personuppgifter ändrades."
    client.logout()
    for sprak, ord_ in (("", "Dina personuppgifter"), ("/en", "Your personal data")):
        sida = client.get(f"{sprak}/personuppgifter/").content.decode()
        assert ord_ in sida
        assert "Vård- och omsorgsnämnden" in sida
        assert "mailto:von@kommun.example" in sida
        assert "mailto:dso@kommun.example" in sida


def test_an_ombud_that_all_share_is_told_once_and_others_at_their_nämnd(
    kommun: Kommun, client: Client, rut_revisor: Anvandare
) -> None:
    def sagt() -> int:
        return client.get("/personuppgifter/").content.decode().count("Dataskyddsombud: ")

    for namnd in (kommun.von, kommun.kfn):
        Personuppgiftsansvar.objects.create(
            namnd=namnd, **KONTAKT, andrad=ONSDAG, andrad_av=rut_revisor
        )
    assert sagt() == 1
    Personuppgiftsansvar.objects.filter(namnd=kommun.kfn).update(ombud="Ett annat ombud")
    assert sagt() == 2


def test_the_inbox_leads_there_for_those_who_look_after_the_register(
    kommun: Kommun, client: Client, nina: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    lank = 'href="/arbete/dataskydd/"'
    assert lank in client.get("/arbete/synpunkter/").content.decode()
    client.force_login(hanna_handlaggare)
    assert lank not in client.get("/arbete/synpunkter/").content.decode()


def test_another_nämnds_register_is_not_there(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    for bit in ("", "kontakt/", "forteckning.xlsx"):
        assert client.get(f"/arbete/dataskydd/{kommun.kfn.pk}/{bit}").status_code == 404
    with pytest.raises(PermissionDenied):
        akter.satt_kontakt(kommun.kfn, **KONTAKT, av=nina)


def test_who_does_not_keep_the_archive_is_refused(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    assert client.get("/arbete/dataskydd/").status_code == 403


def test_a_contact_that_reaches_nobody_is_refused(kommun: Kommun, nina: Anvandare) -> None:
    rad = Personuppgiftsansvar(
        namnd=kommun.von, epost="", ombud="X", ombud_epost="x@x.se", andrad=ONSDAG, andrad_av=nina
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        rad.save()


def test_the_form_leads_to_who_answers_for_the_data(kommun: Kommun, client: Client) -> None:
    sida = client.get("/synpunkter/lamna/").content.decode()
    assert sida.count('href="/personuppgifter/"') >= 1


def test_every_nämnd_is_named_once_there(kommun: Kommun, client: Client) -> None:
    sida = client.get("/personuppgifter/").content.decode()
    assert [sida.count(namn) for namn in Namnd.objects.values_list("namn", flat=True)] == [1, 1]
