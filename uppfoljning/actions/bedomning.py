"""Business acts of follow-up: judging a goal, and going through what residents have said."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from cykel.effekter.aterskick import gjord_om
from cykel.models import Delslag, Mal, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from cykel.villkor.aterskick import aterskick_av
from cykel.villkor.las import prova_las
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning import krav, rost
from uppfoljning.delar import fallen
from uppfoljning.models import Malbedomning, Rostgenomgang
from uppfoljning.underlag import Malunderlag, malen, tillfalle_for
from uppfoljning.varden import malavtryck, vardelagen
from uppfoljning.villkor import som_uppgifter


@transaction.atomic
def bedom(
    varv: Varv,
    *,
    mal: Mal,
    bedomning: str,
    prognos: str = "",
    trend: str,
    motivering: str,
    fungerade_inte: str,
    orsak: str = "",
    avviker_skal: str = "",
    klar: bool = True,
    last_version: str | None = None,
    av: Anvandare,
) -> Malbedomning:
    """Judge a goal in the lap; `klar=False` keeps a draft. The suggestion is noted beside it.

    `last_version` is what `version_av` gave when the page was opened ("" for no judgement):
    when someone else has written since, nothing is overwritten. None asks nothing.
    """
    varv = las_oppet(varv)
    prova(av, Rattighet.BEDOMNING_SKRIVA, varv.plan)
    ett = _malet(varv, mal)
    uppgifter = krav.Uppgifter(
        bedomning=bedomning,
        trend=trend,
        motivering=motivering.strip(),
        fungerade_inte=fungerade_inte.strip(),
        prognos=prognos,
        orsak=orsak.strip(),
        avviker_skal=avviker_skal.strip(),
    )
    avtryck = malavtryck(vardelagen([varv])[varv.pk]).get(mal.pk, "")
    samma = _samma(ett.bedomning, uppgifter, klar=klar)
    if samma and ett.bedomning is not None and not fallen(ett.bedomning, avtryck):
        return ett.bedomning
    prova_las(varv, varv.plan, mal)
    _prova_version(ett.bedomning, last_version)
    _prova(uppgifter, ett, slag=tillfalle_for(varv).slag, klar=klar)
    nu = klocka.nu()
    gjord, _ = Malbedomning.objects.update_or_create(
        varv=varv,
        mal=mal,
        defaults={
            **asdict(uppgifter),
            "forslag": ett.forslag.bedomning,
            "av": av,
            "tid": nu,
            "klar": klar,
            "avtryck": avtryck if klar else "",
        },
    )
    data = {"mal": mal.pk, "nummer": mal.nummer, "bedomning": bedomning, "varv": varv.nummer}
    slag = "bedomning.klar" if klar else "bedomning.utkast"
    logg.skriv(slag, varv.plan, av=av, nu=nu, data=data)
    if klar:
        gjord_om(mal, varv=varv, av=av, nu=nu)
    return gjord


@transaction.atomic
def granska_roster(varv: Varv, *, vad: str, slutsats: str, av: Anvandare) -> Rostgenomgang:
    """Note that the synpunkter or the surveys of the period are read, and what was seen."""
    varv = las_oppet(varv)
    prova(av, Rattighet.BEDOMNING_SKRIVA, varv.plan)
    slutsats = slutsats.strip()
    if vad not in Rostgenomgang.Del.values:
        raise Regelbrott("Välj om det gäller synpunkter eller undersökningar.")
    if not slutsats:
        raise Regelbrott("Skriv vad ni ser. En mening räcker, också när ni inte ser något nytt.")
    fanns = Rostgenomgang.objects.filter(varv=varv, vad=vad).first()
    antal = antal_att_lasa(varv, vad)
    samma = fanns is not None and (fanns.slutsats, fanns.antal) == (slutsats, antal)
    if fanns is not None and samma and not aterskick_av(varv, Delslag(vad)):
        return fanns
    prova_las(varv, varv.plan, Delslag(vad))
    nu = klocka.nu()
    genomgang, _ = Rostgenomgang.objects.update_or_create(
        varv=varv,
        vad=vad,
        defaults={"slutsats": slutsats, "antal": antal, "av": av, "tid": nu},
    )
    data = {"vad": vad, "antal": antal, "varv": varv.nummer}
    logg.skriv(f"roster.{vad}", varv.plan, av=av, nu=nu, data=data)
    gjord_om(Delslag(vad), varv=varv, av=av, nu=nu)
    return genomgang


def antal_att_lasa(varv: Varv, vad: str) -> int:
    """Count the period's synpunkter, or the answers to its surveys."""
    tillfalle = tillfalle_for(varv)
    if vad == Rostgenomgang.Del.SYNPUNKTER:
        return rost.antal_synpunkter(varv.plan, tillfalle)
    dag = timezone.localdate(klocka.nu())
    return rost.antal_svar(rost.undersokningar(varv.plan, tillfalle, dag))


def las_oppet(varv: Varv) -> Varv:
    """Lock the plan, and return its lap fresh while it is followed up."""
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=varv.plan_id)
    varv = Varv.objects.select_related("tillfalle").get(pk=varv.pk)
    varv.plan = plan
    if not ar_oppet(varv):
        raise Regelbrott(
            f"Planen är i skedet ”{plan.get_fas_display()}”, så uppföljningen är stängd. "
            "Någon kan ha godkänt den medan du skrev."
        )
    return varv


def ar_oppet(varv: Varv) -> bool:
    return varv.plan.fas == Fas.FOLJA_UPP and varv.avslutades is None and varv.godkand is None


def version_av(gjord: Malbedomning | None) -> str:
    """Name the text that a page was opened on, so that nobody overwrites another's unseen."""
    return gjord.tid.isoformat() if gjord else ""


def _malet(varv: Varv, mal: Mal) -> Malunderlag:
    ett = next((m for m in malen(varv) if m.mal.pk == mal.pk), None)
    if ett is None:
        raise Regelbrott(f"{mal} hör inte till planen som följs upp.")
    return ett


def _samma(gjord: Malbedomning | None, u: krav.Uppgifter, *, klar: bool) -> bool:
    return gjord is not None and gjord.klar == klar and som_uppgifter(gjord) == u


def _prova_version(gjord: Malbedomning | None, last_version: str | None) -> None:
    if last_version is not None and gjord and version_av(gjord) != last_version:
        raise Regelbrott(
            f"{gjord.av} har sparat en bedömning av målet medan du skrev. Din text är kvar här. "
            "Öppna sidan på nytt i en annan flik, jämför och lämna den som ska gälla."
        )


def _prova(u: krav.Uppgifter, ett: Malunderlag, *, slag: str, klar: bool) -> None:
    fel = krav.fel(u, forslag=ett.forslag.bedomning, slag=slag) if klar else krav.utkastfel(u)
    if fel:
        punkter = [Punkt(mening) for mening in fel.values()]
        raise Regelbrott("Bedömningen är inte hel.", punkter)
