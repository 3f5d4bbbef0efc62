"""What the kinds kommun and manad count, hide and ask for. No database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from synpunkter.models import Synpunkt
from synpunkter.statistik import Synpunktslage
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.rapporter import kommunexempel, manadexempel
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import kanon
from uppfoljning.rapport.html import rapport_html
from uppfoljning.rapport.kommun.forst import lasforst
from uppfoljning.rapport.kommun.modell import Namndel, Namndenkat
from uppfoljning.rapport.kommun.slag import KOMMUN
from uppfoljning.rapport.kommun.summor import summera
from uppfoljning.rapport.kommun.vy import vy
from uppfoljning.rapport.manad.forst import lasforst as manadens
from uppfoljning.rapport.manad.forst import samre
from uppfoljning.rapport.manad.modell import Tal
from uppfoljning.rapport.manad.slag import MANAD
from uppfoljning.rapport.mening import Mening
from uppfoljning.samlare.aterkommande import aterkommer
from uppfoljning.samlare.synpunktsmanad import TYPER, manad


def texter(meningar: tuple[Mening, ...]) -> str:
    return " | ".join(m.text for m in meningar)


# --- the whole municipality ------------------------------------------------------------------


def test_a_namnd_that_has_not_approved_is_a_gap_and_not_a_zero() -> None:
    ensam = kommunexempel.rapport(kommunexempel.del_(0, 4, rapport=rapportexempel.full()))
    med_lucka = kommunexempel.rapport(*ensam.namnder, kommunexempel.saknad(10))
    assert summera(med_lucka) == summera(ensam)
    assert vy(med_lucka, utkast=True, fingeravtryck="a" * 64).rakningar == (
        vy(ensam, utkast=True, fingeravtryck="a" * 64).rakningar
    )
    f = lasforst(med_lucka)
    assert f.omdome.endswith("En av två nämnder ingår.")
    assert "Begära in godkänd uppföljning från Kommunstyrelsen" in texter(f.beslut.meningar)
    assert "1 av 2 nämnder är godkända och ingår" in texter(f.sakerhet.meningar)
    html = rapport_html(med_lucka, utkast=True, slag=KOMMUN)
    assert "Saknas – ansvarig: Ingrid Långstrandh-Bergqvist" in html


def test_a_namnd_that_has_not_approved_cannot_say_anything() -> None:
    full = kommunexempel.del_(0, 1, rapport=rapportexempel.full())
    with pytest.raises(ValueError, match="approved nothing"):
        replace(full, sha256="")
    assert not Namndel(namnd="A", kontor="B", ansvarig="C").finns


def test_the_worst_namnd_and_the_worst_goal_come_first() -> None:
    u = kommunexempel.full()
    ej = [sum(m.bedomning is Bedomning.EJ for m in n.mal) for n in u.med]
    assert ej == sorted(ej, reverse=True)
    assert u.namnder[-1].namnd == "Kommunstyrelsen"
    v = vy(u, utkast=True, fingeravtryck="a" * 64)
    assert v.samst[0].mal.bedomning is Bedomning.EJ
    assert Bedomning.UPPFYLLT not in {r.mal.bedomning for r in v.samst}
    assert v.per_omrade[0].namn.startswith("Ett gott liv")
    assert sum(r.antal for r in v.per_omrade) == len(u.mal)


def test_a_hidden_share_is_in_no_sum() -> None:
    """Nobody can take the told shares from the sum and have the hidden one left."""
    u = kommunexempel.dolda()
    visad = next(n.synpunkter for n in u.med if n.synpunkter and n.synpunkter.andel_i_tid)
    summa = summera(u)
    assert (summa.andel, summa.antal_andel, summa.namnder) == (visad.andel_i_tid, 1, 2)
    html = rapport_html(u, utkast=True, slag=KOMMUN)
    assert html.count('<td class="nr">..</td><td class="nr">..</td>') == 1


def test_last_year_is_a_sum_only_where_all_have_told_it() -> None:
    u = kommunexempel.en()
    n = u.namnder[0]
    assert n.synpunkter is not None
    utan = replace(
        n.synpunkter, per_typ=tuple(replace(t, forra=None) for t in n.synpunkter.per_typ)
    )
    bada = kommunexempel.rapport(n, replace(n, namnd="En annan nämnd", synpunkter=utan))
    assert summera(bada).antal == 2 * summera(u).antal
    assert summera(u).alla.forra is not None
    assert summera(bada).alla.forra is None


def test_a_hidden_survey_result_is_not_in_the_snapshot() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Namndenkat(namn="Enkät", varde=Decimal(3), dold=True)


def test_it_asks_for_one_namnd_at_least() -> None:
    assert [p.klar for p in KOMMUN.krav(kommunexempel.ingen_godkand())] == [False, False]
    assert [p.klar for p in KOMMUN.krav(kommunexempel.full())] == [True, True]


def test_what_returns_in_several_namnder_is_told_once() -> None:
    svar = aterkommer(
        [
            ("Ring den som väntar på hemtjänst", "A"),
            ("Utbilda personalen i bemötande", "A"),
            ("Utbildning i bemötande för personalen", "B"),
            ("Utbilda personalen i bemötande", "B"),
            ("Bygg en ny skola", "C"),
        ]
    )
    assert svar == [("Utbilda personalen i bemötande", ("A", "B"))]


# --- a month ---------------------------------------------------------------------------------


def lage(**antal: int) -> Synpunktslage:
    per_typ = {str(typ): antal.get(str(typ), 0) for typ in Synpunkt.Typ}
    return Synpunktslage(
        antal=sum(per_typ.values()),
        per_typ=per_typ,
        per_utfall={},
        oppna=0,
        lovade=3,
        besvarade=3,
        i_tid=2,
        mediandagar=4.0,
    )


def test_few_synpunkter_are_hidden_with_what_would_give_them_away() -> None:
    m = manad("mars 2027", lage(klagomal=9, fraga=2))
    per_typ = dict(zip(TYPER, m.per_typ, strict=True))
    assert m.antal == Tal(varde=Decimal(11))
    dolda = [namn for namn, t in per_typ.items() if t.dold]
    # The two alone in the total: one hidden could be taken from it.
    assert dolda == ["Klagomål", "Fråga"]
    assert per_typ["Beröm"] == Tal(varde=Decimal(0))
    assert (m.andel, m.median) == (Tal(dold=True), Tal(dold=True))
    assert '"varde":"2"' not in kanon.till_json(m)
    assert '"varde":"9"' not in kanon.till_json(m)


def test_few_in_all_hide_the_total_too() -> None:
    m = manad("mars 2027", lage(klagomal=3))
    assert m.antal.dold


def test_a_hidden_figure_has_no_value() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Tal(varde=Decimal(3), dold=True)


def test_before_the_first_synpunkt_there_is_no_zero() -> None:
    m = manad("mars 2026", lage(), finns=False)
    assert m.antal == Tal()
    assert set(m.per_typ) == {Tal()}


def test_a_signal_is_worse_and_one_step_within_chance_is_not() -> None:
    f = manadens(manadexempel.full())
    assert "Sjukfrånvaro i personalen: försämras, mer än slumpen förklarar" in texter(
        f.samre.meningar
    )
    stabil = replace(manadexempel.sjukfranvaro(), variation=None)
    assert not samre(stabil)


def test_the_month_says_what_is_missing_and_who_owns_it() -> None:
    f = manadens(manadexempel.full())
    text = texter(f.sakerhet.meningar)
    assert "9 av 10 indikatorer som mäts varje månad har värde" in text
    assert "Saknas: jämförbart värde för Budgetavvikelse. Ansvarig: Egon Ekonom" in text
    assert "Antal under fem visas inte (..)" in text
    html = rapport_html(manadexempel.full(), utkast=True, slag=MANAD)
    assert "Saknas – ansvarig: Erik Enhetschef" in html


def test_a_month_without_indicators_is_not_decided_on() -> None:
    assert [p.klar for p in MANAD.krav(manadexempel.tom())] == [False, True]
    assert [p.klar for p in MANAD.krav(manadexempel.full())] == [True, True]
