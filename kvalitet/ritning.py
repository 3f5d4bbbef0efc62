"""The plainest controls as text, letter for letter what their templates make of them, and rows.

A page of forty fields is some two hundred templates otherwise, most of them for attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape as escape_text
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_MAPP = "django/forms/widgets/"


def skriv(mall: str, *delar: Any, **namngivna: Any) -> SafeString:
    """As `format_html`, faster where the parts are strings: a long page has thousands."""
    namnen = {namn: _saker(del_) for namn, del_ in namngivna.items()}
    return SafeString(mall.format(*map(_saker, delar), **namnen))


def skriv_alla(mellan: str, mall: str, rader: Iterable[Iterable[Any]]) -> SafeString:
    """As `format_html_join` with a plain `mellan`."""
    return SafeString(mellan.join([mall.format(*map(_saker, rad)) for rad in rader]))


def _saker(del_: Any) -> str:
    slag = type(del_)
    if slag is str:
        return escape_text(del_)
    return del_ if slag is SafeString else conditional_escape(del_)


def attribut(namn: str, varde: Any) -> str:
    if varde is False or varde is None:
        return ""
    return f" {namn}" if varde is True else f' {namn}="{escape_text(str(varde))}"'


def _alla(attrs: Mapping[str, Any]) -> str:
    return "".join(attribut(namn, varde) for namn, varde in attrs.items())


def _ruta(w: Mapping[str, Any]) -> str:
    varde = None if w["value"] is None else str(w["value"])
    egna = {"type": w["type"], "name": w["name"], "value": varde}
    return f"<input{_alla(egna)}{_alla(w['attrs'])}>"


def _textruta(w: Mapping[str, Any]) -> str:
    text = escape_text(str(w["value"])) if w["value"] else ""
    return f"<textarea{attribut('name', w['name'])}{_alla(w['attrs'])}>\n{text}</textarea>"


def _lista(w: Mapping[str, Any]) -> str:
    grupper = "".join(_grupp(namn, rader) for namn, rader, _ in w["optgroups"])
    return f"<select{attribut('name', w['name'])}{_alla(w['attrs'])}>{grupper}\n</select>"


def _grupp(namn: Any, rader: list[Mapping[str, Any]]) -> str:
    inne = "".join(f"\n  {_rad(rad)}" for rad in rader)
    return f"\n  <optgroup{attribut('label', namn)}>{inne}\n  </optgroup>" if namn else inne


def _rad(w: Mapping[str, Any]) -> str:
    text = "Välj" if w["label"] == "---------" else _saker(w["label"])
    return f"<option{attribut('value', str(w['value']))}{_alla(w['attrs'])}>{text}</option>"


def _val(w: Mapping[str, Any]) -> str | None:
    """As templates/django/forms/widgets/multiple_input.html; a grade has its symbol there."""
    rader = [rad for _, grupp, _ in w["optgroups"] for rad in grupp]
    if any(rad.get("grad") for rad in rader):
        return None
    egna = attribut("class", w.get("valklass") or "val") + attribut("id", w["attrs"].get("id"))
    return f"<div{egna}>{''.join(map(_ett_val, rader))}\n</div>"


def _ett_val(w: Mapping[str, Any]) -> str:
    nyckel, hjalp = escape_text(str(w["attrs"].get("id", ""))), ""
    if text := w.get("beskrivning"):
        hjalp = f'<div data-field="description" id="{nyckel}_hjalp">{_saker(text)}</div>'
    etikett = f'<label for="{nyckel}">{_saker(w["label"])}</label>'
    return f'\n<div class="ds-field">{_ruta(w)}\n{etikett}{hjalp}</div>'


_RITAS: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    **{f"{_MAPP}{s}.html": _ruta for s in ("text", "date", "number", "email", "hidden", "url")},
    **{f"{_MAPP}{s}.html": _val for s in ("radio", "checkbox_select")},
    f"{_MAPP}textarea.html": _textruta,
    f"{_MAPP}select.html": _lista,
}


def ritad(mall: str, sammanhang: Mapping[str, Any]) -> SafeString | None:
    """Return the control that the template would have made; None for one that is not plain."""
    rita = _RITAS.get(mall)
    text = rita(sammanhang["widget"]) if rita else None
    return None if text is None else mark_safe(text)  # noqa: S308 - parts are escaped
