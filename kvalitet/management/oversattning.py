"""What the translated pages say, and the catalogues that say it in another language.

For development and tests (Babel): the running site reads the compiled .mo files alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from kvalitet.kontext import PUBLIK_MENY
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Utfall
from uppfoljning.models import Rapport, Svar

ANROP = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "gettext_noop": None,
}
MALLAR = (
    "bas.html",
    "bas_publik.html",
    "4*.html",
    "500.html",
    "bas_fel.html",
    "start.html",
    "tillganglighet.html",
    "personuppgifter.html",
    "_nisarader.html",
    "_skeden*.html",
    "komponenter/*.html",
    "synpunkter/*.html",
    "uppfoljning/svara*.html",
    "uppfoljning/tack.html",
    "uppfoljning/publicerade.html",
    "uppfoljning/_rapportrader.html",
    "uppfoljning/enheter.html",
    "uppfoljning/enhet.html",
    "uppfoljning/kontroll*.html",
    "uppfoljning/_kontroll*.html",
    "epost/*.txt",
)
KOD = (
    "kvalitet/templatetags/*.py",
    "kvalitet/brev.py",
    "kvalitet/kontext.py",
    "synpunkter/**/*.py",
    "uppfoljning/enkatform.py",
    "uppfoljning/kodforms.py",
    "uppfoljning/publikforms.py",
    "uppfoljning/publikt.py",
    "uppfoljning/actions/svarskod.py",
    "uppfoljning/views/kodgrind.py",
    "uppfoljning/views/enhetssidor.py",
    "uppfoljning/views/kontroll.py",
)
_ANROP_I_MALL = re.compile(
    r"""\b(?:n?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|, ?|count)*\)"""
)
REGELBROTT = (
    "Skriv vad du vill lägga till.",
    "Ärendet är avslutat. Öppna det igen om du vill skriva mer.",
    "Ärendet avslutades för högst 30 dagar sedan. "
    "Har det gått längre tid kan synpunkten lämnas på nytt.",
    "Organisationen är inte upplagd än, så synpunkten kan inte tas emot.",
    "Ingen nämnd är upplagd än, så synpunkten kan inte tas emot.",
    "Du kan svara när ärendet är avslutat.",
    "Välj ett svar från 1 till 5.",
    "Undersökningen är inte öppen, så svaret kunde inte tas emot.",
    "Sidan har varit öppen för länge. Dina svar är kvar, skicka dem en gång till.",
    "Välj ett svar på frågan om kön.",
)
"""What the acts of a resident may answer: said in the action, translated by the view."""
_ALLTID = datetime(2026, 1, 1, tzinfo=UTC)
Mening = str | tuple[str, str]


def sprak() -> list[str]:
    """Return the languages that have a catalogue: all but the pages' own."""
    return [kod for kod, _ in settings.LANGUAGES if kod != settings.LANGUAGE_CODE]


def katalogfil(kod: str, andelse: str = "po") -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(kod) / "LC_MESSAGES" / f"django.{andelse}"


def meningar() -> dict[Mening, list[str]]:
    """Return every sentence to translate and the files that say it, in their order."""
    ut: dict[Mening, list[str]] = {}
    rot = Path(settings.ROT)
    for fil, text in _kallor(rot):
        for _, _, funnen, _ in extract_python(BytesIO(text.encode()), ANROP, [], {}):
            delar = tuple(del_ for del_ in _par(funnen) if isinstance(del_, str) and del_)
            if delar:
                nyckel: Mening = delar[0] if len(delar) == 1 else (delar[0], delar[1])
                filer = ut.setdefault(nyckel, [])
                filer += [] if fil in filer else [fil]
    for mening, fil in _uppraknade():
        ut.setdefault(mening, [fil])
    return ut


def _par(funnen: Any) -> tuple[Any, ...]:
    """Return what Babel found in a call as a tuple: a sentence, or singular and plural."""
    return funnen if isinstance(funnen, tuple) else (funnen,)


def _uppraknade() -> Iterator[tuple[str, str]]:
    """The words of enumerations and rules, which the pages translate by `gettext(variable)`."""
    for val, fil in ((Synpunkt.Typ, "models/synpunkt"), (Synpunkt.Svarsval, "models/synpunkt")):
        yield from ((str(ord_), f"synpunkter/{fil}.py") for ord_ in val.labels)
    yield from ((str(ord_), "synpunkter/tillstand.py") for ord_ in Utfall.labels)
    yield from ((str(ord_), "uppfoljning/models/enkatsvar.py") for ord_ in Svar.Kon.labels)
    yield from ((str(ord_), "uppfoljning/models/rapport.py") for ord_ in Rapport.Slag.labels)
    yield from ((namn, "kvalitet/kontext.py") for namn, _ in PUBLIK_MENY)
    yield from ((namn, "kvalitet/settings.py") for _, namn in settings.LANGUAGES)
    yield from ((mening, "synpunkter/actions/synpunkt.py") for mening in REGELBROTT)


def _kallor(rot: Path) -> Iterator[tuple[str, str]]:
    for monster in MALLAR:
        for fil in sorted((rot / "templates").glob(monster)):
            mall = fil.read_text("utf-8")
            if re.search(r"{% load [\w ]*\bi18n\b", mall):
                # Django's own step before xgettext: the tags become calls in pseudo code.
                anrop = _ANROP_I_MALL.findall(templatize(mall, origin=str(fil)))
                yield fil.relative_to(rot).as_posix(), "\n".join(anrop)
    for monster in KOD:
        for fil in sorted(rot.glob(monster)):
            yield fil.relative_to(rot).as_posix(), fil.read_text("utf-8")


def las(kod: str) -> Catalog:
    with katalogfil(kod).open("rb") as fil:
        return read_po(fil, locale=None)


def uppdatera() -> dict[str, int]:
    """Bring every catalogue up to date and compile it; return how many sentences lack words."""
    return {kod: _uppdatera(kod) for kod in sprak()}


def _uppdatera(kod: str) -> int:
    gammal = las(kod) if katalogfil(kod).exists() else Catalog()
    ny = Catalog(
        header_comment=f"# {dict(settings.LANGUAGES)[kod]}. Updated by manage.py sprak.",
        project="Förbättringshjulet",
        version="1",
        copyright_holder="",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=_ALLTID,  # the same input gives the same file
        revision_date=_ALLTID,
        charset="utf-8",
        fuzzy=False,
    )
    for mening, filer in meningar().items():
        forut = gammal.get(mening if isinstance(mening, str) else mening[0])
        ny.add(
            mening,
            forut.string if forut else None,
            locations=[(fil, 0) for fil in filer],
            flags=["python-format"] if _med_platser(mening) else [],
        )
    katalogfil(kod).parent.mkdir(parents=True, exist_ok=True)
    with katalogfil(kod).open("wb") as fil:
        write_po(fil, ny, width=96, include_lineno=False, omit_header=False)
    with katalogfil(kod, "mo").open("wb") as fil:
        write_mo(fil, ny)
    return sum(not _har_ord(rad.string) for rad in ny if rad.id)


def _med_platser(mening: Mening) -> bool:
    return "%(" in (mening if isinstance(mening, str) else mening[0])


def _har_ord(text: object) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)
