"""The pages of handing out: from request to delivery, and who reads what."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.actions import utlamnande as akter
from synpunkter.models import (
    Maskval,
    Synpunkt,
    Utlamnande,
)
from synpunkter.tillstand_utlamnande import Lage
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.utlamnande.fall import DELVIS, filadress, klara, url


def test_from_request_to_delivery_through_the_pages(
    arende: Synpunkt, nils: Anvandare, client: Client
) -> None:
    client.force_login(nils)
    begar = f"/arbete/synpunkter/{arende.pk}/utlamnande/"
    assert client.get(begar).status_code == 200
    assert client.post(begar, {}).status_code == 200
    svar = client.post(begar, {"begaran": "Allt."})
    u = Utlamnande.objects.get()
    assert svar.headers["Location"] == url(u)
    sida = client.get(url(u, "maska/")).content.decode()
    assert ">[personnummer]</mark>" in sida
    assert (
        "finns inte i ärendet"
        in client.post(url(u, "maska/"), {"akt": "dolj", "text": "saknas"}).content.decode()
    )
    for data in (
        {"akt": "dolj", "text": "Kurt Kula"},
        {"akt": "visa", "traff": "070-123 45 67", "skal": "Växeln."},
    ):
        assert client.post(url(u, "maska/"), data).status_code == 302
    val = Maskval.objects.get(slag="visa")
    assert client.post(url(u, f"maska/{val.pk}/angra/")).status_code == 302
    assert client.get(url(u, f"maska/{val.pk}/angra/")).status_code == 405
    assert client.get(url(u, "prova/")).status_code == 200
    utan_skal = client.post(url(u, "prova/"), {"utfall": "delvis"}).content.decode()
    assert "gå vidare. Välj vilken paragraf som gäller. Skriv skälet.</" in utan_skal
    assert client.post(url(u, "prova/"), DELVIS).headers["Location"] == url(u)
    assert client.get(url(u, "maska/")).status_code == 200
    klara(u)
    assert client.get(url(u, "lamna-ut/")).status_code == 200
    assert client.post(url(u, "lamna-ut/"), {"satt": "brev", "genomlast": "on"}).status_code == 302
    sida = client.get(url(u)).content.decode()
    assert "Utlämnad" in sida
    assert "Maskad kopia (pdf, 0 sidor)" in sida
    assert arende.referens in client.get("/arbete/synpunkter/utlamnanden/?alla=1").content.decode()
    assert arende.referens not in client.get("/arbete/synpunkter/utlamnanden/").content.decode()
    assert "Begärda handlingar" in client.get(f"/arbete/synpunkter/{arende.pk}/").content.decode()


def test_refused_tried_again_and_taken_back_through_the_pages(
    begaran: Utlamnande, nils: Anvandare, client: Client
) -> None:
    client.force_login(nils)
    nej = {"utfall": "nekas", "grund": "26:1", "skal": "Skäl."}
    assert client.post(url(begaran, "prova/"), nej).status_code == 302
    assert "Lämnas inte ut" in client.get(url(begaran)).content.decode()
    for del_ in ("prova-om/", "aterta/"):
        assert client.get(url(begaran, del_)).status_code == 200
        assert client.post(url(begaran, del_), {"skal": "Skäl."}).status_code == 302
    assert Utlamnande.objects.get().lage == Lage.ATERTAGEN


DELAR = ["", "maska/", "prova/", "lamna-ut/", "prova-om/", "aterta/", "fil/1/"]


@pytest.mark.parametrize("del_", DELAR)
def test_another_nämnds_request_does_not_exist_and_who_only_reads_does_not_act(
    begaran: Utlamnande,
    client: Client,
    bo_biblioteksman: Anvandare,
    rut_revisor: Anvandare,
    del_: str,
) -> None:
    client.force_login(bo_biblioteksman)
    assert client.get(url(begaran, del_)).status_code == 404
    client.force_login(rut_revisor)
    lasbart = {"": 200, "fil/1/": 404}  # there is no such file
    assert client.get(url(begaran, del_)).status_code == lasbart.get(del_, 403)


def test_an_auditor_reads_what_was_handed_out_and_that_is_on_record(
    begaran: Utlamnande,
    arende: Synpunkt,
    nils: Anvandare,
    rut_revisor: Anvandare,
    client: Client,
) -> None:
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    klara(u)
    sekretessakter.markera(arende, grund="26:1", skal="S", av=nils)
    client.force_login(rut_revisor)
    adress = url(u, filadress(u, "maskad"))
    assert adress in (sida := client.get(url(u)).content.decode())
    assert "Pröva om" not in sida
    assert client.get(adress).content == b"%PDF-"
    hamtad = Handelse.objects.om(u).get(slag="utlamnande.fil_hamtad")
    assert (hamtad.av, hamtad.roll) == (rut_revisor, "REV")
    last = Handelse.objects.om(arende).filter(av=rut_revisor, roll="REV")
    assert last.filter(slag="synpunkt.hemlig_fil").count() == 1


def test_the_list_goes_page_by_page(arende: Synpunkt, nils: Anvandare, client: Client) -> None:
    Utlamnande.objects.bulk_create(
        Utlamnande(synpunkt=arende, begaran=f"{n}", inkom=ONSDAG, mottagen_av=nils)
        for n in range(51)
    )
    client.force_login(nils)
    sida = client.get("/arbete/synpunkter/utlamnanden/").content.decode()
    assert sida.count("/arbete/synpunkter/utlamnanden/") >= 50
    (nasta,) = re.findall(r'href="(\?efter=[^"]+)" rel="next"', sida)
    sida = client.get(f"/arbete/synpunkter/utlamnanden/{nasta}").content.decode()
    assert sida.count(arende.referens) == 1
    assert client.get("/arbete/synpunkter/utlamnanden/?efter=skräp").status_code == 200
