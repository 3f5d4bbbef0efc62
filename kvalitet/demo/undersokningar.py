"""Surveys of the demo: two closed and compared, one with too few men, two that are open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import cycle, islice
from typing import Any

from cykel.models import Mal
from kvalitet import klocka
from kvalitet.demo import egna_ord, svarskoder
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd
from uppfoljning.actions.enkat import Alternativ, spara_fraga
from uppfoljning.actions.enkatsvar import Besvarad, ny_token, svara
from uppfoljning.actions.undersokning import skapa
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Undersokning

# Answers repeat this pattern: (nöjd, förväntan, ideal, kön).
MONSTER = (
    (8, 7, 7, "K"),
    (9, 8, 8, "M"),
    (6, 5, 6, "K"),
    (10, 9, 8, "K"),
    (7, 7, 6, "M"),
    (8, 8, 7, "A"),
    (4, 3, 4, "K"),
    (9, 9, 9, "M"),
)
ANTAL = 64
# (bemötande, väntetid, fick besked, helhet, sätt att nå oss, kön): women, and a few men.
SERVICE = (
    (5, 4, 1, 9, "telefon", "K"),
    (4, 3, 1, 7, "telefon", "K"),
    (5, 5, 1, 10, "mejl", "K"),
    (3, 2, 0, 5, "telefon", "K"),
    (4, 4, 1, 8, "besok", "K"),
    (None, 3, 0, 6, "mejl", "K"),
)
ANTAL_KVINNOR, ANTAL_MAN = 48, 3
SATT = (
    Alternativ("Telefon", "By telephone", "Telefon"),
    Alternativ("Mejl", "By e-mail", "Mejl"),
    Alternativ("Besök", "In person", "Besök"),
)
MAT = (
    Alternativ("Frukost", "Breakfast", "Frukost"),
    Alternativ("Lunch", "Lunch", "Lunch"),
    Alternativ("Middag", "Dinner", "Middag"),
)
MATFRAGOR: tuple[tuple[str, tuple[str, str, str], tuple[Alternativ, ...]], ...] = (
    ("skala5", ("Hur smakar maten?", "How does the food taste?", "Smakar maten bra?"), ()),
    ("skala10", ("Hur bra är tiderna?", "How good are the times?", "Är tiderna bra?"), ()),
    ("ja_nej", ("Får du välja rätt?", "Can you choose the dish?", "Får du välja mat?"), ()),
    ("ett_val", ("Hur nådde du oss?", "How did you reach us?", "Hur nådde du oss?"), SATT),
    ("flerval", ("Vilka mål äter du?", "Which meals do you eat?", "Vilken mat äter du?"), MAT),
)


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    namnd = Namnd.objects.get(kod="VON")
    mal = Mal.objects.get(namnd=namnd, nummer=1, niva__styrmodell__status="gallande")
    gemensamt = {
        "enhet": Enhet.objects.get(namn="Hemtjänst", slag="omrade"),
        "namnd": namnd,
        "mal": mal,
        "inledning": "Vi vill veta hur hjälpen fungerar, så att vi kan göra den bättre.",
        "av": leila,
    }
    _hemtjansten(gemensamt)
    _kontakten(gemensamt)
    _maten(gemensamt)
    svarskoder.ladda(gemensamt, [_nki(*rad) for rad in islice(cycle(MONSTER), 37)])


def _hemtjansten(gemensamt: dict[str, Any]) -> None:
    """The same questions last year, this year, and now."""
    for ar, antal in ((2025, 48), (2026, ANTAL)):
        with den(date(ar, 5, 4)):
            stangd = skapa(
                namn=f"Hemtjänsten våren {ar}",
                slug=f"hemtjansten-varen-{ar}",
                om="hemtjänsten",
                oppnar=date(ar, 5, 4),
                stanger=date(ar, 5, 29),
                urval=140,
                overtackning=4,
                ram=1900,
                **gemensamt,
            )
        with den(date(ar, 5, 12)):
            rader = [_nki(*rad) for rad in islice(cycle(MONSTER), antal)]
            _svara(stangd, egna_ord.med_ord(rader) if ar == 2026 else rader)
    with den(date(2026, 6, 2)):
        egna_ord.sortera(stangd, gemensamt["av"])
    skapa(
        namn="Hemtjänsten just nu",
        slug="hemtjansten-just-nu",
        om="hemtjänsten",
        oppnar=date(2026, 9, 1),
        stanger=date(klocka.idag().year + 1, 12, 31),
        urval=1900,
        **gemensamt,
    )


def _kontakten(gemensamt: dict[str, Any]) -> None:
    """So few men answered that neither women nor men are shown."""
    with den(date(2026, 3, 2)):
        u = skapa(
            namn="Kontakten med hemtjänsten",
            slug="kontakten-med-hemtjansten",
            om="kontakten med hemtjänsten",
            oppnar=date(2026, 3, 9),
            stanger=date(2026, 3, 27),
            urval=120,
            mall=Mall.SERVICE,
            **gemensamt,
        )
        satt = ("Hur nådde du oss?", "How did you reach us?", "Hur nådde du oss?")
        _fraga(u, gemensamt["av"], "ett_val", satt, SATT)
    kvinnor = islice(cycle(SERVICE), ANTAL_KVINNOR)
    man = [(*rad[:-1], "M") for rad in SERVICE[:ANTAL_MAN]]
    with den(date(2026, 3, 12)):
        _svara(u, [_service(*rad) for rad in (*kvinnor, *man)])


def _maten(gemensamt: dict[str, Any]) -> None:
    """Open now: every kind of question, one per page, in three languages."""
    with den(date(2026, 8, 31)):
        u = skapa(
            namn="Maten hemma",
            slug="maten-hemma",
            om="maten",
            oppnar=date(2026, 9, 7),
            stanger=date(klocka.idag().year + 1, 12, 31),
            urval=600,
            visning=Undersokning.Visning.STEG,
            **gemensamt,
        )
        av = gemensamt["av"]
        nki = {"text": "maten", "text_en": "the food", "text_lattlast": "maten"}
        spara_fraga(u.versioner.get(), nyckel="nki", uppgifter=nki, av=av)
        for slag, ord_, val in MATFRAGOR:
            _fraga(u, av, slag, ord_, val)


def _fraga(
    u: Undersokning,
    av: Anvandare,
    slag: str,
    ord_: tuple[str, str, str],
    alternativ: tuple[Alternativ, ...] = (),
) -> None:
    """Add a question with its words in Swedish, English and lättläst."""
    uppgifter = dict(zip(("text", "text_en", "text_lattlast"), ord_, strict=True)) | {"slag": slag}
    spara_fraga(u.versioner.get(), uppgifter=uppgifter, alternativ=alternativ, av=av)


def _nki(nojd: int, forvantan: int, ideal: int, kon: str) -> tuple[str, dict[str, Besvarad]]:
    return kon, {"nki": Besvarad(tal=(nojd, forvantan, ideal))}


def _service(
    bemotande: int | None, vantetid: int, besked: int, helhet: int, satt: str, kon: str
) -> tuple[str, dict[str, Besvarad]]:
    return kon, {
        "bemotande": Besvarad(tal=(bemotande,)) if bemotande else Besvarad(vet_inte=True),
        "vantetid": Besvarad(tal=(vantetid,)),
        "besked": Besvarad(tal=(besked,)),
        "helhet": Besvarad(tal=(helhet,)),
        "hur-nadde-du-oss": Besvarad(alternativ=(satt,)),
    }


def _svara(u: Undersokning, svaren: Iterable[tuple[str, dict[str, Besvarad]]]) -> None:
    version = u.versioner.get()
    for kon, svar in svaren:
        svara(u, token=ny_token(version), svar=svar, kon=kon)
