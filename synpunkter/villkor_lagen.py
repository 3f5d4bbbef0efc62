"""What merging, splitting, forwarding and impartiality ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kvalitet.fel import Punkt
from kvalitet.kalender import svensk_dag
from kvalitet.models import Enhet, Namnd
from kvalitet.overgang import Steg
from synpunkter.fordelning import svarar_for
from synpunkter.models import Overlamnande, Synpunkt
from synpunkter.tillstand import HUVUD, SLUTNA, VIDARE, Lage
from synpunkter.villkor import ATEROPPNAS_INOM_DAGAR

MINST_DELAR, MEST_DELAR = 2, 6
JAVIG = "Ärendet gäller dig. Någon annan handlägger det."
Lagrum = Overlamnande.Lagrum


@dataclass(frozen=True)
class Del:
    """What a unit gets of a case that is split, in the words of the one who splits it."""

    text: str
    enhet: Enhet
    namnd: Namnd
    lagrum: str = ""
    skal: str = ""


def ojavig(steg: Steg) -> Iterable[Punkt]:
    """Nobody handles a case about themselves, nor a part of one."""
    berorda = berorda_av(steg.objekt)
    if steg.av is not None and steg.av.pk in berorda:
        yield Punkt(JAVIG)
    handlaggare = steg.data.get("handlaggare")
    if handlaggare is not None and handlaggare.pk in berorda:
        yield Punkt(f"Välj en annan handläggare än {handlaggare}, som ärendet gäller.")


def berorda_av(synpunkt: Synpunkt) -> set[int]:
    """Return the keys of the people whom the case, or the whole that it is a part of, is about."""
    hela = synpunkt.avsandarens
    return {pk for pk in (synpunkt.galler_person_id, hela.galler_person_id) if pk is not None}


def overlamnande_provat(steg: Steg) -> Iterable[Punkt]:
    """A case that goes to another nämnd is handed over by a prövning (OSL 8 kap. 1 §)."""
    namnd = steg.data.get("namnd") or steg.objekt.namnd
    if namnd.pk != steg.objekt.namnd_id:
        yield _provning(steg.data.get("lagrum", ""), steg.data.get("skal", ""), namnd)
        yield from _markt_far_lamnas(steg.objekt, steg.data.get("lagrum", ""))


def _markt_far_lamnas(synpunkt: Synpunkt, lagrum: str) -> Iterable[Punkt]:
    """What is marked is handed over by a paragraph that breaks the secrecy (OSL 10 kap.)."""
    if synpunkt.markt:
        yield Punkt(
            "Ärendet är markerat. Välj den bestämmelse i OSL 10 kap. som gör att det får lämnas. "
            "Omfattas uppgifterna inte av sekretess, lyft markeringen först.",
            klar=lagrum != Lagrum.INGEN,
        )


def _provning(lagrum: str, skal: str, namnd: Namnd) -> Punkt:
    return Punkt(
        f"Välj bestämmelse och skriv varför uppgifterna får lämnas till {namnd}.",
        klar=lagrum in Lagrum and lagrum != Lagrum.HANVISNING and bool(skal.strip()),
    )


def inte_en_del(steg: Steg) -> Iterable[Punkt]:
    if steg.objekt.foralder_id is not None:
        yield Punkt("Det här är en del av ett ärende och följer med det. Gör det med hela ärendet.")


def huvud_passar(steg: Steg) -> Iterable[Punkt]:
    """Asks the database nothing: it is tried for every one of many."""
    synpunkt: Synpunkt = steg.objekt
    huvud: Synpunkt | None = steg.data.get("huvud")
    med_egna: Collection[int] = steg.data.get("med_egna", ())
    if huvud is None or huvud.pk == synpunkt.pk or huvud.foralder_id is not None:
        yield Punkt("Välj ett annat ärende att slå ihop med, ett som inte är en del.")
        return
    yield Punkt(
        "Bara ärenden i samma nämnd slås ihop. Sekretess gäller mellan nämnder.",
        klar=huvud.namnd_id == synpunkt.namnd_id,
    )
    yield Punkt(
        f"{huvud.referens} är redan besvarat eller avslutat. Slå ihop med ett som är öppet.",
        klar=huvud.lage in HUVUD,
    )
    yield Punkt(
        "Ett ärende med sekretess eller skyddade personuppgifter slås bara ihop med ett som är "
        "markerat likadant.",
        klar=(huvud.sekretess, huvud.skyddad) == (synpunkt.sekretess, synpunkt.skyddad),
    )
    # Whoever handles the master handles all that is merged into it.
    yield Punkt(
        f"{synpunkt.referens} gäller ingen medarbetare som inte {huvud.referens} också gäller.",
        klar=synpunkt.galler_person_id in (None, huvud.galler_person_id),
    )
    yield Punkt(
        f"{synpunkt.referens} har egna sammanslagna ärenden. Ta ur dem först.",
        klar=synpunkt.pk not in med_egna,
    )


def sammanslagen_inom_trettio_dagar(steg: Steg) -> Iterable[Punkt]:
    sist = sista_dag_att_ta_ur(steg.objekt)
    yield Punkt(
        "Ett ärende tas ur inom 30 dagar från att det slogs ihop.",
        klar=sist is not None and svensk_dag(steg.nu) <= sist,
    )


def sista_dag_att_ta_ur(synpunkt: Synpunkt) -> date | None:
    """Return the last day for undoing the merge; None when it is not merged."""
    if synpunkt.sammanslagen is None:
        return None
    return svensk_dag(synpunkt.sammanslagen) + timedelta(days=ATEROPPNAS_INOM_DAGAR)


def inga_sammanslagna(steg: Steg) -> Iterable[Punkt]:
    egna = steg.objekt.sammanslagna.filter(lage=Lage.SAMMANSLAGEN)
    yield Punkt(
        "Andra ärenden är sammanslagna med det här. Ta ur dem först.",
        klar=not egna.exists(),
    )


def delarna_hela(steg: Steg) -> Iterable[Punkt]:
    delar: Sequence[Del] = steg.data.get("delar", ())
    yield Punkt(
        f"Fyll i minst {MINST_DELAR} delar, högst {MEST_DELAR}.",
        klar=MINST_DELAR <= len(delar) <= MEST_DELAR,
    )
    dag = svensk_dag(steg.nu)
    for nummer, del_ in enumerate(delar, start=1):
        yield Punkt(f"Skriv vad enheten ska svara på i del {nummer}.", klar=bool(del_.text.strip()))
        verksam = del_.enhet.upphorde is None or del_.enhet.upphorde > dag
        svarar = verksam and del_.namnd.pk in svarar_for(del_.enhet, dag=dag)
        yield Punkt(
            f"Välj en annan enhet i del {nummer}: {del_.namnd} ansvarar inte för {del_.enhet}.",
            klar=svarar,
        )
        if del_.namnd.pk != steg.objekt.namnd_id:
            yield _provning(del_.lagrum, del_.skal, del_.namnd)
            yield from _markt_far_lamnas(steg.objekt, del_.lagrum)


def alla_delar_avslutade(steg: Steg) -> Iterable[Punkt]:
    """`stangs` is the part that is closing in this very transaction."""
    andra = steg.objekt.delar.exclude(pk=steg.data.get("stangs"))
    yield Punkt("Avsluta alla delar först.", klar=not andra.exclude(lage__in=SLUTNA).exists())


def vidarebefordran_hel(steg: Steg) -> Iterable[Punkt]:
    data = steg.data
    yield Punkt("Skriv vart ärendet hör.", klar=bool(str(data.get("till", "")).strip()))
    yield Punkt("Skriv varför ärendet hör dit.", klar=bool(str(data.get("skal", "")).strip()))
    yield Punkt("Välj om ni lämnar över något.", klar=data.get("lagrum") in Lagrum)
    yield from _markt_far_lamnas(steg.objekt, data.get("lagrum", ""))
    yield Punkt("Välj vad som händer med ärendet.", klar=data.get("utfall") in VIDARE)
    if steg.objekt.svarsval != Synpunkt.Svarsval.NEJ:
        yield Punkt(
            "Skriv meddelandet till avsändaren.",
            klar=bool(str(data.get("meddelande", "")).strip()),
        )
