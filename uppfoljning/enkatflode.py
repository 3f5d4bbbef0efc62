"""How someone goes through a survey: one page, or one question per page.

Nothing is kept between the pages. With one question per page each carries the answers so far to
the next in a signed field, and all are tried again, together, before they are taken in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from uppfoljning.actions.enkatsvar import ny_token
from uppfoljning.enkatform import EnkatForm, sidor
from uppfoljning.models import Enkatversion, Fraga, Undersokning

SALT = "uppfoljning.enkat.steg"
FRAMAT = ("skicka", "retur")
"""What the buttons that go on are called; the second is what Enter in a field presses."""


@dataclass
class Flode:
    """Where someone is. `klar`: all is answered and tried, ready to take in."""

    form: EnkatForm
    token: str
    sida: int = 1
    antal: int = 1
    svar: str = ""
    """The answers so far, signed; empty when all is on one page."""
    hela: EnkatForm | None = None
    """All questions with the answers so far, when `form` is of one page."""
    klar: bool = False

    @property
    def sista(self) -> bool:
        return self.sida == self.antal

    @property
    def allt(self) -> EnkatForm:
        return self.hela or self.form

    def skrivet(self) -> list[tuple[str, str]]:
        """Return what has been answered so far, in words."""
        return self.allt.skrivet()


def flode(u: Undersokning, version: Enkatversion, post: QueryDict | None, *, sprak: str) -> Flode:
    """Return where someone is after what was posted; None is the first showing."""
    fragor = list(version.fragor.prefetch_related("alternativ").order_by("ordning"))
    bygge = _Bygge(u, version, fragor, sprak)
    if u.visning == Undersokning.Visning.STEG:
        return bygge.steg(post)
    return bygge.sida(post)


def token_i(post: QueryDict | None) -> str:
    """Return the token that was posted, also when it is carried among the answers."""
    if post is None:
        return ""
    return _oppna(post.get("svar", ""))[0] or post.get("token", "")


@dataclass
class _Bygge:
    u: Undersokning
    version: Enkatversion
    fragor: Sequence[Fraga]
    sprak: str

    def form(
        self,
        data: MultiValueDict[str, str] | None = None,
        bara: Sequence[str] | None = None,
        *,
        ifyllt: MultiValueDict[str, str] | None = None,
    ) -> EnkatForm:
        return EnkatForm(
            data,
            ifyllt=ifyllt,
            fragor=self.fragor,
            konsfraga=self.u.konsfraga,
            sprak=self.sprak,
            bara=bara,
        )

    def sida(self, post: QueryDict | None) -> Flode:
        if post is None:
            return Flode(self.form(), ny_token(self.version))
        token = post.get("token") or ny_token(self.version)
        if not _framat(post):
            return Flode(self.form(ifyllt=post), token)
        form = self.form(post)
        return Flode(form, token, klar=form.is_valid())

    def steg(self, post: QueryDict | None) -> Flode:
        """One question per page: forward is tried, back and another language are not."""
        alla = sidor(self.fragor, konsfraga=self.u.konsfraga)
        if post is None:
            return self._visa(alla, 1, {}, ny_token(self.version))
        token, svar = _oppna(post.get("svar", ""))
        nu = _sidnummer(post.get("sida", ""), len(alla))
        svar |= {namn: post.getlist(namn) for namn in alla[nu - 1]}
        token = token or ny_token(self.version)
        if "bakat" in post:
            return self._visa(alla, max(1, nu - 1), svar, token)
        if not _framat(post):
            return self._visa(alla, nu, svar, token)
        form = self.form(MultiValueDict(svar), alla[nu - 1])
        if not form.is_valid():
            return self._visa(alla, nu, svar, token, form)
        if nu < len(alla):
            return self._visa(alla, nu + 1, svar, token)
        return self._slut(alla, svar, token)

    def _slut(self, alla: list[list[str]], svar: dict[str, list[str]], token: str) -> Flode:
        """Try all answers together; what is missing is asked for on its page."""
        form = self.form(MultiValueDict(svar))
        if form.is_valid():
            sista = self.form(MultiValueDict(svar), alla[-1])
            sista.full_clean()
            ut = self._visa(alla, len(alla), svar, token, sista)
            ut.klar, ut.hela = True, form
            return ut
        fel = next(nr for nr, namn in enumerate(alla, 1) if set(namn) & set(form.errors))
        sida = self.form(MultiValueDict(svar), alla[fel - 1])
        for namn in set(alla[fel - 1]) & set(form.errors) - set(sida.errors):
            sida.add_error(namn, list(form.errors[namn]))  # seen only beside other questions
        return self._visa(alla, fel, svar, token, sida)

    def _visa(
        self,
        alla: list[list[str]],
        nr: int,
        svar: dict[str, list[str]],
        token: str,
        form: EnkatForm | None = None,
    ) -> Flode:
        if form is None:
            form = self.form(bara=alla[nr - 1], ifyllt=MultiValueDict(svar))
        hela = self.form(MultiValueDict(svar))
        return Flode(form, token, nr, len(alla), svar=_signera(token, svar), hela=hela)


def avvisat(f: Flode, version: Enkatversion, mening: str = "") -> Flode:
    """Let what was not taken in be sent again, with its answers and why."""
    _, svar = _oppna(f.svar)
    f.token = ny_token(version)
    f.svar = _signera(f.token, svar) if f.svar else ""
    if mening:
        f.form.add_error(None, mening)
    return f


def _framat(post: QueryDict) -> bool:
    return any(namn in post for namn in FRAMAT)


def _sidnummer(text: str, antal: int) -> int:
    return min(max(int(text), 1), antal) if text.isdecimal() and len(text) < 5 else 1


def _signera(token: str, svar: dict[str, list[str]]) -> str:
    return signing.dumps([token, svar], salt=SALT, compress=True)


def _oppna(signerat: str) -> tuple[str, dict[str, list[str]]]:
    """Return the token and the answers so far; nothing when the field is not ours."""
    try:
        token, svar = signing.loads(signerat, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return "", {}
    return token, svar
