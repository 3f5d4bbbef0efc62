"""Make a copy of a database safe to test and train with: the people go, what happened stays.

Driven by the inventory of personal data. The same value gets the same pseudonym everywhere, by a
key that is made for the run and thrown away. Rows are neither added nor taken away, so the numbers
are those of the original. The tables' own triggers rest meanwhile, in the same transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from kvalitet import krypto
from kvalitet.actions import nycklar
from kvalitet.krypto import KrypteradText
from kvalitet.models import Ogonblick, Utskick
from kvalitet.personuppgifter import Byte, alla

OMGANG = 1000
FYLLNAD = "Den här texten är ersatt och säger inget om någon. "
SUMMA = "sha256 = encode(sha256(convert_to(ny.innehall, 'UTF8')), 'hex')"
TID = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?")
TAL = re.compile(r"-?(?:0|[1-9]\d{0,5})(?:\.\d{1,8})?")
"""A number that is too short to be anyone's."""
LANGT_TAL = re.compile(r"-?\d+(?:\.\d+)?")
UUID_ = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
SUMMAN = re.compile(r"[0-9a-f]{64}")
KOD = re.compile(r"[a-z_]{0,40}\d{0,6}")
KODNYCKLAR = frozenset({
    "bedomning", "effekt", "fas", "forandring", "forra_bedomning", "forslag", "i_fjol",
    "jamforelse", "koppling", "lage", "maltyp", "omrade", "prognos", "radighet", "resultat",
    "slag", "status", "svar", "traff", "trend", "variation",
})  # fmt: skip
"""Where a frozen picture has codes of our own. What stands elsewhere was written by someone."""
NUMMER = re.compile(r"(?=(?:\D*\d){1,6}\D*$)[a-z]{0,6}-?\d+(?:[./-]\d+){0,3}")
NUMMERNYCKLAR = frozenset(("id", "nummer", "beteckning", "ankare", "ogonblick"))
LANGSTA_TAL = 999_999


class Byten:
    """The pseudonyms of one run."""

    def __init__(self) -> None:
        self._nyckel = secrets.token_bytes(32)

    def summa(self, varde: str) -> str:
        bitar = varde.strip().lower().encode()
        return hmac.new(self._nyckel, bitar, hashlib.sha256).hexdigest()

    def nytt(self, byte: Byte, varde: Any, hogst: int | None) -> Any:
        """Return what stands instead of the value; nothing for nothing."""
        if not varde:
            return varde
        if isinstance(varde, list):
            return [self.nytt(byte, ett, hogst) for ett in varde]
        if isinstance(varde, bytes | memoryview):
            return b"Ersatt."
        return _SATT[byte](self, str(varde))[:hogst]

    def namn(self, varde: str) -> str:
        return f"Person {self.summa(varde)[:8].upper()}"

    def epost(self, varde: str) -> str:
        return f"p{self.summa(varde)[:16]}@exempel.invalid"

    def text(self, varde: str) -> str:
        """As long as the original, so that pages and searches weigh the same."""
        fyllnad = FYLLNAD * (len(varde) // len(FYLLNAD) + 1)
        return f"{self.summa(varde)[:10]} {fyllnad}"[: max(len(varde), 10)].strip()

    def filnamn(self, varde: str) -> str:
        return f"fil-{self.summa(varde)[:10]}{PurePosixPath(varde).suffix[:6]}"

    def fil(self, varde: str) -> str:
        """A picture in JSON keeps its form; the name of a file leads nowhere."""
        try:
            data = json.loads(varde) if varde.startswith(("{", "[")) else None
        except ValueError:
            data = None
        if data is None:
            return self.summa(varde)[:32]
        return json.dumps(self._bild(data), ensure_ascii=False, separators=(",", ":"))

    def _bild(self, del_: Any, under: str = "") -> Any:
        """What stands in a picture stays only when it is known to be of nobody."""
        if isinstance(del_, dict):
            return {nyckel: self._bild(varde, nyckel) for nyckel, varde in del_.items()}
        if isinstance(del_, list):
            return [self._bild(varde, under) for varde in del_]
        if isinstance(del_, str):
            return self._ord(del_, under)
        if isinstance(del_, int | float) and not isinstance(del_, bool):
            return del_ if isinstance(del_, int) and abs(del_) <= LANGSTA_TAL else 0
        return del_

    def _ord(self, ord_: str, under: str) -> str:
        if not ord_ or TID.fullmatch(ord_) or TAL.fullmatch(ord_):
            return ord_
        kod = under in KODNYCKLAR and KOD.fullmatch(ord_)
        if kod or (under in NUMMERNYCKLAR and NUMMER.fullmatch(ord_)):
            return ord_
        if LANGT_TAL.fullmatch(ord_):
            return "0"  # still a number to who reads it
        if UUID_.fullmatch(ord_):
            return str(UUID(self.summa(ord_)[:32]))
        return self.summa(ord_) if SUMMAN.fullmatch(ord_) else self.text(ord_)


_SATT: dict[Byte, Callable[[Byten, str], str]] = {
    Byte.NAMN: Byten.namn,
    Byte.EPOST: Byten.epost,
    Byte.TEXT: Byten.text,
    Byte.FILNAMN: Byten.filnamn,
    Byte.FIL: Byten.fil,
    Byte.BREV: lambda _, __: "Ersatt.",
    Byte.TOMT: lambda _, __: "{}",
    Byte.LOSENORD: lambda _, __: make_password(None),
    Byte.UPPSLAG: Byten.summa,
}


@transaction.atomic
def pseudonymisera() -> dict[str, int]:
    """Replace the personal data of the whole database; return the number of rows by model."""
    byten, per_modell = Byten(), _per_modell()
    tabeller = sorted({modell._meta.db_table for modell in per_modell})
    with _triggrar_vilar(tabeller):
        antal = {
            modell._meta.label: _byt_i(modell, falt, byten) for modell, falt in per_modell.items()
        }
        _stoppa_brev()
    nycklar.byt_uppslag()
    return antal


def _per_modell() -> dict[type[models.Model], list[tuple[models.Field[Any, Any], Byte]]]:
    per_modell: dict[type[models.Model], list[tuple[models.Field[Any, Any], Byte]]] = {}
    for nyckel, uppgift in alla().items():
        if uppgift.byte is not Byte.NYCKEL:
            app, modell, falt = nyckel.split(".")
            klass = apps.get_model(app, modell)
            per_modell.setdefault(klass, []).append((klass._meta.get_field(falt), uppgift.byte))
    return per_modell


@contextmanager
def _triggrar_vilar(tabeller: Sequence[str]) -> Iterator[None]:
    """Append-only tables take the change, and no history is written of what was before."""
    namn = connection.ops.quote_name
    with connection.cursor() as markor:
        markor.execute("set constraints all immediate")
        for tabell in tabeller:
            markor.execute(f"alter table {namn(tabell)} disable trigger user")
        yield
        markor.execute("set constraints all immediate")
        for tabell in tabeller:
            markor.execute(f"alter table {namn(tabell)} enable trigger user")


def _byt_i(
    modell: type[models.Model], falt: list[tuple[models.Field[Any, Any], Byte]], byten: Byten
) -> int:
    namn = connection.ops.quote_name
    tabell, pk = namn(modell._meta.db_table), namn(str(modell._meta.pk.column))
    kolumner = [namn(str(ett.column)) for ett, _ in falt]
    las = f"select {pk}, {', '.join(kolumner)} from {tabell} order by 1"  # noqa: S608
    satts = ", ".join(f"{kolumn} = %s" for kolumn in kolumner)
    if modell is Ogonblick:  # its sum is of what stands in it now; the database holds to that
        satts = f"innehall = ny.innehall, {SUMMA} from (select %s as innehall) ny"
    skriv = f"update {tabell} set {satts} where {pk} = %s"  # noqa: S608
    with connection.cursor() as lasare, connection.cursor() as skrivare:
        lasare.execute(las)
        antal = 0
        while rader := lasare.fetchmany(OMGANG):
            nya = [(*_nya(falt, varden, byten), nyckel) for nyckel, *varden in rader]
            skrivare.executemany(skriv, nya)
            antal += len(rader)
    return antal


def _nya(
    falt: list[tuple[models.Field[Any, Any], Byte]], varden: Sequence[Any], byten: Byten
) -> Iterator[Any]:
    for (ett, byte), varde in zip(falt, varden, strict=True):
        if not isinstance(ett, KrypteradText) or not varde:
            yield byten.nytt(byte, varde, getattr(ett, "max_length", None))
            continue
        try:
            klartext = krypto.dekryptera(varde)
        except InvalidToken:  # the copy has not got the key, and needs none
            klartext = varde
        yield krypto.kryptera(byten.nytt(byte, klartext, None))


def _stoppa_brev() -> None:
    """Nothing that waited in the original is ever sent from the copy."""
    vantar = Utskick.objects.filter(status=Utskick.Status.VANTAR)
    vantar.update(status=Utskick.Status.MISSLYCKAD, fel="pseudonymiserad")
