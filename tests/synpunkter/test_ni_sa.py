"""Ni sa – vi gjorde: our own words, written by one and approved by another, for everybody."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from cykel.actions.paminnelse import skicka_paminnelser
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from synpunkter import publikt
from synpunkter.actions.aterkoppling import (
    begar_godkannande,
    dra_tillbaka,
    godkann,
    skicka_besked,
    skicka_tillbaka,
    skriv_publicering,
    stryk_besked,
)
from synpunkter.actions.nojdhet import svara_nojdhet
from synpunkter.actions.synpunkt import koppla_brist
from synpunkter.models import Kontakt, Publicering, Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.tillstand_slinga import PUBLICERING, Publiceringslage
from tests import factories
from tests.cykel.kil import NU
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage
from tests.synpunkter.slinga import NI_SA, VI_GJORDE, Slinga, slinga

SIDA = "/ni-sa-vi-gjorde/"


@pytest.fixture
def s(kommun: Kommun) -> Slinga:
    return slinga(kommun)


def publicerad(s: Slinga, antal: int = 6) -> Publicering:
    with klocka.stalld(NU):
        return godkann(begar_godkannande(s.text(s.skickat(antal)), av=s.hanna), av=s.cecilia)


def test_only_what_another_person_has_approved_is_public(s: Slinga, client: Client) -> None:
    text = s.text(s.skickat(6))
    assert NI_SA not in client.get(SIDA).content.decode()
    text = begar_godkannande(text, av=s.hanna)
    assert NI_SA not in client.get(SIDA).content.decode()
    with pytest.raises(PermissionDenied):
        godkann(text, av=s.hanna)
    text = godkann(text, av=s.cecilia)
    assert (text.lage, text.godkand_av) == (Publiceringslage.PUBLICERAD, s.cecilia)
    sida = client.get(SIDA).content.decode()
    for ord_ in (NI_SA, VI_GJORDE, "Ni sa, 6 synpunkter", "Tider", "Hemtjänst"):
        assert ord_ in sida
    assert exempel.TEXT not in sida
    assert NI_SA in client.get("/").content.decode()


def test_whoever_wrote_cannot_approve_it(s: Slinga) -> None:
    besked = s.skickat()
    with klocka.stalld(NU):
        text = skriv_publicering(besked, tema="Tider", ni_sa="A", vi_gjorde="B", av=s.karin)
    text = begar_godkannande(text, av=s.hanna)
    with pytest.raises(Regelbrott) as fel:
        godkann(text, av=s.karin)  # she holds the right, but the words are hers
    kvar = [p.mening for p in fel.value.punkter if not p.klar]
    assert kvar == ["Någon annan än den som skrev texten godkänner den."]
    with nekas("publicering_godkanns_av_annan"):
        Publicering.objects.filter(pk=text.pk).update(godkand_av=s.karin)


@pytest.mark.parametrize(
    ("ord_", "varfor"),
    [
        ("Ring 070-123 45 67.", "telefonnummer"),
        ("Skriv till a0@exempel.se.", "e-postadress"),
        ("Hon med 811218-9876.", "personnummer"),
        ("Fru Ek hörde av sig, Gunilla alltså.", "”Gunilla” är ett namn"),
        ("Tiden på morgonen ändras utan att någon bryr sig.", "ordagrant"),
        ("Hugo Hand ordnade det.", "”Hugo Hand” är ett namn"),
    ],
)
def test_words_that_point_somebody_out_stop_it_and_are_named(
    s: Slinga, ord_: str, varfor: str, client: Client
) -> None:
    besked = s.skickat()
    hugo = factories.person("Hugo Hand", "HS", s.kommun.vok)
    Synpunkt.objects.update(handlaggare=hugo)
    text = s.text(besked, vi_gjorde=ord_)
    client.force_login(s.hanna)
    svar = client.post(f"/arbete/synpunkter/ni-sa/{text.pk}/begar-godkannande/").content.decode()
    assert "Det går inte än" in svar
    assert varfor in svar
    text.refresh_from_db()
    assert text.lage == Publiceringslage.UTKAST


def test_masking_is_checked_again_when_it_is_approved(s: Slinga) -> None:
    """A name that came to the cases after the author was done stops the approval."""
    besked = s.skickat()
    text = begar_godkannande(s.text(besked, vi_gjorde="Vi bytte Rutger mot en ny."), av=s.hanna)
    Kontakt.objects.filter(pk=Kontakt.objects.order_by("pk")[0].pk).update(namn="Rutger Ny")
    with pytest.raises(Regelbrott) as fel:
        godkann(text, av=s.cecilia)
    assert any("”Rutger”" in p.mening for p in fel.value.punkter)


def test_few_synpunkter_are_not_counted_out(s: Slinga, client: Client) -> None:
    publicerad(s, antal=4)
    sida = client.get(SIDA).content.decode()
    assert NI_SA in sida
    assert "4 synpunkter" not in sida
    assert "Ni sa</p>" in sida
    assert "4 synpunkter" not in client.get("/").content.decode()


def test_the_number_is_that_of_the_day_it_was_approved(s: Slinga, client: Client) -> None:
    text = begar_godkannande(s.text(s.skickat(5)), av=s.hanna)
    godkann(text, av=s.cecilia)
    Synpunkt.objects.first()
    fler = exempel.synpunkt(s.kommun)
    with pytest.raises(Regelbrott):  # the brist is mended: no more stand behind it
        koppla_brist(fler, text.aterkoppling.brist, av=s.hanna)
    assert "Ni sa, 5 synpunkter" in client.get(SIDA).content.decode()


def test_it_is_taken_off_at_once_with_a_reason_and_may_be_written_anew(
    s: Slinga, client: Client
) -> None:
    text = publicerad(s)
    with pytest.raises(Regelbrott, match="motivering"):
        dra_tillbaka(text, skal=" ", av=s.cecilia)
    text = dra_tillbaka(text, skal="Det stämde inte.", av=s.cecilia)
    assert NI_SA not in client.get(SIDA).content.decode()
    assert NI_SA not in client.get("/").content.decode()
    ny = s.text(text.aterkoppling, ni_sa="Ny text.")
    assert ny.pk != text.pk
    with nekas("publicering_en_i_taget"):
        ny.pk = None
        ny.save(force_insert=True)


def test_a_text_sent_back_is_changed_and_handed_in_again(s: Slinga, client: Client) -> None:
    text = begar_godkannande(s.text(s.skickat()), av=s.hanna)
    with pytest.raises(Regelbrott, match="redan lämnad för godkännande"):
        s.text(text.aterkoppling)
    client.force_login(s.cecilia)
    adress = f"/arbete/synpunkter/ni-sa/{text.pk}/"
    assert "Godkänn och publicera" in client.get(adress).content.decode()
    fel = client.post(f"{adress}skicka-tillbaka/", {"skal": ""}).content.decode()
    assert "Skriv varför." in fel
    client.post(f"{adress}skicka-tillbaka/", {"skal": "Säg när."})
    andrad = s.text(text.aterkoppling, vi_gjorde="I juni började vi ringa.")
    assert andrad.pk == text.pk
    assert andrad.lage == Publiceringslage.UTKAST


def test_the_senders_are_told_before_everybody(s: Slinga) -> None:
    besked = s.besked(s.brist(s.monster()))
    with pytest.raises(Regelbrott, match="De ska få veta före"):
        s.text(besked)
    stryk_besked(besked, skal="Alla fick veta det på mötet.", av=s.hanna)
    assert s.text(besked).lage == Publiceringslage.UTKAST


def test_what_was_not_done_says_why(s: Slinga, client: Client) -> None:
    besked = s.forklaring(s.brist(s.monster()))
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    client.force_login(s.hanna)
    adress = f"/arbete/synpunkter/besked/{besked.pk}/publicera/"
    form = client.get(adress).content.decode()
    assert "Vi gjorde inte, därför att" in form
    assert "Pengarna räcker inte i år." in form  # proposed from the chef's decision
    falt = {"tema": "Tider", "ni_sa": NI_SA, "vi_gjorde": "pengarna inte räcker i år."}
    client.post(adress, falt)
    text = begar_godkannande(Publicering.objects.get(), av=s.hanna)
    godkann(text, av=s.cecilia)
    sida = client.get(SIDA).content.decode()
    assert '<p class="nisa__ord">Vi gjorde inte, därför att</p>' in sida


def test_the_page_is_grouped_and_chosen_by_theme_and_unit(s: Slinga, client: Client) -> None:
    text = publicerad(s)
    enhet, tema = text.enhet, text.tema
    assert NI_SA in client.get(f"{SIDA}?tema={tema.pk}&enhet={enhet.pk}").content.decode()
    annan = client.get(f"{SIDA}?enhet={s.kommun.bibliotek.pk}").content.decode()
    assert NI_SA in annan  # a unit with nothing published is no choice, and is passed over
    (grupp,) = publikt.grupper(list(publikt.publicerade().order_by("pk")))
    assert (grupp.tema, [e.enhet for e in grupp.enheter]) == ("Tider", [enhet])


def test_an_empty_page_says_what_will_stand_there(db: None, client: Client) -> None:
    sida = client.get(SIDA).content.decode()
    assert "Inget att visa än" in sida
    assert 'role="search"' not in sida


def test_html_in_the_words_is_only_words(s: Slinga, client: Client) -> None:
    text = s.text(s.skickat(), ni_sa="<script>alert(1)</script>")
    godkann(begar_godkannande(text, av=s.hanna), av=s.cecilia)
    assert "<script>alert" not in client.get(SIDA).content.decode()
    assert "<script>alert" not in client.get("/").content.decode()


def test_in_time_stands_beside_what_was_done_and_small_groups_are_left_out(
    s: Slinga, client: Client
) -> None:
    personal = Personal(s.kommun)
    with klocka.stalld(NU):
        for _ in range(5):
            i_lage(Lage.AVSLUTAD, s.kommun, personal)
        i_lage(Lage.AVSLUTAD, s.kommun, personal, enhet=s.kommun.bibliotek, namnd=s.kommun.kfn)
        (rad,) = publikt.utfall(NU.date())
        assert rad.namnd == "Vård- och omsorgsnämnden"
        assert (rad.avslutade, rad.i_tid, rad.atgardat, rad.inget) == (
            5,
            "100\xa0%",
            "100\xa0%",
            "0\xa0%",
        )
        sida = client.get(SIDA).content.decode()
    assert "Ett svar i tid är inte detsamma som att felet är rättat" in sida
    assert "Kultur- och fritidsnämnden" not in sida
    with klocka.stalld(NU + timedelta(days=800)):
        assert publikt.utfall(klocka.idag()) == []


def test_satisfaction_stands_beside_it_when_five_have_answered(s: Slinga, client: Client) -> None:
    personal = Personal(s.kommun)
    with klocka.stalld(NU):
        fall = [i_lage(Lage.AVSLUTAD, s.kommun, personal) for _ in range(5)]
        for ett, poang in zip(fall[:4], (5, 5, 4, 4), strict=True):
            svara_nojdhet(ett, poang=poang)
        assert publikt.utfall(NU.date())[0].nojdhet == ".."
        svara_nojdhet(fall[4], poang=1)
        assert publikt.utfall(NU.date())[0].nojdhet == "70"
        sida = client.get(SIDA).content.decode()
    assert '<td class="siffra" data-rubrik="Så nöjda är avsändarna">70</td>' in sida


def test_spam_is_among_no_closed_cases(s: Slinga) -> None:
    personal = Personal(s.kommun)
    with klocka.stalld(NU):
        fall = [i_lage(Lage.AVSLUTAD, s.kommun, personal) for _ in range(5)]
        assert publikt.utfall(NU.date())[0].avslutade == 5
        Synpunkt.objects.filter(pk=fall[0].pk).update(utfall="skrappost")
        assert publikt.utfall(NU.date()) == []


def test_a_share_of_few_is_not_told(s: Slinga) -> None:
    personal = Personal(s.kommun)
    with klocka.stalld(NU):
        for nummer in range(6):
            fall = i_lage(Lage.AVSLUTAD, s.kommun, personal)
            if nummer < 2:
                Synpunkt.objects.filter(pk=fall.pk).update(utfall="ingen", utfall_skal="Nej.")
    (rad,) = publikt.utfall(NU.date())
    assert rad.inget == ".."


def test_the_approvers_are_reminded_and_see_it_on_their_start_page(
    s: Slinga, client: Client
) -> None:
    """From the day it was handed in, however long it lay as a draft."""
    text = s.text(s.skickat())
    with klocka.stalld(NU + timedelta(days=30)):  # Friday 10 July
        begar_godkannande(text, av=s.hanna)
    client.force_login(s.cecilia)
    assert "Godkänn en text för Ni sa" in client.get("/arbete/").content.decode()
    Utskick.objects.all().delete()
    with klocka.stalld(NU + timedelta(days=36)):  # Thursday 16 July, the day before it is due
        skicka_paminnelser()
    paminda = [
        json.loads(u.innehall)["mottagare"] for u in Utskick.objects.filter(mall="paminnelse")
    ]
    assert paminda == [s.cecilia.epost]


def test_another_namnds_text_is_not_there_for_staff(
    s: Slinga, client: Client, bo_biblioteksman: Anvandare
) -> None:
    text = s.text(s.skickat())
    client.force_login(bo_biblioteksman)
    assert client.get(f"/arbete/synpunkter/ni-sa/{text.pk}/").status_code == 404
    assert client.post(f"/arbete/synpunkter/ni-sa/{text.pk}/godkann/").status_code == 404
    assert NI_SA not in client.get("/arbete/synpunkter/ni-sa/").content.decode()


def test_a_chef_below_the_right_gets_403_and_nothing_happens(
    s: Slinga, client: Client, hanna_handlaggare: Anvandare
) -> None:
    text = begar_godkannande(s.text(s.skickat()), av=s.hanna)
    client.force_login(hanna_handlaggare)
    assert client.post(f"/arbete/synpunkter/ni-sa/{text.pk}/godkann/").status_code == 403
    assert client.get(f"/arbete/synpunkter/ni-sa/{text.pk}/godkann/").status_code == 405
    text.refresh_from_db()
    assert text.lage == Publiceringslage.GRANSKNING


def test_the_database_refuses_what_the_table_does_not_allow(s: Slinga) -> None:
    text = s.text(s.skickat())
    rad = Publicering.objects.filter(pk=text.pk)
    with pytest.raises(IntegrityError, match="otillåten övergång"), transaction.atomic():
        rad.update(lage="publicerad", godkand_av=s.cecilia, publicerad=NU)
    rad.update(lage="granskning")
    with nekas("publicering_publicerad_ar_godkand"):
        rad.update(lage="publicerad")
    with nekas("publicering_tillbakadragen_har_tid"):
        rad.update(lage="tillbakadragen")
    with nekas("publicering_har_ord"):
        rad.update(ni_sa="")


def test_every_step_and_state_of_the_table(s: Slinga) -> None:
    """From each state exactly the rows of the table may be taken, whoever holds every right."""
    akter = {
        "begar_godkannande": lambda t: begar_godkannande(t, av=s.hanna),
        "godkann": lambda t: godkann(t, av=s.cecilia),
        "skicka_tillbaka": lambda t: skicka_tillbaka(t, skal="Nej.", av=s.cecilia),
        "dra_tillbaka": lambda t: dra_tillbaka(t, skal="Nej.", av=s.cecilia),
    }
    assert set(akter) == {rad.namn for rad in PUBLICERING.rader}
    text = s.text(s.skickat())
    vag = {
        Publiceringslage.UTKAST: (),
        Publiceringslage.GRANSKNING: ("begar_godkannande",),
        Publiceringslage.PUBLICERAD: ("begar_godkannande", "godkann"),
        Publiceringslage.TILLBAKADRAGEN: ("dra_tillbaka",),
    }
    for lage, steg in vag.items():
        for rad in PUBLICERING.rader:
            punkt = transaction.savepoint()
            for ett in steg:
                text = akter[ett](text)
            if lage in rad.fran:
                assert akter[rad.namn](text).lage == rad.till
            else:
                with pytest.raises(Regelbrott):
                    akter[rad.namn](text)
            transaction.savepoint_rollback(punkt)
            text.refresh_from_db()


def test_whoever_only_reads_is_not_led_to_the_form(
    s: Slinga, client: Client, rut_revisor: Anvandare
) -> None:
    adress = f"/arbete/synpunkter/besked/{s.skickat(6).pk}/"
    ser = []
    for person in (s.hanna, rut_revisor):
        client.force_login(person)
        ser.append(f"{adress}publicera/" in client.get(adress).content.decode())
    assert ser == [True, False]
