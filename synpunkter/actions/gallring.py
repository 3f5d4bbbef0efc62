"""The business acts of disposal: rule, proposal, approval by another, and the taking away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.utils.module_loading import import_string

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.databas import inom_gallring
from kvalitet.fel import Regelbrott
from kvalitet.felpunkter import felpunkt
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Gallring, Namnd
from kvalitet.roller import Rattighet
from synpunkter.gallringsprotokoll import protokoll, som_pdf
from synpunkter.gallringsurval import foljande, forfallna, prov
from synpunkter.models import Gallringspost, Gallringsregel, Synpunkt

OMGANG = 100
"""Cases in each transaction of a disposal."""
INTE_LANGRE = "Regeln eller ärendet hade ändrats sedan gallringen godkändes."


@transaction.atomic
def besluta_regel(regel: Gallringsregel, *, av: Anvandare) -> Gallringsregel:
    """Write in a rule that the nämnd has decided; `regel` is unsaved."""
    nu = klocka.nu()
    prova(av, Rattighet.ARKIV_SKOTA, regel)
    if regel.beslut_datum > svensk_dag(nu):
        raise Regelbrott("Beslutet är daterat i framtiden. Skriv in regeln när den är beslutad.")
    regel.skapad, regel.skapad_av = nu, av
    regel.save(force_insert=True)
    logg.skriv("gallringsregel.beslutad", regel, av=av, nu=nu, data={"ar": regel.ar})
    return regel


@transaction.atomic
def avsluta_regel(regel: Gallringsregel, *, galler_till: date, av: Anvandare) -> Gallringsregel:
    """Let a rule end. What it has let go stays gone, with the rule named in the protocol."""
    nu = klocka.nu()
    regel = Gallringsregel.objects.select_for_update(of=("self",)).get(pk=regel.pk)
    prova(av, Rattighet.ARKIV_SKOTA, regel)
    if galler_till < regel.galler_fran or galler_till < svensk_dag(nu) - timedelta(days=1):
        raise Regelbrott("Sista dagen är tidigast i går, och inte före regelns första dag.")
    regel.galler_till = galler_till
    regel.save(update_fields=["galler_till"])
    data = {"galler_till": galler_till.isoformat()}
    logg.skriv("gallringsregel.upphor", regel, av=av, nu=nu, data=data)
    return regel


@transaction.atomic
def foresla(namnd: Namnd, *, av: Anvandare) -> Gallring:
    """Freeze today's dry run as a list for another person to approve."""
    nu = klocka.nu()
    Namnd.objects.select_for_update(of=("self",), no_key=True).get(pk=namnd.pk)
    gallring = Gallring(namnd=namnd, foreslagen=nu, foreslagen_av=av)
    prova(av, Rattighet.ARKIV_SKOTA, gallring)
    if Gallring.objects.filter(namnd=namnd, status__in=["forslag", "godkand"]).exists():
        raise Regelbrott("Nämnden har redan en gallring som inte är klar. Avgör den först.")
    rader = prov(namnd, dag=svensk_dag(nu)).gar
    if not rader:
        raise Regelbrott("Inget ärende ska gallras nu.")
    gallring.save(force_insert=True)
    Gallringspost.objects.bulk_create(
        (Gallringspost(gallring=gallring, synpunkt=rad.synpunkt, regel=rad.regel) for rad in rader),
        batch_size=1000,
    )
    logg.skriv("gallring.foreslagen", gallring, av=av, nu=nu, data={"antal": len(rader)})
    return gallring


@transaction.atomic
def godkann(gallring: Gallring, *, av: Anvandare) -> Gallring:
    """Approve the list, as someone else than who proposed it. The sweep then takes it away."""
    gallring = _las(gallring, av)
    if av.pk == gallring.foreslagen_av_id:
        raise Regelbrott(
            "Du föreslog gallringen. Någon annan med rätt att godkänna behöver läsa listan."
        )
    _avgor(gallring, Gallring.Status.GODKAND, av, klocka.nu())
    return gallring


@transaction.atomic
def avsla(gallring: Gallring, *, skal: str, av: Anvandare) -> Gallring:
    """Turn the list down, or take back one's own. Its cases may stand in a later one."""
    nu = klocka.nu()
    gallring = _las(gallring, av)
    if not skal.strip():
        raise Regelbrott("Skriv varför gallringen inte ska göras.")
    poster = gallring.poster.filter(status=Gallringspost.Status.VANTAR)
    poster.update(status=Gallringspost.Status.UNDANTAGEN, skal="Gallringen avslogs.")
    _avgor(gallring, Gallring.Status.AVSLAGEN, av, nu, kommentar=skal.strip())
    return gallring


def utfor(gallring: Gallring) -> int:
    """Take away what an approved disposal covers, a batch at a time; return how many cases went.

    Each batch is a transaction: killed between two, the next sweep goes on with what remains.
    """
    antal = 0
    while (gallrade := _omgang(gallring)) is not None:
        antal += gallrade
        felpunkt("gallring.omgang")
    return antal


def utfor_godkanda() -> int:
    godkanda = Gallring.objects.filter(status=Gallring.Status.GODKAND).order_by("pk")
    return sum(utfor(gallring) for gallring in godkanda)


def skriv_protokoll() -> int:
    """Make the protocol of every disposal that is done and has none yet."""
    saknas = Gallring.objects.filter(status=Gallring.Status.KLAR, protokoll=None).order_by("pk")
    klara = list(saknas.select_related("namnd", "foreslagen_av", "avgjord_av"))
    for gallring in klara:
        ny = som_pdf(protokoll(gallring))
        Gallring.objects.filter(pk=gallring.pk).update(protokoll=ny)
    return len(klara)


# --- Parts ----------------------------------------------------------------------------------------


def _las(gallring: Gallring, av: Anvandare) -> Gallring:
    gallring = Gallring.objects.select_for_update(of=("self",)).get(pk=gallring.pk)
    prova(av, Rattighet.GALLRING_GODKANNA, gallring)
    if gallring.status != Gallring.Status.FORSLAG:
        raise Regelbrott("Gallringen är redan avgjord. Ladda om sidan och se vad som gäller.")
    return gallring


def _avgor(
    gallring: Gallring, status: str, av: Anvandare, nu: datetime, *, kommentar: str = ""
) -> None:
    gallring.status, gallring.avgjord, gallring.avgjord_av = status, nu, av
    gallring.save(update_fields=["status", "avgjord", "avgjord_av"])
    logg.skriv(f"gallring.{status}", gallring, av=av, nu=nu, kommentar=kommentar)


@transaction.atomic
def _omgang(gallring: Gallring) -> int | None:
    """Take the next cases; None when none is left, or another worker has the disposal."""
    godkand = Gallring.objects.filter(pk=gallring.pk, status=Gallring.Status.GODKAND)
    last = godkand.select_for_update(of=("self",), skip_locked=True).first()
    if last is None:
        return None
    nu = klocka.nu()
    vantar = last.poster.filter(status=Gallringspost.Status.VANTAR)
    poster = list(vantar.select_related("regel__namnd").order_by("pk")[:OMGANG])
    if not poster:
        _klar(last, nu)
        return None
    nycklar = [post.synpunkt_id for post in poster]
    # Locked before they are asked of again, so that nothing changes in between.
    las = Synpunkt.objects.select_for_update(of=("self",)).filter(pk__in=nycklar)
    list(las.order_by("pk").values_list("pk"))
    gar = _prova_igen(last, poster, svensk_dag(nu))
    felpunkt("gallring.last")
    _gallra(last, [post for post in poster if post.pk in gar], nu)
    return len(gar)


def _prova_igen(gallring: Gallring, poster: Sequence[Gallringspost], dag: date) -> set[int]:
    """Return the posts that still go; the others are excepted, with the reason."""
    regler = list(Gallringsregel.objects.filter(namnd=gallring.namnd_id).gallande(dag))
    nycklar = [post.synpunkt_id for post in poster]
    kvar = {r.synpunkt.pk: r for r in forfallna(gallring.namnd, regler, dag, bara=nycklar)}
    gar: set[int] = set()
    for post in poster:
        rad = kvar.get(post.synpunkt_id)
        if rad is not None and rad.regel.pk == post.regel_id and not rad.hinder:
            gar.add(post.pk)
            continue
        post.status = Gallringspost.Status.UNDANTAGEN
        post.skal = rad.hinder if rad is not None and rad.hinder else INTE_LANGRE
        post.save(update_fields=["status", "skal"])
    return gar


def _gallra(gallring: Gallring, poster: Sequence[Gallringspost], nu: datetime) -> None:
    poster = [*poster, *_foljare(gallring, poster)]
    nycklar = [post.synpunkt_id for post in poster]
    antal: Counter[str] = Counter()
    with inom_gallring(gallring.pk):
        for stig in settings.GALLRAS:
            antal.update(import_string(stig)(nycklar))
        _tom(nycklar, nu)
    for post in poster:
        post.status, post.gallrad = Gallringspost.Status.GALLRAD, nu
    Gallringspost.objects.bulk_update(poster, ["status", "gallrad"])
    gallring.antal = Counter(gallring.antal) + antal
    gallring.save(update_fields=["antal"])
    rader = Synpunkt.objects.filter(pk__in=nycklar).order_by("pk")
    regel = {post.synpunkt_id: post.regel_id for post in poster}
    data = ((s, {"gallring": gallring.pk, "regel": regel[s.pk]}) for s in rader)
    logg.skriv_flera("synpunkt.gallrad", data, av=None, nu=nu)


def _foljare(gallring: Gallring, poster: Sequence[Gallringspost]) -> list[Gallringspost]:
    """Let the cases that follow those of the posts go with them, by the same rule."""
    regel = {post.synpunkt_id: post.regel_id for post in poster}
    foljer = foljande(list(regel))
    las = Synpunkt.objects.select_for_update(of=("self",)).filter(pk__in=foljer, gallrad=None)
    return Gallringspost.objects.bulk_create(
        Gallringspost(gallring=gallring, synpunkt_id=pk, regel_id=regel[foljer[pk]])
        for pk in las.order_by("pk").values_list("pk", flat=True)
    )


def _tom(nycklar: Sequence[int], nu: datetime) -> None:
    """Empty the cases. What is counted stands: type, unit, nämnd, days, channel and outcome."""
    ingens = Concat(Value("gallrad-"), F("pk"), output_field=CharField())
    Synpunkt.objects.filter(pk__in=nycklar).update(
        text="",
        plats="",
        utfall_skal="",
        handlaggare=None,
        galler_person=None,
        kod_hmac=ingens,
        token_hmac=ingens,
        gallrad=nu,
    )


def _klar(gallring: Gallring, nu: datetime) -> None:
    gallring.status, gallring.klar = Gallring.Status.KLAR, nu
    gallring.save(update_fields=["status", "klar"])
    antal = gallring.poster.filter(status=Gallringspost.Status.GALLRAD).count()
    logg.skriv("gallring.klar", gallring, av=None, nu=nu, data={"antal": antal})
