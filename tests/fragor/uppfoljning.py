"""The pages of follow-up, surveys and reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

from django.core.files.storage import FileSystemStorage

from kvalitet import klocka
from kvalitet.models import Rolltilldelning
from tests.cykel import kil
from tests.factories import SEDAN, Kommun
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.uppfoljning.lage import (
    Lage,
    bedomt,
    mal_till,
    oppna,
    svar,
    synpunkt,
    undersokning,
    varde,
)
from tests.uppfoljning.rapporter import fall as rapportfall
from tests.uppfoljning.rapporter.conftest import snabb_pdf
from uppfoljning import lager, rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.actions.godkannande import godkann
from uppfoljning.actions.rapportmottagare import lagg_till
from uppfoljning.actions.rapportschema import satt_schema
from uppfoljning.models import Indikatorsignal, Rapport
from uppfoljning.rapport.modell import Rattelse
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.maluppfyllelse import omfang


def oppnad(v: Varld) -> Lage:
    (petra,) = personer(v.kommun, 1, "PA")
    lage = oppna(v.kommun, petra)
    varde(lage.kil, "61", ar=2025)
    bedomt(lage, petra)
    svar(undersokning(lage, stanger=date(2026, 12, 31)), *[("K", 7), ("M", 8)] * 5)
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    return lage


def vaxer(v: Varld, lage: Lage, antal: int) -> None:
    """More goals judged, more plans in the same round, more surveys, answers and synpunkter."""
    forsta = lage.kil.version.mal.count() + 1
    folk = personer(v.kommun, antal)
    for n, person in enumerate(folk, start=forsta):
        bedomt(lage, person, mal=mal_till(lage, n).mal)
        brist = kil.brist(lage.kil, f"Brist {n}")
        brist.synpunktskopplingar.create(
            synpunkt=synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
        )
        kil.atgard(brist, person)
        varde(lage.kil, "60", ar=2025, period_fran=date(2020, 1, 1) + timedelta(n))
    svar(lage.mal.undersokningar.order_by("pk")[0], *[("K", 7), ("M", 8)] * antal)
    for n, (enhet, person) in enumerate(zip(enheter(v.kommun, antal), folk, strict=True)):
        plats = cast(Kommun, SimpleNamespace(hemtjanst=enhet, von=v.kommun.von))
        annan = kil.plan(plats, person, lage.mal, fas="folja_upp", tillfalle=lage.varv.tillfalle)
        undersokning(lage, enhet=enhet, slug=f"enhet-{enhet.pk}-{n}")
        synpunkt(enhet, annan.plan.namnd)


@scen(
    "uppfoljning:uppfoljning",
    "uppfoljning:bedom",
    "uppfoljning:matrader",
    "uppfoljning:synpunktsrader",
    "uppfoljning:roster",
    "uppfoljning:delar",
    "uppfoljning:rapport_forhandsvisa_varv",
    "uppfoljning:laget",
    "uppfoljning:laget_fil",
    "uppfoljning:kommunen",
    "cykel:namndtider",
    "cykel:namndens_tider",
    "cykel:oppna_del",
    "uppfoljning:godkann",
    "uppfoljning:undersokningar",
    "uppfoljning:undersokning",
    "uppfoljning:undersokning_ny",
    "uppfoljning:undersokning_andra",
    "uppfoljning:undersokning_fil",
    "uppfoljning:undersokning_indikator",
    "uppfoljning:fragor",
    "uppfoljning:fraga_ny",
    "uppfoljning:fraga_andra",
    "uppfoljning:forhandsvisa",
)
def malen_bedoms(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        lage = oppnad(v)

    enkat = lage.mal.undersokningar.order_by("pk")[0]
    stangd = undersokning(lage, slug="stangd", om="maten")

    def vax(antal: int) -> None:
        vaxer(v, lage, antal)
        svar(stangd, *[("K", 7), ("M", 8)] * 5 * antal)

    with klocka.stalld(kil.NU):
        vax(1)
    varv = f"/arbete/uppfoljning/{lage.varv.pk}/"
    runda = lage.varv.tillfalle_id
    tider = f"/arbete/uppfoljning/tillfallen/{runda}/tider/"
    sidor = {
        "uppfoljning:delar": f"{varv}delar/",
        "uppfoljning:rapport_forhandsvisa_varv": f"{varv}rapport/",
        "uppfoljning:laget": f"/arbete/uppfoljning/{runda}/laget/",
        "uppfoljning:laget_fil": f"/arbete/uppfoljning/{runda}/laget/fil/",
        "uppfoljning:kommunen": f"/arbete/uppfoljning/{runda}/kommunen/",
        "cykel:namndtider": tider,
        "cykel:namndens_tider": f"{tider}{v.kommun.von.pk}/",
        "cykel:oppna_del": f"/arbete/planer/{lage.kil.plan.pk}/oppna-del/",
        "uppfoljning:uppfoljning": "/arbete/uppfoljning/",
        "uppfoljning:bedom": f"{varv}mal/{lage.mal.pk}/",
        "uppfoljning:matrader": (
            f"{varv}mal/{lage.mal.pk}/indikator/{lage.kil.indikator.indikator_id}/"
        ),
        "uppfoljning:synpunktsrader": f"{varv}synpunkter/",
        "uppfoljning:roster": f"{varv}roster/",
        "uppfoljning:godkann": f"/arbete/planer/{lage.kil.plan.pk}/godkann/",
        "uppfoljning:undersokningar": "/arbete/undersokningar/",
        "uppfoljning:undersokning": f"/arbete/undersokningar/{stangd.pk}/",
        "uppfoljning:undersokning_ny": "/arbete/undersokningar/ny/",
        "uppfoljning:undersokning_andra": f"/arbete/undersokningar/{enkat.pk}/andra/",
        "uppfoljning:undersokning_fil": f"/arbete/undersokningar/{stangd.pk}/fil/csv/",
        "uppfoljning:undersokning_indikator": f"/arbete/undersokningar/{enkat.pk}/indikator/",
        "uppfoljning:fragor": f"/arbete/undersokningar/{enkat.pk}/fragor/",
        "uppfoljning:fraga_ny": f"/arbete/undersokningar/{enkat.pk}/ny-fraga/ett_val/",
        "uppfoljning:fraga_andra": f"/arbete/undersokningar/{enkat.pk}/fragor/nki/",
        "uppfoljning:forhandsvisa": f"/arbete/undersokningar/{enkat.pk}/forhandsvisa/sv/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


def signalera(lage: Lage, antal: int) -> Indikatorsignal:
    """So many answered signals more, and so many values of their series."""
    fore = Indikatorsignal.objects.count()
    person, indikator = lage.kil.plan.planansvarig, lage.kil.indikator.indikator
    for n in range(fore, fore + antal):
        dag = date(2000, 1, 1) + timedelta(days=n)
        varde(lage.kil, str(60 + n % 7), period_fran=dag, period_till=dag)
        signal = Indikatorsignal.objects.create(
            indikator=indikator,
            enhet=lage.kil.plan.enhet,
            plan=lage.kil.plan,
            ansvarig=person,
            period_till=dag,
            variation="forsamring",
            varde=60,
            vanligt=70,
            senast=dag,
            skapad=kil.NU,
            svar="kant",
            besvarad=kil.NU,
            besvarad_av=person,
        )
    return signal


@scen("uppfoljning:signaler", "uppfoljning:signal")
def en_indikator_signalerar(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        lage = oppnad(v)
        signal = signalera(lage, 1)

    def vax(antal: int) -> None:
        signalera(lage, antal)

    sidor = {
        "uppfoljning:signaler": "/arbete/uppfoljning/signaler/",
        "uppfoljning:signal": f"/arbete/uppfoljning/signaler/{signal.pk}/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


@scen(
    "enkat:svara",
    "enkat:tack",
    "uppfoljning:sa_gar_det",
    "uppfoljning:enheter",
    "uppfoljning:enhet",
)
def invanaren_svarar(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        lage = oppnad(v)
        godkann(lage.kil.plan, luckor_skal="Resten kommer i delåret.", av=v.alva)
    enkat = lage.mal.undersokningar.order_by("pk")[0]

    def vax(antal: int) -> None:
        vaxer(v, lage, antal)

    sidor = {
        "enkat:svara": f"/undersokningar/{enkat.slug}/",
        "enkat:tack": f"/undersokningar/{enkat.slug}/tack/",
        "uppfoljning:sa_gar_det": "/sa-gar-det/",
        "uppfoljning:enheter": "/enheter/",
        "uppfoljning:enhet": f"/enheter/{lage.kil.plan.enhet_id}/",
    }
    return Scen(sidor, vax, None, kil.NU)


# --- Reports -------------------------------------------------------------------------------


def rapporten(v: Varld) -> tuple[rapportfall.Fall, Rapport]:
    v.monkeypatch.setattr(lager, "rapportlager", FileSystemStorage(location=v.mapp))
    v.monkeypatch.setattr(rapportjobb, "lagg_i_ko", lambda _: None)
    snabb_pdf.__wrapped__(v.monkeypatch)  # type: ignore[attr-defined]
    fall = rapportfall.fall(v.kommun)
    v.monkeypatch.setattr(maluppfyllelse, "for_rapport", fall.for_rapport)
    with klocka.stalld(rapportfall.NU):
        rapport = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
        rapportfall.gor(rapport)
    return fall, rapport


def ny_version(v: Varld, fall: rapportfall.Fall) -> Rapport:
    """Order the report again of a snapshot that has changed."""
    (person,) = personer(v.kommun, 1)
    rattelse = Rattelse(datum=rapportfall.NU.date(), text=f"Kontakten är {person.pk}.")
    fall.underlag = replace(
        fall.underlag,
        kontakt=f"Kontakt {person.pk}",
        rattelser=(*fall.underlag.rattelser, rattelse),
    )
    return acts.bestall(omfang(fall.namnd, fall.tillfalle), av=v.alva)


@scen(
    "uppfoljning:rapporter",
    "uppfoljning:rapport_bestall",
    "uppfoljning:rapporttexter",
    "uppfoljning:rapport",
    "uppfoljning:rapport_las",
    "uppfoljning:rapport_fil",
    "uppfoljning:rapport_faststall",
    "uppfoljning:rapport_ratta",
    "uppfoljning:rapport_forhandsvisa",
    "uppfoljning:rapport_export",
)
def rapporten_skapas(v: Varld) -> Scen:
    fall, rapport = rapporten(v)
    jobb = rapport.jobb.get()
    ett = f"/arbete/rapporter/{rapport.pk}/"
    sidor = {
        "uppfoljning:rapporter": "/arbete/rapporter/",
        "uppfoljning:rapport_bestall": "/arbete/rapporter/bestall/",
        "uppfoljning:rapporttexter": f"/arbete/rapporter/period/kvalitet/{fall.namnd.pk}"
        "/2026-01-01/2026-12-31/",
        "uppfoljning:rapport": ett,
        "uppfoljning:rapport_las": f"{ett}las/",
        "uppfoljning:rapport_fil": f"{ett}pdf/{jobb.fil_id}/",
        "uppfoljning:rapport_faststall": f"{ett}faststall/",
        "uppfoljning:rapport_ratta": f"{ett}ratta/",
        "uppfoljning:rapport_forhandsvisa": (
            "/arbete/rapporter/forhandsvisa/?slag=manad"
            f"&namnd={fall.namnd.pk}&spann=2026-08-01_2026-08-31"
        ),
        "uppfoljning:rapport_export": f"{ett}export/excel/",
    }

    def vax(antal: int) -> None:
        for _ in range(antal):
            ny_version(v, fall)

    return Scen(sidor, vax, v.alva, rapportfall.NU)


@scen("uppfoljning:rapportjobb")
def rapporter_som_inte_gick(v: Varld) -> Scen:
    fall, _ = rapporten(v)

    def vax(antal: int) -> None:
        for _ in range(antal):
            ny_version(v, fall)
            misslyckad = ny_version(v, fall).jobb
            misslyckad.update(lage="misslyckad", fel="Lagret är fullt.")

    return Scen({"uppfoljning:rapportjobb": "/arbete/rapporter/jobb/"}, vax, v.alva, rapportfall.NU)


@scen(
    "uppfoljning:publicerade",
    "uppfoljning:publicerad_export",
    "uppfoljning:publicerade_atom",
    "uppfoljning:publicerade_rss",
    "uppfoljning:publicerad",
    "uppfoljning:publicerad_fil",
    "uppfoljning:kontrollera",
    "uppfoljning:kod",
    "uppfoljning:namnd",
    "uppfoljning:namnd_atom",
    "uppfoljning:namnd_rss",
)
def rapporten_publiceras(v: Varld) -> Scen:
    fall, rapport = rapporten(v)

    def publicera(ny: Rapport) -> Rapport:
        rapportfall.gor(ny)
        ny = acts.faststall(
            ny,
            beslut_datum=rapportfall.NU.date(),
            beslut_paragraf="112",
            dnr="VON 2026/0412",
            av=v.alva,
        )
        rapportfall.gor(ny)
        return acts.publicera(ny, av=v.alva)

    def vax(antal: int) -> None:
        for _ in range(antal):
            publicera(ny_version(v, fall))

    with klocka.stalld(rapportfall.NU):
        rapport = publicera(rapport)
    ett = f"/rapporter/{rapport.pk}/"
    sidor = {
        "uppfoljning:publicerade": "/rapporter/",
        "uppfoljning:publicerade_atom": "/rapporter/atom.xml",
        "uppfoljning:publicerade_rss": "/rapporter/rss.xml",
        "uppfoljning:kontrollera": f"/rapporter/kontrollera/?fil={rapport.fil_id}",
        "uppfoljning:kod": f"/r/{rapport.ogonblick.sha256[:12]}/",
        "uppfoljning:namnd": "/namnder/VON/",
        "uppfoljning:namnd_atom": "/namnder/VON/atom.xml",
        "uppfoljning:namnd_rss": "/namnder/VON/rss.xml",
        "uppfoljning:publicerad": ett,
        "uppfoljning:publicerad_fil": f"{ett}pdf/{rapport.fil_id}/",
        "uppfoljning:publicerad_export": f"{ett}export/excel/",
    }
    return Scen(sidor, vax, None, rapportfall.NU)


@scen("uppfoljning:rapportscheman", "uppfoljning:rapportschema", "uppfoljning:rapportschema_andra")
def rapporterna_planeras(v: Varld) -> Scen:
    von, kfn = v.kommun.von, v.kommun.kfn

    def vax(antal: int) -> None:
        for namnd in (von, kfn):
            satt_schema(namnd, slag="manad", pa=True, period="manad", dagar=8, av=None)
        for person in personer(v.kommun, antal):
            lagg_till(von, namn=person.namn, epost=person.epost, av=None)
        for ny in personer(v.kommun, antal):
            Rolltilldelning.objects.create(
                anvandare=ny, roll="FV", enhet=v.kommun.rot, namnd=von, giltig=(SEDAN, None)
            )

    ett = f"/arbete/rapporter/scheman/{von.pk}/"
    sidor = {
        "uppfoljning:rapportscheman": "/arbete/rapporter/scheman/",
        "uppfoljning:rapportschema": ett,
        "uppfoljning:rapportschema_andra": f"{ett}manad/",
    }
    return Scen(sidor, vax, v.alva, rapportfall.NU)


@scen("uppfoljning:rapport_arkivpaket")
def rapporten_arkiveras(v: Varld) -> Scen:
    fall, rapport = rapporten(v)

    def faststall(ny: Rapport) -> Rapport:
        rapportfall.gor(ny)
        ny = acts.faststall(
            ny,
            beslut_datum=rapportfall.NU.date(),
            beslut_paragraf="112",
            dnr="VON 2026/0412",
            av=v.alva,
        )
        rapportfall.gor(ny)
        return ny

    def vax(antal: int) -> None:
        for _ in range(antal):
            faststall(ny_version(v, fall))

    with klocka.stalld(rapportfall.NU):
        rapport = faststall(rapport)
    sidor = {"uppfoljning:rapport_arkivpaket": f"/arbete/rapporter/{rapport.pk}/arkivpaket/"}
    return Scen(sidor, vax, v.alva, rapportfall.NU)
