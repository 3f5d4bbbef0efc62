"""Splitting: the sender sees one case and every answer, and it ends with its last part."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter import lank
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Meddelande, Overlamnande, Synpunkt
from synpunkter.tillstand import Lage, Utfall, samlat_utfall
from synpunkter.villkor_lagen import Del
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal
from tests.synpunkter.lagenfall import brev, delat, foljsida, i_handlaggning, svara_pa


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


def test_the_sender_sees_one_case_and_all_answers(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    assert en.svar_senast == annan.svar_senast == hela.svar_senast
    svara_pa(en, "Tiden ändras inte mer.", personal)
    svara_pa(annan, "Boken kommer på fredag.", personal)
    sida = foljsida(client, hela)
    for text in ("Tiden ändras inte mer.", "Boken kommer på fredag.", "Stadsbiblioteket"):
        assert text in sida
    assert en.referens not in sida
    svar = [json.loads(u.innehall) for u in Utskick.objects.filter(mall="synpunkt_svar")]
    assert [b["mottagare"] for b in svar] == [exempel.EPOST] * 2
    assert all(hela.referens in b["amne"] and en.referens not in b["text"] for b in svar)


def test_a_part_says_when_it_was_answered_and_what_came_of_it(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    with klocka.stalld(ONSDAG):
        hela, (en, _) = delat(kommun, personal)
        en = svara_pa(en, "Tiden ändras inte mer.", personal)
        akter.avsluta(en, utfall="atgardat", av=personal.handlaggare)
        sida = foljsida(client, hela)
    assert "<p>Svarade 14\N{NO-BREAK SPACE}oktober. Åtgärdat.</p>" in sida


def test_a_split_case_has_come_to_the_right_people(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    """A step that is done does not say by which day it will be."""
    hela, _ = delat(kommun, personal)
    sida = foljsida(client, hela)
    assert "<h3>Hos rätt person</h3>" in sida
    assert "På väg till rätt person" not in sida


def test_the_whole_is_answered_and_closed_with_its_last_part(
    kommun: Kommun, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    en = svara_pa(en, "Tiden ändras inte mer.", personal)
    hela.refresh_from_db()
    assert hela.besvarad is None
    annan = svara_pa(annan, "Boken kommer.", personal)
    hela.refresh_from_db()
    assert (hela.lage, hela.besvarad) == (Lage.DELAD, annan.besvarad)
    akter.avsluta(en, utfall="atgardat", av=personal.handlaggare)
    hela.refresh_from_db()
    assert hela.lage == Lage.DELAD
    akter.avsluta(annan, utfall="fraga_besvarad", av=personal.handlaggare)
    hela.refresh_from_db()
    assert (hela.lage, hela.utfall) == (Lage.AVSLUTAD, "delvis")
    assert list(brev("synpunkt_avslutad")) == [exempel.EPOST]
    with pytest.raises(Regelbrott):
        akter.ateroppna(en, skal="Bara min del.", av=personal.chef)


def test_two_last_parts_closing_at_once_close_the_whole(riktig_databas: str) -> None:
    kommun = factories.kommun()
    personal = Personal(kommun)
    hela, delar = delat(kommun, personal)
    delar = [svara_pa(d, "Svar.", personal) for d in delar]

    def stang(d: Synpunkt) -> None:
        try:
            akter.avsluta(d, utfall="framfort", av=personal.handlaggare)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as trad:
        list(trad.map(stang, delar))
    hela.refresh_from_db()
    assert hela.lage == Lage.AVSLUTAD
    assert Handelse.objects.om(hela).filter(slag="synpunkt.avsluta_delat").count() == 1


def test_the_whole_does_not_close_while_a_part_is_open(kommun: Kommun, personal: Personal) -> None:
    from kvalitet.overgang import overga
    from synpunkter.tillstand import SYNPUNKT

    hela, _ = delat(kommun, personal)
    with pytest.raises(Regelbrott):
        overga(SYNPUNKT, hela, "avsluta_delat", av=None, data={"utfall": "framfort"})


def test_a_part_in_another_namnd_is_a_recorded_provning_and_a_number(
    kommun: Kommun, client: Client, personal: Personal, hanna_handlaggare: Anvandare
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    rad = Overlamnande.objects.get()
    assert (rad.synpunkt, rad.delen, rad.fran_namnd, rad.till_namnd) == (
        hela,
        annan,
        kommun.von,
        kommun.kfn,
    )
    assert (rad.lagrum, rad.av) == ("10:1", personal.registrator)
    svara_pa(annan, "Boken kommer på fredag.", personal)
    client.force_login(hanna_handlaggare)
    sida = client.get(f"/arbete/synpunkter/{hela.pk}/").content.decode()
    assert "1 del hos andra nämnder" in sida
    for text in ("Boken kommer på fredag.", "Finns boken", annan.referens):
        assert text not in sida
    assert client.get(f"/arbete/synpunkter/{annan.pk}/").status_code == 404
    bo = factories.person("Bo", "HS", kommun.kfk, namnd=kommun.kfn)
    client.force_login(bo)
    sida = client.get(f"/arbete/synpunkter/{annan.pk}/").content.decode()
    assert "Finns boken" in sida
    for text in (hela.text[:30], hela.referens, en.referens, "Gunilla"):
        assert text not in sida.replace("Svar på din synpunkt", "")
    assert client.get(f"/arbete/synpunkter/{hela.pk}/").status_code == 404


def test_a_part_to_another_namnd_needs_its_provning(kommun: Kommun, personal: Personal) -> None:
    delar = [
        Del("Ett", kommun.hemtjanst, kommun.von),
        Del("Två", kommun.bibliotek, kommun.kfn, lagrum="10:1"),
    ]
    with pytest.raises(Regelbrott) as fel:
        lagen.dela(i_handlaggning(kommun, personal), delar=delar, av=personal.registrator)
    assert "varför uppgifterna får lämnas till Kultur- och fritidsnämnden" in str(fel.value.punkter)
    assert not Synpunkt.objects.exclude(foralder=None).exists()


@pytest.mark.parametrize("antal", [0, 1, 7])
def test_a_split_has_two_to_six_parts(kommun: Kommun, personal: Personal, antal: int) -> None:
    delar = [Del("Ett", kommun.hemtjanst, kommun.von)] * antal
    with pytest.raises(Regelbrott):
        lagen.dela(i_handlaggning(kommun, personal), delar=delar, av=personal.registrator)


def test_a_part_is_not_split_or_merged_and_a_master_is_not_split(
    kommun: Kommun, personal: Personal
) -> None:
    _, (en, _annan) = delat(kommun, personal)
    delar = [Del("Ett", kommun.hemtjanst, kommun.von)] * 2
    huvud = i_handlaggning(kommun, personal)
    with pytest.raises(Regelbrott):
        lagen.dela(en, delar=delar, av=personal.registrator)
    with pytest.raises(Regelbrott):
        lagen.sla_ihop(huvud, [en], av=personal.registrator)
    with pytest.raises(Regelbrott):
        lagen.sla_ihop(en, [huvud], av=personal.registrator)
    lagen.sla_ihop(huvud, [exempel.synpunkt(kommun)], av=personal.registrator)
    with pytest.raises(Regelbrott) as fel:
        lagen.dela(huvud, delar=delar, av=personal.registrator)
    assert "Ta ur dem först" in str(fel.value.punkter)


def test_the_sender_writes_to_the_part_that_asks(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    annan = akter.tilldela(annan, enhet=annan.enhet, av=personal.registrator)
    annan = akter.ta_hand_om(annan, av=personal.handlaggare)
    akter.begar_komplettering(annan, meddelande="Vilken bok?", av=personal.handlaggare)
    adress = f"/synpunkter/folj/{lank.signera(hela.referens)}/"
    sida = client.get(adress).content.decode()
    for text in ("Vilken bok?", "Vi behöver veta mer", "Svara på vår fråga"):
        assert text in sida
    assert re.search(rf'name="till" value="{annan.pk}"[^>]* checked', sida)
    assert (
        "Välj vem du skriver till"
        in client.post(f"{adress}skriv/", {"text": "Röda rummet."}).content.decode()
    )
    client.post(f"{adress}skriv/", {"text": "Röda rummet.", "till": annan.pk})
    annan.refresh_from_db()
    assert (annan.lage, en.meddelanden.count()) == (Lage.UNDER_HANDLAGGNING, 0)
    assert annan.meddelanden.filter(text="Röda rummet.", riktning="fran").exists()
    assert "Röda rummet." in client.get(adress).content.decode()


def test_the_whole_is_promised_no_sooner_than_a_part_that_has_waited_for_its_sender(
    kommun: Kommun, personal: Personal
) -> None:
    with klocka.stalld(ONSDAG):
        hela, (en, _) = delat(kommun, personal)
        en = akter.tilldela(en, enhet=en.enhet, av=personal.registrator)
        en = akter.ta_hand_om(en, av=personal.handlaggare)
        akter.begar_komplettering(en, meddelande="Vilken dag?", av=personal.handlaggare)
    with klocka.stalld(ONSDAG + timedelta(days=5)):
        en = akter.komplettera(en, text="I tisdags.")
    lovat = hela.svar_senast
    hela.refresh_from_db()
    assert hela.svar_senast == en.svar_senast > lovat


def test_the_sender_does_not_write_to_a_part_of_someone_else(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    hela, _ = delat(kommun, personal)
    _, (frammande, _) = delat(kommun, personal)
    adress = f"/synpunkter/folj/{lank.signera(hela.referens)}/skriv/"
    client.post(adress, {"text": "Hej", "till": frammande.pk})
    assert not Meddelande.objects.filter(text="Hej").exists()


def test_a_part_is_not_opened_by_a_code_and_the_whole_opens_again_alone(
    kommun: Kommun, personal: Personal
) -> None:
    hela, delar = delat(kommun, personal)
    for d in delar:
        akter.avsluta(svara_pa(d, "Svar.", personal), utfall="framfort", av=personal.handlaggare)
    hela = akter.ateroppna(hela, skal="Inte nöjd.")
    assert hela.lage == Lage.ATEROPPNAD
    assert not hela.delar.exclude(lage=Lage.AVSLUTAD).exists()


@pytest.mark.parametrize(
    ("delarnas", "samlat"),
    [
        (["atgardat", "atgardat"], "atgardat"),
        (["atgardat", "ingen"], "delvis"),
        (["ingen", "planerad"], "planerad"),
        (["fraga_besvarad", "fel_mottagare"], "fraga_besvarad"),
        (["lex_sarah", "ingen"], "annan_process"),
        (["ingen", "fel_mottagare"], "ingen"),
        (["framfort", "ingen"], "framfort"),
    ],
)
def test_what_came_of_the_parts_is_never_more_than_was_done(
    delarnas: list[str], samlat: str
) -> None:
    assert samlat_utfall(delarnas) == samlat


def test_every_pair_of_outcomes_gives_one() -> None:
    # A part is never in quarantine, and so never closed as spam.
    mojliga = [utfall for utfall in Utfall if utfall != Utfall.SKRAPPOST]
    for en in mojliga:
        for annan in mojliga:
            samlat = samlat_utfall([en, annan])
            assert (samlat == Utfall.ATGARDAT) == (en == annan == Utfall.ATGARDAT)
