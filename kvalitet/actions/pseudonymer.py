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
KOD = re.compile(r"[a-z0-9_:.%+/-]*|[\d\s.,:TZ+-]*|[0-9a-f-]{32,}")
"""What a frozen picture may keep: codes, numbers, times and sums."""


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
        if not varde.startswith(("{", "[")):
            return self.summa(varde)[:32]
        return json.dumps(self._bild(json.loads(varde)), ensure_ascii=False, separators=(",", ":"))

    def _bild(self, del_: Any) -> Any:
        if isinstance(del_, dict):
            return {nyckel: self._bild(varde) for nyckel, varde in del_.items()}
        if isinstance(del_, list):
            return [self._bild(varde) for varde in del_]
        if isinstance(del_, str) and not KOD.fullmatch(del_):
            return self.text(del_)
        return del_


_SATT: dict[Byte, Callable[[Byten, str], str]] = {
    Byte.NAMN: Byten.namn,
    Byte.EPOST: Byten.epost,
    Byte.TEXT: Byten.text,
    Byte.FILNAMN: Byten.filnamn,
    Byte.FIL: Byten.fil,
    Byte.BREV: lambda _, __: "Ersatt.",
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
