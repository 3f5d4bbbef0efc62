"""The pages of staff: scope, rights, acts by post, and secrecy between nämnder."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage
from tests import factories
from tests.factories import SEDAN, Kommun
from tests.htmx import ar_sidans, del_och_bredvid
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import PROVAT, Personal, i_lage

INKORG = "/arbete/synpunkter/"
SIDOR = [
    "",
    "tilldela/",
    "begar-komplettering/",
    "komplettera/",
    "besvara/",
    "avsluta/",
    "ateroppna/",
    "koppla/",
]
BARA_POST = ["ta-hand-om/", "anteckna/"]


def url(s: Synpunkt, del_: str = "") -> str:
    return f"{INKORG}{s.pk}/{del_}"


def lista(sida: str) -> list[str]:
    return re.findall(r"SP-\d{4}-\w{4}", sida)


@pytest.mark.parametrize("del_", SIDOR)
def test_another_nämnds_case_does_not_exist(
    synpunkt: Synpunkt, client: Client, bo_biblioteksman: Anvandare, del_: str
) -> None:
    client.force_login(bo_biblioteksman)
    assert client.get(url(synpunkt, del_)).status_code == 404
    assert client.post(url(synpunkt, del_)).status_code in (404, 405)


@pytest.mark.parametrize("del_", BARA_POST)
def test_acts_by_post_alone(
    synpunkt: Synpunkt,
    client: Client,
    hanna_handlaggare: Anvandare,
    bo_biblioteksman: Anvandare,
    del_: str,
) -> None:
    client.force_login(hanna_handlaggare)
    assert client.get(url(synpunkt, del_)).status_code == 405
    client.force_login(bo_biblioteksman)
    assert client.post(url(synpunkt, del_), {"text": "Hej"}).status_code == 404


def test_the_same_unit_for_another_nämnd_is_secret(kommun: Kommun, client: Client) -> None:
    s = exempel.synpunkt(kommun, namnd=kommun.kfn)
    annan = factories.person("Vera Vård", "HS", kommun.vok, namnd=kommun.von)
    client.force_login(annan)
    assert s.referens not in client.get(INKORG, {"lage": "alla"}).content.decode()
    assert client.get(url(s)).status_code == 404


@pytest.mark.parametrize("del_", SIDOR[1:])
def test_who_only_reads_may_not_act(
    synpunkt: Synpunkt, client: Client, rut_revisor: Anvandare, del_: str
) -> None:
    client.force_login(rut_revisor)
    assert client.get(url(synpunkt)).status_code == 200
    assert client.get(url(synpunkt, del_)).status_code == 403
    assert client.post(url(synpunkt, del_), {"steg": "skicka"}).status_code == 403


def test_a_role_without_synpunkter_sees_no_inbox(
    synpunkt: Synpunkt, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    assert client.get(INKORG).status_code == 403
    assert client.get(url(synpunkt)).status_code == 403


def test_a_revisors_reading_is_logged(
    synpunkt: Synpunkt, client: Client, rut_revisor: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    for person in (rut_revisor, hanna_handlaggare):
        client.force_login(person)
        client.get(url(synpunkt))
    assert Handelse.objects.get(slag="synpunkt.last").av == rut_revisor


def test_a_revisors_reading_of_the_list_is_logged_and_told(
    synpunkt: Synpunkt,
    kommun: Kommun,
    client: Client,
    rut_revisor: Anvandare,
    hanna_handlaggare: Anvandare,
) -> None:
    client.force_login(hanna_handlaggare)
    client.get(INKORG)
    assert not Handelse.objects.filter(slag="synpunkt.lista_last").exists()
    client.force_login(rut_revisor)
    client.get(INKORG)
    client.get(INKORG, {"q": "orolig", "enhet": kommun.hemtjanst.pk}, headers={"HX-Request": "1"})
    client.get(INKORG, {"q": "finns inte"})
    client.head(INKORG)
    lasta = Handelse.objects.filter(slag="synpunkt.lista_last").order_by("pk")
    assert [(h.av, h.roll, h.enhet, h.data) for h in lasta] == [
        (rut_revisor, "REV", enhet, {"antal": len(pk), "synpunkter": pk, "sokning": sokning})
        for enhet, pk, sokning in (
            (kommun.rot, [synpunkt.pk], False),
            (kommun.hemtjanst, [synpunkt.pk], True),
            (kommun.rot, [], True),
        )
    ]
    sida = client.get(f"/arbete/organisation/{kommun.rot.pk}/").content.decode()
    assert "Revisor läste i listan över synpunkter, 1 på sidan." in sida
    assert "orolig" not in sida


def test_a_revisor_of_a_closed_unit_reads_an_empty_list(
    kommun: Kommun, client: Client, rut_revisor: Anvandare
) -> None:
    rut_revisor.tilldelningar.update(enhet=kommun.centrum)
    kommun.centrum.upphorde = SEDAN
    kommun.centrum.save()
    client.force_login(rut_revisor)
    assert client.get(INKORG).status_code == 200
    assert Handelse.objects.om(rut_revisor).get().slag == "synpunkt.lista_last"


def test_a_revisor_asks_as_much_for_one_as_for_many(
    kommun: Kommun, client: Client, rut_revisor: Anvandare
) -> None:
    client.force_login(rut_revisor)
    fragor = []
    for antal in (1, 20):
        for _ in range(antal):
            exempel.synpunkt(kommun)
        with CaptureQueriesContext(connection) as fangade:
            client.get(INKORG)
        fragor.append(len(fangade))
    assert fragor[0] == fragor[1]


def test_from_inbox_to_outcome_through_the_pages(
    synpunkt: Synpunkt,
    kommun: Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
) -> None:
    def posta(del_: str, **data: Any) -> str:
        svar = client.post(url(synpunkt, del_), data, follow=True)
        assert svar.status_code == 200
        return svar.content.decode()

    client.force_login(karin_kvalitetssamordnare)
    posta("tilldela/", enhet=kommun.centrum.pk, handlaggare=hanna_handlaggare.pk)
    client.force_login(hanna_handlaggare)
    posta("ta-hand-om/")
    forhand = posta("besvara/", steg="granska", meddelande="Hej Gunilla! Nu ringer vi.")
    assert "Läs igenom innan du skickar" in forhand
    assert Synpunkt.objects.get().lage == Lage.UNDER_HANDLAGGNING
    assert "Hej Gunilla! Nu ringer vi." in posta(
        "besvara/", steg="andra", meddelande="Hej Gunilla! Nu ringer vi."
    )
    for _ in range(2):  # sent twice is sent once
        posta("besvara/", steg="skicka", meddelande="Hej Gunilla! Nu ringer vi.")
    assert Utskick.objects.filter(mall="synpunkt_svar").count() == 1
    sida = posta("avsluta/", utfall="delvis")
    assert "Ärendet är avslutat." in sida
    s = Synpunkt.objects.get()
    assert (s.lage, s.utfall, s.enhet) == (Lage.AVSLUTAD, "delvis", kommun.centrum)


def test_a_case_given_to_another_nämnd_leaves_the_inbox(
    synpunkt: Synpunkt, kommun: Kommun, client: Client
) -> None:
    person = factories.person("Nils Nämndsekreterare", "NS", kommun.rot, namnd=kommun.von)
    client.force_login(person)
    till = {"enhet": kommun.bibliotek.pk}
    sida = client.post(url(synpunkt, "tilldela/"), till).content.decode()
    assert "varför uppgifterna får lämnas till Kultur- och fritidsnämnden" in sida
    svar = client.post(url(synpunkt, "tilldela/"), till | PROVAT, follow=True)
    assert svar.redirect_chain[-1][0] == INKORG
    synpunkt.refresh_from_db()
    assert (synpunkt.enhet, synpunkt.namnd) == (kommun.bibliotek, kommun.kfn)


@pytest.mark.parametrize("lage", [lage for lage in Lage if lage != Lage.KARANTAN])
def test_the_case_page_shows_the_acts_of_the_table(
    kommun: Kommun, client: Client, lage: Lage
) -> None:
    personal = Personal(kommun)
    s = i_lage(lage, kommun, personal)
    client.force_login(personal.handlaggare)
    sida = client.get(url(s)).content.decode()
    for rad in SYNPUNKT.rader:
        visas = lage in rad.fran and rad.ratt == "synpunkt.handlagga"
        vag = rad.namn.replace("_", "-")
        assert (url(s, f"{vag}/") in sida) == visas, rad.namn
    assert ("väntar på att någon som fördelar" in sida) == (lage == Lage.INKOMMEN)


def test_a_step_that_someone_else_has_taken_says_so(kommun: Kommun, client: Client) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.BESVARAD, kommun, personal)
    client.force_login(personal.handlaggare)
    assert "Någon annan kan ha hunnit före" in client.get(url(s, "besvara/")).content.decode()
    svar = client.post(url(s, "besvara/"), {"steg": "skicka", "meddelande": "Hej"})
    assert "Läget är" in svar.content.decode()


def test_a_note_is_marked_as_internal(synpunkt: Synpunkt, kommun: Kommun, client: Client) -> None:
    client.force_login(Personal(kommun).handlaggare)
    for _ in range(2):
        client.post(url(synpunkt, "anteckna/"), {"text": "Bara vi."})
    sida = client.get(url(synpunkt)).content.decode()
    assert sida.count("Bara vi.") == 1
    assert "syns inte för avsändaren" in sida
    assert "Fel:" in client.post(url(synpunkt, "anteckna/"), {"text": ""}).content.decode()


def test_the_most_urgent_first_page_by_page(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    for dagar in range(7):
        with klocka.stalld(ONSDAG + timedelta(days=dagar % 3)):
            exempel.synpunkt(kommun)
    client.force_login(karin_kvalitetssamordnare)
    for ordning, falt in (("", ("svar_senast", "pk")), ("nyast", ("-inkom", "-pk"))):
        alla = list(Synpunkt.objects.order_by(*falt).values_list("referens", flat=True))
        with pytest.MonkeyPatch.context() as lapp:
            lapp.setattr("synpunkter.inkorg.sida.__kwdefaults__", KORT_SIDA)
            sidor = _blad_framat(client, ordning)
        assert [ref for sida in sidor for ref in lista(sida)] == alla
        assert len(sidor) == 3


def test_what_is_answered_or_closed_comes_after_what_is_owed(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    """Also over the edge of a page: the key says which of the two a row is."""
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        besvarat = i_lage(Lage.BESVARAD, kommun, personal)
        avslutat = i_lage(Lage.AVSLUTAD, kommun, personal)
    with klocka.stalld(ONSDAG + timedelta(days=1)):
        senare = [exempel.synpunkt(kommun) for _ in range(5)]
    client.force_login(karin_kvalitetssamordnare)
    skyldiga = [s.referens for s in senare]
    assert lista(client.get(INKORG).content.decode()) == [*skyldiga, besvarat.referens]
    with pytest.MonkeyPatch.context() as lapp:
        lapp.setattr("synpunkter.inkorg.sida.__kwdefaults__", KORT_SIDA)
        sidor = _blad_framat(client, "&lage=alla")
    alla = [*skyldiga, besvarat.referens, avslutat.referens]
    assert [ref for sida in sidor for ref in lista(sida)] == alla
    assert client.get(f"{INKORG}?efter=2026-01-01_1").status_code == 200


def test_of_the_closed_the_newest_is_first(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    personal = Personal(kommun)
    tva = []
    for dagar in range(2):
        with klocka.stalld(ONSDAG + timedelta(days=dagar)):
            tva.append(i_lage(Lage.AVSLUTAD, kommun, personal).referens)
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(f"{INKORG}?urval=avslutade").content.decode()
    assert lista(sida) == tva[::-1]
    assert "Den nyaste först" in " ".join(sida.split())


KORT_SIDA = {"nyast": False, "efter": "", "fore": "", "antal": 3}


def _blad_framat(client: Client, ordning: str) -> list[str]:
    """Follow "Nästa" to the end, and "Föregående" back again."""
    adress, sidor = f"{INKORG}?ordning={ordning}", []
    while adress:
        sidor.append(client.get(adress).content.decode())
        traff = re.search(r'href="([^"]+)" rel="next"', sidor[-1])
        adress = traff[1].replace("&amp;", "&") if traff else ""
    for nr in range(len(sidor) - 1, 0, -1):
        traff = re.search(r'href="([^"]+)" rel="prev"', sidor[nr])
        assert traff
        assert lista(client.get(traff[1].replace("&amp;", "&")).content.decode()) == lista(
            sidor[nr - 1]
        )
    return sidor


@pytest.mark.parametrize(
    ("fraga", "antal"),
    [
        ({}, 3),
        ({"typ": "fraga"}, 1),
        ({"lage": "tilldelad"}, 1),
        ({"lage": "alla"}, 4),
        ({"urval": "avslutade"}, 1),
        ({"urval": "otilldelade"}, 2),
        ({"urval": "hittepå", "efter": "strunt", "namnd": "x"}, 3),
        ({"q": "MORGONEN"}, 2),
        ({"q": "finns inte"}, 0),
    ],
)
def test_filters(
    kommun: Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    fraga: dict[str, str],
    antal: int,
) -> None:
    personal = Personal(kommun)
    exempel.synpunkt(kommun)
    exempel.synpunkt(kommun, typ="fraga", text="När öppnar biblioteket?")
    i_lage(Lage.TILLDELAD, kommun, personal)
    i_lage(Lage.AVSLUTAD, kommun, personal, text="Färdig sak.")
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(INKORG, fraga).content.decode()
    assert len(lista(sida)) == antal
    assert "Alla öppna <span" in sida


def test_late_ones(kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare) -> None:
    with klocka.stalld(ONSDAG):
        sen = exempel.synpunkt(kommun)
        i_lage(Lage.VANTAR_KOMPLETTERING, kommun, Personal(kommun))
    with klocka.stalld(ONSDAG + timedelta(days=15)):
        exempel.synpunkt(kommun)
        client.force_login(karin_kvalitetssamordnare)
        sida = client.get(INKORG, {"urval": "sena"}).content.decode()
    assert lista(sida) == [sen.referens]
    assert "1 dag sen" in sida


def test_what_htmx_swaps_in_is_what_a_reload_shows(
    synpunkt: Synpunkt, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    hela = client.get(INKORG, {"typ": "klagomal"}).content.decode()
    bara = client.get(INKORG, {"typ": "klagomal"}, headers={"HX-Request": "true"})
    del_, bredvid = del_och_bredvid(bara.content.decode())
    assert del_.startswith("<table")
    assert bredvid["filterantal"] == "(1 vald)"
    assert ar_sidans(bara.content.decode(), hela)


@pytest.mark.parametrize("del_", ["", "?lage=alla&typ=klagomal"])
def test_the_inbox_asks_as_much_for_one_as_for_many(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare, del_: str
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    antal = []
    for nya in (1, 59):
        for _ in range(nya):
            exempel.synpunkt(kommun)
        with CaptureQueriesContext(connection) as fragor:
            client.get(INKORG + del_)
        antal.append(len(fragor))
    assert antal[0] == antal[1] <= 9


def test_the_case_page_asks_as_much_for_long_talks(kommun: Kommun, client: Client) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    client.force_login(personal.handlaggare)
    antal = []
    for varv in (1, 20):
        for nr in range(varv):
            akter.anteckna(s, text=f"Anteckning {varv} {nr}", av=personal.handlaggare)
        with CaptureQueriesContext(connection) as fragor:
            client.get(url(s))
        antal.append(len(fragor))
    assert antal[0] == antal[1]


def test_written_in_by_telephone(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    sida = client.get(f"{INKORG}ny/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', sida)
    assert token
    data = {
        "token": token[1],
        "kanal": "telefon",
        "kom_in": (klocka.idag() - timedelta(days=3)).isoformat(),
        "typ": "berom",
        "text": "Tack för hjälpen!",
        "verksamhet": kommun.bibliotek.pk,
        "svarsval": "kod",
    }
    sidor = [client.post(f"{INKORG}ny/", data).content.decode() for _ in range(2)]
    s = Synpunkt.objects.get()
    assert (s.kanal, s.namnd) == ("telefon", kommun.kfn)
    assert [re.findall(r'class="kod">([^<]+)<', sida)[0] for sida in sidor] == [s.referens] * 2
    assert url(s) not in sidor[0]  # another nämnd's: written in, not read
    fel = client.post(f"{INKORG}ny/", data | {"kom_in": "2999-01-01"}).content.decode()
    assert "Dagen har inte varit än" in fel


def test_who_does_not_handle_does_not_write_in(
    kommun: Kommun, client: Client, erik_enhetschef: Anvandare
) -> None:
    client.force_login(erik_enhetschef)
    assert client.get(f"{INKORG}ny/").status_code == 403


def test_what_is_assigned_already_can_be_assigned_to_someone_else(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    """The first choice is the handler's: the page offers it, and does not urge."""
    personal = Personal(kommun)
    client.force_login(karin_kvalitetssamordnare)
    ny, tilldelad = exempel.synpunkt(kommun), i_lage(Lage.TILLDELAD, kommun, personal)
    for s, knapp in (
        (ny, 'data-variant="primary" href="{}">Tilldela</a>'),
        (tilldelad, 'data-variant="secondary" href="{}">Tilldela någon annan</a>'),
    ):
        assert knapp.format(url(s, "tilldela/")) in client.get(url(s)).content.decode()


def test_seldom_acts_are_near_the_facts(
    synpunkt: Synpunkt, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(url(synpunkt)).content.decode()
    assert sida.index('id="fakta"') < sida.index("<summary>Mer") < sida.index('id="koppla"')


def test_the_pages_of_the_loop_say_where_one_is(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    for del_, namn in (("trender/", "Trender"), ("monster/", "Mönster")):
        sida = client.get(f"{INKORG}{del_}").content.decode()
        assert f'<a href="{INKORG}{del_}" aria-current="page">{namn}</a>' in sida
        assert f'href="{INKORG}">Synpunkter</a>' in sida
