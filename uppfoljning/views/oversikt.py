"""The overview of follow-up: the rounds, and what remains in each plan, mine first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cykel.models import Uppfoljningstillfalle, Varv
from cykel.tillstand import Fas
from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.databas import SvNyckel
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.roller import Rattighet
from kvalitet.templatetags.kvalitet import ikon
from kvalitet.texter import datum
from kvalitet.typer import InloggadRequest
from uppfoljning.delar import Adresser
from uppfoljning.lage import Varvlage, varvlagen
from uppfoljning.models import Rostgenomgang

TILLFALLEN = 6
_VAKT = '<li>{}<span><a href="{}">Bedöm mål {}<span class="ds-sr-only">, {}</span></a></span></li>'


_RAD = (
    '<li><div class="flode flode--tat">\n<p><a class="rad-lank" href="{}">{}, {}</a>{}</p>\n'
    '<p class="liten dov">{}, {}{}</p>{}\n<p>{}. {}</p>\n{}\n</div></li>'
)
_MITT = SafeString(' <span class="ds-tag" data-color="accent">Din plan</span>')
_SEN = '<p class="sen">{} Sen, skulle ha lämnats {}</p>'
_BEDOMDA = '<a href="{}">{} av {} mål bedömda<span class="ds-sr-only"> för {}</span></a>'
_ROST = '<a href="{}">Gå igenom invånarnas röst<span class="ds-sr-only"> för {}</span></a>'


@dataclass(frozen=True)
class Rad:
    """A plan in follow-up and how far it has come; most of the page, hence written in one go."""

    varv: Varv
    lage: Varvlage
    mitt: bool
    far_bedoma: bool
    dag: date
    adresser: Adresser

    def __html__(self) -> SafeString:
        plan, enhet = self.varv.plan, str(self.varv.plan.enhet)
        roster = self.adresser["uppfoljning:roster"].format(self.varv.pk)
        return skriv(
            _RAD,
            self.adresser["cykel:plan"].format(plan.pk),
            enhet,
            plan.period_namn,
            _MITT if self.mitt else "",
            plan.namnd,
            self.varv.tillfalle,
            *self._nar(),
            self._bedomda(enhet),
            "Invånarnas röst är genomgången."
            if self.lage.genomgangna == len(Rostgenomgang.Del)
            else skriv(_ROST, roster, enhet),
            self._vakter(enhet) if self.far_bedoma and self.lage.aterstar else "",
        )

    __str__ = __html__

    def _nar(self) -> tuple[str, str]:
        """When it is to be handed in, or that it should have been."""
        senast = self.varv.klart_senast
        if senast is None or senast >= self.dag:
            return f", lämnas senast {datum(senast)}" if senast else "", ""
        return "", skriv(_SEN, ikon("ExclamationmarkTriangleFill"), datum(senast))

    def _bedomda(self, enhet: str) -> SafeString:
        delar = self.adresser["uppfoljning:delar"].format(self.varv.pk)
        return skriv(_BEDOMDA, delar, self.lage.bedomda, len(self.lage.mal), enhet)

    def _vakter(self, enhet: str) -> SafeString:
        """The goals that are left to judge."""
        symbol, vag = ikon("EgenKommer", titel="Återstår"), self.adresser["uppfoljning:bedom"]
        alla = (
            (symbol, vag.format(self.varv.pk, ett.mal_pk), f"{ett.nummer}. {ett.kort}", enhet)
            for ett in self.lage.aterstar
        )
        return skriv('<ul class="vakter">{}</ul>', skriv_alla("", _VAKT, alla))


@require_safe
@kraver(Rattighet.PLAN_SE)
def uppfoljning(request: InloggadRequest) -> HttpResponse:
    dag = klocka.idag()
    i_arbete = _varv_i_arbete(request)
    varven, blad = bladdra(request, i_arbete, ("-mitt", "namnnyckel", "pk"))
    lagen = varvlagen(varven)
    gemensamt = (far(request.user, Rattighet.BEDOMNING_SKRIVA), dag, Adresser())
    rader = [
        Rad(varv, lagen[varv.pk], varv.plan.planansvarig_id == request.user.pk, *gemensamt)
        for varv in varven
    ]
    sammanhang = {
        "tillfallen": _tillfallen(i_arbete, dag)[:TILLFALLEN],
        "rader": rader,
        "blad": blad,
        "idag": dag,
        "far_oppna": far(request.user, Rattighet.UPPFOLJNING_OPPNA),
        "far_folja": far(request.user, Rattighet.UPPFOLJNING_FOLJA),
    }
    return render(request, "uppfoljning/uppfoljning.html", sammanhang)


def _tillfallen(i_arbete: QuerySet[Varv], dag: date) -> QuerySet[Uppfoljningstillfalle]:
    """The follow-ups that are open or to come, and those past their day that are not done."""
    kvar = i_arbete.filter(tillfalle=OuterRef("pk")).order_by()
    alla = Uppfoljningstillfalle.objects.filter(Q(stanger__gte=dag) | Exists(kvar.values("pk")))
    return alla.order_by("oppnar", "pk")


def _varv_i_arbete(request: InloggadRequest) -> QuerySet[Varv]:
    """The open laps of plans in follow-up that the person may see."""
    return (
        Varv.objects.filter(
            omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd"),
            plan__fas=Fas.FOLJA_UPP,
            avslutades__isnull=True,
            tillfalle__isnull=False,
        )
        .select_related("plan__enhet", "plan__namnd", "plan__planansvarig")
        .med_dagar()
        .annotate(
            namnnyckel=SvNyckel("plan__enhet__namn"),
            mitt=Case(
                When(plan__planansvarig=request.user.pk, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
        )
    )
