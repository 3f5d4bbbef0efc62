"""The synpunktsrapport's collector: what is counted, what is hidden, and in how many questions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kvalitet import klocka
from kvalitet.models import Enhet
from synpunkter.models import Synpunkt
from synpunkter.statistik import MINST
from synpunkter.tillstand import Utfall
from tests import factories
from tests.factories import Kommun
from tests.kvalitet.test_doljning import losta
from tests.synpunkter.slinga import slinga as gor_slinga
from uppfoljning.rapport import kanon
from uppfoljning.rapport.perioddelar import Period, Tal
from uppfoljning.rapport.synpunkter.modell import Synpunktsrapport, fran_json
from uppfoljning.samlare import perioder
from uppfoljning.samlare.synpunkter import samla
from uppfoljning.samlare.synpunktstal import _lagg_till, dolda

NU = datetime(2026, 10, 8, 9, 30, tzinfo=UTC)
Q3 = Period(fran=date(2026, 7, 1), till=date(2026, 9, 30))


def arenden(kommun: Kommun, enhet: Enhet, antal: int, **andrat: Any) -> None:
    """Put cases in a unit, received and answered as given, without walking them there."""
    n = Synpunkt.objects.count()
    kom: datetime = andrat.get("inkom", datetime(2026, 8, 10, 9, 0, tzinfo=UTC))
    val: dict[str, Any] = {
        "typ": "klagomal",
        "text": "Hemlig text om Gunilla Ek",
        "namnd": kommun.von,
        "enhet": enhet,
        "svarsval": "kod",
        "inkom": kom,
        "tas_om_hand_senast": kom.date() + timedelta(days=2),
        "svar_senast": kom.date() + timedelta(days=14),
        "textversion": "1",
        **andrat,
    }
    Synpunkt.objects.bulk_create(
        Synpunkt(referens=f"SP-{n + i}", kod_hmac=f"k{n + i}", token_hmac=f"t{n + i}", **val)
        for i in range(antal)
    )


def rapport(kommun: Kommun, p: Period = Q3) -> Synpunktsrapport:
    with klocka.stalld(NU):
        return samla(perioder.omfang("synpunkter", kommun.von, p), nu=NU)


def test_counts_beside_the_period_before_and_last_year(kommun: Kommun) -> None:
    svar = datetime(2026, 8, 17, 9, 0, tzinfo=UTC)
    arenden(kommun, kommun.centrum, 8, besvarad=svar)
    arenden(kommun, kommun.hemtjanst, 6, typ="berom", svarsval="nej")
    arenden(kommun, kommun.centrum, 5, inkom=datetime(2026, 5, 4, tzinfo=UTC))
    arenden(kommun, kommun.centrum, 9, inkom=datetime(2025, 9, 30, 12, tzinfo=UTC))
    arenden(kommun, kommun.bibliotek, 7, namnd=kommun.kfn)
    t = rapport(kommun).tal
    assert [x.antal for x in (t.alla.nu, t.alla.forra, t.alla.fjol)] == [14, 5, 9]
    assert t.forra == Period(fran=date(2026, 4, 1), till=date(2026, 6, 30))
    assert {r.nyckel: r.nu.antal for r in t.per_typ} == {
        "klagomal": 8,
        "forslag": 0,
        "berom": 6,
        "fraga": 0,
    }
    assert (t.svar.andel_i_tid, t.svar.median_dagar) == (100, 7)
    assert [(e.namn, e.nu.antal, e.andel_i_tid) for e in t.enheter] == [
        ("Hemtjänst Centrum", 8, 100),
        ("Hemtjänst", 6, None),
    ]
    # Those of May and last year still wait, and their promised day has passed.
    assert (t.utan_svar.alla.antal, t.utan_svar.sena.antal) == (14, 14)
    assert t.utan_svar.aldst_dagar == (NU.date() - date(2025, 9, 30)).days


def test_a_small_unit_hides_another_so_that_nobody_can_subtract(kommun: Kommun) -> None:
    arenden(kommun, kommun.centrum, 20)
    arenden(kommun, kommun.hemtjanst, 6)
    arenden(kommun, kommun.vok, 2)
    t = rapport(kommun).tal
    assert t.alla.nu == Tal(antal=28)
    assert {e.namn: e.nu for e in t.enheter} == {
        "Hemtjänst Centrum": Tal(antal=20),
        "Hemtjänst": Tal(dold=True),
        "Vård- och omsorgskontoret": Tal(dold=True),
    }


def test_a_year_has_no_third_period(kommun: Kommun) -> None:
    arenden(kommun, kommun.centrum, 5, inkom=datetime(2025, 2, 3, tzinfo=UTC))
    t = rapport(kommun, Period(fran=date(2026, 1, 1), till=date(2026, 12, 31))).tal
    assert (t.fjol, t.alla.forra, t.alla.nu) == (None, Tal(antal=5), Tal(antal=0))


def test_what_is_secret_and_named_never_gets_in(kommun: Kommun) -> None:
    """Neither a sender's word, a reference nor the name of a mönster; small chains have no name."""
    slinga = gor_slinga(kommun)
    monster = slinga.brist(slinga.monster())
    Synpunkt.objects.update(sekretess=True)
    p = Period(fran=date(2026, 1, 1), till=date(2026, 12, 31))
    with klocka.stalld(NU):
        u = samla(perioder.omfang("synpunkter", slinga.kommun.von, p), nu=NU)
    fryst = kanon.till_json(u)
    for ord_ in (monster.namn, "mamma", "Gunilla", "SP-2026", "Ändrade tider meddelas inte"):
        assert ord_ not in fryst
    assert u.tal.kedja.brister == 1
    assert u.tal.kedja.synpunkter == Tal(dold=True)
    assert [(x.namn, x.nu, x.monster) for x in u.tal.teman] == [("Tider", Tal(dold=True), 1)]


def test_lex_sarah_is_never_told_apart() -> None:
    celler: Counter[tuple[str, str]] = Counter()
    for slut in (Utfall.LEX_SARAH, Utfall.ANNAN_PROCESS):
        rad = {"enhet": 1, "enhet__namn": "A", "typ": "klagomal", "slut": str(slut)}
        _lagg_till(celler, rad, 6)
    assert celler["utfall", "annan_process"] == 12
    assert not any("sarah" in del_ for cell in celler for del_ in cell)


def test_the_snapshot_is_read_back_as_it_was(kommun: Kommun) -> None:
    arenden(kommun, kommun.centrum, 8)
    arenden(kommun, kommun.vok, 3, typ="fraga")
    u = rapport(kommun)
    assert fran_json(kanon.till_json(u)) == u
    assert [x.vad for x in u.saknas] == [
        "Texten Så tolkar vi siffrorna",
        "Texten Det här gör kontoret nu",
    ]


def test_as_many_questions_for_many_units_as_for_one(kommun: Kommun) -> None:
    arenden(kommun, kommun.centrum, 8)
    with CaptureQueriesContext(
        connection,
    ) as en:
        rapport(kommun)
    for i in range(12):
        ny = factories.enhet(f"Område {i}", "enhet", kommun.vok)
        arenden(kommun, ny, 5 + i, inkom=NU - timedelta(days=30 + i))
    with CaptureQueriesContext(connection) as flera:
        rapport(kommun)
    assert len(flera) == len(en)


antal = st.integers(0, 9) | st.integers(0, 40)


@given(
    st.dictionaries(
        st.tuples(
            st.integers(1, 5),
            st.sampled_from(["klagomal", "forslag", "berom", "fraga"]),
            st.sampled_from(["", "atgardat", "ingen", "lex_sarah"]),
        ),
        antal,
        min_size=1,
        max_size=25,
    )
)
def test_no_small_count_can_be_solved_from_what_is_told(
    inkomna: dict[tuple[int, str, str], int],
) -> None:
    """Types, outcomes and units are all the same cases: every sum that a reader can do."""
    celler: Counter[tuple[str, str]] = Counter()
    for (enhet, typ, slut), n in inkomna.items():
        if n:
            _lagg_till(celler, {"enhet": enhet, "enhet__namn": "x", "typ": typ, "slut": slut}, n)
    borta = dolda(celler)
    finns = {c for c, n in celler.items() if n}
    assert all(celler[c] >= MINST for c in finns - borta)
    enheter = {c[0] for c in finns if c[0].startswith("enhet")}
    alla = ("alla", "")
    typer = {c for c in finns if c[0] == "alla"} - {alla, ("alla", "ovriga")}
    summor = [
        (alla, list(typer)),
        (alla, [c for c in finns if c[0] == "utfall"]),
        (alla, [(e, "") for e in enheter]),
        (("alla", "ovriga"), [c for c in typer if c[1] != "klagomal"]),
        *(
            (("alla", g), [(e, g) for e in enheter if (e, g) in finns])
            for g in ("klagomal", "ovriga")
        ),
        *(((e, ""), [c for c in finns if c[0] == e and c[1]]) for e in enheter),
    ]
    hela = [(hel, delar) for hel, delar in summor if hel in finns]
    assert not losta(hela, set(borta)) & {c for c in borta if celler[c] < MINST}
