"""Frozen dataclasses to canonical JSON and back, without a word about reports.

Canonical: keys sorted, no spaces, decimals as plain strings without trailing zeros,
dates as ISO, moments as ISO in UTC. Equal objects therefore give equal bytes, which is
what the fingerprint of a snapshot is taken of. Floats are refused: what is stored has
been decided to its last digit.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
INGA: frozenset[str] = frozenset()


class FelForm(ValueError):
    """The JSON does not have the shape of the dataclass; the message says where."""


def till_data(varde: object) -> Any:
    """The object as dicts, lists, strings, ints, bools and None."""
    if varde is None or isinstance(varde, bool | int) or type(varde) is str:
        return varde
    if isinstance(varde, StrEnum):
        return varde.value
    if isinstance(varde, Decimal):
        return format(varde.normalize() + 0, "f")
    if isinstance(varde, datetime):
        return _moment(varde)
    if isinstance(varde, date):
        return varde.isoformat()
    if isinstance(varde, tuple):
        return [till_data(v) for v in varde]
    if is_dataclass(varde) and not isinstance(varde, type):
        return {f.name: till_data(getattr(varde, f.name)) for f in fields(varde)}
    raise FelForm(f"{type(varde).__name__} has no canonical form")


def till_json(varde: object) -> str:
    """Canonical JSON text."""
    return json.dumps(till_data(varde), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fran_data(typ: type[T], data: Any, *, far_saknas: frozenset[str] = INGA) -> T:
    """The dataclass from its data. Unknown and missing fields are refused, but for those named
    in `far_saknas` ("Mal.forra"), which then have their default."""
    return _las(typ, data, typ.__name__, far_saknas)  # type: ignore[no-any-return]


def las_json(text: str) -> dict[str, Any]:
    """The object that the text holds, numbers with decimals refused."""
    data = json.loads(text, parse_float=_vagra_flyttal)
    if not isinstance(data, dict):
        raise FelForm("an object was expected")
    return data


def _moment(tid: datetime) -> str:
    if tid.tzinfo is None:
        raise FelForm("a moment needs a time zone")
    return tid.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _vagra_flyttal(text: str) -> object:
    raise FelForm(f"decimals are stored as strings, not as the number {text}")


@cache
def _typer(typ: type) -> dict[str, Any]:
    return get_type_hints(typ)


def _las(typ: Any, data: Any, plats: str, far_saknas: frozenset[str]) -> Any:
    ursprung = get_origin(typ)
    if ursprung in (Union, UnionType):
        return _las_valfri(typ, data, plats, far_saknas)
    if ursprung is tuple:
        if not isinstance(data, list):
            raise FelForm(f"{plats}: a list was expected")
        inre = get_args(typ)[0]
        return tuple(_las(inre, x, f"{plats}[{i}]", far_saknas) for i, x in enumerate(data))
    if is_dataclass(typ):
        return _las_objekt(typ, data, plats, far_saknas)
    return _las_enkel(typ, data, plats)


def _las_valfri(typ: Any, data: Any, plats: str, far_saknas: frozenset[str]) -> Any:
    if data is None:
        return None
    (inre,) = (t for t in get_args(typ) if t is not type(None))
    return _las(inre, data, plats, far_saknas)


def _las_objekt(typ: Any, data: Any, plats: str, far_saknas: frozenset[str]) -> Any:
    if not isinstance(data, dict):
        raise FelForm(f"{plats}: an object was expected")
    typer = _typer(typ)
    saknas = {n for n in typer.keys() - data.keys() if f"{typ.__name__}.{n}" not in far_saknas}
    if fel := saknas | (data.keys() - typer.keys()):
        raise FelForm(f"{plats}: unknown or missing: {', '.join(sorted(fel))}")
    finns = {namn: t for namn, t in typer.items() if namn in data}
    return typ(
        **{namn: _las(t, data[namn], f"{plats}.{namn}", far_saknas) for namn, t in finns.items()}
    )


def _las_enkel(typ: Any, data: Any, plats: str) -> Any:
    if typ in (bool, int):
        if type(data) is not typ:
            raise FelForm(f"{plats}: {typ.__name__} was expected")
        return data
    if not isinstance(data, str):
        raise FelForm(f"{plats}: a string was expected")
    try:
        if typ in (datetime, date):
            return typ.fromisoformat(data)
        return typ(data)
    except (ValueError, ArithmeticError) as fel:
        raise FelForm(f"{plats}: {data!r} is no {typ.__name__}") from fel
