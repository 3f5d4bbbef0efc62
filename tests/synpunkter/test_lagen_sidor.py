"""The pages under "Mer": scope, rights, what each sender gets, and nothing but numbers outside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kvalitet.models import Anvandare, Utskick
from synpunkter import lank
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.forms.lagen import SlaIhopForm
from synpunkter.kampanj import Lik, Post
from synpunkter.models import Overlamnande, Synpunkt
from synpunkter.tillstand import Lage, Utfall
from synpunkter.villkor_lagen import Del
from tests import factories
from tests.factories import Kommun
from tests.post import brevet
from tests.synpunkter import exempel
from tests.synpunkter.exempel import PROVAT, VIDARE, Personal, i_lage

SIDOR = ["sla-ihop/", "dela/", "vidarebefordra/", "galler/", "lanka/", "sammanslagna/"]
FORDELAR = ["sla-ihop/", "dela/", "vidarebefordra/", "galler/"]
BARA_POST = ["ta-ur/", "lanka/1/bort/"]


def url(s: Synpunkt, del_: str = "") -> str:
    return f"/arbete/synpunkter/{s.pk}/{del_}"


def lasbart(sida: str) -> str:
    return re.sub(r"<[^>]+>", " ", sida)


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare, client: Client) -> Anvandare:
    client.force_login(nina_namndsekreterare)
    return nina_namndsekreterare


@pytest.mark.parametrize("del_", SIDOR + BARA_POST)
def test_another_namnds_case_does_not_exist(
    kommun: Kommun, client: Client, nina: Anvandare, del_: str
) -> None:
    s = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    if del_ not in BARA_POST:
        assert client.get(url(s, del_)).status_code == 404
    assert client.post(url(s, del_)).status_code in (404, 405)


@pytest.mark.parametrize("del_", FORDELAR)
def test_who_does_not_triage_gets_403(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare, del_: str
) -> None:
    client.force_login(hanna_handlaggare)
    assert client.get(url(synpunkt, del_)).status_code == 403
    assert client.post(url(synpunkt, del_), {"x": "1"}).status_code == 403


@pytest.mark.parametrize("del_", BARA_POST)
def test_acts_reject_get(synpunkt: Synpunkt, client: Client, nina: Anvandare, del_: str) -> None:
    assert client.get(url(synpunkt, del_)).status_code == 405


@pytest.mark.parametrize("del_", FORDELAR[:3])
def test_what_is_answered_is_told_in_a_sentence_instead_of_a_form(
    kommun: Kommun, client: Client, nina: Anvandare, del_: str
) -> None:
    s = i_lage(Lage.BESVARAD, kommun, Personal(kommun))
    sida = client.get(url(s, del_)).content.decode()
    assert "Det går inte just nu" in sida
    assert 'type="submit">Slå' not in sida


def test_from_a_campaign_to_one_answer_for_all(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    alla = [exempel.synpunkt(kommun, epost=f"p{n}@exempel.se") for n in range(5)]
    alla.append(exempel.synpunkt(kommun, text=exempel.TEXT + " Bo.", svarsval="kod", epost=""))
    utanfor = exempel.synpunkt(kommun, text="Bänken på torget är trasig.")
    sida = client.get("/arbete/synpunkter/kampanjer/").content.decode()
    assert re.search(r"<h2>6.ärenden", sida)
    assert url(alla[0], "sla-ihop/") in sida
    sida = client.get(url(alla[0], "sla-ihop/")).content.decode()
    assert "Ta med 4\N{NO-BREAK SPACE}ärenden med ordagrant samma text" in sida
    assert "procent av texten" in sida
    svar = client.post(
        url(alla[0], "sla-ihop/"),
        {"alla_lika": "on", "nastan": [alla[5].pk], "referenser": ""},
        follow=True,
    ).content.decode()
    assert "5\N{NO-BREAK SPACE}ärenden är sammanslagna med det här" in svar
    assert "besvaras genom det här" in svar
    assert set(Synpunkt.objects.filter(lage=Lage.SAMMANSLAGEN)) == set(alla[1:])
    utanfor.refresh_from_db()
    assert utanfor.lage == Lage.INKOMMEN
    client.post(url(alla[0], "tilldela/"), {"enhet": kommun.hemtjanst.pk})
    handlaggare = factories.person("Hugo", "HS", kommun.vok, namnd=kommun.von)
    client.force_login(handlaggare)
    client.post(url(alla[0], "ta-hand-om/"))
    text = {"meddelande": "Nu ringer vi alltid."}
    sida = client.post(url(alla[0], "besvara/"), text | {"steg": "granska"}).content.decode()
    assert "går till 6\N{NO-BREAK SPACE}avsändare" in lasbart(sida)
    assert "5 får det med e-post, 1 läser det med sin kod" in sida
    client.post(url(alla[0], "besvara/"), text | {"steg": "skicka"})
    assert Utskick.objects.filter(mall="synpunkt_svar").count() == 5
    assert "avsändare, var och en för sig" in client.get(url(alla[0], "avsluta/")).content.decode()


def test_a_campaign_too_long_to_show_is_taken_whole(db: None) -> None:
    """Forty are shown to be read; the rest are as like, and one box takes them all."""
    lika = [Lik(Post(n, f"SP-2026-{n:04}", 1, "Text"), 0.9) for n in range(1, 201)]
    form = SlaIhopForm({"alla_nastan": "on"}, lika=lika, synliga=Synpunkt.objects.none())
    assert "Ta med alla 200 ärenden" in str(form.fields["alla_nastan"].label)
    assert len(form.fields["nastan"].choices) == 40  # type: ignore[attr-defined]
    assert form.is_valid()
    assert form.cleaned_data["valda"] == set(range(1, 201))


def test_choosing_by_reference_and_taking_out_again(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    huvud, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun, text="Något helt annat.")
    frammande = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    for referens in (frammande.referens, "SP-2026-0000"):
        sida = client.post(url(huvud, "sla-ihop/"), {"referenser": referens}).content.decode()
        assert f"Du har inget ärende med referensen {referens}" in sida
    assert (
        "Välj minst ett ärende"
        in client.post(url(huvud, "sla-ihop/"), {"referenser": " "}).content.decode()
    )
    client.post(url(huvud, "sla-ihop/"), {"referenser": annan.referens.lower()})
    sida = client.get(url(annan)).content.decode()
    assert "Besvaras genom" in sida
    assert annan.referens in client.get(url(huvud, "sammanslagna/")).content.decode()
    for _ in range(2):
        sida = client.post(url(annan, "ta-ur/"), follow=True).content.decode()
    annan.refresh_from_db()
    assert annan.lage == Lage.INKOMMEN
    assert "Någon annan kan ha hunnit före" in sida


def del_data(kommun: Kommun, **andrat: Any) -> dict[str, Any]:
    data = {
        "antal": "2",
        "del-TOTAL_FORMS": "2",
        "del-INITIAL_FORMS": "0",
        "del-0-text": "Varför ändras tiden?",
        "del-0-enhet": kommun.centrum.pk,
        "del-1-text": "Finns boken?",
        "del-1-enhet": kommun.bibliotek.pk,
        "del-1-lagrum": "10:1",
        "del-1-skal": "Avsändaren har sagt ja.",
        "steg": "dela",
    }
    return data | andrat


def test_splitting_through_the_page(kommun: Kommun, client: Client, nina: Anvandare) -> None:
    s = exempel.synpunkt(kommun)
    assert "Del 2" in client.get(url(s, "dela/")).content.decode()
    fler = client.post(url(s, "dela/"), del_data(kommun, steg="fler")).content.decode()
    assert "Del 3" in fler
    assert "Varför ändras tiden?" in fler
    assert "Fel:" not in fler
    utan = client.post(url(s, "dela/"), del_data(kommun, **{"del-1-lagrum": ""})).content.decode()
    assert "varför uppgifterna får lämnas till Kultur- och fritidsnämnden" in utan
    assert "Finns boken?" in utan
    tom = client.post(url(s, "dela/"), del_data(kommun, **{"del-0-text": ""})).content.decode()
    assert "Del 1: Skriv vad enheten ska svara på." in tom
    svar = client.post(url(s, "dela/"), del_data(kommun), follow=True).content.decode()
    assert "Ärendet är delat i 2 delar." in svar
    assert "Hemtjänst Centrum" in svar
    assert "1 del hos andra nämnder" in svar
    assert [d.namnd.kod for d in s.delar.order_by("pk")] == ["VON", "KFN"]


def test_the_parts_that_must_be_there_say_what_they_lack(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    tomma = {"del-1-text": "", "del-1-enhet": "", "del-1-lagrum": "", "del-1-skal": ""}
    sida = client.post(
        url(exempel.synpunkt(kommun), "dela/"), del_data(kommun, **tomma)
    ).content.decode()
    assert "Del 2: Skriv vad enheten ska svara på." in sida
    assert "Del 2: Välj vilken enhet som ska svara." in sida


@pytest.mark.parametrize(
    "andrat",
    [
        {"del-TOTAL_FORMS": "9999"},
        {"del-TOTAL_FORMS": "x"},
        {"antal": "99999999999"},
        {"del-1-enhet": "999999"},
    ],
)
def test_a_hostile_form_makes_no_parts(
    kommun: Kommun, client: Client, nina: Anvandare, andrat: dict[str, str]
) -> None:
    s = exempel.synpunkt(kommun)
    client.post(url(s, "dela/"), del_data(kommun, **andrat))
    assert s.delar.count() in (0, 2)
    assert s.delar.count() == 0 or "antal" in andrat


def test_forwarding_is_read_through_before_it_is_sent(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    s = exempel.synpunkt(kommun)
    sida = client.post(url(s, "vidarebefordra/"), VIDARE | {"steg": "granska"}).content.decode()
    assert "läses av den som skrev" in sida
    assert "Så här ser mejlet till avsändaren ut" in sida
    assert VIDARE["meddelande"] in sida
    assert not Overlamnande.objects.exists()
    andra = client.post(url(s, "vidarebefordra/"), VIDARE | {"steg": "andra"}).content.decode()
    assert VIDARE["skal"] in andra
    fel = client.post(
        url(s, "vidarebefordra/"), VIDARE | {"till": "", "steg": "granska"}
    ).content.decode()
    assert "Skriv vart ärendet hör." in fel
    for _ in range(2):
        client.post(url(s, "vidarebefordra/"), VIDARE | {"steg": "skicka"})
    s.refresh_from_db()
    assert s.lage == Lage.VIDAREBEFORDRAD
    assert Utskick.objects.filter(mall="synpunkt_vidarebefordrad").count() == 1


def test_the_preview_is_the_mail_but_for_the_link(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    import json

    s = exempel.synpunkt(kommun)
    sida = client.post(url(s, "vidarebefordra/"), VIDARE | {"steg": "granska"}).content.decode()
    client.post(url(s, "vidarebefordra/"), VIDARE | {"steg": "skicka"})
    brev = json.loads(Utskick.objects.get(mall="synpunkt_vidarebefordrad").innehall)
    for rad in [brev["amne"], *brev["text"].splitlines()]:
        if "http" not in rad:
            assert rad in sida


def test_whom_it_is_about_is_set_and_taken_away(
    kommun: Kommun, client: Client, nina: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    s = exempel.synpunkt(kommun)
    sida = client.post(url(s, "galler/"), {"epost": "ingen@kommun.example"}).content.decode()
    assert "Ingen med den adressen har konto här" in sida
    client.post(url(s, "galler/"), {"epost": hanna_handlaggare.epost.upper()})
    s.refresh_from_db()
    assert s.galler_person == hanna_handlaggare
    assert hanna_handlaggare.epost in client.get(url(s, "galler/")).content.decode()
    sida = client.get(url(s, "tilldela/")).content.decode()
    handlaggare = sida.partition('name="handlaggare"')[2].partition("</select>")[0]
    assert '<option value=""' in handlaggare
    assert f'<option value="{hanna_handlaggare.pk}"' not in handlaggare
    client.post(url(s, "galler/"), {"epost": ""})
    s.refresh_from_db()
    assert s.galler_person is None


def test_linking_through_the_page(kommun: Kommun, client: Client, nina: Anvandare) -> None:
    a, b = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    sida = client.post(url(a, "lanka/"), {"referens": "strunt"}).content.decode()
    assert "Du har inget ärende med den referensen" in sida
    client.post(url(a, "lanka/"), {"referens": b.referens})
    for s, annan in ((a, b), (b, a)):
        assert annan.referens in client.get(url(s)).content.decode()
    client.post(url(b, f"lanka/{a.pk}/bort/"))
    assert b.referens not in client.get(url(a)).content.decode()


def test_what_left_the_namnd_is_numbers_only(
    kommun: Kommun, client: Client, nina: Anvandare
) -> None:
    personal = Personal(kommun)
    helt = i_lage(Lage.TILLDELAD, kommun, personal, text="Mitt barns skola luktar mögel.")
    akter.tilldela(helt, enhet=kommun.bibliotek, **PROVAT, av=personal.registrator)
    delat = exempel.synpunkt(kommun)
    delar = [
        Del("Ett", kommun.hemtjanst, kommun.von),
        Del("Hemlig fråga om boken", kommun.bibliotek, kommun.kfn, **PROVAT),
    ]
    lagen.dela(delat, delar=delar, av=personal.registrator)
    i_lage(Lage.VIDAREBEFORDRAD, kommun, personal)
    sida = client.get("/arbete/synpunkter/overlamnat/").content.decode()
    rader = re.findall(r"<tr><th scope=\"row\">(.+?)</tr>", sida, re.DOTALL)
    siffror = [re.findall(r">(\d+)<", rad) for rad in rader]
    assert siffror == [["2", "2", "0"], ["1", "0", "1"]]
    for text in ("mögel", "Hemlig", helt.referens, delat.referens, PROVAT["skal"]):
        assert text not in sida
    assert client.get(url(helt)).status_code == 404
    bo = factories.person("Bo", "HS", kommun.kfk, namnd=kommun.kfn)
    client.force_login(bo)
    assert "Inget har lämnats över" in client.get("/arbete/synpunkter/overlamnat/").content.decode()


def test_a_quiet_group_holds_the_acts_that_are_seldom_taken(
    kommun: Kommun, client: Client, nina: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    s = exempel.synpunkt(kommun)
    sida = client.get(url(s)).content.decode()
    assert sida.count('data-variant="primary"') == 1
    mer = sida.partition("<summary>Mer</summary>")[2].partition("</details>")[0]
    for akt in ("sla-ihop", "dela", "vidarebefordra", "lanka", "galler"):
        assert url(s, f"{akt}/") in mer
    client.force_login(hanna_handlaggare)
    mer = client.get(url(s)).content.decode().partition("<summary>Mer</summary>")[2]
    assert url(s, "lanka/") in mer
    assert "sla-ihop" not in mer


# --- Closed is not fixed ------------------------------------------------------------------

LAGAT = re.compile(
    r"\b(åtgärdat|åtgärdad|fixat|fixad|löst|lagat|rättat till|avhjälpt|klart)\b", re.I
)


@pytest.mark.parametrize("utfall", Utfall)
@pytest.mark.parametrize("lage", [Lage.AVSLUTAD, Lage.VIDAREBEFORDRAD])
def test_closed_is_never_rendered_fixed(
    kommun: Kommun, client: Client, lage: Lage, utfall: Utfall
) -> None:
    """On the sender's page, the staff's pages and in every mail: only the outcome says mended."""
    personal = Personal(kommun)
    s = i_lage(lage, kommun, personal)
    Synpunkt.objects.filter(pk=s.pk).update(utfall=utfall, utfall_skal="Så här blev det.")
    sidor = [client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/")]
    client.force_login(personal.registrator)
    sidor += [client.get(url(s)), client.get("/arbete/synpunkter/?urval=avslutade")]
    for svar in sidor:
        text = lasbart(svar.content.decode())
        sagt = {ord_.lower() for ord_ in LAGAT.findall(text)}
        lovat = {"åtgärdat"} if utfall in (Utfall.ATGARDAT, Utfall.DELVIS) else set()
        assert sagt <= lovat, (svar.request["PATH_INFO"], sagt)
    assert utfall.label.lower() in lasbart(sidor[0].content.decode()).lower()


@pytest.mark.parametrize("utfall", [u for u in Utfall if u != Utfall.SKRAPPOST])
def test_no_mail_calls_a_closed_case_fixed(kommun: Kommun, utfall: Utfall) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.BESVARAD, kommun, personal)
    akter.avsluta(s, utfall=utfall, utfall_skal="Så här blev det.", av=personal.handlaggare)
    for rad in Utskick.objects.all():
        brev = brevet(rad)
        sagt = {o.lower() for o in LAGAT.findall(f"{brev.amne} {brev.text}")}
        lovat = {"åtgärdat"} if utfall in (Utfall.ATGARDAT, Utfall.DELVIS) else set()
        assert sagt <= lovat, rad.mall


@pytest.mark.parametrize("lage", [x for x in Lage if x not in (Lage.AVSLUTAD, Lage.KARANTAN)])
def test_no_open_state_is_rendered_fixed_either(kommun: Kommun, client: Client, lage: Lage) -> None:
    s = i_lage(lage, kommun, Personal(kommun))
    sida = client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()
    assert not LAGAT.findall(lasbart(sida))
