"""Asks Kolada's API, version 3: GET only, no key.

At most 25 ids stand in a part of an address and 5 000 rows on a page; more are asked for in
turns. At most five questions a second, repeats among them; "429" is obeyed. An answer is read
within bounds (pages, bytes, seconds), and a next page only from the place that was asked.
"""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from httpx_retries import Retry, RetryTransport

from uppfoljning.kolada.svar import (
    Koladafel,
    Lasning,
    Nyckeltalspost,
    Omradespost,
    Sida,
    Vardepost,
    las_grupper,
    las_nyckeltal,
    las_omraden,
    las_sida,
    las_varden,
)

T = TypeVar("T")
PER_DEL = 25
PER_SIDA = 5000
I_SEKUNDEN = 5
MEST_SIDOR = 50
MEST_BYTE = 32 * 1024 * 1024
"""Of one page, unpacked; the whole catalogue is 5 MB."""
MEST_SEKUNDER = 120.0
"""For one page, whatever pace it comes at."""
FORSOK = 3
"""For a page that breaks off on the way."""
VANTA_HOGST = 60.0
"""The longest that we wait because Kolada asks us to; for longer, tomorrow will do."""
OMPROVAS = (429, 500, 502, 503, 504)
_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")

NAR_INTE = "Det gick inte att nå Kolada. Vi försöker igen nästa natt."
BROTS = "Svaret från Kolada bröts på vägen. Vi försöker igen nästa natt."
FOR_OFTA = "Kolada ber oss vänta. Vi försöker igen nästa natt."


class Takt:
    """Lets so many through in any second, and holds the next until there is room."""

    def __init__(
        self,
        i_sekunden: int = I_SEKUNDEN,
        *,
        klocka: Callable[[], float] = time.monotonic,
        sov: Callable[[float], None] = time.sleep,
    ) -> None:
        self.klocka, self._sov = klocka, sov
        self._senaste: deque[float] = deque(maxlen=i_sekunden)

    def vanta(self) -> None:
        if len(self._senaste) == self._senaste.maxlen:
            while (kvar := self._senaste[0] + 1.0 - self.klocka()) > 0:
                self._sov(kvar)
        self._senaste.append(self.klocka())


class Takttransport(httpx.BaseTransport):
    """The innermost step: every attempt, the repeats too, passes the pace."""

    def __init__(self, takt: Takt, inre: httpx.BaseTransport) -> None:
        self._takt, self._inre = takt, inre

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._takt.vanta()
        svar = self._inre.handle_request(request)
        if svar.status_code == 429 and _sekunder(svar) > VANTA_HOGST:
            svar.close()
            raise Koladafel(FOR_OFTA)
        return svar

    def close(self) -> None:
        self._inre.close()


def _sekunder(svar: httpx.Response) -> float:
    try:
        return Retry().parse_retry_after(svar.headers.get("Retry-After", "0"))
    except ValueError:
        return 0.0


class Klient:
    """One conversation with Kolada; a context manager. Every failure is a `Koladafel`."""

    def __init__(self, adress: str, *, takt: Takt | None = None) -> None:
        self._rot = f"{adress.rstrip('/')}/v3/"
        self._takt = takt or Takt()
        omprov = Retry(
            total=4,
            backoff_factor=0.5,
            max_backoff_wait=VANTA_HOGST,
            total_timeout=2 * VANTA_HOGST,
            status_forcelist=OMPROVAS,
        )
        self._http = httpx.Client(
            transport=RetryTransport(
                transport=Takttransport(self._takt, httpx.HTTPTransport()), retry=omprov
            ),
            timeout=httpx.Timeout(30, connect=10),
            headers={"Accept": "application/json", "User-Agent": "Forbattringshjulet"},
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        typ: type[BaseException] | None,
        fel: BaseException | None,
        spar: TracebackType | None,
    ) -> None:
        self._http.close()

    # --- the catalogue -----------------------------------------------------------------------

    def nyckeltal(self, koder: Sequence[str] = ()) -> Lasning[Nyckeltalspost]:
        """Return the named key figures; without codes, all there are."""
        return las_nyckeltal(self._alla("kpi", [koder] if koder else []))

    def omraden(self) -> Lasning[Omradespost]:
        return las_omraden(self._alla("municipality", []))

    def grupper(self) -> Lasning[Omradespost]:
        return las_grupper(self._alla("municipality_groups", []))

    # --- values ------------------------------------------------------------------------------

    def varden(
        self,
        kpi: Sequence[str],
        omraden: Sequence[str],
        *,
        ar: Sequence[int] = (),
        fran: date | None = None,
    ) -> Lasning[Vardepost]:
        """Return the values of municipalities and groups; `fran` asks for what changed since."""
        return self._data("data", "municipality", kpi, omraden, ar, fran)

    def enhetsvarden(
        self,
        kpi: Sequence[str],
        enheter: Sequence[str],
        *,
        ar: Sequence[int] = (),
        fran: date | None = None,
    ) -> Lasning[Vardepost]:
        """As `varden`, of schools, homes and the like."""
        return self._data("oudata", "ou", kpi, enheter, ar, fran)

    def _data(
        self,
        rot: str,
        vad: str,
        kpi: Sequence[str],
        omraden: Sequence[str],
        ar: Sequence[int],
        fran: date | None,
    ) -> Lasning[Vardepost]:
        delar: list[Sequence[str]] = [kpi, omraden]
        namn = f"{rot}/kpi/{{}}/{vad}/{{}}"
        if ar:
            delar.append([str(ett) for ett in ar])
            namn += "/year/{}"
        fraga = {"from_date": fran.isoformat()} if fran else {}
        return las_varden(self._alla(namn, delar, fraga))

    # --- asking ------------------------------------------------------------------------------

    def _alla(
        self, vag: str, delar: Sequence[Sequence[str]], fraga: Mapping[str, str] | None = None
    ) -> Iterator[Any]:
        """Yield the rows of every page of every question that the ids must be split into."""
        mall = vag if "{}" in vag or not delar else f"{vag}/{{}}"
        for grupp in product(*(_i_delar(ids) for ids in delar)):
            adress = urljoin(self._rot, mall.format(*(",".join(ids) for ids in grupp)))
            fragan = httpx.QueryParams({**(fraga or {}), "per_page": str(PER_SIDA)})
            yield from self._sidor(f"{adress}?{fragan}")

    def _sidor(self, adress: str) -> Iterator[Any]:
        sedda: set[str] = set()
        while adress:
            if adress in sedda or len(sedda) >= MEST_SIDOR:
                raise Koladafel("Kolada bläddrar i all oändlighet. Hämtningen avbröts.")
            sedda.add(adress)
            sida = self._sida(adress)
            yield from sida.rader
            adress = self._nasta(adress, sida.nasta)

    def _nasta(self, nu: str, nasta: str) -> str:
        """Return the next page's address; only the place that we asked is trusted."""
        if not nasta:
            return ""
        try:
            adress = urljoin(nu, nasta)
            samma = _plats(adress) == _plats(self._rot) and urlsplit(adress).path.startswith(
                urlsplit(self._rot).path
            )
        except ValueError:
            samma = False
        if not samma:
            raise Koladafel("Kolada hänvisade till en annan webbplats. Hämtningen avbröts.")
        return adress

    def _sida(self, adress: str) -> Sida:
        for nummer in range(1, FORSOK + 1):
            try:
                return las_sida(_json(self._las(adress)))
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError) as fel:
                if nummer == FORSOK:
                    raise Koladafel(BROTS) from fel
            except json.JSONDecodeError as fel:
                if nummer == FORSOK:
                    raise Koladafel("Kolada svarade inte med läsbar JSON.") from fel
            except (httpx.HTTPError, httpx.InvalidURL) as fel:
                raise Koladafel(NAR_INTE) from fel
        raise AssertionError("unreachable")

    def _las(self, adress: str) -> bytes:
        slut = self._takt.klocka() + MEST_SEKUNDER
        delar, storlek = [], 0
        with self._http.stream("GET", adress) as svar:
            if svar.status_code != 200:
                _neka(svar)
            for del_ in svar.iter_bytes():
                storlek += len(del_)
                if storlek > MEST_BYTE:
                    raise Koladafel("Svaret från Kolada är orimligt stort. Hämtningen avbröts.")
                if self._takt.klocka() > slut:
                    raise Koladafel("Svaret från Kolada tog för lång tid. Hämtningen avbröts.")
                delar.append(del_)
        return b"".join(delar)


def _neka(svar: httpx.Response) -> NoReturn:
    if svar.status_code == 429:
        raise Koladafel(FOR_OFTA)
    raise Koladafel(f"Kolada svarade med fel {svar.status_code}. Vi försöker igen nästa natt.")


def _plats(adress: str) -> tuple[str, str | None, int | None]:
    delar = urlsplit(adress)
    return delar.scheme, delar.hostname, delar.port


def _i_delar(ids: Sequence[str]) -> list[Sequence[str]]:
    for ett in ids:
        if not _ID.fullmatch(ett):
            raise Koladafel(f"”{ett[:40]}” är ingen nyckel i Kolada.")
    return [ids[n : n + PER_DEL] for n in range(0, len(ids), PER_DEL)]


def _json(innehall: bytes) -> object:
    def inget_tal(namn: str) -> NoReturn:
        raise json.JSONDecodeError(f"{namn} is no JSON", "", 0)

    try:
        return json.loads(innehall, parse_float=Decimal, parse_constant=inget_tal)
    except (UnicodeDecodeError, RecursionError) as fel:
        raise json.JSONDecodeError(str(fel)[:80], "", 0) from fel
    except ValueError as fel:
        # An integer of thousands of digits, which Python refuses.
        if isinstance(fel, json.JSONDecodeError):
            raise
        raise json.JSONDecodeError(str(fel)[:80], "", 0) from fel
