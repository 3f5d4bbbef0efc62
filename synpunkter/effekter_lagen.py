"""What follows when a case is merged, split or forwarded, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kvalitet import logg
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare
from kvalitet.overgang import Steg, las, overga, overga_flera
from synpunkter import epost, kod
from synpunkter.models import Meddelande, Overlamnande, Samband, Synpunkt
from synpunkter.tidsfrist import frist_for, lofte
from synpunkter.tillstand import SLUTNA, SYNPUNKT, Lage, samlat_utfall
from synpunkter.villkor_lagen import Del

TEXTVERSION_DEL = "del"
"""Of a part: its words are ours, and nobody was shown a form."""
MED_HUVUDET = ("avslutad", "utfall", "utfall_skal", "besvarad", "lage_fore", "sammanslagen")
"""The fields that a merged case gets when its master is over."""
SAMMAN = ("huvud", "lage_fore", "sammanslagen")


def gar_med(synpunkt: Synpunkt) -> Q:
    """The rows of the case, and of the cases merged into it: what goes with it to another nämnd."""
    return Q(synpunkt=synpunkt) | Q(synpunkt__huvud=synpunkt, synpunkt__lage=Lage.SAMMANSLAGEN)


def las_huvudet(synpunkt: Synpunkt) -> None:
    """Lock the master of a merged case before the case itself, as the master's own acts do."""
    huvud = Synpunkt.objects.filter(pk=synpunkt.pk).values("huvud")
    list(Synpunkt.objects.select_for_update(of=("self",)).filter(pk__in=huvud))


def sammanslagna(huvud: Synpunkt) -> QuerySet[Synpunkt]:
    """Return the cases that are answered through this one."""
    return huvud.sammanslagna.filter(lage=Lage.SAMMANSLAGEN).select_related("enhet", "namnd")


def sammanslagen(steg: Steg) -> None:
    synpunkt: Synpunkt = steg.objekt
    synpunkt.huvud = steg.data["huvud"]
    synpunkt.lage_fore, synpunkt.sammanslagen = steg.fran, steg.nu


def tagen_ur(steg: Steg) -> None:
    """Be as before. What was sent to the sender meanwhile is still theirs to read."""
    synpunkt: Synpunkt = steg.objekt
    synpunkt.lage = synpunkt.lage_fore
    synpunkt.huvud = synpunkt.sammanslagen = synpunkt.besvarad = None
    synpunkt.lage_fore = ""


def sammanslagna_besvarade(steg: Steg) -> None:
    """Give every sender of a merged case the answer, each their own copy and mail."""
    huvud: Synpunkt = steg.objekt
    egna = list(sammanslagna(huvud).select_for_update(of=("self",)).order_by("pk"))
    if not egna:
        return
    Synpunkt.objects.filter(pk__in=[s.pk for s in egna]).update(besvarad=steg.nu)
    _skicka_till_flera("synpunkt_svar", egna, steg)
    poster = [(s, {"huvud": huvud.pk}) for s in egna]
    logg.skriv_flera("synpunkt.besvarad_med_huvudet", poster, av=steg.av, nu=steg.nu)


def sammanslagna_avslutade(steg: Steg) -> None:
    egna = _folj_huvudet(steg, "avsluta_med_huvudet")
    if egna:
        nyckel = f"avslutad-{steg.nu:%Y%m%dT%H%M%S}"
        epost.till_avsandarna("synpunkt_avslutad", egna, nyckel=nyckel, nu=steg.nu)


def sammanslagna_vidarebefordrade(steg: Steg) -> None:
    egna = _folj_huvudet(steg, "vidarebefordra_med_huvudet")
    _provade_med(steg.objekt.overlamnanden.latest("pk"), egna, steg)
    if egna and _text(steg):
        _skicka_till_flera("synpunkt_vidarebefordrad", egna, steg)


def _folj_huvudet(steg: Steg, rad: str) -> list[Synpunkt]:
    huvud: Synpunkt = steg.objekt
    data = {
        "utfall": huvud.utfall,
        "utfall_skal": huvud.utfall_skal,
        "besvarad": huvud.besvarad if rad == "vidarebefordra_med_huvudet" else None,
    }
    fraga = sammanslagna(huvud)
    return overga_flera(SYNPUNKT, fraga, rad, av=None, nu=steg.nu, data=data, falt=MED_HUVUDET)


def avslutad_med_huvudet(steg: Steg) -> None:
    synpunkt: Synpunkt = steg.objekt
    synpunkt.avslutad = steg.nu
    synpunkt.utfall, synpunkt.utfall_skal = steg.data["utfall"], steg.data["utfall_skal"]
    synpunkt.besvarad = synpunkt.besvarad or steg.data["besvarad"]
    synpunkt.lage_fore, synpunkt.sammanslagen = "", None


def _skicka_till_flera(mall: str, egna: list[Synpunkt], steg: Steg) -> None:
    text = _text(steg)
    sagda = Meddelande.objects.bulk_create(
        Meddelande(synpunkt=s, riktning=TILL, text=text, av=steg.av, tid=steg.nu) for s in egna
    )
    nyckel = f"meddelande-{sagda[0].pk}"  # of this act alone, also when two are of one instant
    filer = steg.data.get("filer", 0)
    epost.till_avsandarna(mall, egna, nyckel=nyckel, nu=steg.nu, text=text, filer=filer)


TILL = Meddelande.Riktning.TILL


def delad(steg: Steg) -> None:
    """Make the parts, each with a unit of its own; the promise to the sender is the same."""
    for del_ in steg.data["delar"]:
        ny = _ny_del(steg, del_)
        logg.skriv("synpunkt.del_skapad", ny, av=steg.av, nu=steg.nu)
        if del_.namnd.pk != steg.objekt.namnd_id:
            overlamna(
                steg.objekt,
                till_namnd=del_.namnd,
                delen=ny,
                lagrum=del_.lagrum,
                skal=del_.skal,
                av=steg.av,
                nu=steg.nu,
            )


def _ny_del(steg: Steg, del_: Del) -> Synpunkt:
    hela: Synpunkt = steg.objekt
    # Unlike a form's token it is no secret: the code that follows from it takes the server's key.
    token = f"del:{hela.pk}:{hela.delar.count()}"
    return Synpunkt.objects.create(
        foralder=hela,
        referens=_ledig_referens(token, steg.nu),
        typ=hela.typ,
        text=del_.text.strip(),
        namnd=del_.namnd,
        enhet=del_.enhet,
        kanal=hela.kanal,
        svarsval=hela.svarsval,
        inkom=hela.inkom,
        tas_om_hand_senast=lofte(frist_for(del_.namnd), svensk_dag(steg.nu)).tas_om_hand,
        svar_senast=hela.svar_senast,
        # Nobody is told the code: the sender follows the whole case.
        kod_hmac=kod.koduppslag(kod.kod(token)),
        token_hmac=kod.tokenuppslag(token),
        textversion=TEXTVERSION_DEL,
        # Whom the case is about is for its own nämnd to know.
        galler_person=hela.galler_person if del_.namnd.pk == hela.namnd_id else None,
        sekretess=hela.sekretess,
        skyddad=hela.skyddad,
    )


def _ledig_referens(token: str, nu: datetime) -> str:
    ar = svensk_dag(nu).year
    forslag = (kod.referens(token, ar=ar, forsok=forsok) for forsok in range(8))
    return next(r for r in forslag if not Synpunkt.objects.filter(referens=r).exists())


def overlamna(
    synpunkt: Synpunkt,
    *,
    lagrum: str,
    skal: str,
    av: Anvandare | None,
    nu: datetime,
    **mottagare: Any,
) -> Overlamnande:
    """Record the prövning by which a case, or a part of it, leaves its nämnd: a person's."""
    if av is None:
        raise RuntimeError("a prövning is made by a person")
    rad = Overlamnande.objects.create(
        synpunkt=synpunkt,
        fran_namnd_id=synpunkt.namnd_id,
        lagrum=lagrum,
        skal=skal.strip(),
        av=av,
        tid=nu,
        **mottagare,
    )
    logg.skriv("synpunkt.overlamnad", synpunkt, av=av, nu=nu, data={"overlamnande": rad.pk})
    return rad


def lamna_namnden(steg: Steg) -> None:
    """Hand the case over with those merged into it, and cut what joins it to its old nämnd."""
    synpunkt: Synpunkt = steg.objekt
    namnd = steg.data["namnd"]
    provning = overlamna(
        synpunkt,
        till_namnd=namnd,
        lagrum=steg.data["lagrum"],
        skal=steg.data["skal"],
        av=steg.av,
        nu=steg.nu,
    )
    egna = list(sammanslagna(synpunkt).select_for_update(of=("self",)).order_by("pk"))
    Synpunkt.objects.filter(pk__in=[s.pk for s in egna]).update(
        namnd=namnd, enhet=steg.data["enhet"]
    )
    _provade_med(provning, egna, steg)
    flyttade = [synpunkt.pk, *(s.pk for s in egna)]
    Samband.objects.filter(Q(en__in=flyttade) | Q(annan__in=flyttade)).delete()


def _provade_med(provning: Overlamnande, egna: list[Synpunkt], steg: Steg) -> None:
    """Tell of the master's prövning in the histories of what is merged into it: it stands once,
    and covers them all."""
    data = {"overlamnande": provning.pk, "huvud": provning.synpunkt_id}
    logg.skriv_flera("synpunkt.overlamnad", [(s, data) for s in egna], av=steg.av, nu=steg.nu)


def del_besvarad(steg: Steg) -> None:
    """The whole is answered when its last part is."""
    del_: Synpunkt = steg.objekt
    if del_.foralder_id is None:
        return
    hela = _las_hela(del_)
    kvar = hela.delar.exclude(pk=del_.pk).exclude(lage__in=SLUTNA).filter(besvarad=None)
    if hela.lage == Lage.DELAD and hela.besvarad is None and not kvar.exists():
        hela.besvarad = steg.nu
        hela.save(update_fields=["besvarad"])


def del_avslutad(steg: Steg) -> None:
    """The whole closes when its last part does, with what came of all of them."""
    del_: Synpunkt = steg.objekt
    if del_.foralder_id is None:
        return
    hela = _las_hela(del_)
    andra = list(hela.delar.exclude(pk=del_.pk))
    if hela.lage != Lage.DELAD or any(d.lage not in SLUTNA for d in andra):
        return
    delar = [*(d for d in andra if d.utfall), del_]
    if hela.besvarad is None:
        hela.besvarad = max((d.besvarad for d in delar if d.besvarad), default=None)
        hela.save(update_fields=["besvarad"])
    data = {
        "utfall": samlat_utfall([d.utfall for d in delar]),
        "utfall_skal": "Ärendet hade flera delar. Vid var och en står hur det blev.",
        "stangs": del_.pk,
    }
    overga(SYNPUNKT, hela, "avsluta_delat", av=None, nu=steg.nu, data=data)


def _las_hela(del_: Synpunkt) -> Synpunkt:
    return las(SYNPUNKT, del_.avsandarens)


def vidarebefordrad(steg: Steg) -> None:
    synpunkt: Synpunkt = steg.objekt
    till = steg.data["till"].strip()
    overlamna(
        synpunkt,
        till=till,
        lagrum=steg.data["lagrum"],
        skal=steg.data["skal"],
        av=steg.av,
        nu=steg.nu,
    )
    synpunkt.avslutad, synpunkt.utfall = steg.nu, steg.data["utfall"]
    synpunkt.utfall_skal = f"Ärendet hör till {till}."
    if text := _text(steg):
        synpunkt.besvarad = steg.nu
        rad = Meddelande.objects.create(
            synpunkt=synpunkt, riktning=TILL, text=text, av=steg.av, tid=steg.nu
        )
        epost.till_avsandaren(
            "synpunkt_vidarebefordrad",
            synpunkt,
            nyckel=f"meddelande-{rad.pk}",
            nu=steg.nu,
            text=text,
        )


def _text(steg: Steg) -> str:
    return str(steg.data.get("meddelande", "")).strip()
