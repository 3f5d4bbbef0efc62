"""The template of figures from a survey: what each column is called and what to write in it."""

from __future__ import annotations

from kvalitet.kalkyl import Kolumn

INGRESS = (
    "En rad för varje enhet, fråga och kön. Egna filer går också bra: vi känner igen de flesta "
    "leverantörers rubriker, och ni kan para ihop resten innan något läses in."
)
KOLUMNER = (
    Kolumn(
        "enhet",
        "Enhet",
        kravs=True,
        hjalp="Enhetens namn. Totalt betyder alla tillsammans.",
        exempel=("Totalt", "Norrskolan", "Norrskolan", "Norrskolan"),
    ),
    Kolumn("ar", "År", hjalp="Rader för andra år hoppas över.", exempel=(2026, 2026, 2026, 2026)),
    Kolumn(
        "fraga",
        "Fråga",
        kravs=True,
        hjalp="Frågans kod, samma från år till år. Orden kan följa efter: F1 Jag är trygg.",
        exempel=("F1", "F1", "F1", "F1"),
    ),
    Kolumn(
        "fragetext",
        "Frågetext",
        hjalp="Frågan i ord.",
        exempel=("Jag är trygg i skolan",) * 4,
    ),
    Kolumn("kon", "Kön", hjalp="T, K eller M. Tomt betyder totalt.", exempel=("T", "T", "K", "M")),
    Kolumn(
        "matt",
        "Mått",
        hjalp="Andel, index, NKI eller medel. Tomt betyder det som väljs vid inläsningen.",
        exempel=("andel",) * 4,
    ),
    Kolumn(
        "n",
        "Antal svar",
        kravs=True,
        hjalp="Behövs för att veta om värdet får visas. Färre svar än tröskeln sparas inte.",
        exempel=(312, 41, 20, 4),
    ),
    Kolumn(
        "varde",
        "Värde",
        kravs=True,
        hjalp="Ett tal, till exempel 81,5. Skriv .. när det är dolt och - när det saknas.",
        exempel=(84.2, 81.5, 79, ".."),
    ),
    Kolumn(
        "osakerhet",
        "Osäkerhet",
        hjalp="Halva konfidensintervallet, om ni har det. Annars räknar vi ut det för andelar.",
        exempel=(2.1, 6.4, None, None),
    ),
)
