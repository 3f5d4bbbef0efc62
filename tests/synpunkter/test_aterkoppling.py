"""What the senders are told: proposed when the effect is known, approved, sent once to each."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from cykel.actions.paminnelse import skicka_paminnelser
from kvalitet import klocka
from kvalitet.databas import inom_gallring
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Gallring, Handelse, Handelsetext, Utskick
from kvalitet.overgang import overga
from synpunkter import hela as hela_sida
from synpunkter import lank
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as synpunktsakter
from synpunkter.actions.aterkoppling import skicka_besked, skriv_besked, stryk_besked
from synpunkter.models import Aterkoppling, Kontakt, Meddelande, Synpunkt
from synpunkter.tillstand_slinga import ATERKOPPLING, Beskedslage
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal
from tests.synpunkter.slinga import Slinga, slinga

BREV = "synpunkt_aterkoppling"


@pytest.fixture
def s(kommun: Kommun) -> Slinga:
    return slinga(kommun)


def brev() -> list[dict[str, str]]:
    return [json.loads(rad.innehall) for rad in Utskick.objects.filter(mall=BREV).order_by("pk")]


def test_a_decided_effect_makes_a_draft_and_sends_nothing(s: Slinga) -> None:
    besked = s.besked(s.brist(s.monster()), effekt="delvis")
    assert besked.lage == Beskedslage.UTKAST
    assert "Det här gjorde vi: Dubbla ersättare för planeraren." in besked.text
    assert "Det hjälpte delvis. Från 14 klagomål till 5." in besked.text
    assert besked.senast.isoformat() == "2026-06-17"  # five working days after Wednesday 10 June
    assert not brev()
    assert not Meddelande.objects.filter(riktning="till").exists()


def test_too_early_to_say_and_a_brist_without_synpunkter_make_no_draft(s: Slinga) -> None:
    monster = s.brist(s.monster())
    with pytest.raises(Aterkoppling.DoesNotExist):
        s.besked(monster, effekt="for_tidigt")
    monster.brist = kil.brist(s.plan, "Utan synpunkter")
    with pytest.raises(Aterkoppling.DoesNotExist):
        s.besked(monster)


def test_nothing_done_is_explained_in_the_chefs_words(s: Slinga) -> None:
    besked = s.forklaring(s.brist(s.monster()))
    assert besked.slag == "gjorde_inte"
    assert "Vi gjorde inte något, därför att: Pengarna räcker inte i år." in besked.text
    assert not brev()


def test_everyone_who_wanted_to_know_is_told_once_and_the_others_are_not(s: Slinga) -> None:
    med = exempel.synpunkt(s.kommun, epost="anna@exempel.se")
    samma = exempel.synpunkt(s.kommun, epost="anna@exempel.se")
    anonym = exempel.anonymt(s.kommun).synpunkt
    tyst = exempel.anonymt(s.kommun, svarsval="nej").synpunkt
    besked = s.besked(s.brist(s.monster([med, samma, anonym, tyst])))
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    besked.refresh_from_db()
    assert (besked.lage, besked.godkand_av, besked.antal) == ("skickad", s.hanna, 3)
    assert [b["mottagare"] for b in brev()] == ["anna@exempel.se"]
    fick = Meddelande.objects.filter(riktning="till", text=besked.text, av=s.hanna)
    assert {m.synpunkt_id for m in fick} == {med.pk, samma.pk, anonym.pk}
    assert med.text not in brev()[0]["text"]


def test_who_is_merged_into_a_case_is_told_with_it_and_on_their_own_page(s: Slinga) -> None:
    huvud, egen = s.synpunkter(2)
    besked = s.besked(s.brist(s.monster([huvud])))
    with klocka.stalld(NU):
        lagen.sla_ihop(huvud, [egen], av=Personal(s.kommun).registrator)
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert [b["mottagare"] for b in brev()] == ["a0@exempel.se", "a1@exempel.se"]
    assert [b["text"].count(huvud.referens) for b in brev()][1] == 0
    fick = Meddelande.objects.filter(riktning="till", text=besked.text)
    assert {m.synpunkt_id for m in fick} == {huvud.pk, egen.pk}


def test_the_sender_of_a_part_is_told_through_the_whole(s: Slinga) -> None:
    k = s.kommun
    (hela,) = s.synpunkter(1)
    delar = [
        lagen.Del("Tiden?", k.hemtjanst, k.von),
        lagen.Del("Boken?", k.bibliotek, k.kfn, **exempel.PROVAT),
    ]
    with klocka.stalld(NU):
        lagen.dela(hela, delar=delar, av=Personal(k).registrator)
    del_ = hela.delar.get(namnd=k.von)
    besked = s.besked(s.brist(s.monster([del_])))
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert [b["mottagare"] for b in brev()] == ["a0@exempel.se"]
    # Read on the sender's page, and not by the staff of the part in another nämnd.
    assert besked.text in hela_sida.meddelanden(hela).values_list("text", flat=True)
    assert not hela.delar.get(namnd=k.kfn).meddelanden.exists()


def test_a_case_that_is_disposed_of_stops_no_other(s: Slinga) -> None:
    """It takes no more words, and its sender is not there to read them."""
    besked = s.besked(s.brist(s.monster()))
    gallrat = Synpunkt.objects.order_by("pk")[0]
    gallring = Gallring.objects.create(namnd=s.kommun.von, foreslagen=NU, foreslagen_av=s.hanna)
    godkand = {"status": "godkand", "avgjord": NU, "avgjord_av": s.cecilia}
    Gallring.objects.filter(pk=gallring.pk).update(**godkand)
    with transaction.atomic(), inom_gallring(gallring.pk):
        Kontakt.objects.filter(pk=gallrat.pk).delete()
        Synpunkt.objects.filter(pk=gallrat.pk).update(text="", handlaggare=None, gallrad=NU)
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert [b["mottagare"] for b in brev()] == ["a1@exempel.se", "a2@exempel.se"]


def test_it_is_sent_once_also_when_it_is_approved_twice(s: Slinga) -> None:
    besked = s.skickat()
    with pytest.raises(Regelbrott, match="redan avgjort"):
        skicka_besked(besked, text="Igen.", av=s.hanna)
    with pytest.raises(Regelbrott):
        stryk_besked(besked, skal="Ångrade mig.", av=s.hanna)
    assert len(brev()) == 3
    assert Meddelande.objects.filter(riktning="till").count() == 3


def test_the_words_that_were_read_are_the_words_that_are_sent(s: Slinga, client: Client) -> None:
    besked = s.besked(s.brist(s.monster(s.synpunkter(2))))
    client.force_login(s.hanna)
    adress = f"/arbete/synpunkter/besked/{besked.pk}/"
    assert "Beskedet går till 2 avsändare" in client.get(adress).content.decode()
    text = "Nu ringer vi alltid.\n\nTack för att ni sa till."
    granska = client.post(adress, {"steg": "granska", "text": text}).content.decode()
    assert "Godkänn och skicka till 2 avsändare" in granska
    assert "Nu ringer vi alltid." in granska
    assert not brev()
    client.post(adress, {"steg": "skicka", "text": text})
    assert all("Nu ringer vi alltid.\n\nTack för att ni sa till." in b["text"] for b in brev())
    assert len(brev()) == 2
    assert "fick beskedet" in client.get(adress).content.decode()


def test_a_text_that_points_somebody_out_is_not_sent(s: Slinga, client: Client) -> None:
    besked = s.besked(s.brist(s.monster()))
    client.force_login(s.hanna)
    text = "Gunilla Ek hade rätt. Ring 070-123 45 67."
    svar = client.post(
        f"/arbete/synpunkter/besked/{besked.pk}/", {"steg": "skicka", "text": text}
    ).content.decode()
    assert "”070-123 45 67” ser ut som ett telefonnummer" in svar
    assert "”Gunilla Ek” är ett namn" in svar
    besked.refresh_from_db()
    assert besked.lage == Beskedslage.UTKAST
    assert not brev()


def test_nor_one_with_the_name_of_who_is_merged_or_sent_the_whole(s: Slinga) -> None:
    with klocka.stalld(NU):
        huvud, hela = s.synpunkter(2)
        egen = exempel.synpunkt(s.kommun, epost="m@exempel.se", namn="Mirabell Quist")
        Synpunkt.objects.filter(pk=egen.pk).update(huvud=huvud)
        Kontakt.objects.filter(pk=hela.pk).update(namn="Torulf Zettergren")
        delar = [lagen.Del(f"Del {n}", s.kommun.hemtjanst, s.kommun.von) for n in (1, 2)]
        lagen.dela(hela, delar=delar, av=Personal(s.kommun).registrator)
    besked = s.besked(s.brist(s.monster([huvud, hela.delar.all()[0]])))
    for namn in ("Mirabell", "Zettergren"):
        with klocka.stalld(NU), pytest.raises(Regelbrott) as fel:
            skicka_besked(besked, text=f"{namn} hade rätt.", av=s.hanna)
        assert "är ett namn" in str(fel.value.punkter)


def test_an_empty_text_is_refused(s: Slinga) -> None:
    besked = s.besked(s.brist(s.monster()))
    with pytest.raises(Regelbrott, match="vad avsändarna ska få veta"):
        skriv_besked(besked, text=" ", av=s.hanna)
    Aterkoppling.objects.filter(pk=besked.pk).update(text=" ")
    with pytest.raises(Regelbrott) as fel:
        overga(ATERKOPPLING, besked, "skicka", av=s.hanna)
    assert "Det står vad avsändarna ska få veta." in [
        p.mening for p in fel.value.punkter if not p.klar
    ]


@pytest.mark.parametrize("vem", ["cecilia", "petra"])
def test_only_who_holds_the_right_approves(s: Slinga, vem: str) -> None:
    besked = s.besked(s.brist(s.monster()))
    person = s.cecilia if vem == "cecilia" else s.plan.plan.planansvarig
    with pytest.raises(PermissionDenied):
        skicka_besked(besked, text=besked.text, av=person)
    with pytest.raises(PermissionDenied):
        stryk_besked(besked, skal="Nej.", av=person)


def test_another_namnds_draft_is_not_there(
    s: Slinga, client: Client, bo_biblioteksman: Anvandare
) -> None:
    besked = s.besked(s.brist(s.monster()))
    client.force_login(bo_biblioteksman)
    for akt in ("", "stryk/", "publicera/"):
        assert client.get(f"/arbete/synpunkter/besked/{besked.pk}/{akt}").status_code == 404
    assert str(besked.brist) not in client.get("/arbete/synpunkter/besked/").content.decode()


def test_to_tell_nobody_takes_a_reason(s: Slinga, client: Client) -> None:
    besked = s.besked(s.brist(s.monster()))
    client.force_login(s.hanna)
    adress = f"/arbete/synpunkter/besked/{besked.pk}/stryk/"
    assert "Skriv varför." in client.post(adress, {"skal": ""}).content.decode()
    client.post(adress, {"skal": "De fick veta det på mötet i maj."})
    besked.refresh_from_db()
    assert besked.lage == Beskedslage.STRUKEN
    assert Handelsetext.objects.filter(text="De fick veta det på mötet i maj.").exists()
    assert not brev()


def test_a_case_that_left_the_namnd_before_is_not_told(s: Slinga) -> None:
    alla = s.synpunkter(2)
    besked = s.besked(s.brist(s.monster(alla)))
    registrator = Personal(s.kommun).registrator
    synpunktsakter.tilldela(alla[0], enhet=s.kommun.bibliotek, **exempel.PROVAT, av=registrator)
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert [b["mottagare"] for b in brev()] == ["a1@exempel.se"]


def test_the_sender_reads_it_on_the_cases_page_first_when_it_is_approved(
    s: Slinga, client: Client
) -> None:
    anonym = exempel.anonymt(s.kommun).synpunkt
    adress = f"/synpunkter/folj/{lank.signera(anonym.referens)}/"
    besked = s.besked(s.brist(s.monster([anonym])))
    fore = client.get(adress).content.decode()
    assert "Det hjälpte" not in fore
    assert "Från 14 klagomål" not in fore
    assert "Vi kollar om det hjälpte" in fore
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    efter = client.get(adress).content.decode()
    assert "Det hjälpte. Från 14 klagomål till 5." in efter


def test_the_handler_is_reminded_while_it_lies(s: Slinga) -> None:
    fall = s.synpunkter(2)
    Synpunkt.objects.filter(pk=fall[0].pk).update(handlaggare=s.hanna)
    besked = s.besked(s.brist(s.monster(fall)))
    assert besked.handlaggare == s.hanna

    def paminda(dag: datetime) -> list[str]:
        Utskick.objects.filter(mall="paminnelse").delete()
        with klocka.stalld(dag):
            skicka_paminnelser()
        alla = [json.loads(u.innehall) for u in Utskick.objects.filter(mall="paminnelse")]
        return [b["mottagare"] for b in alla if "Godkänn beskedet till dem" in b["text"]]

    dagen_fore = NU + timedelta(days=6)  # 16 June, a working day before
    assert paminda(dagen_fore) == [s.hanna.epost]
    assert paminda(NU + timedelta(days=8)) == [s.hanna.epost]  # and the day after it was due
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert paminda(NU + timedelta(days=8)) == []


def test_without_a_handler_those_nearest_who_may_approve_are_reminded(s: Slinga) -> None:
    factories.person("Hilma Handläggare", "HS", s.kommun.rot, namnd=s.kommun.von)
    factories.person("Bo Bibliotek", "HS", s.kommun.kfk, namnd=s.kommun.kfn)
    s.besked(s.brist(s.monster()))
    with klocka.stalld(NU + timedelta(days=6)):
        skicka_paminnelser()
    paminda = [
        json.loads(u.innehall)["mottagare"] for u in Utskick.objects.filter(mall="paminnelse")
    ]
    assert paminda == [s.hanna.epost]


def test_the_start_page_says_that_it_waits(s: Slinga, client: Client) -> None:
    s.besked(s.brist(s.monster()))
    client.force_login(s.hanna)
    assert "Godkänn ett besked till avsändarna" in client.get("/arbete/").content.decode()
    client.force_login(s.cecilia)
    assert "Godkänn ett besked" not in client.get("/arbete/").content.decode()


def test_the_database_refuses_a_sent_text_that_nobody_approved(s: Slinga) -> None:
    besked = s.besked(s.brist(s.monster()))
    rad = Aterkoppling.objects.filter(pk=besked.pk)
    with nekas("aterkoppling_skickad_ar_godkand"):
        rad.update(lage="skickad")
    with nekas("aterkoppling_skickad_ar_godkand"):
        rad.update(antal=3)
    rad.update(lage="struken")
    with pytest.raises(IntegrityError, match="otillåten övergång"), transaction.atomic():
        rad.update(lage="utkast")


def test_one_explanation_for_each_brist_also_by_the_database(s: Slinga) -> None:
    besked = s.forklaring(s.brist(s.monster()))
    besked.pk = None
    with nekas("aterkoppling_ingen_atgard_en_gang"):
        besked.save(force_insert=True)


def test_the_record_tells_who_approved(s: Slinga) -> None:
    besked = s.skickat()
    slag = [h.slag for h in Handelse.objects.om(besked).order_by("pk")]
    assert slag == ["aterkoppling.forberedd", "aterkoppling.skicka"]
    assert Handelse.objects.om(besked).get(slag="aterkoppling.skicka").av == s.hanna
