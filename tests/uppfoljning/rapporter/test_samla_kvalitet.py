"""The kvalitetsberättelse's collector: the year's frozen goals, what was done, and the wedge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cykel.models import (
    Checklista,
    Checklistepunkt,
    Egenkontroll,
    Egenkontrollsvar,
    Internkontrollplan,
    Kontrollmoment,
    LardomSvar,
    Risk,
    Riskbedomning,
    Verksamhetsplan,
)
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.models import Signalbedomning, Synpunkt
from tests import factories
from tests.cykel import kil
from tests.factories import Kommun
from tests.uppfoljning.rapporter import fall
from tests.uppfoljning.rapporter.test_samla_synpunkter import arenden
from uppfoljning.bedomning import Bedomning
from uppfoljning.models import Lagval, Rapporttext
from uppfoljning.rapport import kanon
from uppfoljning.rapport.kvalitet.block import BLOCK
from uppfoljning.rapport.kvalitet.lagar import LAGAR, foreslagen
from uppfoljning.rapport.kvalitet.modell import Enhetsutfall, Kvalitetsberattelse, fran_json
from uppfoljning.rapport.kvalitet.slag import KVALITET
from uppfoljning.rapport.perioddelar import Period, Tal
from uppfoljning.samlare import perioder
from uppfoljning.samlare.kvalitet import samla

NU = datetime(2027, 2, 3, 9, 0, tzinfo=UTC)
I_MAJ = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
AR = Period(fran=date(2026, 1, 1), till=date(2026, 12, 31))


@pytest.fixture
def chef(kommun: Kommun) -> Anvandare:
    return factories.person("Viveka Verksamhetschef", "CH", kommun.vok)


@pytest.fixture
def anna(kommun: Kommun) -> Anvandare:
    return factories.person("Anna Ansvarig", "PA", kommun.hemtjanst)


def rapport(namnd: Namnd) -> Kvalitetsberattelse:
    with klocka.stalld(NU):
        return samla(perioder.omfang("kvalitet", namnd, AR), nu=NU)


def ett_ar(kommun: Kommun, chef: Anvandare, anna: Anvandare) -> kil.Kil:
    """The kontor and Hemtjänst have approved their delår; one remedy helped and gave a learning,
    which next year's plan has worked in."""
    mal = kil.styrning(kommun)
    mal.niva.styrmodell.namn = "Styrmodell 2023–2026"
    mal.niva.styrmodell.save()
    fall.godkant_varv(kommun.vok, kommun.von, fall.tillfalle(), chef)
    k = kil.plan(kommun, anna, mal)
    assert k.varv
    bristen = kil.brist(k)
    type(bristen).objects.filter(pk=bristen.pk).update(skapad=I_MAJ)
    atgard = kil.bedom(kil.atgard(bristen, anna), chef)
    type(atgard).objects.filter(pk=atgard.pk).update(skapad=I_MAJ, verifierad=I_MAJ)
    lardom = kil.lardom(k, atgard, lage="sakrad")
    type(lardom).objects.filter(pk=lardom.pk).update(sakrad=I_MAJ)
    nasta = kil.plan(kommun, anna, mal, fas="planera", ar=2027, foregangare=k.plan)
    LardomSvar.objects.create(
        lardom=lardom,
        plan=nasta.plan,
        svar="inarbetad",
        aktivitet=nasta.aktivitet.nyckel,
        av=anna,
        tid=NU,
    )
    kil.lardom(k, atgard, lage="sakrad", rubrik="Ny lärdom utan svar")
    k.plan.lardomar.update(sakrad=I_MAJ)
    return k


def test_the_years_goals_are_those_that_were_frozen(
    kommun: Kommun, chef: Anvandare, anna: Anvandare
) -> None:
    ett_ar(kommun, chef, anna)
    u = rapport(kommun.von)
    fryst = fall.litet()
    assert [(m.nummer, m.bedomning) for m in u.mal] == [(m.nummer, m.bedomning) for m in fryst.mal]
    assert [(d.enhet, bool(d.sha256), d.ansvarig) for d in u.delunderlag] == [
        ("Vård- och omsorgskontoret", True, ""),
        ("Hemtjänst", False, "Anna Ansvarig"),
    ]
    assert u.kontakt == "Viveka Verksamhetschef"


def test_units_are_counted_by_their_own_frozen_grades(kommun: Kommun, chef: Anvandare) -> None:
    omgang = fall.tillfalle()
    fall.godkant_varv(kommun.vok, kommun.von, omgang, chef)
    fall.godkant_varv(kommun.centrum, kommun.von, omgang, chef)
    antal = [m.bedomning for m in fall.litet().mal].count
    assert rapport(kommun.von).enheter == (
        Enhetsutfall(
            enhet="Hemtjänst Centrum",
            uppfyllt=antal(Bedomning.UPPFYLLT),
            delvis=antal(Bedomning.DELVIS),
            ej=antal(Bedomning.EJ),
            okant=antal(Bedomning.OKANT),
        ),
    )


def test_the_wedge_says_how_the_plans_answered(
    kommun: Kommun, chef: Anvandare, anna: Anvandare
) -> None:
    ett_ar(kommun, chef, anna)
    u = rapport(kommun.von)
    assert (u.kil.sakrade, u.kil.inarbetade, u.kil.avvisade, u.kil.obesvarade) == (2, 1, 0, 1)
    assert [(x.rubrik, x.svar) for x in u.lardomar] == [
        ("Ring när tiden flyttas", "Inarbetad i planen för 2027"),
        ("Ny lärdom utan svar", ""),
    ]
    a = u.atgarder
    assert (a.beslutade, a.ja, a.nej, a.oppna, a.hjalpte_forra) == (1, 1, 0, 0, None)
    assert [x.effekt_text for x in a.provade] == ["Klagomålen minskade från 14 till 5"]
    assert [(b.namn, b.nya, b.med_atgard, b.utan_beslut) for b in u.brister] == [
        ("Synpunkter", 1, 1, 0)
    ]


def egenkontroll(kommun: Kommun, av: Anvandare, dag: date = date(2026, 5, 4)) -> Egenkontroll:
    lista, _ = Checklista.objects.get_or_create(
        enhet=kommun.vok, namn="Basal hygien", defaults={"skapad": I_MAJ}
    )
    gjord = Egenkontroll.objects.create(
        checklista=lista, enhet=kommun.centrum, namnd=kommun.von, datum=dag, av=av, tid=I_MAJ
    )
    for i, svar in enumerate(("ja", "nej")):
        punkt, _ = Checklistepunkt.objects.get_or_create(
            checklista=lista, ordning=i, defaults={"text": f"Punkt {i}"}
        )
        Egenkontrollsvar.objects.create(
            egenkontroll=gjord, punkt=punkt, svar=svar, kommentar="Stämmer inte" * (svar == "nej")
        )
    return gjord


def risk(kommun: Kommun, av: Anvandare, *varden: tuple[int, int]) -> Risk:
    rad = Risk.objects.create(
        enhet=kommun.hemtjanst,
        namnd=kommun.von,
        rubrik="Vikarier utan introduktion",
        agare=av,
        ses_over_senast=date(2026, 10, 1),
        skapad=I_MAJ,
    )
    for i, (s, k) in enumerate(varden):
        Riskbedomning.objects.create(
            risk=rad,
            sannolikhet=s,
            konsekvens=k,
            hantering="Ny rutin",
            av=av,
            tid=I_MAJ.replace(month=5 + i),
        )
    return rad


def kontroll(kommun: Kommun, av: Anvandare, resultat: str) -> Kontrollmoment:
    plan, _ = Internkontrollplan.objects.get_or_create(
        namnd=kommun.von, ar=2026, defaults={"skapad": I_MAJ}
    )
    return Kontrollmoment.objects.create(
        plan=plan,
        enhet=kommun.centrum,
        vad=f"Delegeringar {resultat}",
        metod="Stickprov",
        senast=date(2026, 9, 1),
        ansvarig=av,
        resultat=resultat,
        kommentar="Två saknas" if resultat in ("med", "ej") else "",
        av=av if resultat else None,
        tid=I_MAJ if resultat else None,
    )


def test_how_the_work_was_done(kommun: Kommun, anna: Anvandare) -> None:
    egenkontroll(kommun, anna)
    egenkontroll(kommun, anna, date(2026, 6, 1))
    egenkontroll(kommun, anna, date(2025, 6, 1))
    risk(kommun, anna, (2, 2), (4, 3))
    risk(kommun, anna, (1, 2))
    for resultat in ("utan", "med", ""):
        kontroll(kommun, anna, resultat)
    u = rapport(kommun.von)
    e = u.egenkontroll
    assert (e.gjorda, e.forra, e.enheter) == (2, 1, 1)
    assert [(x.ja, x.nej) for x in e.listor] == [(2, 2)]
    assert [(x.namn, x.antal) for x in e.svaga_punkter] == [("Punkt 1", 2)]
    r = u.risker
    assert (r.alla, r.hoga, r.bedomda, r.sena) == (2, 1, 3, 2)
    assert [(x.varde, x.forra) for x in r.rader] == [(12, 4)]
    k = u.internkontroll
    assert (k.planerade, k.utan, k.med, k.ej, k.kvar) == (3, 1, 1, 0, 1)
    assert [x.resultat for x in k.rader] == ["Med anmärkning"]


def signal(kommun: Kommun, enhet: Enhet, antal: int, beslut: str, av: Anvandare) -> None:
    arenden(kommun, enhet, antal)
    utan = Synpunkt.objects.filter(signalbedomningar=None)
    for s in utan.order_by("pk"):
        Signalbedomning.objects.create(
            synpunkt=s,
            omrade="lexsarah",
            fraser=["vanvård*"],
            skapad=I_MAJ,
            bedoms_senast=I_MAJ.date(),
            beslut=beslut,
            skal="Prövat",
            beslutad=I_MAJ,
            beslutad_av=av,
        )


@pytest.mark.parametrize(
    ("vidare", "nej", "bedomda", "visas"),
    [
        (6, 7, Tal(antal=13), Tal(antal=6)),
        (2, 7, Tal(antal=9), Tal(dold=True)),
        # Nine of eleven would tell of two: what is left is hidden by what can be subtracted.
        (9, 2, Tal(antal=11), Tal(dold=True)),
        (2, 1, Tal(dold=True), Tal(dold=True)),
        (0, 0, Tal(antal=0), Tal(antal=0)),
    ],
)
def test_signals_point_nobody_out(
    kommun: Kommun, anna: Anvandare, vidare: int, nej: int, bedomda: Tal, visas: Tal
) -> None:
    signal(kommun, kommun.centrum, vidare, "utreds", anna)
    signal(kommun, kommun.centrum, nej, "nej", anna)
    rad, oro = rapport(kommun.von).signaler
    assert (rad.bedomda, rad.vidare) == (bedomda, visas)
    assert oro.bedomda == Tal(antal=0)


def test_the_law_is_chosen_or_follows_the_name(kommun: Kommun) -> None:
    assert rapport(kommun.von).lag == "vard"
    assert (rapport(kommun.kfn).lag, rapport(kommun.kfn).signaler) == ("ovrig", ())
    Lagval.objects.create(namnd=kommun.kfn, lag="skola")
    u = rapport(kommun.kfn)
    assert [t.nyckel for t in u.texter] == [a.nyckel for a in LAGAR["skola"].avsnitt]


@pytest.mark.parametrize(
    ("namn", "lag"),
    [
        ("Utbildningsnämnden", "skola"),
        ("Barn- och ungdomsnämnden", "skola"),
        ("Socialnämnden", "vard"),
        ("Tekniska nämnden", "ovrig"),
    ],
)
def test_a_name_suggests_its_law(namn: str, lag: str) -> None:
    assert foreslagen(namn).nyckel == lag


def test_every_law_has_blocks_that_exist_and_a_text_for_each_heading() -> None:
    for lag in LAGAR.values():
        assert {del_ for a in lag.avsnitt for del_ in a.delar} <= set(BLOCK)
        assert len({a.nyckel for a in lag.avsnitt}) == len(lag.avsnitt)
        assert lag.avsnitt[-1].nyckel == "nasta"


def test_what_is_not_written_has_an_owner_and_stops_the_decision(
    kommun: Kommun, chef: Anvandare, anna: Anvandare
) -> None:
    ett_ar(kommun, chef, anna)
    u = rapport(kommun.von)
    assert {x.ansvarig for x in u.saknas} == {"Viveka Verksamhetschef"}
    assert not all(t.text for t in KVALITET.texter(u))
    for a in LAGAR["vard"].avsnitt:
        Rapporttext.objects.create(
            slag="kvalitet",
            namnd=kommun.von,
            enhet=kommun.vok,
            period_fran=AR.fran,
            period_till=AR.till,
            avsnitt=a.nyckel,
            text="Så var det.",
            skriven_av=anna,
            skriven=NU,
        )
    u = rapport(kommun.von)
    assert u.saknas == ()
    assert all(t.text for t in KVALITET.texter(u))


def test_the_snapshot_is_read_back_as_it_was(
    kommun: Kommun, chef: Anvandare, anna: Anvandare
) -> None:
    ett_ar(kommun, chef, anna)
    egenkontroll(kommun, anna)
    u = rapport(kommun.von)
    assert fran_json(kanon.till_json(u)) == u


def test_as_many_questions_for_many_rows_as_for_few(
    kommun: Kommun, chef: Anvandare, anna: Anvandare
) -> None:
    k = ett_ar(kommun, chef, anna)
    egenkontroll(kommun, anna)
    with CaptureQueriesContext(connection) as en:
        rapport(kommun.von)
    for i in range(8):
        kil.bedom(kil.atgard(kil.brist(k, f"Brist {i}"), anna), chef)
        egenkontroll(kommun, anna, date(2026, 6, 1 + i))
        risk(kommun, anna, (4, 4))
        ny = factories.enhet(f"Område {i}", "enhet", kommun.vok)
        Verksamhetsplan.objects.create(
            enhet=ny,
            namnd=kommun.von,
            styrmodell=k.plan.styrmodell,
            period_fran=AR.fran,
            period_till=AR.till,
            planansvarig=anna,
            skapad=NU,
        )
    with CaptureQueriesContext(connection) as flera:
        rapport(kommun.von)
    assert len(flera) == len(en)
