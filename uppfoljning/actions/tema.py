"""Business acts on residents' own words: sorting them into themes, and a summary in ours."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter.maskkontroll import kontrollera
from uppfoljning import fritext
from uppfoljning.models import Fragesvar, Temamarkning, Textsammanfattning, Texttema, Undersokning

FLEST_TEMAN = 40
"""More themes than this sort nothing."""


@transaction.atomic
def marka(
    undersokning: Undersokning,
    *,
    texter: Collection[UUID],
    tema: Texttema | None = None,
    nytt: str = "",
    av: Anvandare,
) -> Texttema:
    """Give texts a theme, one that is there or a new one. What has it already keeps it as it is."""
    u = _last(undersokning, av)
    nu = klocka.nu()
    valt = _nytt(u, nytt) if nytt.strip() else tema
    if valt is None or valt.undersokning_id != u.pk:
        raise Regelbrott("Välj ett tema, eller skriv ett nytt.")
    rader = fritext.texter(u).filter(pk__in=texter)
    if not rader:
        raise Regelbrott("Markera minst en text.")
    fore = valt.markningar.count()
    Temamarkning.objects.bulk_create(
        [Temamarkning(tema=valt, fragesvar=rad, av=av, tid=nu) for rad in rader],
        ignore_conflicts=True,
    )
    data = {"tema": valt.pk, "antal": valt.markningar.count() - fore}
    logg.skriv("undersokning.tema", u, av=av, nu=nu, data=data)
    return valt


@transaction.atomic
def avmarka(tema: Texttema, *, texter: Collection[UUID], av: Anvandare) -> int:
    """Take a theme from texts, and return from how many."""
    u = _last(tema.undersokning, av)
    antal, _ = Temamarkning.objects.filter(tema=tema, fragesvar__in=texter).delete()
    if antal:
        data = {"tema": tema.pk, "antal": antal}
        logg.skriv("undersokning.tema_bort", u, av=av, nu=klocka.nu(), data=data)
    return antal


@transaction.atomic
def byt_namn(tema: Texttema, *, namn: str, av: Anvandare) -> Texttema:
    """Rename a theme. To the name of another one it joins that: their texts become one theme's."""
    u = _last(tema.undersokning, av)
    t = Texttema.objects.select_for_update(of=("self",)).get(pk=tema.pk)
    namn = _provat(u, namn, Texttema._meta.get_field("namn").max_length or 0)
    nu = klocka.nu()
    annat = u.teman.filter(namn__iexact=namn).exclude(pk=t.pk).first()
    if annat is None:
        t.namn = namn
        t.save(update_fields=["namn"])
        logg.skriv("undersokning.tema_namn", u, av=av, nu=nu, data={"tema": t.pk})
        return t
    redan = annat.markningar.values("fragesvar")
    t.markningar.exclude(fragesvar__in=redan).update(tema=annat)
    logg.skriv("undersokning.tema_ihop", u, av=av, nu=nu, data={"tema": t.pk, "till": annat.pk})
    t.delete()
    return annat


@transaction.atomic
def ta_bort(tema: Texttema, *, av: Anvandare) -> None:
    """Remove a theme and its marks; the texts stay."""
    u = _last(tema.undersokning, av)
    data = {"tema": tema.pk, "antal": tema.markningar.count()}
    tema.delete()
    logg.skriv("undersokning.tema_borttaget", u, av=av, nu=klocka.nu(), data=data)


@transaction.atomic
def sammanfatta(undersokning: Undersokning, *, text: str, av: Anvandare) -> Textsammanfattning:
    """Say what the texts say, in one's own words. This is what the report shows."""
    u = _last(undersokning, av)
    nu = klocka.nu()
    ord_ = _provat(u, text, Textsammanfattning._meta.get_field("text").max_length or 0)
    rad, _ = Textsammanfattning.objects.update_or_create(
        undersokning=u, defaults={"text": ord_, "av": av, "tid": nu}
    )
    logg.skriv("undersokning.sammanfattad", u, av=av, nu=nu)
    return rad


@transaction.atomic
def oppna(undersokning: Undersokning, rad: Fragesvar, *, av: Anvandare) -> str:
    """Return a text as it was written, when it says something that must be acted on. Who reads
    it is put on record."""
    u = _last(undersokning, av)
    if not fritext.fara(rad.text):
        raise Regelbrott("Texten visas bara med personuppgifter dolda.")
    data = {"text": str(rad.pk)}
    logg.skriv("undersokning.text_oppnad", u, av=av, nu=klocka.nu(), data=data)
    return rad.text


def _last(undersokning: Undersokning, av: Anvandare) -> Undersokning:
    """Lock the survey and try the right and that its texts can be read."""
    rader = Undersokning.objects.select_for_update(of=("self",), no_key=True)
    u = rader.get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    if mening := fritext.sparr(u, timezone.localdate(klocka.nu())):
        raise Regelbrott(mening)
    return u


def _nytt(u: Undersokning, namn: str) -> Texttema:
    namn = _provat(u, namn, Texttema._meta.get_field("namn").max_length or 0)
    finns = u.teman.filter(namn__iexact=namn).first()
    if finns is None and u.teman.count() >= FLEST_TEMAN:
        raise Regelbrott(f"En undersökning kan ha högst {FLEST_TEMAN} teman. Slå ihop några.")
    return finns or Texttema.objects.create(undersokning=u, namn=namn)


def _provat(u: Undersokning, text: str, hogst: int) -> str:
    """Return words that may be published: ours, pointing nobody out, none of the residents'."""
    text = text.strip()
    if not text:
        raise Regelbrott("Skriv några ord.")
    if len(text) > hogst:
        raise Regelbrott(f"Texten är {len(text)} tecken. Högst {hogst} får plats.")
    for traff in kontrollera(text, kallor=fritext.texter(u).values_list("text", flat=True)):
        if traff.slag == "citat":
            raise Regelbrott(f"”{traff.ord}” står ordagrant i ett svar. Skriv med egna ord.")
        raise Regelbrott(traff.mening)
    return text
