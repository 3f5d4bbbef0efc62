"""Synpunktsrapporter of every size, as they lie in the snapshot. All values are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from uppfoljning.rapport.modell import Effekt, Rapportlage, Status
from uppfoljning.rapport.perioddelar import Period, Tal, Text, luckor
from uppfoljning.rapport.synpunkter.modell import (
    Enhetsrad,
    Foljd,
    Kedja,
    NiSaText,
    Nojd,
    Rad,
    Svarstid,
    Synpunktsrapport,
    Synpunktstal,
    Temarad,
    Utansvar,
)

NU = datetime(2026, 10, 8, 9, 30, tzinfo=UTC)
Q3 = Period(fran=date(2026, 7, 1), till=date(2026, 9, 30))
Q2 = Period(fran=date(2026, 4, 1), till=date(2026, 6, 30))
FJOL = Period(fran=date(2025, 7, 1), till=date(2025, 9, 30))
DOLT = Tal(dold=True)
TEXTER = (
    Text(
        nyckel="analys",
        rubrik="Så tolkar vi siffrorna",
        text="Klagomålen om olika personer i hemtjänsten kommer nästan bara från de två områden "
        "som bytte schema i maj.\nVi vet inte om färre klagar i övriga områden för att det är bra "
        "eller för att de inte orkar höra av sig.",
    ),
    Text(
        nyckel="gor",
        rubrik="Det här gör kontoret nu",
        text="Två områden provar fasta team från den 1 november. Enhetschefen följer upp varje "
        "vecka och redovisar till nämnden i februari.",
    ),
)


def tal(n: int | None) -> Tal:
    return DOLT if n is None else Tal(antal=n)


def rad(namn: str, nyckel: str, nu: int | None, forra: int | None, fjol: int | None) -> Rad:
    return Rad(namn=namn, nyckel=nyckel, nu=tal(nu), forra=tal(forra), fjol=tal(fjol))


def rapport(t: Synpunktstal, **andrat: object) -> Synpunktsrapport:
    grund: dict[str, object] = {
        "kommun": "Norrköpings kommun",
        "namnd": "Vård- och omsorgsnämnden",
        "kontor": "Vård- och omsorgskontoret",
        "status": Status(lage=Rapportlage.UTKAST),
        "skapad": NU,
        "tal": t,
        "kontakt": "Viveka Verksamhetschef",
        "pahittad": True,
        "adress": "https://kvalitet.example",
        "texter": TEXTER,
    }
    return Synpunktsrapport(**{**grund, **andrat})  # type: ignore[arg-type]


def tom() -> Synpunktsrapport:
    """Nothing came in, and nobody has written."""
    texter = tuple(
        Text(nyckel=t.nyckel, rubrik=t.rubrik, ansvarig="Viveka Verksamhetschef") for t in TEXTER
    )
    noll = rad("Alla", "alla", 0, 0, 0)
    return rapport(
        Synpunktstal(nu=Q3, forra=Q2, frist="inom 10 arbetsdagar", alla=noll),
        texter=texter,
        saknas=luckor(texter),
    )


def en() -> Synpunktsrapport:
    """One case: everything about it is hidden."""
    return rapport(
        Synpunktstal(
            nu=Q3,
            forra=Q2,
            fjol=FJOL,
            frist="inom 10 arbetsdagar",
            alla=rad("Alla", "alla", None, 0, 0),
            per_typ=(
                rad("Klagomål", "klagomal", None, 0, 0),
                rad("Förslag", "forslag", 0, 0, 0),
                rad("Beröm", "berom", 0, 0, 0),
                rad("Fråga", "fraga", 0, 0, 0),
            ),
            per_utfall=(rad("Inte avslutat än", "oppen", None, 0, 0),),
            enheter=(Enhetsrad(namn="Hemtjänsten norr", klagomal=DOLT, nu=DOLT),),
            nojd=Nojd(svar=Tal(antal=0)),
            utan_svar=Utansvar(alla=DOLT, sena=DOLT),
        )
    )


def full(enheter: int = 14) -> Synpunktsrapport:
    return rapport(
        Synpunktstal(
            nu=Q3,
            forra=Q2,
            fjol=FJOL,
            frist="inom 10 arbetsdagar",
            alla=rad("Alla", "alla", 312, 287, 241),
            per_typ=(
                rad("Klagomål", "klagomal", 201, 174, 150),
                rad("Förslag", "forslag", 52, 60, 49),
                rad("Beröm", "berom", 41, 30, 25),
                rad("Fråga", "fraga", 18, 23, 17),
            ),
            per_utfall=(
                rad("Åtgärdat", "atgardat", 88, 80, 71),
                rad("Delvis åtgärdat", "delvis", 31, 25, None),
                rad("Åtgärd planerad", "planerad", 24, 12, 19),
                rad("Ingen åtgärd, med skäl till den som skrev", "ingen", 37, 41, 40),
                rad("Frågan är besvarad", "fraga_besvarad", 18, 23, 17),
                rad("Framfört till verksamheten", "framfort", 60, 70, 64),
                rad("Hanteras på annat sätt", "annan_process", None, None, None),
                rad("Inte avslutat än", "oppen", None, None, 0),
            ),
            enheter=tuple(enhet(i, enheter) for i in range(enheter)),
            svar=Svarstid(
                lovade=Tal(antal=240), andel_i_tid=Decimal("83.75"), median_dagar=Decimal("8")
            ),
            svar_forra=Svarstid(
                lovade=Tal(antal=221), andel_i_tid=Decimal("88.2"), median_dagar=Decimal("7")
            ),
            svar_fjol=Svarstid(
                lovade=Tal(antal=190), andel_i_tid=Decimal("79.4"), median_dagar=Decimal("9.5")
            ),
            nojd=Nojd(svar=Tal(antal=64), index=Decimal("58.2")),
            nojd_forra=Nojd(svar=Tal(antal=51), index=Decimal("54.9")),
            ateroppnade=Tal(antal=7),
            utan_svar=Utansvar(
                alla=Tal(antal=43),
                sena=Tal(antal=12),
                alder=(
                    rad("Högst 10 dagar", "alder_10", 25, None, None),
                    rad("11–30 dagar", "alder_30", 9, None, None),
                    rad("31–90 dagar", "alder_90", None, None, None),
                    rad("Mer än 90 dagar", "alder_over", None, None, None),
                ),
                aldst_dagar=121,
            ),
            teman=(
                Temarad(namn="Olika personer", nu=tal(47), forra=tal(31), monster=3, brister=2),
                Temarad(namn="Bemötande", nu=tal(28), forra=tal(30), monster=2, brister=1),
                Temarad(namn="Matens kvalitet", nu=tal(12), forra=tal(9), monster=1),
                Temarad(namn="Information vid ändrat schema", nu=DOLT, forra=tal(0), monster=1),
            ),
            kedja=Kedja(
                synpunkter=tal(75),
                brister=4,
                atgarder=6,
                hjalpte=2,
                lardomar=1,
                foljder=(
                    Foljd(
                        brist="För många olika personer i hemtjänsten",
                        atgard="Fasta team i två områden",
                        klar_senast=date(2026, 11, 1),
                    ),
                    Foljd(
                        brist="För många olika personer i hemtjänsten",
                        atgard="Planera schemat fyra veckor framåt",
                        klar_senast=date(2026, 6, 1),
                        klar=True,
                        effekt=Effekt.DELVIS,
                    ),
                    Foljd(brist="Brukare får inte veta när schemat ändras"),
                ),
            ),
        ),
        ni_sa=tuple(
            NiSaText(
                tema="Olika personer",
                enhet=f"Hemtjänsten {namn}",
                ni_sa="Det kommer för många olika personer hem till oss.",
                vi_gjorde="Varje brukare har nu en fast kontakt och högst tio personer per månad.",
                gjordes=i != 1,
                antal=tal(9),
            )
            for i, namn in enumerate(("norr", "söder", "öster"))
        ),
    )


def enhet(i: int, alla: int) -> Enhetsrad:
    namn = f"Särskilt boende Kvarnbyggaren {i + 1}" if i % 3 else f"Hemtjänsten område {i + 1}"
    if i > alla * 2 // 3:
        return Enhetsrad(namn=namn, klagomal=DOLT, nu=DOLT, forra=DOLT, fjol=tal(0))
    nu = 60 - 40 * i // alla
    return Enhetsrad(
        namn=namn,
        klagomal=tal(nu // 2),
        nu=tal(nu),
        forra=tal(nu - 3),
        fjol=tal(nu // 3),
        andel_i_tid=Decimal(95 - 30 * i // alla),
    )


def manga() -> Synpunktsrapport:
    """Three hundred units, and long Swedish words in every theme."""
    return full(300)


ALLA = {"tom": tom, "en": en, "full": full, "manga": manga}
