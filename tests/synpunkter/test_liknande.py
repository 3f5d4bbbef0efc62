"""Similar cases: the five most alike with the reason, measured on texts labelled beforehand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db.models import Value
from django.test import Client

from kvalitet.models import Anvandare
from synpunkter.likhet import Text, begrepp, rangordna, skal
from synpunkter.liknande import Stammar, kandidater, liknande
from synpunkter.models import Synpunkt
from tests.factories import Kommun
from tests.synpunkter import exempel

DATA = Path(__file__).with_name("data")
NAMNDER = {
    "Hemtjänst": "VON",
    "Boende": "VON",
    "Funktionsstöd": "VON",
    "Socialtjänst": "SN",
    "Förskola": "UN",
    "Skola": "UN",
    "Gator": "TN",
    "Park": "TN",
    "Avfall": "TN",
    "Bad": "KFN",
    "Bibliotek": "KFN",
    "Bygg": "BMN",
    "Service": "KS",
}
"""Which nämnd each area belongs to: only its own cases are compared."""


def texter(*filer: str) -> list[tuple[str, str, Text]]:
    """Return (group, nämnd, text) of the data files; the sender has chosen the area as unit."""
    grupper = [g for fil in filer for g in json.loads((DATA / fil).read_text("utf-8"))]
    enheter = {omrade: nr for nr, omrade in enumerate(NAMNDER)}
    skrivna = [(g["grupp"], g["omrade"], text) for g in grupper for text in g["texter"]]
    en = Synpunkt.objects.order_by("pk")[:1]
    ut = []
    for nr, (grupp, omrade, text) in enumerate(skrivna):
        stammar = en.annotate(s=Stammar(Value(text))).values_list("s", flat=True)[0]
        ut.append((grupp, NAMNDER[omrade], Text(nr, text, tuple(stammar), enheter[omrade])))
    return ut


def recall(alla: list[tuple[str, str, Text]], bland: list[tuple[str, str, Text]]) -> float:
    """Mean share of a text's own group among its five most alike, over `alla`."""
    andelar = []
    for grupp, namnd, text in alla:
        andra = [t for _, n, t in bland if n == namnd and t.pk != text.pk]
        egna = {t.pk for g, _, t in bland if g == grupp and t.pk != text.pk}
        funna = {traff.pk for traff in rangordna(text, andra)}
        andelar.append(len(egna & funna) / len(egna))
    return sum(andelar) / len(andelar)


@pytest.fixture
def en(kommun: Kommun) -> Synpunkt:
    return exempel.synpunkt(kommun)


def test_four_of_five_are_found_on_texts_labelled_before_the_method(en: Synpunkt) -> None:
    """Recall at five on 248 texts in 62 groups, labelled before the method was chosen: 0.88, where
    at least 0.8 is asked for."""
    alla = texter("liknande.json")
    assert len(alla) >= 200
    assert recall(alla, alla) >= 0.85  # measured 0.88


def test_a_sixth_of_the_false_hits_is_not_shown(
    en: Synpunkt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that share everyday words alone, or one that weighs nearly nothing; right ones come in
    their place."""
    alla = texter("liknande.json")

    def matt() -> tuple[int, float]:
        falska = 0
        for grupp, namnd, text in alla:
            andra = {t.pk: (g, t) for g, n, t in alla if n == namnd and t.pk != text.pk}
            traffar = rangordna(text, [t for _, t in andra.values()])
            falska += sum(andra[traff.pk][0] != grupp for traff in traffar)
        return falska, recall(alla, alla)

    falska, funna = matt()
    monkeypatch.setattr("synpunkter.likhet._for_lite", lambda *_, **__: False)
    falska_forut, funna_forut = matt()
    assert funna >= funna_forut  # measured 0.92 and 0.90
    assert falska <= 0.86 * falska_forut  # measured 449 of 535


@pytest.mark.parametrize(
    "text",
    [
        "Tack för hjälpen förra veckan!",
        "Min mamma fick en ny tid i går.",
    ],
)
def test_who_shares_only_everyday_words_is_no_hit(
    kommun: Kommun, hanna_handlaggare: Anvandare, text: str
) -> None:
    egen = exempel.synpunkt(
        kommun, text="Gatubelysningen har varit släckt i flera dagar, mamma fick gå."
    )
    exempel.synpunkt(kommun, text=text)
    samma = exempel.synpunkt(kommun, text="Gatubelysningen är släckt.")
    assert [ett.synpunkt for ett in liknande(egen, hanna_handlaggare)] == [samma]


def test_one_rare_word_in_common_is_still_a_hit() -> None:
    fraga = Text(1, "Väderskyddet läcker.", ("väderskyd", "läck"), 7)
    annan = Text(2, "Vi fryser, väderskyddet är borta.", ("frys", "väderskyd", "bort"), 8)
    ovriga = [Text(n, f"Ord{n}", (f"ord{n}",), 8) for n in range(3, 40)]
    assert [traff.pk for traff in rangordna(fraga, [annan, *ovriga])] == [2]


def test_on_matters_that_the_word_list_does_not_know_half_are_still_found(en: Synpunkt) -> None:
    """The honest floor: 48 texts in 12 groups about matters outside begrepp.txt, among all."""
    alla = texter("liknande.json", "liknande_nya.json")
    nya = alla[248:]
    assert len(nya) == 48
    assert recall(nya, alla) >= 0.45  # measured 0.49


def test_the_database_finds_the_candidates_by_word_concept_and_spelling(
    kommun: Kommun, hanna_handlaggare: Anvandare
) -> None:
    samma = exempel.synpunkt(kommun, text="Gatubelysningen har varit släckt i tre veckor.")
    begreppet = exempel.synpunkt(kommun, text="Lyktstolpen utanför huset är ur funktion.")
    stavfel = exempel.synpunkt(kommun, text="Hela vår gattubelysning strular.")
    annat = exempel.synpunkt(kommun, text="Maten i matsalen smakade gott.")
    egen = exempel.synpunkt(kommun, text="Belysningen på gatan är trasig. Gatubelysning saknas.")
    funna = {rad.pk for rad in kandidater(egen, hanna_handlaggare)}
    assert {samma.pk, begreppet.pk, stavfel.pk} <= funna
    assert annat.pk not in funna


def test_the_reason_says_which_words(kommun: Kommun) -> None:
    en, annan = (
        Text(1, "Gatubelysningen är trasig på Storgatan.", ("gatubelysning", "trasig"), 7),
        Text(2, "Lampan är trasig.", ("lampan", "trasig"), 7),
    )
    assert skal(en, annan) == "Samma ord: trasig. Handlar båda om: belysning. Samma enhet"
    stavat = Text(3, "Gattubelysning!", ("gattubelysning",), 8)
    assert "Nästan samma ord: gatubelysning/gattubelysning" in skal(en, stavat)
    assert skal(en, Text(4, "Beröm.", ("beröm",), 7)) == ""  # the unit alone is no reason


def test_what_shares_nothing_is_not_shown_however_few_there_are(kommun: Kommun) -> None:
    fraga = Text(1, "Lampan är trasig.", ("lampan", "trasig"), 7)
    assert rangordna(fraga, [Text(2, "Xyz.", ("xyz",), 7)]) == []
    assert rangordna(fraga, []) == []


def test_the_concepts_know_inflections_and_compounds() -> None:
    assert "belysning" in begrepp("Lyktstolparna!")
    assert "belysning" in begrepp("gångbanebelysning")
    assert begrepp("") == frozenset()


def test_only_the_namnd_and_what_one_may_read(
    kommun: Kommun, hanna_handlaggare: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    egen = exempel.synpunkt(kommun)
    samma = exempel.synpunkt(kommun)
    annan_namnd = exempel.synpunkt(kommun, enhet=kommun.bibliotek, namnd=kommun.kfn)
    for person in (hanna_handlaggare, karin_kvalitetssamordnare):  # Karin reads both nämnder
        traffar = [ett.synpunkt for ett in liknande(egen, person)]
        assert traffar == [samma]
        assert annan_namnd not in traffar


def test_the_page_and_the_part_are_the_same(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare, bo_biblioteksman: Anvandare
) -> None:
    egen = exempel.synpunkt(kommun)
    samma = exempel.synpunkt(kommun)
    client.force_login(hanna_handlaggare)
    arende = client.get(f"/arbete/synpunkter/{egen.pk}/").content.decode()
    assert f'hx-get="/arbete/synpunkter/{egen.pk}/liknande/"' in arende
    assert samma.referens not in arende  # lazily
    adress = f"/arbete/synpunkter/{egen.pk}/liknande/"
    hel = client.get(adress).content.decode()
    del_ = client.get(adress, headers={"HX-Request": "true"}).content.decode()
    assert del_.strip() in hel
    assert samma.referens in del_
    assert "Samma ord:" in del_
    client.force_login(bo_biblioteksman)
    assert client.get(adress).status_code == 404


def test_odd_texts_make_no_search_stumble(kommun: Kommun, hanna_handlaggare: Anvandare) -> None:
    for text in ("!!! ???", "' | & :* <->", "123 456", "å", "ord " * 900):
        egen = exempel.synpunkt(kommun, text=text)
        assert isinstance(liknande(egen, hanna_handlaggare), list)
