"""Reading in cases that were handled in another system: marked as such, and counted.

They come in as they stood, open, answered or closed, along the rows of the state table but without
its mails: nobody is written to of what was said years ago.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from kvalitet import klocka, krypto, logg
from kvalitet.behorighet import far
from kvalitet.enhetsnamn import Enhetsregister, Namndregister, Namnfel
from kvalitet.inlasning import Felsamling, Utfall
from kvalitet.kalender import SVENSK_TID, svensk_dag
from kvalitet.kalkyl import Rad
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from synpunkter import kod as koder
from synpunkter.models import Diarieforing, Kontakt, Meddelande, Synpunkt, Tidsfrist
from synpunkter.tidsfrist import lofte
from synpunkter.tillstand import Lage

TEXTVERSION = "importerad"
TIDIGAST = date(1990, 1, 1)
MITT_PA_DAGEN = time(12)

Nyckel = tuple[int, str] | tuple[int, date, str]


@dataclass
class _Post:
    rad: Rad
    synpunkt: Synpunkt
    kontakt: Kontakt | None = None


@dataclass
class _Fil:
    av: Anvandare
    nu: datetime
    enheter: Enhetsregister
    namnder: Namndregister
    frister: dict[int, Tidsfrist]
    fel: Felsamling = field(default_factory=Felsamling)
    poster: dict[Nyckel, _Post] = field(default_factory=dict)

    @property
    def idag(self) -> date:
        return svensk_dag(self.nu)


@transaction.atomic
def las_in_synpunkter(rader: Sequence[Rad], *, av: Anvandare) -> list[Utfall]:
    """Add the cases that are not there. A case is known by its nämnd and its reference in the
    other system, else by nämnd, day and words; what is there already is left as it is."""
    # One file at a time, so that the same one twice at once is once.
    list(Namnd.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
    fil = _Fil(
        av,
        klocka.nu(),
        Enhetsregister.av(Enhet.objects.order_by("pk")),
        Namndregister.alla(),
        {frist.namnd_id: frist for frist in Tidsfrist.objects.order_by("pk")},
    )
    for rad in rader:
        _las_rad(fil, rad)
    fil.fel.avbryt()
    redan = _redan(fil)
    nya = [post for nyckel, post in fil.poster.items() if nyckel not in redan]
    _skapa(fil, nya)
    return [Utfall("Synpunkter", nya=len(nya), oforandrade=len(fil.poster) - len(nya))]


# --- A row ----------------------------------------------------------------------------------------


def _las_rad(fil: _Fil, rad: Rad) -> None:
    try:
        enhet, namnd = fil.enheter.hitta(rad["enhet"]), fil.namnder.hitta(rad["namnd"])
    except Namnfel as fel:
        fil.fel.lagg(rad, fel.mening[0].upper() + fel.mening[1:])
        return
    if not rad["text"].strip():
        fil.fel.lagg(rad, "Text: fyll i vad avsändaren skrev.")
    if not _prova_dagar(fil, rad) or not _prova_utfall(fil, rad):
        return
    post = _Post(rad, _synpunkt(fil, rad, enhet, namnd), _kontakt(fil, rad))
    if not far(fil.av, Rattighet.SYNPUNKT_FORDELA, post.synpunkt):
        fil.fel.lagg(rad, f"Du fördelar inte synpunkter i {enhet} för {namnd}.")
    forst = fil.poster.setdefault(_nyckel(post.synpunkt), post)
    if forst is not post:
        fil.fel.lagg(rad, f"Ärendet står redan på rad {forst.rad.nummer}.")


def _prova_dagar(fil: _Fil, rad: Rad) -> bool:
    """Try that the days come in their order, and that none is to come."""
    antal = len(fil.fel.fel)
    if not rad["inkom"]:
        fil.fel.lagg(rad, "Kom in: fyll i dagen ärendet kom in.")
        return False
    forra, forra_namn = rad["inkom"], "Kom in"
    if forra < TIDIGAST:
        fil.fel.lagg(rad, f"Kom in: {forra} är för länge sedan.")
    for nyckel, namn in (("besvarad", "Besvarad"), ("avslutad", "Avslutad")):
        dag = rad[nyckel]
        if dag and dag < forra:
            fil.fel.lagg(rad, f"”{namn}” ska vara samma dag som ”{forra_namn}” eller senare.")
        if dag:
            forra, forra_namn = dag, namn
    if forra > fil.idag:
        fil.fel.lagg(rad, f"”{forra_namn}” är en dag som inte har varit än.")
    return len(fil.fel.fel) == antal


def _prova_utfall(fil: _Fil, rad: Rad) -> bool:
    antal = len(fil.fel.fel)
    if rad["avslutad"] and not rad["utfall"]:
        fil.fel.lagg(rad, "Utfall: fyll i hur det blev, eftersom ärendet är avslutat.")
    if rad["utfall"] and not rad["avslutad"]:
        fil.fel.lagg(rad, "Avslutad: fyll i dagen, eftersom ärendet har ett utfall.")
    if rad["utfall"] == "ingen" and not rad["utfall_skal"]:
        fil.fel.lagg(rad, "Motivering: skriv varför ingen åtgärd gjordes.")
    if rad["svar"] and not rad["besvarad"]:
        fil.fel.lagg(rad, "Besvarad: fyll i dagen, eftersom det finns ett svar.")
    return len(fil.fel.fel) == antal


def _synpunkt(fil: _Fil, rad: Rad, enhet: Enhet, namnd: Namnd) -> Synpunkt:
    frist = fil.frister.get(namnd.pk) or Tidsfrist(namnd=namnd)
    dagar = lofte(frist, rad["inkom"])
    token = secrets.token_urlsafe(18)
    return Synpunkt(
        referens=koder.referens(token, ar=rad["inkom"].year),
        tidigare_referens=rad["tidigare_referens"],
        typ=rad["typ"],
        text=rad["text"].strip(),
        plats=rad["plats"],
        namnd=namnd,
        enhet=enhet,
        kanal=rad["kanal"] or Synpunkt.Kanal.WEBB,
        svarsval=_svarsval(rad),
        inkom=_mitt_pa(rad["inkom"], fil.nu),
        tas_om_hand_senast=dagar.tas_om_hand,
        svar_senast=dagar.svar,
        dnr=rad["dnr"],
        kod_hmac=koder.koduppslag(koder.kod(token)),
        token_hmac=koder.tokenuppslag(token),
        textversion=TEXTVERSION,
        importerad=fil.nu,
    )


def _svarsval(rad: Rad) -> str:
    onskar = rad["vill_ha_svar"]
    if onskar is None:
        onskar = bool(rad["besvarad"] or rad["epost"])
    if not onskar:
        return Synpunkt.Svarsval.NEJ
    return Synpunkt.Svarsval.EPOST if rad["epost"] else Synpunkt.Svarsval.KOD


def _kontakt(fil: _Fil, rad: Rad) -> Kontakt | None:
    epost = rad["epost"].strip()
    if not epost:
        return Kontakt(namn=rad["namn"]) if rad["namn"] else None
    try:
        validate_email(epost)
    except ValidationError:
        fil.fel.lagg(rad, f"”{epost}” är ingen e-postadress.")
    hmac = krypto.uppslag(epost.lower(), rum="kontakt.epost")
    return Kontakt(epost=epost, epost_hmac=hmac, namn=rad["namn"])


def _mitt_pa(dag: date, nu: datetime) -> datetime:
    """The middle of the day, in Sweden; today it is now, if noon has not been."""
    return min(timezone.make_aware(datetime.combine(dag, MITT_PA_DAGEN), SVENSK_TID), nu)


def _nyckel(synpunkt: Synpunkt) -> Nyckel:
    if synpunkt.tidigare_referens:
        return synpunkt.namnd_id, synpunkt.tidigare_referens
    return synpunkt.namnd_id, svensk_dag(synpunkt.inkom), synpunkt.text


def _redan(fil: _Fil) -> set[Nyckel]:
    finns = Synpunkt.objects.filter(
        importerad__isnull=False, namnd__in={p.synpunkt.namnd_id for p in fil.poster.values()}
    )
    return {
        _nyckel(s)
        for s in finns.only("namnd_id", "tidigare_referens", "inkom", "text").order_by("pk")
    }


# --- All of them ----------------------------------------------------------------------------------


def _skapa(fil: _Fil, nya: Sequence[_Post]) -> None:
    _fria_referenser(nya)
    Synpunkt.objects.bulk_create((post.synpunkt for post in nya), batch_size=500)
    kontakter = [post.kontakt for post in nya if post.kontakt]
    for post in nya:
        if post.kontakt:
            post.kontakt.synpunkt = post.synpunkt
    Kontakt.objects.bulk_create(kontakter, batch_size=500)
    Meddelande.objects.bulk_create(
        (
            Meddelande(
                synpunkt=post.synpunkt,
                riktning=Meddelande.Riktning.TILL,
                text=post.rad["svar"],
                av=fil.av,
                tid=_mitt_pa(post.rad["besvarad"], fil.nu),
            )
            for post in nya
            if post.rad["svar"]
        ),
        batch_size=500,
    )
    _diariefor(fil, nya)
    _ga_vagen(fil, nya)
    poster = ((p.synpunkt, {"lage": str(p.synpunkt.lage)}) for p in nya)
    logg.skriv_flera("synpunkt.importerad", poster, av=fil.av, nu=fil.nu)


def _fria_referenser(nya: Sequence[_Post]) -> None:
    """Give a new reference to those whose four letters are taken, by a case or in the file."""
    tagna: set[str] = set()
    kvar = [post.synpunkt for post in nya]
    while kvar:
        finns = Synpunkt.objects.filter(referens__in=[s.referens for s in kvar])
        tagna |= set(finns.values_list("referens", flat=True))
        krockar = []
        for s in kvar:
            if s.referens in tagna:
                ny = secrets.token_urlsafe(18)
                s.referens = koder.referens(ny, ar=svensk_dag(s.inkom).year)
                krockar.append(s)
            else:
                tagna.add(s.referens)
        kvar = krockar


def _diariefor(fil: _Fil, nya: Iterable[_Post]) -> None:
    Diarieforing.objects.bulk_create(
        (
            Diarieforing(
                synpunkt=post.synpunkt,
                namnd_id=post.synpunkt.namnd_id,
                satt="extern",
                nyckel=f"{post.synpunkt.referens}-{post.synpunkt.namnd_id}",
                dnr=post.synpunkt.dnr,
                status=Diarieforing.Status.REGISTRERAD,
                skapad=fil.nu,
                skapad_av=fil.av,
                registrerad=fil.nu,
            )
            for post in nya
            if post.synpunkt.dnr
        ),
        batch_size=500,
    )


def _ga_vagen(fil: _Fil, nya: Sequence[_Post]) -> None:
    """Take those that were answered or closed there, along the rows of the state table."""
    vidare = [post for post in nya if post.rad["besvarad"] or post.rad["avslutad"]]
    synpunkter = [post.synpunkt for post in vidare]
    _satt(synpunkter, Lage.TILLDELAD)
    for post in vidare:
        post.synpunkt.togs_om_hand = _mitt_pa(post.rad["besvarad"] or post.rad["avslutad"], fil.nu)
    _satt(synpunkter, Lage.UNDER_HANDLAGGNING, "togs_om_hand")
    besvarade = [post for post in vidare if post.rad["besvarad"]]
    for post in besvarade:
        post.synpunkt.besvarad = _mitt_pa(post.rad["besvarad"], fil.nu)
    _satt([post.synpunkt for post in besvarade], Lage.BESVARAD, "besvarad")
    avslutade = [post for post in vidare if post.rad["avslutad"]]
    for post in avslutade:
        post.synpunkt.avslutad = _mitt_pa(post.rad["avslutad"], fil.nu)
        post.synpunkt.utfall = post.rad["utfall"]
        post.synpunkt.utfall_skal = post.rad["utfall_skal"]
    falt = ("avslutad", "utfall", "utfall_skal")
    _satt([post.synpunkt for post in avslutade], Lage.AVSLUTAD, *falt)


def _satt(synpunkter: Sequence[Synpunkt], lage: Lage, *falt: str) -> None:
    for synpunkt in synpunkter:
        synpunkt.lage = lage
    Synpunkt.objects.bulk_update(synpunkter, ["lage", *falt], batch_size=500)
