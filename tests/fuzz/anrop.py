"""A request made of a form, an address or chance: the same for the same seed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random
from urllib.parse import quote, urlencode

from tests.adresser import alla
from tests.fuzz.filer import fil
from tests.fuzz.formular import Falt, Formular
from tests.fuzz.varden import HELTAL, ORD, OVANLIGT, UUIDER, ovanligt, troligt

GRANS = "granslinje"
METODER = ["GET"] * 6 + ["POST"] * 8 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X"]
HUVUDEN = ["HTTP_REFERER", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
           "HTTP_RANGE", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_HX_REQUEST",
           "HTTP_HX_CURRENT_URL", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED", "HTTP_ACCEPT", "HTTP_HOST",
           "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_ORIGIN"]  # fmt: skip
_PLATS = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Anrop:
    metod: str
    vag: str
    fraga: str = ""
    kropp: bytes = b""
    typ: str = ""
    huvud: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        fraga = f"?{self.fraga[:200]}" if self.fraga else ""
        return f"{self.metod} {self.vag[:200]}{fraga} {self.huvud or ''} {self.kropp[:600]!r}"


@dataclass
class Kunskap:
    """What has been learnt of a scene."""

    formular: list[Formular] = field(default_factory=list)
    nycklar: dict[str, list[str]] = field(default_factory=dict)
    """Known values of each parameter of an address."""
    namn: list[str] = field(default_factory=list)
    varden: list[str] = field(default_factory=list)
    mallar: list[bytes] = field(default_factory=list)


def gor(slump: Random, vet: Kunskap) -> Anrop:
    slag = slump.random()
    if vet.formular and slag < 0.8:
        anrop = _ur_formular(slump, vet, slump.choice(vet.formular))
    else:
        anrop = _ur_adress(slump, vet)
    if slump.random() < 0.12:
        anrop.huvud[slump.choice(HUVUDEN)] = _huvudvarde(slump)
    return anrop


def _huvudvarde(slump: Random) -> str:
    """What a server lets through in a header: no line break, and bytes as Latin-1."""
    text = slump.choice(OVANLIGT)[:3000].encode("utf-8", "surrogatepass").decode("latin-1")
    return text.replace("\r", " ").replace("\n", " ")


def _ur_formular(slump: Random, vet: Kunskap, formular: Formular) -> Anrop:
    par = _ifyllt(slump, formular, vet)
    if formular.metod == "GET":
        return Anrop("GET", formular.vag, _som_fraga(par))
    metod = slump.choice(METODER) if slump.random() < 0.03 else "POST"
    kropp, typ = _kropp(slump, par, formular, vet)
    fraga = formular.fraga
    if slump.random() < 0.05:
        fraga = _som_fraga([(slump.choice(vet.namn or ["x"]), slump.choice(OVANLIGT))])
    return Anrop(metod, formular.vag, fraga, kropp, typ)


def _ifyllt(slump: Random, formular: Formular, vet: Kunskap) -> list[tuple[str, str]]:
    knappar = [f for f in formular.falt if f.slag == "button"]
    tryckt = slump.choice(knappar) if knappar and slump.random() < 0.95 else None
    valda = {
        f.namn: slump.choice([g for g in formular.falt if g.namn == f.namn])
        for f in formular.falt
        if f.slag == "radio"
    }
    par = [
        (f, troligt(slump, f))
        for f in formular.falt
        if f.slag != "file" and _med(slump, f, tryckt, valda)
    ]
    for _ in range(slump.choice([0, 1, 1, 1, 2, 3, 8])):
        _andra(slump, par, vet)
    return [(f.namn, varde) for f, varde in par]


def _med(slump: Random, f: Falt, tryckt: Falt | None, valda: dict[str, Falt]) -> bool:
    if f.slag == "button":
        return f is tryckt
    if f.slag == "radio":
        return valda[f.namn] is f
    if f.slag == "checkbox":
        return f.valt if slump.random() < 0.5 else slump.random() < 0.5
    return True


def _andra(slump: Random, par: list[tuple[Falt, str]], vet: Kunskap) -> None:
    plats = slump.randrange(len(par)) if par else -1
    slag = slump.random() if par else 1
    if slag < 0.7:
        falt = par[plats][0]
        par[plats] = (falt, ovanligt(slump, falt, vet.varden))
    elif slag < 0.8:
        falt = par[plats][0]
        par.append((falt, ovanligt(slump, falt, vet.varden)))
    elif slag < 0.9:
        del par[plats]
    else:
        namn = slump.choice(vet.namn) if vet.namn and slump.random() < 0.8 else slump.choice(ORD)
        par.append((Falt(namn, "text"), slump.choice(OVANLIGT)))


def _kodad(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _som_fraga(par: list[tuple[str, str]]) -> str:
    return urlencode([(_kodad(n), _kodad(v[:4000])) for n, v in par])


def _kropp(
    slump: Random, par: list[tuple[str, str]], formular: Formular, vet: Kunskap
) -> tuple[bytes, str]:
    slag = slump.random()
    if slag < 0.02:
        return json.dumps(dict(par)).encode(), "application/json"
    if slag < 0.03:
        return slump.choice(
            [b"[" * 100_000, b'{"a":' * 20_000, b"\xff\xfe", b""]
        ), "application/json"
    if formular.med_filer or slag < 0.06:
        filer = [
            (f.namn, *fil(slump, vet.mallar))
            for f in formular.falt
            if f.slag == "file"
            for _ in range(slump.choice([0, 1, 1, 1, 1, 2, 6]))
        ]
        kropp = _flerdelad(par, filer)
        if slump.random() < 0.05:
            kropp = kropp[: slump.randrange(len(kropp) + 1)]
        return kropp, f"multipart/form-data; boundary={GRANS if slump.random() < 0.98 else ''}"
    typ = "application/x-www-form-urlencoded"
    if slump.random() < 0.03:
        typ += slump.choice(["; charset=utf-16", "; charset=finns-inte", "; charset=latin-1"])
    return urlencode([(_kodad(n), _kodad(v)) for n, v in par]).encode(), typ


def _flerdelad(par: list[tuple[str, str]], filer: list[tuple[str, str, bytes, str]]) -> bytes:
    delar = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (_kodad(n), _kodad(v))
        for n, v in par
    ] + [
        b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n%s'
        % (_kodad(falt), _kodad(namn), typ.encode(), innehall)
        for falt, namn, innehall, typ in filer
    ]
    linje = b"--" + GRANS.encode()
    return b"".join(linje + b"\r\n" + d + b"\r\n" for d in delar) + linje + b"--\r\n"


# --- Addresses ----------------------------------------------------------------------------


def _ur_adress(slump: Random, vet: Kunskap) -> Anrop:
    monster = slump.choice(_monster())
    vag = "/" + _PLATS.sub(_insatt(slump, vet), monster)
    if slump.random() < 0.1:
        vag = slump.choice(["/en", "/sv-lattlast", "/%00", "/static/../..", "/" + "x" * 5000]) + vag
    par = [
        (slump.choice(vet.namn or ["x"]), slump.choice(vet.varden + OVANLIGT))
        for _ in range(slump.choice([0, 1, 1, 3]))
    ]
    metod = slump.choice(METODER)
    if metod == "POST":
        return Anrop(metod, vag, "", *_kropp(slump, par, Formular("POST", vag, ""), vet))
    return Anrop(metod, vag, _som_fraga(par))


@cache
def _monster() -> list[str]:
    return [adress.monster for adress in alla() if adress.namn != "galleri"]


def _insatt(slump: Random, vet: Kunskap) -> Callable[[re.Match[str]], str]:
    def inre(traff: re.Match[str]) -> str:
        kanda = vet.nycklar.get(traff[2], [])
        if kanda and slump.random() < 0.6:
            return slump.choice(kanda)
        pool = {"int": HELTAL, "uuid": UUIDER}.get(traff[1] or "", OVANLIGT)
        return quote(_kodad(slump.choice(pool)[:300]), safe="")

    return inre
