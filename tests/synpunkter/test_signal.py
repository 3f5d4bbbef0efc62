"""Words that may mean lex Sarah or kränkning: a task for a person, never a classification."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from cykel.actions.paminnelse import skicka_paminnelser
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter.actions import signal as akter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.models import Signalbedomning, Synpunkt
from synpunkter.signaler import OMRADEN, signaler
from synpunkter.signalpaminnelse import bedomningar
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG

VANVARD = "Mormor hade blåmärken på armen och fick ingen mat i går."


@pytest.fixture
def bedomning(kommun: Kommun) -> Signalbedomning:
    with klocka.stalld(ONSDAG):
        exempel.synpunkt(kommun, text=VANVARD)
    return Signalbedomning.objects.get()


@pytest.mark.parametrize(
    ("text", "omraden"),
    [
        (VANVARD, ["lexsarah"]),
        ("Hon SLOG\nmamma och skrek åt henne.", ["lexsarah"]),
        ("Min son blir mobbad och vågar inte gå till skolan.", ["krankning"]),
        ("Barnet far illa och är kränkt.", ["krankning", "orosanmalan"]),
        ("Ni slog igen dörren till biblioteket.", []),
        ("Hostalgatan är hal och trasigt kansliet.", []),
        ("", []),
    ],
)
def test_phrases_of_the_table_are_found_as_whole_words(text: str, omraden: list[str]) -> None:
    assert list(signaler(text)) == omraden


def test_every_phrase_finds_itself() -> None:
    for o in OMRADEN:
        for fras in o.fraser:
            assert fras in signaler(f"Jo, {fras.replace('*', '')}.")[o.kod], fras


def test_a_signal_raises_a_task_with_owner_and_day_and_changes_nothing_else(
    bedomning: Signalbedomning,
) -> None:
    s = bedomning.synpunkt
    assert bedomning.omrade == "lexsarah"
    assert bedomning.fraser == ["blåmärk*", "fick ingen mat"]
    assert bedomning.bedoms_senast == date(2026, 10, 15)
    assert (s.lage, s.typ, s.utfall) == ("inkommen", "klagomal", "")
    rest = Handelse.objects.om(s).get(slag="synpunkt.signal_rest")
    assert rest.data == {"omrade": "lexsarah", "senast": "2026-10-15"}


def test_on_a_friday_it_is_due_on_monday(kommun: Kommun) -> None:
    with klocka.stalld(ONSDAG.replace(day=16)):
        exempel.synpunkt(kommun, text=VANVARD)
    assert Signalbedomning.objects.get().bedoms_senast == date(2026, 10, 19)


def test_a_plain_synpunkt_raises_none(synpunkt: Synpunkt) -> None:
    assert not Signalbedomning.objects.exists()


def test_while_one_waits_no_second_is_raised_and_after_it_only_by_new_words(
    bedomning: Signalbedomning, erik_enhetschef: Anvandare
) -> None:
    s = bedomning.synpunkt
    arendeakter.komplettera(s, text="Hon blev inlåst också.")
    assert Signalbedomning.objects.count() == 1
    akter.bedom(bedomning, beslut="nej", skal="En olycka.", av=erik_enhetschef)
    arendeakter.komplettera(s, text="Blåmärken, sa jag.")
    assert Signalbedomning.objects.count() == 1
    arendeakter.komplettera(s, text="Och någon har stulit hennes ring.")
    assert Signalbedomning.objects.oppna().get().fraser == ["stulit"]


def test_the_words_of_opening_again_are_read_too(kommun: Kommun) -> None:
    s = exempel.i_lage(Lage.AVSLUTAD, kommun, exempel.Personal(kommun))
    arendeakter.ateroppna(s, skal="Nu har hon fått trycksår.")
    assert Signalbedomning.objects.get().fraser == ["trycksår*"]


def test_a_person_decides_with_a_reason_once(
    bedomning: Signalbedomning, erik_enhetschef: Anvandare
) -> None:
    for fel in ({"beslut": ""}, {"beslut": "kanske"}, {"skal": " "}):
        with pytest.raises(Regelbrott):
            akter.bedom(bedomning, **{"beslut": "utreds", "skal": "S"} | fel, av=erik_enhetschef)
    b = akter.bedom(bedomning, beslut="utreds", skal="Rapporterat.", av=erik_enhetschef)
    assert (b.beslut, b.skal, b.beslutad_av) == ("utreds", "Rapporterat.", erik_enhetschef)
    assert Synpunkt.objects.get().utfall == ""
    with pytest.raises(Regelbrott):
        akter.bedom(bedomning, beslut="nej", skal="Nej.", av=erik_enhetschef)
    (rad,) = beratta(Handelse.objects.filter(slag="synpunkt.signal_avgjord"))
    assert rad.mening == "En signal i texten bedömdes: ja, det tas vidare enligt rutinen."


def test_a_handler_or_another_nämnds_chef_does_not_decide(
    bedomning: Signalbedomning, kommun: Kommun, hanna_handlaggare: Anvandare
) -> None:
    annan = factories.person("Annan Chef", "CH", kommun.kfk)
    for person in (hanna_handlaggare, annan):
        with pytest.raises(PermissionDenied):
            akter.bedom(bedomning, beslut="nej", skal="Nej.", av=person)


def test_of_a_marked_case_only_who_reads_it_decides(
    bedomning: Signalbedomning, kommun: Kommun
) -> None:
    Synpunkt.objects.update(sekretess=True)
    rotchef = factories.person("Kommundirektör", "CH", kommun.rot)
    with pytest.raises(PermissionDenied):
        akter.bedom(bedomning, beslut="nej", skal="Nej.", av=rotchef)


# --- reminders -------------------------------------------------------------------------------


def _namn(dag: date) -> list[str]:
    pk = [f.person for f in bedomningar(dag)]
    namn = dict(Anvandare.objects.values_list("pk", "namn"))
    return [namn[p] for p in pk]


def test_the_nearest_chef_is_asked_and_when_late_all_above(
    bedomning: Signalbedomning, kommun: Kommun, erik_enhetschef: Anvandare
) -> None:
    factories.person("Vera Vårdchef", "CH", kommun.vok, namnd=kommun.von)
    factories.person("Kim Kommundirektör", "CH", kommun.rot)
    factories.person("Fel Nämnd", "CH", kommun.rot, namnd=kommun.kfn)
    factories.person("Under", "CH", kommun.centrum)
    with klocka.stalld(ONSDAG):
        assert _namn(date(2026, 10, 14)) == ["Erik Enhetschef"]
        sena = ["Kim Kommundirektör", "Vera Vårdchef", "Erik Enhetschef"]
        assert _namn(date(2026, 10, 16)) == sena
    Synpunkt.objects.update(sekretess=True)
    with klocka.stalld(ONSDAG):
        assert _namn(date(2026, 10, 16)) == ["Vera Vårdchef", "Erik Enhetschef"]


def test_the_mornings_mail_asks_and_holds_no_word_of_the_case(
    bedomning: Signalbedomning, erik_enhetschef: Anvandare
) -> None:
    Utskick.objects.all().delete()
    with klocka.stalld(ONSDAG):
        assert skicka_paminnelser() == 1
    brev = Utskick.objects.get().innehall
    assert f"Bedöm synpunkt {bedomning.synpunkt.referens}" in brev
    assert f"/bedom/{bedomning.pk}/" in brev
    for ord_ in ("blåmärk", "mat", "Sarah"):
        assert ord_ not in brev.replace("format", "").replace("automat", "")


def test_nobody_is_asked_when_nothing_waits(
    bedomning: Signalbedomning, erik_enhetschef: Anvandare
) -> None:
    akter.bedom(bedomning, beslut="nej", skal="Nej.", av=erik_enhetschef)
    assert not list(bedomningar(date(2026, 10, 16)))


# --- the pages -------------------------------------------------------------------------------


def test_it_is_shown_in_the_inbox_and_on_the_case_and_decided_on_a_page(
    bedomning: Signalbedomning,
    client: Client,
    erik_enhetschef: Anvandare,
    hanna_handlaggare: Anvandare,
) -> None:
    s = bedomning.synpunkt
    arende = f"/arbete/synpunkter/{s.pk}/"
    sida = f"{arende}bedom/{bedomning.pk}/"
    client.force_login(hanna_handlaggare)
    assert "lex Sarah" in client.get(arende).content.decode()
    assert client.get(sida).status_code == 403
    client.force_login(erik_enhetschef)
    assert s.referens in client.get("/arbete/synpunkter/", {"urval": "bedom"}).content.decode()
    assert sida in client.get(arende).content.decode()
    assert "”blåmärk…”" in client.get(sida).content.decode()
    assert client.post(sida, {"beslut": "utreds"}).status_code == 200
    svar = client.post(sida, {"beslut": "utreds", "skal": "Rapporterat."})
    assert svar.headers["Location"] == arende
    assert "Rapporterat." in client.get(sida).content.decode()
    assert s.referens not in client.get("/arbete/synpunkter/", {"urval": "bedom"}).content.decode()


def test_a_task_of_another_case_does_not_exist(
    bedomning: Signalbedomning, kommun: Kommun, client: Client, erik_enhetschef: Anvandare
) -> None:
    annan = exempel.synpunkt(kommun)
    client.force_login(erik_enhetschef)
    sida = f"/arbete/synpunkter/{annan.pk}/bedom/{bedomning.pk}/"
    assert client.get(sida).status_code == 404


# --- the database ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fel",
    [
        {"omrade": "lexsarah"},
        {"omrade": "annat"},
        {"beslut": "nej"},
        {"skal": "S"},
    ],
)
def test_the_database_refuses_a_second_open_task_and_half_a_decision(
    bedomning: Signalbedomning, fel: dict[str, Any]
) -> None:
    falt = {"omrade": "krankning", "fraser": ["mobb*"], "skapad": ONSDAG}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signalbedomning.objects.create(
            synpunkt=bedomning.synpunkt, bedoms_senast=ONSDAG, **falt | fel
        )
