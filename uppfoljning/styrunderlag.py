"""What a snapshot tells beside the goals: economy and personnel, internal control, and what is
measured or judged in another way than last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cykel.models import (
    Indikator,
    Internkontrollplan,
    Kontrollmoment,
    PlanVersion,
    Seriebrott,
    Uppfoljningstillfalle,
    Verksamhetsplan,
)
from cykel.villkor.plan import beslutas_av_namnden
from uppfoljning import matning
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Kontrollresultat, Nyckeltalsomrade
from uppfoljning.underlag import Malunderlag


def nyckeltal(
    version: PlanVersion, malen: Sequence[Malunderlag], tillfalle: Uppfoljningstillfalle
) -> tuple[modell.Nyckeltal, ...]:
    """The indicators of economy and personnel that are in the plan, or that its unit measures."""
    i_malen = {i.post.id: (i.post, ett) for ett in malen for i in ett.indikatorer}
    enhet = version.plan.enhet_id
    rader = list(
        Indikator.objects.exclude(redovisas="").select_related("agare").order_by("namn", "pk")
    )
    andra = [rad for rad in rader if str(rad.pk) not in i_malen]
    matta = set(
        Indikator.objects.filter(
            pk__in=[rad.pk for rad in andra],
            varden__enhet=enhet,
            varden__period_till__lte=tillfalle.matdatum,
        ).values_list("pk", flat=True)
    )
    utanfor = matning.utanfor_malen(version, [r for r in andra if r.pk in matta], tillfalle)
    poster = {post.id: post for post in utanfor}
    ordning = list(Nyckeltalsomrade)
    return tuple(
        _nyckeltal(rad, poster, i_malen)
        for rad in sorted(rader, key=lambda r: ordning.index(Nyckeltalsomrade(r.redovisas)))
        if str(rad.pk) in poster or str(rad.pk) in i_malen
    )


def _nyckeltal(
    rad: Indikator,
    utanfor: Mapping[str, modell.Indikator],
    i_malen: Mapping[str, tuple[modell.Indikator, Malunderlag]],
) -> modell.Nyckeltal:
    post, ett = i_malen.get(str(rad.pk), (None, None))
    post = post or utanfor[str(rad.pk)]
    return modell.Nyckeltal(
        namn=post.namn,
        enhet=post.enhet,
        omrade=Nyckeltalsomrade(rad.redovisas),
        decimaler=post.decimaler,
        nu=post.nu,
        forra=post.forra,
        period=post.period,
        forra_period=post.forra_period,
        trend=post.trend,
        malvarde_text=post.malvarde_text if ett else "",
        mal=str(ett.mal.nummer) if ett else "",
        kalla=post.kalla,
        bortfallsorsak=post.bortfallsorsak,
        ansvarig=post.ansvarig,
        id=post.id,
    )


def internkontroll(plan: Verksamhetsplan, matdatum: date) -> modell.Internkontroll | None:
    """The nämnd's plan of the year: all of it for its kontor, for a unit what is checked there.

    None when the nämnd has none, or when nothing of it is about the unit.
    """
    rad = Internkontrollplan.objects.filter(namnd=plan.namnd_id, ar=matdatum.year).first()
    if rad is None:
        return None
    moment = rad.moment.select_related("enhet", "ansvarig", "brist")
    if not beslutas_av_namnden(plan):
        moment = moment.filter(enhet__sokvag__startswith=plan.enhet.sokvag)
    kontroller = tuple(
        _kontroll(m, matdatum)
        for m in moment.prefetch_related("brist__atgarder").order_by("senast", "pk")
    )
    if not kontroller and not beslutas_av_namnden(plan):
        return None
    return modell.Internkontroll(
        ar=rad.ar,
        beslutad=rad.beslut_datum,
        paragraf=rad.beslut_paragraf.removeprefix("§").strip(),
        kontroller=kontroller,
    )


def _kontroll(m: Kontrollmoment, matdatum: date) -> modell.Kontroll:
    return modell.Kontroll(
        vad=m.vad,
        enhet=m.enhet.namn,
        senast=m.senast,
        ansvarig=m.ansvarig.namn,
        resultat=Kontrollresultat(m.resultat) if m.resultat else None,
        kommentar=m.kommentar,
        brist=m.brist.rubrik if m.brist else "",
        har_atgard=bool(m.brist and m.brist.atgarder.all()),
        sen=m.sen(matdatum),
    )


def metodandringar(
    malen: Sequence[Malunderlag],
    tillfalle: Uppfoljningstillfalle,
    regel: Sequence[modell.Regelrad],
    forra: modell.Maluppfyllelserapport | None,
) -> tuple[modell.Metodandring, ...]:
    """The series breaks since last time (the period, when there was none), and another rule."""
    fran = forra.tillfalle.matdatum if forra else tillfalle.period_fran
    namn = {
        i.rad.indikator_id: f"{i.post.nummer} {i.post.namn}"
        for ett in malen
        for i in ett.indikatorer
    }
    brotten = Seriebrott.objects.filter(
        indikator__in=namn, datum__gt=fran, datum__lte=tillfalle.matdatum
    ).order_by("datum", "pk")
    ut = [
        modell.Metodandring(galler=namn[b.indikator_id], text=b.orsak, datum=b.datum)
        for b in brotten
    ]
    if forra is not None and tuple(forra.regel) != tuple(regel):
        text = "Indikatorerna föreslår bedömningar efter en annan regel än förra gången"
        ut.append(modell.Metodandring(galler="Regeln för bedömning", text=text))
    return tuple(ut)
