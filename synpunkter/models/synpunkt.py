"""A resident's synpunkt, its sender's contact, and what is said."""

from __future__ import annotations

import re
from datetime import UTC, date
from textwrap import shorten
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate

from cykel.models import Brist
from kvalitet.databas import gallras_bara
from kvalitet.krypto import KrypteradText
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import vakt
from synpunkter.models.antal import rakna_med
from synpunkter.models.synpunktsindex import INDEX
from synpunkter.sokvektor import vektor
from synpunkter.tillstand import OPPNA, SLUTNA, SYNPUNKT, Lage, Utfall

HEMLIG_RUBRIK = "Innehållet visas bara i ärendet"


def inte_i_gallrat() -> pgtrigger.Trigger:
    """Refuse a row about a case that is disposed of, so that nothing comes back into it."""
    return pgtrigger.Trigger(
        name="inte_i_gallrat",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            if exists (
                select from synpunkter_synpunkt
                where id = new.synpunkt_id and gallrad is not null
            ) then
                raise exception 'ärendet är gallrat' using errcode = 'check_violation';
            end if;
            return new;
        """,
    )


class Tidsfrist(models.Model):
    """What a nämnd promises: days to take charge and to answer."""

    namnd = models.OneToOneField(Namnd, models.PROTECT, primary_key=True, related_name="tidsfrist")
    ta_hand_om_vardagar = models.PositiveSmallIntegerField("tas om hand inom vardagar", default=2)
    svara_dagar = models.PositiveSmallIntegerField("besvaras inom dagar", default=10)
    svara_i_vardagar = models.BooleanField("räkna vardagar", default=True)
    vanta_vardagar = models.PositiveSmallIntegerField(
        "väntar på komplettering, vardagar", default=10
    )
    """After so many the case goes on without the completion that was asked for."""
    aftnar_lediga = models.BooleanField(
        "midsommarafton, julafton och nyårsafton är lediga dagar", default=True
    )

    class Meta:
        verbose_name = "tidsfrist"
        verbose_name_plural = "tidsfrister"
        constraints = [
            models.CheckConstraint(
                condition=Q(svara_dagar__gte=1, ta_hand_om_vardagar__gte=1, vanta_vardagar__gte=1),
                name="tidsfrist_minst_en_dag",
                violation_error_message="Fristen ska vara minst en dag.",
            ),
            models.CheckConstraint(
                condition=Q(svara_dagar__lte=120, ta_hand_om_vardagar__lte=30),
                name="tidsfrist_rimlig",
                violation_error_message="Lova svar inom högst 120 dagar, och att ärendet tas om "
                "hand inom högst 30.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tidsfrist för {self.namnd}"


class SynpunktQuerySet(models.QuerySet["Synpunkt"]):
    def oppna(self) -> Self:
        return self.filter(lage__in=OPPNA)

    def nyast_forst(self) -> Self:
        return self.order_by("-inkom", "-pk")

    def omarkerade(self) -> Self:
        return self.filter(sekretess=False, skyddad=False)


class Synpunkt(models.Model):
    """What a resident wrote. Holds nothing about who wrote it: that stands in `Kontakt`."""

    class Typ(models.TextChoices):
        KLAGOMAL = "klagomal", "Klagomål"
        FORSLAG = "forslag", "Förslag"
        BEROM = "berom", "Beröm"
        FRAGA = "fraga", "Fråga"

    class Svarsval(models.TextChoices):
        EPOST = "epost", "Ja, med e-post"
        KOD = "kod", "Ja, men jag vill vara anonym"
        NEJ = "nej", "Nej, jag behöver inget svar"

    class Kanal(models.TextChoices):
        WEBB = "webb", "Webben"
        TELEFON = "telefon", "Telefon"
        BREV = "brev", "Brev"
        BESOK = "besok", "Besök"
        EPOST = "epost", "E-post"

    referens = models.CharField("referens", max_length=12)
    typ = models.CharField("typ", max_length=8, choices=Typ.choices)
    text = models.TextField("text")
    plats = models.CharField("plats eller adress", max_length=200, blank=True, default="")
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="synpunkter", verbose_name="nämnd", db_index=False
    )
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="synpunkter", db_index=False)
    """The function that owns the case; never only a person. Triage changes it."""
    kanal = models.CharField(max_length=7, choices=Kanal.choices, default=Kanal.WEBB)
    svarsval = models.CharField("vill ha svar", max_length=5, choices=Svarsval.choices)
    lage = models.CharField(max_length=20, choices=Lage.choices, default=Lage.INKOMMEN)
    utfall = models.CharField(
        "utfall", max_length=14, choices=Utfall.choices, blank=True, default=""
    )
    utfall_skal = models.CharField("motivering", max_length=400, blank=True, default="")
    handlaggare = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="arenden", db_index=False
    )
    inkom = models.DateTimeField("kom in")
    tas_om_hand_senast = models.DateField()
    svar_senast = models.DateField()
    stannad = models.DateField(null=True, blank=True)
    """The day the clock stopped, while the sender is asked for more."""
    togs_om_hand = models.DateTimeField(null=True, blank=True)
    besvarad = models.DateTimeField(null=True, blank=True)
    avslutad = models.DateTimeField(null=True, blank=True)
    kod_hmac = models.CharField(max_length=64)
    """Keyed HMAC of the sender's secret code. The code itself is kept nowhere."""
    token_hmac = models.CharField(max_length=64)
    """Keyed HMAC of the form's one-time token, so that a double submit makes one case."""
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")
    textversion = models.CharField(max_length=20)
    """Which wording about public records the sender was shown."""
    sprak = models.CharField("språk", max_length=11, default=settings.LANGUAGE_CODE)
    """The language of the page that it was written on, a code of `settings.LANGUAGES`: the sender's
    mails are in it."""
    huvud = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sammanslagna",
        db_index=False,
    )
    """The master that this case is merged into, or was closed with."""
    lage_fore = models.CharField(max_length=20, choices=Lage.choices, blank=True, default="")
    """The state that undoing the merge goes back to; empty unless merged."""
    sammanslagen = models.DateTimeField(null=True, blank=True)
    foralder = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delar", db_index=False
    )
    """The case that this is a part of. Its text is ours; its sender is reached through that."""
    galler_person = models.ForeignKey(
        Anvandare,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="gäller",
    )
    """Whom the case is about, and who therefore does not handle it. For those who triage alone."""
    regel = models.ForeignKey(
        "synpunkter.Fordelningsregel",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="synpunkter",
        db_index=False,
    )
    """The routing rule that chose the unit when the case came in."""
    sokvektor = vektor("text", "plats")
    sekretess = models.BooleanField("sekretessmarkerat", default=False)
    """Whether the latest `Sekretessmarkering` holds; written by `actions.sekretess` alone."""
    skyddad = models.BooleanField("skyddade personuppgifter", default=False)
    """Likewise for the sender's protected identity: the contact is for a named few."""
    gallrad = models.DateTimeField(null=True, blank=True)
    """When what was in the case was disposed of. Type, unit, days and outcome stand, to count."""
    importerad = models.DateTimeField(null=True, blank=True)
    """When the case was read in from a file, having been handled elsewhere."""
    tidigare_referens = models.CharField(
        "referens i det tidigare systemet", max_length=40, blank=True, default=""
    )

    objects = SynpunktQuerySet.as_manager()

    class Meta:
        verbose_name = "synpunkt"
        verbose_name_plural = "synpunkter"
        triggers = [vakt(SYNPUNKT), gallras_bara("text", "gallrad"), rakna_med()]
        indexes = INDEX
        constraints = [
            # Not `unique` on the field, which would index what they begin with too.
            models.UniqueConstraint(
                fields=["referens"],
                name="synpunkter_synpunkt_referens_key",
                violation_error_message="Referensen finns redan. Skicka igen, så får du en ny.",
            ),
            models.UniqueConstraint(
                fields=["kod_hmac"],
                name="synpunkt_en_kod",
                violation_error_message="Koden finns redan. Skicka igen, så får du en ny.",
            ),
            models.UniqueConstraint(
                fields=["token_hmac"],
                name="synpunkt_en_gang",
                violation_error_message="Synpunkten är redan inskickad.",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(gallrad__isnull=False),
                name="synpunkt_har_text",
                violation_error_message="Skriv vad du vill berätta. Några meningar räcker.",
            ),
            models.CheckConstraint(
                condition=Q(lage__in=SLUTNA, avslutad__isnull=False) & ~Q(utfall="")
                | (~Q(lage__in=SLUTNA) & Q(avslutad__isnull=True)),
                name="synpunkt_avslutad_med_utfall",
                violation_error_message="Ett avslutat ärende har en tid och ett utfall.",
            ),
            models.CheckConstraint(
                condition=~Q(utfall="ingen") | ~Q(utfall_skal="") | Q(gallrad__isnull=False),
                name="synpunkt_ingen_atgard_med_skal",
                violation_error_message="Skriv varför ingen åtgärd görs.",
            ),
            models.CheckConstraint(
                condition=~Q(lage__in=("besvarad",)) | Q(besvarad__isnull=False),
                name="synpunkt_besvarad_har_tid",
                violation_error_message="Ett besvarat ärende har en tid för svaret.",
            ),
            models.CheckConstraint(
                condition=Q(lage="vantar_komplettering", stannad__isnull=False)
                | (~Q(lage="vantar_komplettering") & Q(stannad__isnull=True)),
                name="synpunkt_klockan_star_i_vantan",
                violation_error_message="Klockan står stilla bara medan avsändaren kompletterar.",
            ),
            models.CheckConstraint(
                condition=Q(lage="sammanslagen", huvud__isnull=False, sammanslagen__isnull=False)
                & ~Q(lage_fore="")
                | (~Q(lage="sammanslagen") & Q(lage_fore="", sammanslagen__isnull=True)),
                name="synpunkt_sammanslagen_har_huvud",
                violation_error_message="Ett sammanslaget ärende har ett huvudärende och ett "
                "läge att gå tillbaka till.",
            ),
            models.CheckConstraint(
                condition=Q(huvud__isnull=True, foralder__isnull=True)
                | Q(huvud__isnull=False, foralder__isnull=True) & ~Q(huvud=models.F("id"))
                | Q(huvud__isnull=True, foralder__isnull=False) & ~Q(foralder=models.F("id")),
                name="synpunkt_del_eller_sammanslagen",
                violation_error_message="En del slås inte ihop med något, och inget ärende är "
                "sitt eget huvud eller sin egen del.",
            ),
            models.CheckConstraint(
                condition=Q(handlaggare__isnull=True)
                | Q(galler_person__isnull=True)
                | ~Q(handlaggare=models.F("galler_person")),
                name="synpunkt_ojavig_handlaggare",
                violation_error_message="Den som ärendet gäller handlägger det inte.",
            ),
            models.CheckConstraint(
                condition=Q(gallrad=None)
                | Q(text="", plats="", utfall_skal="", handlaggare=None, galler_person=None),
                name="synpunkt_gallrad_ar_tom",
                violation_error_message="Ett gallrat ärende är tomt.",
            ),
            models.CheckConstraint(
                # By UTC, which no setting moves: a day earlier at most.
                condition=Q(svar_senast__gte=TruncDate("inkom", tzinfo=UTC)),
                name="synpunkt_svar_efter_ankomst",
                violation_error_message="Ett svar lovas tidigast den dag då synpunkten kom in.",
            ),
            models.UniqueConstraint(
                fields=["namnd", "tidigare_referens"],
                condition=~Q(tidigare_referens=""),
                name="synpunkt_tidigare_referens",
                violation_error_message="Ärendet är redan inläst.",
            ),
        ]

    def __str__(self) -> str:
        return self.referens

    def loggdata(self) -> dict[str, Any]:
        utfall = {"utfall": self.utfall} if self.utfall else {}
        return {"enhet": self.enhet_id, **utfall}

    @property
    def rubrik(self) -> str:
        """The first sentence, as a heading: the sender is not asked to write one."""
        if self.gallrad:
            return "Gallrat ärende"
        forsta = re.split(r"(?<=[.!?])\s|\n", self.text.strip(), maxsplit=1)[0].strip()
        return shorten(forsta, 90, placeholder=" …") if len(forsta) > 90 else forsta.rstrip(".")

    @property
    def avsandarens(self) -> Synpunkt:
        """The case that the sender knows of: the whole, when this is a part of one."""
        return self.foralder if self.foralder is not None else self

    @property
    def mejlsprak(self) -> str:
        """The name of the language of the sender's mails; empty when it is the usual one."""
        if self.sprak == settings.LANGUAGE_CODE:
            return ""
        return dict(settings.LANGUAGES).get(self.sprak, self.sprak)

    @property
    def markt(self) -> bool:
        return self.sekretess or self.skyddad

    @property
    def listrubrik(self) -> str:
        """The heading in lists of several cases: a marked case is read only on its own pages,
        where each reading is logged."""
        return HEMLIG_RUBRIK if self.markt else self.rubrik

    def ar_sen(self, dag: date) -> bool:
        """Whether the promised day has passed without an answer."""
        return self.besvarad is None and self.avslutad is None and self.svar_senast < dag


class Kontakt(models.Model):
    """How to reach the sender: encrypted, with a keyed look-up of the address."""

    synpunkt = models.OneToOneField(
        Synpunkt, models.PROTECT, primary_key=True, related_name="kontakt"
    )
    epost = KrypteradText("e-post", blank=True, default="")
    epost_hmac = models.CharField(max_length=64, blank=True, default="")
    namn = KrypteradText("namn", blank=True, default="")

    class Meta:
        verbose_name = "kontaktuppgift"
        verbose_name_plural = "kontaktuppgifter"
        triggers = [gallras_bara(), inte_i_gallrat()]
        indexes = [models.Index(fields=["epost_hmac"], name="kontakt_epost")]
        constraints = [
            models.CheckConstraint(
                condition=Q(epost="", epost_hmac="") | (~Q(epost="") & ~Q(epost_hmac="")),
                name="kontakt_epost_med_uppslag",
                violation_error_message="En e-postadress sparas alltid med sin uppslagsnyckel.",
            )
        ]

    def __str__(self) -> str:
        return f"Kontakt för {self.synpunkt_id}"


class MeddelandeQuerySet(models.QuerySet["Meddelande"]):
    def inom(self, namnd: int) -> Self:
        """Leave out what was noted in another nämnd: secrecy holds between them (OSL 8 kap.)."""
        return self.filter(Q(namnd=None) | Q(namnd=namnd))


class Meddelande(models.Model):
    """What is said in a case: by the sender, to the sender, or among staff."""

    class Riktning(models.TextChoices):
        FRAN = "fran", "Från avsändaren"
        TILL = "till", "Till avsändaren"
        INTERN = "intern", "Intern anteckning"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="meddelanden")
    riktning = models.CharField(max_length=6, choices=Riktning.choices)
    text = models.TextField("text")
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    tid = models.DateTimeField()
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Of a note: the nämnd that wrote it and alone reads it, also when the case has moved on."""
    sokvektor = vektor("text")

    objects = MeddelandeQuerySet.as_manager()

    class Meta:
        verbose_name = "meddelande"
        verbose_name_plural = "meddelanden"
        ordering = ["tid", "pk"]
        indexes = [GinIndex(fields=["sokvektor"], name="meddelande_fritext")]
        triggers = [gallras_bara("text"), inte_i_gallrat()]
        constraints = [
            models.CheckConstraint(
                condition=Q(riktning="fran", av__isnull=True)
                | (~Q(riktning="fran") & Q(av__isnull=False)),
                name="meddelande_ratt_avsandare",
                violation_error_message="Bara avsändarens egna meddelanden saknar handläggare.",
            ),
            models.CheckConstraint(
                condition=Q(riktning="intern", namnd__isnull=False)
                | (~Q(riktning="intern") & Q(namnd__isnull=True)),
                name="meddelande_anteckning_har_namnd",
                violation_error_message="En intern anteckning hör till en nämnd.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_riktning_display()


class Bristkoppling(models.Model):
    """A synpunkt that is part of why a brist was noted; its sender is told when it is mended."""

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="bristkopplingar")
    brist = models.ForeignKey(Brist, models.PROTECT, related_name="synpunktskopplingar")

    class Meta:
        verbose_name = "synpunkt bakom brist"
        verbose_name_plural = "synpunkter bakom brister"
        constraints = [
            models.UniqueConstraint(
                fields=["synpunkt", "brist"],
                name="bristkoppling_en_gang",
                violation_error_message="Synpunkten är redan kopplad till bristen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.synpunkt} – {self.brist}"
