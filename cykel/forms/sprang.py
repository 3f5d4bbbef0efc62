"""Forms of a förbättringssprång: the idea, the trial, and the acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField

from cykel.actions.lardom import rutiner_for
from cykel.actions.sprang import FAR_ANDRAS, HAR_ETT_PROV, MANGA
from cykel.forms.atgard import textfalt
from cykel.forms.plan import personfalt
from cykel.models import Forbattringssprang, Indikator, Mal, Rutin, Styrmodell
from cykel.tillstand import Spranglage
from cykel.villkor.sprang import I_LINJEN
from kvalitet import klocka
from kvalitet.filterform import Filterform, namndfalt
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Kryssval, Radioval
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning

PROBLEM: dict[str, Any] = {
    "help_text": "Vem märker det, och hur?",
    "max_length": 2000,
    "error_messages": {"required": "Skriv vilket problem idén löser."},
}


def talfalt(label: str, **val: Any) -> forms.DecimalField:
    val.setdefault("required", False)
    return forms.DecimalField(
        label=label,
        max_digits=14,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "smalt"}),
        **val,
    )


def rubrikfalt() -> forms.CharField:
    return forms.CharField(
        label="Idén i en mening",
        max_length=160,
        error_messages={"required": "Skriv idén i en mening."},
    )


class SprangfilterForm(Filterform):
    lage = forms.ChoiceField(
        label="Läge", choices=[("", "Alla lägen"), *Spranglage.choices], required=False
    )
    namnd = namndfalt()
    enhet = EnhetValj(
        label="Enhet", queryset=Enhet.objects.none(), empty_label="Alla enheter", required=False
    )

    def __init__(self, data: Any = None, *, sprang: QuerySet[Forbattringssprang]) -> None:
        super().__init__(data)
        har = sprang.order_by()
        namnder = Namnd.objects.filter(pk__in=har.values("namnd"))
        self.satt("namnd", namnder.order_by("namn", "pk"))
        self.satt("enhet", Enhet.objects.filter(pk__in=har.values("enhet")))


class NyttSprangForm(forms.Form):
    """The idea, in the words of the one who had it."""

    rubrik = rubrikfalt()
    problem = textfalt("Vilket problem löser den?", **PROBLEM)
    ursprung = forms.ChoiceField(
        label="Var kommer idén ifrån?",
        choices=Forbattringssprang.Ursprung.choices,
        widget=Radioval(rad=True),
        error_messages={"required": "Välj var idén kommer ifrån."},
    )
    ursprung_mening = textfalt(
        "Vad sade källan?",
        rader=2,
        help_text="Till exempel ”14 synpunkter under hösten”. Meningen ändras inte sedan.",
        max_length=400,
        error_messages={"required": "Skriv vad källan sade."},
    )
    enhet = EnhetValj(
        label="Enhet",
        help_text="Den vars nivå ska höjas.",
        queryset=Enhet.objects.none(),
        empty_label="Välj en enhet",
        error_messages={"required": "Välj vilken enhet språnget gäller."},
    )
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj en nämnd",
        error_messages={"required": "Välj vilken nämnd språnget hör till."},
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet], enhet: int | None) -> None:
        super().__init__(data, initial={"enhet": enhet})
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        namnder = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnder.queryset = Namnd.objects.order_by("namn", "pk")


GRUPPER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Idén", ("rubrik", "problem", "hypotes", "mal")),
    (
        "Mätningen",
        (
            "indikator",
            "baslinje",
            "baslinje_k",
            "baslinje_m",
            "baslinje_datum",
            "vantad_niva",
            "ovriga_indikatorer",
        ),
    ),
    ("Provet", ("pilotenheter", "pilot_fran", "pilot_till", "stoppkriterium", "kostnad")),
    ("Ansvar", ("agare", "rutin")),
)


class SprangForm(forms.Form):
    """What the idea becomes before it is tried. What may no longer change is not shown.

    Nearly all of it is needed before the trial, so nothing is called voluntary; the page of the
    leap says what remains.
    """

    visa_frivilligt = False

    rubrik = rubrikfalt()
    problem = textfalt("Vilket problem löser den?", **PROBLEM)
    hypotes = textfalt(
        "Hypotes",
        help_text="Om vi gör så här, så händer det här, därför att.",
        max_length=2000,
        required=False,
    )
    mal = forms.ModelMultipleChoiceField(
        label="Mål som berörs", queryset=Mal.objects.none(), required=False, widget=Kryssval
    )
    indikator = forms.ModelChoiceField(
        label="Indikator som visar om det hjälper",
        queryset=Indikator.objects.none(),
        required=False,
        empty_label="Välj en indikator",
    )
    baslinje = talfalt("Baslinje", help_text="Värdet i dag, innan ni ändrar något.")
    baslinje_k = talfalt("Baslinje, kvinnor")
    baslinje_m = talfalt("Baslinje, män")
    baslinje_datum = Datumfalt(label="Baslinjen mättes", required=False)
    vantad_niva = talfalt("Väntad ny nivå")
    ovriga_indikatorer = forms.ModelMultipleChoiceField(
        label="Andra indikatorer som berörs",
        queryset=Indikator.objects.none(),
        required=False,
        widget=Kryssval,
    )
    pilotenheter = forms.ModelMultipleChoiceField(
        label="Enheter som provar", queryset=Enhet.objects.none(), required=False, widget=Kryssval
    )
    pilot_fran = Datumfalt(label="Provet börjar", required=False)
    pilot_till = Datumfalt(
        label="Provet slutar",
        required=False,
        error_messages={"required": "Skriv vilken dag provet slutar."},
    )
    stoppkriterium = textfalt(
        "Stoppkriterium",
        rader=2,
        help_text="Vad måste hända för att ni ska avbryta provet i förtid?",
        max_length=400,
        required=False,
    )
    kostnad = forms.CharField(
        label="Kostnad",
        help_text="Till exempel ”40 000 kronor och en halv tjänst i tre månader”.",
        max_length=200,
        required=False,
    )
    agare = personfalt(
        "Ägare i linjen",
        help_text="Någon annan beslutar sedan om språnget ska införas.",
        required=False,
        error_messages={"required": "Välj vem som äger provet."},
    )
    rutin = forms.ModelChoiceField(
        label="Rutin som håller kvar den nya nivån",
        help_text="Behövs innan språnget införs. Rutiner läggs till bland planens lärdomar.",
        queryset=Rutin.objects.none(),
        required=False,
        empty_label="Ingen rutin än",
    )

    def __init__(self, data: Any = None, *, sprang: Forbattringssprang) -> None:
        self._sprang = sprang
        super().__init__(data, initial=self._sparat())
        for namn in set(self.fields) - set(FAR_ANDRAS.get(sprang.lage, ())):
            del self.fields[namn]
        if sprang.lage != Spranglage.IDE:
            for namn in set(HAR_ETT_PROV) & set(self.fields):
                self.fields[namn].required = True
        self._valj("mal", _malen(sprang))
        indikatorer = Indikator.objects.order_by("namn", "pk")
        self._valj("indikator", indikatorer)
        self._valj("ovriga_indikatorer", _i_enhetens_planer(sprang, indikatorer))
        self._valj("pilotenheter", Enhet.objects.under(sprang.enhet).verksamma().i_ordning())
        self._valj("agare", i_linjen(sprang))
        self._valj("rutin", rutiner_for(sprang.enhet))

    def _sparat(self) -> dict[str, Any]:
        s = self._sprang
        falt = {namn: getattr(s, namn) for namn in self.base_fields}
        for namn in MANGA:
            falt[namn] = list(falt[namn].order_by("pk"))
        return {n: _utan_nollor(v) if isinstance(v, Decimal) else v for n, v in falt.items()}

    def _valj(self, namn: str, rader: QuerySet[Any]) -> None:
        if namn in self.fields:
            cast("forms.ModelChoiceField[Any]", self.fields[namn]).queryset = rader

    @property
    def grupper(self) -> list[tuple[str, list[BoundField]]]:
        """The fields that are there, under their headings."""
        delar = [(rubrik, [n for n in namn if n in self.fields]) for rubrik, namn in GRUPPER]
        return [(rubrik, [self[n] for n in namn]) for rubrik, namn in delar if namn]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fran, till = data.get("pilot_fran"), data.get("pilot_till")
        if fran and till and till <= fran:
            self.add_error("pilot_till", "Provet ska sluta efter att det har börjat.")
        if (dag := data.get("baslinje_datum")) and dag > klocka.idag():
            self.add_error("baslinje_datum", "Datumet ligger i framtiden.")
        return data


def _utan_nollor(varde: Decimal) -> Decimal:
    """64, not 64,0000 as the database keeps it."""
    return varde.quantize(Decimal(1)) if varde == varde.to_integral_value() else varde.normalize()


def _malen(sprang: Forbattringssprang) -> QuerySet[Mal]:
    """The goals that are judged in the styrmodell in force, and those chosen before."""
    galler = Q(niva__styrmodell__status=Styrmodell.Status.GALLANDE)
    valda = Q(pk__in=sprang.mal.order_by().values("pk"))
    return Mal.objects.for_namnd(sprang.namnd).filter(galler | valda).i_ordning()


def _i_enhetens_planer(
    sprang: Forbattringssprang, indikatorer: QuerySet[Indikator]
) -> QuerySet[Indikator]:
    """The indicators that the unit follows already, and those chosen before."""
    i_planen = Q(planindikatorer__version__plan__enhet=sprang.enhet_id)
    valda = Q(pk__in=sprang.ovriga_indikatorer.order_by().values("pk"))
    return indikatorer.filter(i_planen | valda).distinct()


def i_linjen(sprang: Forbattringssprang) -> QuerySet[Anvandare]:
    """People with an open account and a role of the line over the unit, in its nämnd or all."""
    ovanfor = [int(pk) for pk in sprang.enhet.sokvag.split(".") if pk]
    roller = Rolltilldelning.objects.giltiga(klocka.idag()).filter(
        Q(namnd=sprang.namnd_id) | Q(namnd__isnull=True), roll__in=I_LINJEN, enhet__in=ovanfor
    )
    return Anvandare.objects.filter(
        Q(is_active=True, pk__in=roller.values("anvandare")) | Q(pk=sprang.agare_id)
    ).order_by("namn", "pk")


# --- The acts -------------------------------------------------------------------------------


class UtvarderaForm(forms.Form):
    stopp_natt = textfalt(
        "Så nåddes stoppkriteriet",
        max_length=400,
        error_messages={"required": "Skriv hur stoppkriteriet nåddes, eller vänta ut provet."},
    )

    def __init__(self, data: Any = None, *, sprang: Forbattringssprang) -> None:
        super().__init__(data)
        if sprang.pilot_till and sprang.pilot_till < klocka.idag():
            del self.fields["stopp_natt"]
        else:
            self.fields["stopp_natt"].help_text = sprang.stoppkriterium


class InforForm(forms.Form):
    """The decision; asks why when the expected level was not reached."""

    effekt_motivering = textfalt(
        "Varför införa ändå?",
        help_text="Mätningarna når inte den väntade nivån.",
        max_length=400,
        error_messages={"required": "Skriv varför språnget införs fast nivån inte är nådd."},
    )
    ny_niva = talfalt(
        "Ny lägsta nivå",
        required=True,
        help_text="Det sämsta värde som godtas från och med beslutet.",
        error_messages={
            "required": "Skriv vilken nivå som gäller från och med beslutet.",
            "invalid": "Skriv nivån som ett tal, till exempel 86,5.",
        },
    )
    beslut_datum = Datumfalt(
        label="Beslutsdatum", error_messages={"required": "Skriv vilken dag beslutet togs."}
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        help_text="Som den står i protokollet, till exempel § 8.",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "smalt"}),
    )
    dnr = forms.CharField(
        label="Diarienummer",
        help_text="Till exempel VON 2026/0118.",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv beslutets diarienummer."},
    )

    def __init__(
        self, data: Any = None, *, sprang: Forbattringssprang, natt: bool, paragraf_kravs: bool
    ) -> None:
        niva = None if sprang.vantad_niva is None else _utan_nollor(sprang.vantad_niva)
        super().__init__(data, initial={"beslut_datum": klocka.idag(), "ny_niva": niva})
        if natt:
            del self.fields["effekt_motivering"]
        if sprang.indikator:
            self.fields["ny_niva"].label = f"Ny lägsta nivå ({sprang.indikator.matt})"
        falt = self.fields["beslut_paragraf"]
        falt.required = paragraf_kravs
        falt.error_messages["required"] = "Skriv vilken paragraf nämndens beslut har."


class AvslutaSprangForm(forms.Form):
    skal = textfalt(
        "Varför avslutas språnget?",
        max_length=400,
        error_messages={"required": "Skriv varför språnget avslutas."},
    )
    lardom = textfalt(
        "Vad gör ni annorlunda nästa gång?",
        help_text="Blir ett utkast till lärdom i enhetens plan. Ett försök som inte lyckas är "
        "inte bortkastat.",
        max_length=2000,
        error_messages={"required": "Skriv vad ni har lärt er."},
    )
