"""The entry grid: an indicator's values of a period, a row per unit, saved together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from cykel.actions.matvarden import Inforing, Rutnatsfel, Rutnatsrad, infor_rutnat
from cykel.forms.rutnat import GemensamtForm, PeriodForm, Tolkad, tolka
from cykel.frekvens import Period
from cykel.maltext import periodnamn
from cykel.models import Indikator, Matvarde
from cykel.rutnat import KOLUMNER, Celler, lagg_over, las_klistrat, namnnyckel, stada, visade
from cykel.vardekontroll import totalen_mellan
from cykel.villkor.inforing import enheter_att_fora_in, perioder
from kvalitet import klocka
from kvalitet.behorighet import kraver, prova
from kvalitet.databas import SvNyckel
from kvalitet.fel import Regelbrott
from kvalitet.formular import fel_att_ratta
from kvalitet.models import Enhet
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.roller import Rattighet
from kvalitet.texter import antal, datum
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Urvalsknapp

FLEST_RADER = 600
"""More units than this are not shown at once: the page would be too heavy to write in."""
FLEST_VARNINGAR = 5
RUBRIKER = {
    "t": "Totalt",
    "k": "Kvinnor",
    "m": "Män",
    "osakerhet": "Osäkerhet ±",
    "orsak": "Varför värdet saknas",
}


@dataclass
class Rad:
    """A unit's row: as it was when the page was opened, as it is written now, and what to mend."""

    enhet: Enhet
    fore: Celler
    nu: Celler
    kolumner: tuple[str, ...]
    fel: dict[str, str] = field(default_factory=dict)
    krock: str = ""

    @property
    def prefix(self) -> str:
        return f"r{self.enhet.pk}"

    @property
    def andrad(self) -> bool:
        return self.nu != self.fore

    @property
    def celler(self) -> list[tuple[str, str, str, str, str]]:
        """Name, heading, text, what is wrong, and how wide the box is."""
        return [
            (
                f"{self.prefix}-{namn}",
                RUBRIKER[namn],
                getattr(self.nu, namn),
                self.fel.get(namn, ""),
                "orsak" if namn == "orsak" else "tal",
            )
            for namn in self.kolumner
        ]

    @property
    def rutor(self) -> SafeString:
        """The row's cells with their boxes: hundreds of rows are too many for a template each."""
        rutor = ((_ruta(str(self.enhet), *cell),) for cell in self.celler)
        return skriv_alla("", "{}", rutor)


_BREDD = {
    "tal": SafeString(' inputmode="decimal" maxlength="30"'),
    "orsak": SafeString(' maxlength="200"'),
}


def _ruta(enhet: str, namn: str, rubrik: str, text: str, fel: str, bredd: str) -> SafeString:
    marke, mening = "", ""
    if fel:
        marke = skriv(' aria-invalid="true" aria-describedby="{}-fel"', namn)
        stil = '<p class="ds-validation-message" data-color="danger" id="{}-fel">{}</p>'
        mening = skriv(stil, namn, fel)
    return skriv(
        '<td data-rubrik="{rubrik}"><input class="ds-input" id="{namn}" name="{namn}" '
        'value="{text}" data-bredd="{bredd}" aria-label="{rubrik}, {enhet}" autocomplete="off"'
        "{matt}{marke}>{mening}</td>",
        rubrik=rubrik,
        namn=namn,
        text=text,
        bredd=bredd,
        enhet=enhet,
        matt=_BREDD[bredd],
        marke=marke,
        mening=mening,
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def for_in(request: InloggadRequest, pk: int) -> HttpResponse:
    """Show the grid of the chosen period; fill it from what is pasted; save it."""
    en = get_object_or_404(Indikator.objects.select_related("agare"), pk=pk)
    if en.agare_id != request.user.pk:
        prova(request.user, Rattighet.UPPFOLJNING_SKRIVA)
    forslag = perioder(en, klocka.idag())
    valj = PeriodForm(
        request.GET if "period_till" in request.GET else _som_fraga(forslag[0]), indikator=en
    )
    rader: list[Rad] = []
    period: Period | None = None
    if valj.is_valid():
        period = valj.cleaned_data["period_fran"], valj.cleaned_data["period_till"]
        rader = _rader(request, en, period)
    klistrat, meddelanden = "", list[str]()
    form = GemensamtForm(initial=_gemensamt(request, en, period))
    if request.method == "POST" and "klistra" in request.POST:
        klistrat, meddelanden = _klistra(request.POST.get("klistrat", ""), en, rader)
    elif request.method == "POST" and period:
        form = GemensamtForm(request.POST)
        if form.is_valid() and _spara(request, en, period, rader, form):
            return redirect(f"{reverse('cykel:for_in', args=[pk])}?{_fraga(period)}")
    sammanhang = {
        "indikator": en,
        "valj": valj,
        "perioder": [Urvalsknapp(periodnamn(*p), f"?{_fraga(p)}", p == period) for p in forslag],
        "period": f"{datum(period[0])}–{datum(period[1])}" if period else "",
        "rader": rader,
        "rubriker": [RUBRIKER[namn] for namn in _kolumner(en)],
        "form": form,
        "fel": _fellista(form, rader),
        "klistrat": klistrat,
        "meddelanden": meddelanden,
    }
    return render(request, "cykel/for_in.html", sammanhang)


def _som_fraga(period: Period) -> QueryDict:
    return QueryDict(_fraga(period))


def _fraga(period: Period) -> str:
    return f"period_fran={period[0]}&period_till={period[1]}"


def _kolumner(en: Indikator) -> tuple[str, ...]:
    return tuple(namn for namn in KOLUMNER if en.konsuppdelad or namn not in ("k", "m"))


def _gemensamt(request: InloggadRequest, en: Indikator, period: Period | None) -> dict[str, str]:
    """What is posted, else the likeliest: the last day of the period and the latest source."""
    if request.method == "POST":
        return request.POST.dict()
    senaste = Matvarde.objects.filter(indikator=en, enhet__isnull=False)
    kalla = senaste.order_by("-period_till", "-pk").values_list("kalla", flat=True).first()
    dag = min(period[1], klocka.idag()) if period else klocka.idag()
    return {"matdatum": dag.isoformat(), "kalla": kalla or ""}


def _rader(request: InloggadRequest, en: Indikator, period: Period) -> list[Rad]:
    """The rows in the order of the names; what is posted stands over what is saved."""
    enheter = enheter_att_fora_in(request.user, en, period).order_by(SvNyckel("namn"), "pk")
    valda = list(enheter[:FLEST_RADER])
    sparade = visade(
        Matvarde.objects.filter(
            indikator=en, enhet__in=valda, period_fran=period[0], period_till=period[1]
        )
    )
    rader = []
    for enhet in valda:
        fore = nu = sparade.get(enhet.pk, Celler())
        if f"r{enhet.pk}-fore" in request.POST:
            fore = Celler.fran_text(request.POST[f"r{enhet.pk}-fore"])
            skrivet = {
                namn: stada(request.POST.get(f"r{enhet.pk}-{namn}", "")) for namn in _kolumner(en)
            }
            nu = Celler(**skrivet)
        rader.append(Rad(enhet, fore, nu, _kolumner(en)))
    return rader


# --- Pasting --------------------------------------------------------------------------------


def _klistra(text: str, en: Indikator, rader: Sequence[Rad]) -> tuple[str, list[str]]:
    """Fill the rows from the pasted table. Return what to paste again, and what was wrong."""
    per_namn: dict[str, list[Rad]] = {}
    for rad in rader:
        per_namn.setdefault(namnnyckel(rad.enhet.namn), []).append(rad)
    fel, fyllda = [], dict[int, int]()
    for klistrad in las_klistrat(text, konsuppdelad=en.konsuppdelad):
        funna = per_namn.get(namnnyckel(klistrad.enhet), [])
        if len(funna) != 1:
            fel.append(_okand(klistrad.nummer, klistrad.enhet, len(funna)))
        elif (forst := fyllda.get(funna[0].enhet.pk)) is not None:
            fel.append(f"Rad {klistrad.nummer}: {klistrad.enhet} står redan på rad {forst}.")
        else:
            fyllda[funna[0].enhet.pk] = klistrad.nummer
            funna[0].nu = lagg_over(funna[0].nu, klistrad)
    for rad in rader:
        rad.fel = tolka(en, rad.enhet, rad.fore, rad.nu).fel
    inledning = (
        f"Tabellen fyllde {antal(len(fyllda), 'rad', 'rader')}. Inget är sparat än. "
        "Läs igenom och tryck på Spara värdena."
        if fyllda
        else "Inget i det som klistrades in passade. Kopiera kolumnerna enhet och värde ur Excel."
    )
    return (text if fel or not fyllda else ""), [inledning, *fel]


def _okand(nummer: int, namn: str, funna: int) -> str:
    if funna:
        return f"Rad {nummer}: flera enheter heter {namn}. Skriv värdet direkt i deras rader."
    if not namn:
        return f"Rad {nummer}: enhetens namn saknas."
    return f"Rad {nummer}: ”{namn[:80]}” finns inte bland enheterna här."


# --- Saving ---------------------------------------------------------------------------------


def _spara(
    request: InloggadRequest, en: Indikator, period: Period, rader: list[Rad], form: GemensamtForm
) -> bool:
    """Save what is changed. When something must be mended nothing is saved, and the rows say
    what."""
    tolkade = {rad.enhet.pk: tolka(en, rad.enhet, rad.fore, rad.nu) for rad in rader}
    for rad in rader:
        rad.fel = tolkade[rad.enhet.pk].fel
    if any(rad.fel for rad in rader):
        return False
    andrade = [
        Rutnatsrad(rad.enhet, tolkade[rad.enhet.pk].poster, rad.fore)
        for rad in rader
        if tolkade[rad.enhet.pk].poster
    ]
    if not andrade:
        messages.info(request, "Inget är ändrat, så det fanns inget att spara.")
        return True
    data = form.cleaned_data
    inforing = Inforing(*period, data["matdatum"], data["kalla"], data["skal"])
    try:
        sparade = infor_rutnat(en, andrade, inforing=inforing, av=request.user)
    except Rutnatsfel as fel:
        _visa_fel(en, rader, period, fel)
        return False
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return False
    messages.success(request, f"{antal(len(sparade), 'värde är sparat', 'värden är sparade')}.")
    _varna(request, en, tolkade, rader)
    return True


def _visa_fel(en: Indikator, rader: list[Rad], period: Period, fel: Rutnatsfel) -> None:
    """Mark the rows. One that somebody else has changed shows what stands there now, and is
    saved the next time if it is sent again."""
    nu = visade(
        Matvarde.objects.filter(
            indikator=en, enhet__in=fel.krockar, period_fran=period[0], period_till=period[1]
        )
    )
    for rad in rader:
        if rad.enhet.pk in fel.krockar:
            rad.fore = nu.get(rad.enhet.pk, Celler())
            star = [
                f"{RUBRIKER[n].lower()} {v}" for n in rad.kolumner if (v := getattr(rad.fore, n))
            ]
            rad.krock = f"{fel.per_enhet[rad.enhet.pk]} Nu står där {', '.join(star) or 'inget'}."
        elif mening := fel.per_enhet.get(rad.enhet.pk):
            rad.fel = {"t": mening}


def _varna(
    request: InloggadRequest, en: Indikator, tolkade: dict[int, Tolkad], rader: Sequence[Rad]
) -> None:
    varningar = []
    for rad in rader:
        per_kon = {post.kon: post.varde for post in tolkade[rad.enhet.pk].poster}
        if mening := totalen_mellan(en, per_kon.get("T"), per_kon.get("K"), per_kon.get("M")):
            varningar.append(f"{rad.enhet}: {mening}")
    for mening in varningar[:FLEST_VARNINGAR]:
        messages.warning(request, mening)
    if (fler := len(varningar) - FLEST_VARNINGAR) > 0:
        messages.warning(request, f"Det gäller också {antal(fler, 'rad', 'rader')} till.")


def _fellista(form: GemensamtForm, rader: Sequence[Rad]) -> list[tuple[str, str]]:
    """Sentence and id of the box, in the order of the page."""
    fel = fel_att_ratta(form) if form.is_bound and form.errors else []
    for rad in rader:
        if rad.krock:
            fel.append((f"{rad.enhet}: {rad.krock}", f"{rad.prefix}-t"))
        fel += [(f"{rad.enhet}: {text}", f"{rad.prefix}-{namn}") for namn, text in rad.fel.items()]
    return fel
