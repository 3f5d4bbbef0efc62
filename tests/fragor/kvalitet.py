"""The pages of the core."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from kvalitet import klocka, logg, logga, tasks
from kvalitet.actions import dataskydd as akter
from kvalitet.krypto import kryptera
from kvalitet.models import (
    Anvandare,
    Enhet,
    EnhetPlacering,
    Grupproll,
    Jobbfel,
    Namnd,
    NamndAnsvar,
    Rolltilldelning,
    Utskick,
)
from kvalitet.roller import Roll
from kvalitet.views import matt
from tests import factories
from tests.factories import SEDAN
from tests.fragor import Scen, Varld, enheter, personer, scen


@scen(
    "arbete",
    "galleri",
    "alla_brev",
    "brev",
    "brev_html",
    "organisation",
    "enhet",
    "enhet_flytta",
    "enhet_avsluta",
    "enhet_sla_ihop",
    "enhet_dela",
)
def organisationen(v: Varld) -> Scen:
    enhet = v.kommun.hemtjanst
    nu = klocka.nu()

    def vax(antal: int) -> None:
        nya = enheter(v.kommun, antal)
        personer(v.kommun, antal, "CH")
        forsta = Namnd.objects.count()
        for n, ny in enumerate(nya, start=forsta):
            namnd = Namnd.objects.create(kod=f"N{n}", namn=f"Nämnd {n}")
            for plats in (ny, enhet):
                NamndAnsvar.objects.create(enhet=plats, namnd=namnd, giltig=(SEDAN, None))
            Rolltilldelning.objects.create(
                anvandare=v.alva, roll="CH", enhet=ny, namnd=namnd, giltig=(SEDAN, None)
            )
            logg.skriv("enhet.flyttad", enhet, av=v.alva, nu=nu, data=_flytt(ny), kommentar="Så.")
            dag = SEDAN - timedelta(days=n * 10)
            EnhetPlacering.objects.create(
                enhet=enhet, foralder=ny, giltig=(dag, dag + timedelta(days=10))
            )

    vax(1)
    sidor = {
        "arbete": "/arbete/",
        "galleri": "/arbete/galleri/",
        "alla_brev": "/arbete/epost/",
        "brev": "/arbete/epost/synpunkt_kvitto/",
        "brev_html": "/arbete/epost/synpunkt_kvitto/html/",
        "organisation": "/arbete/organisation/",
        "enhet": f"/arbete/organisation/{enhet.pk}/",
        "enhet_flytta": f"/arbete/organisation/{enhet.pk}/flytta/",
        "enhet_avsluta": f"/arbete/organisation/{enhet.pk}/avsluta/",
        "enhet_sla_ihop": f"/arbete/organisation/{enhet.pk}/sla-ihop/",
        "enhet_dela": f"/arbete/organisation/{enhet.pk}/dela/",
    }
    return Scen(sidor, vax, v.alva, nu)


def _flytt(till: Enhet) -> dict[str, object]:
    return {"fran_enhet": till.pk, "till_enhet": till.pk, "galler_fran": "2026-01-01"}


@scen("granskning", "granskning_fil")
def loggen_granskas(v: Varld) -> Scen:
    rut = factories.person("Rut Revisor", Roll.REVISOR, v.kommun.rot)
    nu = klocka.nu()

    def vax(antal: int) -> None:
        for person in personer(v.kommun, antal, "CH"):
            logg.skriv(
                "enhet.flyttad",
                v.kommun.hemtjanst,
                av=person,
                nu=nu,
                data=_flytt(v.kommun.vok),
                kommentar="Så.",
            )
            logg.skriv("konto.losenord", person, av=person, nu=nu)

    vax(1)
    sidor = {"granskning": "/arbete/granskning/", "granskning_fil": "/arbete/granskning/csv/"}
    return Scen(sidor, vax, rut, nu)


@scen("start", "tillganglighet", "halsa", "halsa_redo", "logga_in", "losenord", "losenord_valj")
def for_alla(v: Varld) -> Scen:
    def vax(antal: int) -> None:
        enheter(v.kommun, antal)
        personer(v.kommun, antal)

    tasks.puls()
    sidor = {
        "start": "/",
        "tillganglighet": "/tillganglighet/",
        "halsa": "/halsa/",
        "halsa_redo": "/halsa/redo/",
        "logga_in": "/konto/logga-in/",
        "losenord": "/konto/losenord/",
        "losenord_valj": "/konto/losenord/MQ/gammal-nyckel/",
    }
    return Scen(sidor, vax, None, klocka.nu())


@scen("halsa_matt")
def matten(v: Varld) -> Scen:
    def vax(antal: int) -> None:
        enheter(v.kommun, antal)
        personer(v.kommun, antal)

    tasks.puls()
    v.monkeypatch.setattr(matt, "har_nyckeln", lambda _: True)
    v.monkeypatch.setattr(matt, "KORT", 0.0)
    return Scen({"halsa_matt": "/halsa/matt/"}, vax, None, klocka.nu())


@scen("drift")
def driften(v: Varld) -> Scen:
    nu = klocka.nu()

    def vax(antal: int) -> None:
        borjan = Jobbfel.objects.count()
        for n in range(borjan, borjan + antal):
            Jobbfel.objects.create(uppgift=f"a.b{n}", undantag="ValueError", forst=nu, senast=nu)
            Utskick.objects.create(
                nyckel=f"drift-{n}",
                mall="prov",
                innehall="{}",
                message_id=f"<drift-{n}@kommun.example>",
                status=Utskick.Status.MISSLYCKAD,
                skapad=nu,
                nasta_forsok=nu,
            )

    tasks.puls()
    vax(1)
    return Scen({"drift": "/arbete/drift/"}, vax, v.alva, nu)


@scen(
    "dataskydd",
    "registerforteckning",
    "registerforteckning_fil",
    "dataskydd_kontakt",
    "personuppgifter",
)
def personuppgifterna(v: Varld) -> Scen:
    nummer = count()

    def vax(antal: int) -> None:
        for _ in range(antal):
            nr = next(nummer)
            namnd = Namnd.objects.create(kod=f"N{nr}", namn=f"Nämnden {nr}")
            akter.satt_kontakt(
                namnd,
                epost="namnd@kommun.example",
                ombud="Dataskyddsombudet",
                ombud_epost="dso@kommun.example",
                av=v.alva,
            )

    egen = f"/arbete/dataskydd/{v.kommun.von.pk}/"
    sidor = {
        "dataskydd": "/arbete/dataskydd/",
        "registerforteckning": egen,
        "registerforteckning_fil": f"{egen}forteckning.xlsx",
        "dataskydd_kontakt": f"{egen}kontakt/",
        "personuppgifter": "/personuppgifter/",
    }
    return Scen(sidor, vax, v.alva, klocka.nu())


@scen("profil_farg", "profil_logga")
def kommunens_utseende(v: Varld) -> Scen:
    fil = v.mapp / "logga.svg"
    fil.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>')
    org = replace(settings.ORGANISATION, farg="#6B2E5F", logga=logga.las(fil))
    v.monkeypatch.setattr(settings, "ORGANISATION", org)
    assert org.logga
    bild = (org.logga.summa, org.logga.andelse)

    def vax(antal: int) -> None:
        enheter(v.kommun, antal)

    sidor = {
        "profil_farg": reverse("profil_farg", args=[org.stilsumma]),
        "profil_logga": reverse("profil_logga", args=bild),
    }
    return Scen(sidor, vax, None, klocka.nu())


@scen(
    "konton",
    "ett_konto",
    "konto_nytt",
    "konto_stang",
    "grupper",
    "inloggningar",
    "tvasteg",
    "tvasteg_valj",
)
def kontona(v: Varld) -> Scen:
    nu = klocka.nu()
    siv = factories.person("Siv Åkesson", "CH", v.kommun.vok)

    def vax(antal: int) -> None:
        personer(v.kommun, antal)
        nya = enheter(v.kommun, antal)
        fore = Grupproll.objects.count()
        for n, ny in enumerate(nya, start=fore):
            Grupproll.objects.create(grupp=f"grupp-{n}", roll="CH", enhet=ny)
            plats = {"anvandare": v.alva, "roll": "PA", "enhet": ny}
            Rolltilldelning.objects.create(giltig=(SEDAN, None), **plats)
            Rolltilldelning.objects.create(giltig=(SEDAN, None), **{**plats, "anvandare": siv})
            logg.skriv("konto.inloggad", v.alva, av=v.alva, nu=nu, data={"satt": "idp"})
            _inloggning(v.alva, n)

    vax(1)
    sidor = {
        "konton": "/arbete/organisation/konton/?visa=alla",
        "ett_konto": f"/arbete/organisation/konton/{v.alva.pk}/",
        "konto_nytt": "/arbete/organisation/konton/nytt/",
        "konto_stang": f"/arbete/organisation/konton/{siv.pk}/stang/",
        "grupper": "/arbete/organisation/grupper/",
        "inloggningar": "/konto/inloggningar/",
        "tvasteg": "/konto/tvasteg/",
        "tvasteg_valj": "/konto/tvasteg/valj/",
    }
    return Scen(sidor, vax, v.alva, nu)


@scen("tvasteg_nyckel")
def passnyckeln(v: Varld) -> Scen:
    def vax(antal: int) -> None:
        Authenticator.objects.bulk_create(
            Authenticator(user=person, type="totp", data={"secret": kryptera("x")})
            for person in personer(v.kommun, antal)
        )

    Authenticator.objects.create(user=v.alva, type="totp", data={"secret": kryptera("x")})
    return Scen({"tvasteg_nyckel": "/konto/tvasteg/nyckel/"}, vax, v.alva, klocka.nu())


def _inloggning(person: Anvandare, n: int) -> None:
    """A sign-in from elsewhere."""
    nyckel = f"session{n}"
    Session.objects.create(
        session_key=nyckel, session_data="", expire_date=klocka.nu() + timedelta(days=1)
    )
    UserSession.objects.create(
        user=person, session_key=nyckel, ip="192.0.2.1", user_agent="Firefox/140.0 (Windows)"
    )
