"""Survey files with the quirks of real ones: the right numbers, or the right fault in each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.uppfoljning.externfiler import bok, csv, jsonrader, las

LANG = ("undersokning", "ar", "enhet", "fraga", "kon", "antal_svar", "varde", "urval")
NORR = ("Skolenkäten", 2026, "Norr", "F1 Jag är trygg", "T", 120, "81,5", 150)
NORR_K = ("Skolenkäten", 2026, "Norr", "F1 Jag är trygg", "K", 60, "79", 75)
NORR_M = ("Skolenkäten", 2026, "Norr", "F1 Jag är trygg", "M", 58, "84", 75)
VANLIGT = {"Norr F1 T": (120, 81.5), "Norr F1 K": (60, 79.0), "Norr F1 M": (58, 84.0)}
BRED = ("Enhet", "Antal svar", "F1. Jag är trygg", "F2. Jag trivs")
BREDA = {
    "Norr F1 T": (40, 68.0), "Norr F2 T": (40, 71.5), "Söder F1 T": (33, 59.0),
    "Söder F2 T": (33, 80.0),
}  # fmt: skip


@dataclass(frozen=True)
class Fall:
    innehall: bytes
    slag: str
    siffror: dict[str, Any]
    fel: list[tuple[int, str, str]] = field(default_factory=list)
    val: dict[str, Any] = field(default_factory=dict)
    raknat: dict[str, int] = field(default_factory=dict)


def lime(*rader: tuple[Any, ...]) -> bytes:
    rubriker = ("id", "submitdate", "lastpage", "startlanguage", "ENHET", "KON", "F1", "F2")
    return csv(rubriker, *rader, skilje=",", kodning="utf-8-sig")


def formbricks(nr: int, *, finished: str = "Yes", **svar: Any) -> tuple[Any, ...]:
    fore = (nr, f"cl{nr}", "2026-03-02T10:00:00Z", finished, "s1", "", "", "")
    return (*fore, svar["skola"], svar["kon"], svar["nojd"])


FORMBRICKS = (
    "No.", "Response ID", "Timestamp", "Finished", "Survey ID", "User ID", "Notes", "Tags",
    "1. Vilken skola?", "2. Kön", "3. Hur nöjd är du?",
)  # fmt: skip
TVA_RADER = (
    ("Skola", "Antal svar", None, None, "Jag är trygg", None, None),
    (None, "Totalt", "Flickor", "Pojkar", "Totalt", "Flickor", "Pojkar"),
    ("Norr", 41, 20, 21, 80, 75, "85,5"),
    ("Söder", 12, "..", "..", "66", "..", ".."),
)
TVA_SIFFROR = {
    "Norr Jag är trygg T": (41, 80.0), "Norr Jag är trygg K": (20, 75.0),
    "Norr Jag är trygg M": (21, 85.5), "Söder Jag är trygg T": (12, 66.0),
    "Söder Jag är trygg K": "leverantor", "Söder Jag är trygg M": "leverantor",
}  # fmt: skip

FALL: dict[str, Fall] = {
    # --- CSV, one figure in each row
    "csv with semicolon and decimal comma": Fall(csv(LANG, NORR, NORR_K, NORR_M), "lang", VANLIGT),
    "csv utf-8 with bom": Fall(
        csv(LANG, NORR, NORR_K, NORR_M, kodning="utf-8-sig"), "lang", VANLIGT
    ),
    "csv windows-1252": Fall(csv(LANG, NORR, NORR_K, NORR_M, kodning="cp1252"), "lang", VANLIGT),
    "csv utf-16 with tabs": Fall(
        csv(LANG, NORR, NORR_K, NORR_M, skilje="\t", kodning="utf-16"), "lang", VANLIGT
    ),
    "csv with comma and points, quoted words": Fall(
        b"Enhet,Fr\xc3\xa5ga,Antal svar,V\xc3\xa4rde\n"
        b'Norr,"F1. Trygg, ute och inne",50,81.5\nS\xc3\xb6der,"F1. Trygg, ute och inne",25,64\n',
        "lang",
        {"Norr F1 T": (50, 81.5), "Söder F1 T": (25, 64.0)},
    ),
    "csv with title rows above the headings": Fall(
        csv(("Skolenkäten 2026",), ("Källa", "Origo"), (), LANG, NORR, NORR_K, NORR_M),
        "lang",
        VANLIGT,
    ),
    "csv with percent signs and spaces": Fall(
        csv(LANG, (*NORR[:5], "1 120", "81,5 %", 1500)), "lang", {"Norr F1 T": (1120, 81.5)}
    ),
    "csv with shares from 0 to 1": Fall(
        csv(LANG, (*NORR[:6], "0,815", 150), (*NORR_K[:6], "0,79", 75), (*NORR_M[:6], "0,84", 75)),
        "lang",
        VANLIGT,
    ),
    "csv with two dots, dash and nothing": Fall(
        csv(
            LANG,
            (*NORR[:5], 120, "81,5", 1),
            (*NORR_K[:5], "<5", "..", 1),
            (*NORR_M[:5], "", "-", 1),
            ("S", 2026, "Söder", "F1 Jag är trygg", "T", "", "", ""),
        ),
        "lang",
        {
            "Norr F1 T": (120, 81.5),
            "Norr F1 K": "leverantor",
            "Norr F1 M": "saknas",
            "Söder F1 T": "saknas",
        },
    ),
    "csv with other years": Fall(
        csv(LANG, NORR, ("S", "Våren 2025", *NORR[2:])),
        "lang",
        {"Norr F1 T": (120, 81.5)},
        raknat={"andra_ar": 1},
    ),
    "csv with the supplier's own margins": Fall(
        csv(
            ("Enhet", "Fråga", "Antal svar", "Index", "Osäkerhet"),
            ("Norr", "Helhet", 50, "72,4", "3,1"),
        ),
        "lang",
        {"Norr Helhet T": (50, 72.4)},
    ),
    "csv with unit names that are not ours": Fall(
        csv(LANG, NORR, (*NORR[:2], "Väst", *NORR[3:]), (*NORR[:2], "Riket", *NORR[3:])),
        "lang",
        {"Norr F1 T": (120, 81.5)},
        [(3, "enhet", "det finns ingen enhet som heter ”Väst”.")],
        raknat={"bortvalda": 1},
    ),
    "csv with faults of every kind": Fall(
        csv(
            LANG,
            (*NORR[:6], "168", 1),
            (*NORR[:5], "många", "50", 1),
            (*NORR[:4], "X", 20, "50", 1),
            (*NORR[:5], "", "50", 1),
            (*NORR[:6], "bra", 1),
            ("S", 2026, "", "F1", "T", 20, 50, 1),
            ("S", "i fjol", "Norr", "F1", "T", 20, 50, 1),
            ("S", 2026, "Norr", "", "T", 20, 50, 1),
        ),
        "lang",
        {},
        [
            (
                2,
                "varde",
                "värdet ”168” ligger utanför 0–100. Rätta det i filen, eller välj ett annat mått.",
            ),
            (3, "antal_svar", "”många” är inget heltal. Skriv till exempel 3."),
            (4, "kon", "”X” är inget kön. Skriv T, K eller M."),
            (
                5,
                "antal_svar",
                "antal svar saknas, och utan det går det inte att veta om värdet får "
                "visas. Fyll i antalet, eller skriv .. i stället för värdet.",
            ),
            (6, "varde", "”bra” är inget tal. Skriv till exempel 86,5."),
            (7, "enhet", "fyll i vilken enhet raden gäller."),
            (8, "ar", "skriv året med fyra siffror, till exempel 2026."),
            (9, "fraga", "fyll i frågan."),
        ],
    ),
    "csv with the same figure twice": Fall(
        csv(LANG, NORR, NORR),
        "lang",
        {"Norr F1 T": (120, 81.5)},
        [(3, "enhet", "samma enhet, fråga och kön står redan på rad 2. Ta bort den ena.")],
    ),
    "csv with a measure in each row": Fall(
        csv(
            ("Enhet", "Fråga", "Mått", "Antal svar", "Värde"),
            ("Norr", "Q1 Helhet", "NKI", 50, 72),
            ("Norr", "Q2 Betyg", "Medelvärde", 50, "3,4"),
            ("Norr", "Q3 Bra", "poäng", 50, 4),
        ),
        "lang",
        {"Norr Q1 T": (50, 72.0), "Norr Q2 T": (50, 3.4)},
        [(4, "Mått", "skriv andel, index, NKI eller medel.")],
    ),
    "csv with women and men and no total": Fall(
        csv(LANG, NORR_K, NORR_M),
        "lang",
        {"Norr F1 K": (60, 79.0), "Norr F1 M": (58, 84.0), "Norr F1 T": (118, 81.46)},
    ),
    # --- xlsx of figures
    "xlsx, one unit in each row": Fall(
        bok(BRED, ("Norr", 40, 68, "71,5"), ("Söder", 33, 59, 80)), "bred", BREDA
    ),
    "xlsx with cells in percent": Fall(
        bok(
            BRED,
            ("Norr", 40, 0.68, 0.715),
            ("Söder", 33, 0.59, 0.8),
            format_={"C2": "0%", "D2": "0.0%", "C3": "0%", "D3": "0%"},
        ),
        "bred",
        BREDA,
    ),
    "xlsx with two rows of headings, merged": Fall(
        bok(*TVA_RADER, slagna=["A1:A2", "B1:D1", "E1:G1"]), "bred", TVA_SIFFROR
    ),
    "xlsx with a merged title and merged headings": Fall(
        bok(
            ("Skolenkäten 2026, Grundskolan",),
            ("Resultat per skola",),
            (),
            *TVA_RADER,
            slagna=["A1:G1", "A2:G2", "A4:A5", "B4:D4", "E4:G4"],
        ),
        "bred",
        TVA_SIFFROR,
    ),
    "xlsx with units merged over their sexes": Fall(
        bok(
            ("Enhet", "Kön", "Antal svar", "F1. Jag är trygg"),
            ("Norr", "Totalt", 30, 70),
            (None, "Kvinna", 16, 75),
            (None, "Man", 14, 64),
            slagna=["A2:A4"],
        ),
        "bred",
        {"Norr F1 T": (30, 70.0), "Norr F1 K": (16, 75.0), "Norr F1 M": (14, 64.0)},
    ),
    "xlsx with sexes in the headings' words": Fall(
        bok(
            (
                "Skola",
                "Antal svar",
                "Antal svar flickor",
                "Antal svar pojkar",
                "Trygg",
                "Trygg (flickor)",
                "Trygg - pojkar",
            ),
            ("Norr", 30, 16, 14, 70, 75, 64),
        ),
        "bred",
        {"Norr Trygg T": (30, 70.0), "Norr Trygg K": (16, 75.0), "Norr Trygg M": (14, 64.0)},
    ),
    "xlsx with a number of answers for each question": Fall(
        bok(
            ("Skola", "Trygg", None, "Trivs", None),
            (None, "Antal svar", "Andel positiva", "Antal svar", "Andel positiva"),
            ("Norr", 30, 70, 28, 81),
            slagna=["A1:A2", "B1:C1", "D1:E1"],
        ),
        "bred",
        {"Norr Trygg T": (30, 70.0), "Norr Trivs T": (28, 81.0)},
    ),
    "xlsx without numbers of women and men": Fall(
        bok(("Skola", "Antal svar", "Trygg", "Trygg (K)", "Trygg (M)"), ("Norr", 30, 70, 75, 64)),
        "bred",
        {"Norr Trygg T": (30, 70.0), "Norr Trygg K": "utan_antal", "Norr Trygg M": "utan_antal"},
        raknat={"utan_antal": 2},
    ),
    "xlsx with a note below and a total above": Fall(
        bok(
            BRED,
            ("Totalt", 73, 64, 75),
            ("Norr", 40, 68, 71.5),
            (),
            ("Svaren samlades in i mars. Färre än fem svar visas inte.",),
        ),
        "bred",
        {
            "alla F1 T": (73, 64.0),
            "alla F2 T": (73, 75.0),
            "Norr F1 T": (40, 68.0),
            "Norr F2 T": (40, 71.5),
        },
    ),
    "xlsx with hidden and empty sheets first": Fall(
        bok(
            fler={
                "Rådata": [("hemligt", 1)],
                "Skolor": [BRED, ("Norr", 40, 68, 71.5), ("Söder", 33, 59, 80)],
            },
            dolt="Rådata",
        ),
        "bred",
        BREDA,
    ),
    # --- Answers, one person in each row
    "limesurvey by code, not all finished": Fall(
        lime(
            (1, "2026-03-01 10:00", 4, "sv", "Norr", "K", "A4", "A1"),
            (2, "2026-03-01 10:01", 4, "sv", "Norr", "M", "A3", "A2"),
            (3, "", 2, "sv", "Norr", "K", "A1", ""),
            (4, "2026-03-01 10:03", 4, "sv", "Söder", "K", "A1", "A4"),
        ),
        "svar",
        {
            "Norr F1 T": (2, 100.0),
            "Norr F1 K": (1, 100.0),
            "Norr F1 M": (1, 100.0),
            "Norr F2 T": (2, 0.0),
            "Norr F2 K": (1, 0.0),
            "Norr F2 M": (1, 0.0),
            "Söder F1 T": (1, 0.0),
            "Söder F1 K": (1, 0.0),
            "Söder F1 M": "",
            "Söder F2 T": (1, 100.0),
            "Söder F2 K": (1, 100.0),
            "Söder F2 M": "",
            "alla F1 T": (3, 66.67),
            "alla F1 K": (2, 50.0),
            "alla F1 M": (1, 100.0),
            "alla F2 T": (3, 33.33),
            "alla F2 K": (2, 50.0),
            "alla F2 M": (1, 0.0),
        },
        raknat={"ofullstandiga": 1, "rader": 4},
    ),
    "limesurvey by full headings and words": Fall(
        csv(
            (
                "Svars-ID",
                "Datum skickat",
                "Sista sidan",
                "Startspråk",
                "Skola",
                "Jag är",
                "F1. Jag är trygg i skolan",
            ),
            (1, "2026-03-01", 3, "sv", "Norr", "Flicka", "Stämmer helt och hållet"),
            (2, "2026-03-01", 3, "sv", "Norr", "Pojke", "Stämmer ganska dåligt"),
            (3, "2026-03-01", 3, "sv", "Norr", "Annan", "Stämmer ganska bra"),
            (4, "2026-03-01", 3, "sv", "Norr", "Flicka", "Vet ej"),
        ),
        "svar",
        {
            "Norr F1 T": (3, 66.67),
            "Norr F1 K": (1, 100.0),
            "Norr F1 M": (1, 0.0),
            "alla F1 T": (3, 66.67),
            "alla F1 K": (1, 100.0),
            "alla F1 M": (1, 0.0),
        },
    ),
    "formbricks csv": Fall(
        csv(
            FORMBRICKS,
            formbricks(1, skola="Norr", kon="Kvinna", nojd=5),
            formbricks(2, skola="Norr", kon="Man", nojd=3),
            formbricks(3, skola="Norr", kon="Man", nojd=1, finished="No"),
            skilje=",",
        ),
        "svar",
        {
            "Norr 3 T": (2, 75.0),
            "Norr 3 K": (1, 100.0),
            "Norr 3 M": (1, 50.0),
            "alla 3 T": (2, 75.0),
            "alla 3 K": (1, 100.0),
            "alla 3 M": (1, 50.0),
        },
        raknat={"ofullstandiga": 1},
    ),
    "formbricks webhook lines": Fall(
        jsonrader(
            {"event": "responseCreated", "data": {"data": {"enhet": "Norr"}, "finished": False}},
            {
                "event": "responseFinished",
                "data": {
                    "data": {"enhet": "Norr", "kön": "K", "trygg": "Ja", "val": ["a", "b"]},
                    "finished": True,
                    "meta": {"url": "https://x.example", "country": "SE"},
                },
            },
            {"data": {"enhet": "Norr", "kön": "M", "trygg": "Nej"}, "finished": True},
            {"data": {"enhet": "Norr", "kön": "M"}, "finished": False},
        ),
        "svar",
        {
            "Norr trygg T": (2, 50.0),
            "Norr trygg K": (1, 100.0),
            "Norr trygg M": (1, 0.0),
            "alla trygg T": (2, 50.0),
            "alla trygg K": (1, 100.0),
            "alla trygg M": (1, 0.0),
        },
        raknat={"ofullstandiga": 1},
    ),
    "answers with nki, a scale and vet ej as 99": Fall(
        csv(
            ("Skola", "NKI nöjd i sin helhet", "NKI förväntningar", "NKI ideal", "Trygg 1-4"),
            *[("Norr", 10, 10, 10, 4), ("Norr", 1, 1, 1, 2), ("Söder", 7, 7, 7, 99)] * 2,
            ("Söder", 7, "", 7, 3),
        ),
        "svar",
        {
            "Norr NKI T": (4, 50.0),
            "Söder NKI T": (2, 66.67),
            "alla NKI T": (6, 55.56),
            "Norr Trygg 1-4 T": (4, 50.0),
            "Söder Trygg 1-4 T": (1, 100.0),
            "alla Trygg 1-4 T": (5, 60.0),
        },
        [
            (
                4,
                "Trygg 1-4",
                UTANFOR := "svaret ”99” ligger utanför skalan 1–4. Rätta det, eller ange "
                "att svaret inte räknas.",
            ),
            (7, "Trygg 1-4", UTANFOR),
        ],
    ),
    "answers in words that nobody knows": Fall(
        csv(("Skola", "Trygg?"), ("Norr", "Ja"), ("Norr", "Nej"), ("Norr", "Tja"), ("", "Ja")),
        "svar",
        {"Norr Trygg? T": (2, 50.0), "alla Trygg? T": (2, 50.0)},
        [
            (4, "Trygg?", "välj hur svaret ”Tja” räknas, under Så räknas svaren."),
            (5, "Skola", "enheten saknas. Fyll i den, så räknas svaret med."),
        ],
    ),
    "answers with free words, ages and addresses": Fall(
        csv(
            ("Löpnummer", "E-post", "Ålder", "Skola", "Trygg", "Berätta mer"),
            *[
                (n, f"a{n}@x.example", 11 + n % 60, "Norr", "Ja" if n % 2 else "Nej", f"Ord {n}")
                for n in range(100)
            ],
        ),
        "svar",
        {"Norr Trygg T": (100, 50.0), "alla Trygg T": (100, 50.0)},
    ),
}


@pytest.mark.parametrize("namn", FALL)
def test_a_file_gives_the_right_numbers_or_the_right_faults(namn: str) -> None:
    fall = FALL[namn]
    last = las(fall.innehall, **fall.val)
    assert last.tolkning.slag == fall.slag
    assert last.fel == fall.fel
    assert last.siffror == fall.siffror
    for vad, antal in fall.raknat.items():
        assert getattr(last.utdrag, vad) == antal, vad


def test_there_are_enough_of_them() -> None:
    assert len(FALL) >= 25
