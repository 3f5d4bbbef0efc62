"""The words that suppliers use: for sexes, columns, what is hidden, and answers. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from kvalitet.kalkyl import Cell, nyckelord

KON = {
    "T": "t tot total totalt totala alla samtliga bådakönen bada båda hela",
    "K": "k kv kvinna kvinnor flicka flickor f female females woman women tjej tjejer mamma",
    "M": "m man män pojke pojkar male males men kille killar pappa",
    "A": "a annat annan other ickebinär ickebinar nonbinary vetej vetinte villintesvara "
    "villejsvara villejuppge annatvillejsvara annatellervillintesvara annatellervillejsvara "
    "annatalternativ uppgiftsaknas ejsvar okänt",
}
"""A is who is neither or does not say: counted in the total, never a figure of its own."""
_KON = {ord_: kon for kon, rad in KON.items() for ord_ in rad.split()}

DOLDA = frozenset({"..", "…", "*", "**", "x", "dold", "sekretess", "förfåsvar", "forfasvar"})
SAKNAS = frozenset({"-", "–", "—", ".", "na", "n/a", "ejsvar", "uppgiftsaknas", "saknas", "null"})

KOLUMNER = {
    "enhet": "enhet enheter enhetsnamn skola skolenhet skolnamn förskola verksamhet arbetsplats "
    "boende område avdelning unit grupp school resultatenhet organisation kommundel distrikt",
    "fragetext": "frågetext fragetext fråga/påstående frågelydelse lydelse påståendetext",
    "fraga": "fråga fraga frågekod fragekod frågeid kod påstående question variabel område/fråga",
    "kon": "kön kon kön/juridisktkön gender sex jagär ärdu",
    "n": "antalsvar antal_svar n antal svar svarande antalsvarande bas antalsvarpåfrågan base",
    "varde": "värde varde resultat value utfall andel andelpositiva andelpositivasvar medel "
    "medelvärde index nki procent andel% positiva",
    "osakerhet": "osäkerhet osakerhet osäkerhetstal felmarginal konfidensintervall± felmarginal±",
    "undre": "undre undregräns lägre ki_undre kiundre nedregräns",
    "ovre": "övre ovre övregräns högre kiövre ki_ovre",
    "matt": "mått matt måttenhet typ",
    "ar": "år ar period mätår årtal year",
    "klar": "finished submitdate datumskickat datesubmitted completed avslutad slutförd",
}
"""Headings by what the column holds, spaces left out."""
_KOLUMN = {nyckelord(ord_): roll for roll, rad in KOLUMNER.items() for ord_ in rad.split()}

MATT = {
    "nki": "nki nöjdkundindex",
    "index": "index indexvärde",
    "medel": "medel medelvärde snitt genomsnitt mean",
    "andel": "andel andelpositiva andelpositivasvar procent andelnöjda positiva",
}
_MATT = {ord_: matt for matt, rad in MATT.items() for ord_ in rad.split()}

POSITIVA = {
    "ja": 1, "yes": 1, "y": 1, "stämmer helt och hållet": 4, "stämmer ganska bra": 3,
    "instämmer helt": 4, "instämmer helt och hållet": 4, "instämmer delvis": 3,
    "instämmer i stort": 3, "instämmer till stor del": 3, "stämmer mycket bra": 4,
    "stämmer bra": 3, "mycket nöjd": 4, "ganska nöjd": 3, "mycket bra": 4, "ganska bra": 3,
    "alltid": 4, "oftast": 3, "ja, alltid": 4, "ja, oftast": 3, "ja, helt och hållet": 4,
    "i hög grad": 4, "i ganska hög grad": 3, "mycket trygg": 4, "ganska trygg": 3,
}  # fmt: skip
NEGATIVA = {
    "nej": 0, "no": 0, "n": 0, "stämmer ganska dåligt": 2, "stämmer inte alls": 1,
    "instämmer inte alls": 1, "instämmer inte": 1, "instämmer knappast": 2,
    "instämmer till viss del": 2, "instämmer i liten grad": 2, "stämmer dåligt": 2,
    "stämmer mycket dåligt": 1, "ganska missnöjd": 2, "mycket missnöjd": 1,
    "varken nöjd eller missnöjd": 2, "varken eller": 2, "ganska dåligt": 2, "mycket dåligt": 1,
    "sällan": 2, "aldrig": 1, "nej, sällan": 2, "nej, aldrig": 1, "i ganska låg grad": 2,
    "i låg grad": 1, "inte alls": 1, "ganska otrygg": 2, "mycket otrygg": 1,
}  # fmt: skip
BORTFALL = frozenset(
    [
        "vet ej",
        "vet inte",
        "vet ej/ej aktuellt",
        "ingen åsikt",
        "ej aktuellt",
        "inte aktuellt",
        "vill inte svara",
        "vill ej svara",
        "ej svar",
        "ej besvarad",
        "har ingen uppfattning",
        "kan inte svara",
        "don't know",
        "n/a",
        "-",
        "..",
        "ej relevant",
        "saknas",
    ]
)


def vilket_kon(cell: Cell) -> str | None:
    """T, K, M, or A for neither; None when the words are not known."""
    return _KON.get(nyckelord(cell)) if cell is not None else None


def vilken_kolumn(rubrik: str) -> str:
    """What a column with the heading holds, or an empty string."""
    return _KOLUMN.get(nyckelord(rubrik), "")


def vilket_matt(text: Cell) -> str:
    """nki, index, medel or andel; empty when the words say nothing."""
    hel = nyckelord(text)
    if hel in _MATT:
        return _MATT[hel]
    if isinstance(text, str) and "%" in text:
        return "andel"
    return next((matt for ord_, matt in _MATT.items() if len(ord_) > 2 and ord_ in hel), "")


def dold(cell: Cell) -> str:
    """Say whether a cell holds a sign in place of a value: "dold", "saknas" or neither."""
    if cell is None:
        return "saknas"
    if not isinstance(cell, str):
        return ""
    text = "".join(cell.casefold().split())
    if text in DOLDA or re.fullmatch(r"<\d{1,2}", text):
        return "dold"
    return "saknas" if text in SAKNAS else ""


def svarsnyckel(cell: Cell) -> str:
    """An answer as it is compared: 4 for 4.0, small letters, one space between words."""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).casefold().split()) if cell is not None else ""
    return re.sub(r"^([+-]?\d+),0+$", r"\1", text)


def som_svarstal(nyckel: str) -> Decimal | None:
    """The number of an answer: 4, A4 (LimeSurvey's codes), "4 - instämmer helt", "10 (mycket)"."""
    traff = re.fullmatch(r"(?:a|ao)?0*(\d{1,3})(?:\s*[-–=:.(]\s*\D.*)?", nyckel)
    return Decimal(traff[1]) if traff else None
