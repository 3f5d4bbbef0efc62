"""The addresses of each scene, those that only take posts among them, and one try at a door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.template.backends import django as mallar
from django.test import Client
from django.urls import resolve, reverse

from cykel.models import Aktivitet, Egenkontrollsvar
from kvalitet import klocka
from kvalitet.actions import omorganisation
from kvalitet.models import Anvandare, Grupproll, Jobbfel, Omorganisation, Rolltilldelning
from synpunkter.models import Franvaro, Maskval, Monsterkoppling, Samband, SparatFilter
from synpunkter.views import lamna
from tests.adresser import Adress, alla
from tests.fragor import Bygge, Scen, Varld, las_alla
from uppfoljning.actions import rapportmottagare
from uppfoljning.models import Externfraga, Fragesvar, Rapportjobb

BYGGEN = las_alla()
ADRESSER = {adress.namn: adress for adress in alla()}
MATTA = {namn: bygge.namn for bygge in BYGGEN for namn in bygge.mater}
"""The scene of each address that a scene measures."""

Nycklar = dict[str, Any]


def _forst(modell: Any) -> Any:
    rad = modell.objects.order_by("pk").first()
    assert rad, f"scenen har ingen {modell._meta.verbose_name}"
    return rad


def _aktivitet(v: Varld) -> Nycklar:
    rad = _forst(Aktivitet)
    return {"pk": rad.version.plan_id, "nyckel": rad.nyckel}


def _kontrollsvar(v: Varld) -> Nycklar:
    rad = _forst(Egenkontrollsvar)
    return {"pk": rad.egenkontroll_id, "svar_pk": rad.pk}


def _omorganisation(v: Varld) -> Nycklar:
    rad = omorganisation.avsluta_enhet(
        v.kommun.centrum,
        mottagare=v.kommun.hemtjanst,
        fran=klocka.idag() + timedelta(days=30),
        planregel=Omorganisation.Planregel.FOLJER,
        av=v.alva,
    )
    return {"pk": rad.pk}


def _maskval(v: Varld) -> Nycklar:
    rad = _forst(Maskval)
    return {"pk": rad.utlamnande_id, "val_pk": rad.pk}


def _samband(v: Varld) -> Nycklar:
    rad = _forst(Samband)
    return {"pk": rad.en_id, "annan_pk": rad.annan_id}


def _i_monster(v: Varld) -> Nycklar:
    rad = _forst(Monsterkoppling)
    return {"pk": rad.monster_id, "synpunkt_pk": rad.synpunkt_id}


def _mottagare(v: Varld) -> Nycklar:
    rad = rapportmottagare.lagg_till(
        v.kommun.von, namn="Ida Intresserad", epost="ida@tidningen.example", av=None
    )
    return {"namnd_pk": rad.namnd_id, "pk": rad.pk}


def _fritext(v: Varld) -> Nycklar:
    rad = Fragesvar.objects.exclude(text="").order_by("pk").first()
    assert rad
    return {"pk": rad.svar.undersokning_id, "nyckel": rad.pk}


def _rad(modell: Any) -> Callable[[Varld], Nycklar]:
    return lambda v: {"pk": _forst(modell).pk}


EGNA: dict[str, tuple[str, Callable[[Varld], Nycklar]]] = {
    "cykel:aktivitet_brist": ("planen_genomfors", _aktivitet),
    "cykel:egenkontroll_brist": ("grannarna", _kontrollsvar),
    "grupp_bort": ("kontona", _rad(Grupproll)),
    "inloggning_avsluta": ("kontona", _rad(UserSession)),
    "jobbfel_avklara": ("driften", _rad(Jobbfel)),
    "konto_roll_avsluta": ("kontona", _rad(Rolltilldelning)),
    "omorganisation_angra": ("organisationen", _omorganisation),
    "tvasteg_nyckel_bort": ("passnyckeln", _rad(Authenticator)),
    "synpunkter:angra_maskval": ("handlingar_begars", _maskval),
    "synpunkter:filter_ta_bort": ("handlaggarens_dag", _rad(SparatFilter)),
    "synpunkter:forslag_valj": ("handlaggarens_dag", lambda v: {"pk": v.kommun.von.pk}),
    "synpunkter:franvaro_avbryt": ("handlaggarens_dag", _rad(Franvaro)),
    "synpunkter:lanka_loss": ("arenden_hor_ihop", _samband),
    "synpunkter:monster_ta_bort": ("slingan_sluts", _i_monster),
    "uppfoljning:extern_koppla": ("utifran", _rad(Externfraga)),
    "uppfoljning:rapportjobb_igen": ("rapporter_som_inte_gick", _rad(Rapportjobb)),
    "uppfoljning:rapportmottagare_bort": ("rapporterna_planeras", _mottagare),
    "uppfoljning:text_oppna": ("texterna_lases", _fritext),
}
"""Addresses that take posts alone, of objects that no page of their own leads to: the scene that
has one, and its keys."""
UNDER = {"uppfoljning:undersokning_indikator_bort": "uppfoljning:undersokning_indikator"}
"""Another one whose last key need not exist: it is the survey that is asked for first."""


def _gemensamt(ett: str, annat: str) -> int:
    antal = 0
    for a, b in zip(ett.split("/"), annat.split("/"), strict=False):
        if a != b:
            break
        antal += 1
    return antal


def _granne(adress: Adress) -> str | None:
    """Return the page that lies nearest and leads with the same keys."""
    delar = adress.monster.split("/")
    minst = max([nr + 1 for nr, del_ in enumerate(delar) if "<" in del_], default=0)
    val = [
        (_gemensamt(adress.monster, ADRESSER[namn].monster), namn)
        for namn in MATTA
        if set(ADRESSER[namn].exempel) >= set(adress.exempel)
    ]
    nara, namn = max(val)
    return namn if nara >= minst else None


def scenen(adress: Adress) -> str:
    """Return the name of the scene in whose world the address is tried."""
    if adress.namn in EGNA:
        return EGNA[adress.namn][0]
    if adress.namn in UNDER:
        return MATTA[UNDER[adress.namn]]
    namn = adress.namn if adress.namn in MATTA else _granne(adress)
    assert namn, f"{adress.namn}: ingen scen har ett sådant objekt, skriv den i EGNA"
    return MATTA[namn]


def adresser(bygge: Bygge, scen: Scen, varld: Varld) -> dict[str, str]:
    """Return all addresses that are tried in the scene, by name."""
    return dict(_adresser(bygge, scen, varld))


def _adresser(bygge: Bygge, scen: Scen, varld: Varld) -> Iterator[tuple[str, str]]:
    for namn, adress in ADRESSER.items():
        if scenen(adress) != bygge.namn:
            continue
        if namn in scen.sidor:
            yield namn, scen.sidor[namn]
        elif namn in EGNA:
            yield namn, reverse(namn, kwargs=EGNA[namn][1](varld))
        else:
            granne = UNDER.get(namn) or _granne(adress)
            nycklar = resolve(scen.sidor[str(granne)].partition("?")[0]).kwargs
            yield namn, reverse(namn, kwargs=adress.exempel | _bara(nycklar, adress))


def _bara(nycklar: Nycklar, adress: Adress) -> Nycklar:
    return {namn: varde for namn, varde in nycklar.items() if namn in adress.exempel}


def utan_mallar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write nothing on the pages: who may open a door is decided before, and it is quicker."""
    monkeypatch.setattr(mallar.Template, "render", lambda *_args, **_val: "")
    monkeypatch.setattr(lamna, "_skal", {})  # a page kept as text would stay empty


METODER = ("GET", "HTMX", "POST")


def prova(client: Client, metod: str, url: str) -> str:
    """Try a door, leave everything as it was, and return what was answered, as a word."""
    kakor = deepcopy(client.cookies)  # whoever signs out is in again for the next door
    with _som_om_inget_hant():
        if metod == "POST":
            svar = client.post(url)
        else:
            svar = client.get(url, headers={"HX-Request": "true"} if metod == "HTMX" else None)
        if svar.streaming:
            b"".join(svar.streaming_content)  # type: ignore[arg-type]
    client.cookies = kakor
    return _ord(svar, metod)


@contextmanager
def _som_om_inget_hant() -> Iterator[None]:
    cache.clear()
    punkt = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(punkt)


def _ord(svar: HttpResponse, metod: str) -> str:
    kod = svar.status_code
    if kod == 302 and svar["Location"].startswith("/konto/logga-in/"):
        return "inloggning"
    if kod in (403, 404, 405) or kod >= 500:
        return str(kod)
    return "in"


def inloggad(person: Anvandare | None) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    return client
