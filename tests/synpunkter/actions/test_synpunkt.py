"""The acts on a synpunkt: receiving once, deadlines, mails, and who is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from kvalitet import klocka, krypto
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from kvalitet.notiser import Brev
from synpunkter import epost, lank
from synpunkter.actions import mottagning
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Kontakt, Meddelande, Synpunkt, Tidsfrist
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.post import brevet
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import EPOST, PROVAT, Personal, i_lage


def brev(mall: str) -> list[Brev]:
    rader = Utskick.objects.filter(mall=mall).order_by("pk")
    return [brevet(rad) for rad in rader]


def test_the_receipt_and_the_confirmation(kommun: Kommun) -> None:
    with klocka.stalld(ONSDAG):
        kvitto = exempel.kvitto(kommun)
    s = kvitto.synpunkt
    assert (s.tas_om_hand_senast, s.svar_senast) == (date(2026, 10, 16), date(2026, 10, 28))
    (post,) = brev("synpunkt_kvitto")
    assert post.mottagare == EPOST
    for text in (post.text, post.html):
        assert s.referens in post.amne
        assert s.referens in text
        assert "onsdag 28\N{NO-BREAK SPACE}oktober 2026" in text
        assert "Vård- och omsorgsnämnden" in text
        assert "/synpunkter/folj/" in text
        assert kvitto.kod not in text
        assert kvitto.kod.replace("-", "") not in text


def test_the_contact_is_encrypted_with_a_lookup(synpunkt: Synpunkt) -> None:
    with connection.cursor() as markor:
        markor.execute("select epost, namn from synpunkter_kontakt")
        assert "gunilla" not in str(markor.fetchall()).lower()
    assert Kontakt.objects.get().epost == EPOST
    summa = krypto.uppslag(EPOST, rum="kontakt.epost")
    assert Kontakt.objects.filter(epost_hmac=summa).exists()


def test_the_same_token_is_one_case_and_the_same_receipt(kommun: Kommun) -> None:
    en = exempel.kvitto(kommun, token="samma")
    tva = exempel.kvitto(kommun, token="samma")
    assert (en.synpunkt, en.kod) == (tva.synpunkt, tva.kod)
    assert (Synpunkt.objects.count(), Utskick.objects.count()) == (1, 1)


def test_two_at_once_are_one_case(riktig_databas: str) -> None:
    kommun = factories.kommun()

    def skicka(_: int) -> mottagning.Kvitto:
        try:
            return exempel.kvitto(kommun, token="samtidigt")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as trad:
        kvitton = list(trad.map(skicka, range(4)))
    assert len({(k.synpunkt.referens, k.kod) for k in kvitton}) == 1
    assert (Synpunkt.objects.count(), Kontakt.objects.count()) == (1, 1)
    assert (Handelse.objects.count(), Utskick.objects.count()) == (1, 1)


def test_a_taken_reference_is_replaced(kommun: Kommun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "synpunkter.actions.mottagning.koder.referens",
        lambda token, *, ar, forsok: f"SP-{ar}-AAA{forsok}",
    )
    with klocka.stalld(ONSDAG):
        referenser = [exempel.synpunkt(kommun).referens for _ in range(3)]
    assert referenser == ["SP-2026-AAA0", "SP-2026-AAA1", "SP-2026-AAA2"]


def test_the_nämnds_own_promise(kommun: Kommun) -> None:
    Tidsfrist.objects.create(namnd=kommun.von, svara_dagar=14, svara_i_vardagar=False)
    with klocka.stalld(ONSDAG):
        assert exempel.synpunkt(kommun).svar_senast == date(2026, 10, 28)


def test_an_answer_by_email_needs_an_address(kommun: Kommun) -> None:
    with pytest.raises(Regelbrott, match="e-postadress"):
        exempel.kvitto(kommun, epost=" ")


def test_written_in_by_staff_counts_from_the_day_it_came(
    kommun: Kommun, hanna_handlaggare: Anvandare, erik_enhetschef: Anvandare
) -> None:
    val = {"kanal": "telefon", "inkom": ONSDAG - timedelta(days=7)}
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(kommun, av=hanna_handlaggare, **val)
        assert s.svar_senast == date(2026, 10, 21)
        assert Handelse.objects.om(s).get().av == hanna_handlaggare
        with pytest.raises(PermissionDenied):
            exempel.synpunkt(kommun, av=erik_enhetschef, **val)


def test_the_clock_stands_still_while_the_sender_is_asked(kommun: Kommun) -> None:
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, personal)
        assert s.stannad == date(2026, 10, 14)
    (fraga,) = brev("synpunkt_komplettering")
    assert "Vilka dagar gällde det?" in fraga.text
    with klocka.stalld(ONSDAG + timedelta(days=5)):  # Monday: three working days later
        assert not s.ar_sen(klocka.idag())
        s = akter.komplettera(s, text="Det var 15 och 18 september.")
    assert (s.lage, s.stannad, s.svar_senast) == (
        Lage.UNDER_HANDLAGGNING,
        None,
        date(2026, 11, 2),
    )
    assert brev("synpunkt_avsandaren_skrev")[0].mottagare == personal.handlaggare.epost


def test_the_sender_may_add_in_any_open_case_but_not_twice(kommun: Kommun) -> None:
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, Personal(kommun))
    for _ in range(2):
        s = akter.komplettera(s, text="Det hände i går igen.")
    assert s.lage == Lage.UNDER_HANDLAGGNING
    assert s.meddelanden.count() == 1


def test_the_same_words_after_a_new_question_are_a_new_answer(kommun: Kommun) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    for fraga in ("Får vi ringa dig?", "Får vi ringa i kväll?"):
        s = akter.begar_komplettering(s, meddelande=fraga, av=personal.handlaggare)
        s = akter.komplettera(s, text="Ja")
        assert (s.lage, s.stannad) == (Lage.UNDER_HANDLAGGNING, None)
    assert s.meddelanden.filter(riktning="fran", text="Ja").count() == 2


def test_a_note_pressed_twice_is_one_and_written_again_next_day_is_two(kommun: Kommun) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    for dag in (0, 0, 1):
        with klocka.stalld(ONSDAG + timedelta(days=dag)):
            akter.anteckna(s, text="Ringt, inget svar.", av=personal.handlaggare)
    assert s.meddelanden.filter(riktning="intern").count() == 2


def test_the_namnd_follows_the_unit_unless_the_case_has_one_that_answers_for_it(
    kommun: Kommun,
) -> None:
    personal = Personal(kommun)
    s = akter.tilldela(
        exempel.synpunkt(kommun), enhet=kommun.bibliotek, **PROVAT, av=personal.registrator
    )
    assert s.namnd == kommun.kfn


def test_a_namnd_that_does_not_answer_for_the_unit_is_refused(kommun: Kommun) -> None:
    s = exempel.synpunkt(kommun)
    with pytest.raises(Regelbrott) as fel:
        akter.tilldela(s, enhet=kommun.bibliotek, namnd=kommun.von, av=Personal(kommun).registrator)
    assert any("ansvarar inte för" in punkt.mening for punkt in fel.value.punkter if not punkt.klar)


def test_the_preview_is_the_mail_but_for_the_link(kommun: Kommun) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    text = "Hej Gunilla!\n\nDu har rätt & vi <ändrar> oss."
    forhand = epost.forhandsvisa("synpunkt_svar", s, text=text)
    akter.besvara(s, meddelande=text, av=personal.handlaggare)
    (skickat,) = brev("synpunkt_svar")
    adress = next(rad for rad in skickat.text.splitlines() if "/synpunkter/folj/" in rad)
    assert skickat.amne == forhand.amne
    assert skickat.text.replace(adress, epost.LANK_I_FORHANDSVISNING) == forhand.text
    assert text in skickat.text
    oppnad = lank.oppna(adress.rstrip("/").rpartition("/")[2])
    assert oppnad is not None
    assert (oppnad.referens, oppnad.slag) == (s.referens, "epost")


@pytest.mark.parametrize(
    ("lage", "data", "mening"),
    [
        (Lage.UNDER_HANDLAGGNING, {"utfall": "ingen"}, "varför ingen åtgärd"),
        (Lage.UNDER_HANDLAGGNING, {"utfall": "atgardat"}, "Svara på klagomålet först"),
        (Lage.BESVARAD, {"utfall": "hittepå"}, "Välj ett utfall"),
    ],
)
def test_closing_asks_for_an_outcome_and_an_answer(
    kommun: Kommun, lage: Lage, data: dict[str, str], mening: str
) -> None:
    personal = Personal(kommun)
    s = i_lage(lage, kommun, personal)
    with pytest.raises(Regelbrott) as fel:
        akter.avsluta(s, av=personal.handlaggare, **data)
    assert any(mening in p.mening for p in fel.value.punkter if not p.klar)


def test_who_wants_no_answer_is_asked_nothing(kommun: Kommun) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, svarsval="nej")
    with pytest.raises(Regelbrott):
        akter.begar_komplettering(s, meddelande="När?", av=personal.handlaggare)


@pytest.mark.parametrize(("dagar", "gar"), [(30, True), (31, False)])
def test_the_sender_opens_again_within_thirty_days(kommun: Kommun, dagar: int, gar: bool) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
    with klocka.stalld(ONSDAG + timedelta(days=dagar)):
        if not gar:
            with pytest.raises(Regelbrott):
                akter.ateroppna(s, skal="Det hände igen.")
            return
        s = akter.ateroppna(s, skal="Det hände igen.")
    assert (s.lage, s.utfall, s.avslutad, s.besvarad) == (Lage.ATEROPPNAD, "", None, None)
    assert s.svar_senast == date(2026, 11, 27)
    assert s.meddelanden.last().text == "Det hände igen."  # type: ignore[union-attr]
    assert "fredag 27\N{NO-BREAK SPACE}november 2026" in brev("synpunkt_ateroppnad")[0].text


def test_only_a_handler_of_the_place_can_be_given_the_case(
    synpunkt: Synpunkt,
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    bo_biblioteksman: Anvandare,
) -> None:
    val = {"enhet": kommun.centrum, "av": karin_kvalitetssamordnare}
    with pytest.raises(Regelbrott):
        akter.tilldela(synpunkt, handlaggare=bo_biblioteksman, **val)
    s = akter.tilldela(synpunkt, handlaggare=hanna_handlaggare, **val)
    assert (s.enhet, s.namnd, s.handlaggare) == (kommun.centrum, kommun.von, hanna_handlaggare)
    assert brev("synpunkt_tilldelad")[0].mottagare == hanna_handlaggare.epost


def test_a_note_is_internal_and_written_once(
    synpunkt: Synpunkt, erik_enhetschef: Anvandare, rut_revisor: Anvandare
) -> None:
    for _ in range(2):
        akter.anteckna(synpunkt, text="Samma sak som förra veckan.", av=erik_enhetschef)
    assert synpunkt.meddelanden.get().riktning == Meddelande.Riktning.INTERN
    with pytest.raises(PermissionDenied):
        akter.anteckna(synpunkt, text="Får jag?", av=rut_revisor)


def test_a_new_link_at_most_once_a_day(synpunkt: Synpunkt) -> None:
    for _ in range(3):
        akter.ny_lank(synpunkt)
    assert len(brev("synpunkt_lank")) == 1
