"""The indexes of the cases, each for a list or a search; measured in bench/inkorg.py."""

from django.contrib.postgres.indexes import GinIndex
from django.db.models import Case, F, Index, IntegerField, Q, Value, When

from synpunkter.tillstand import OPPNA, PAGAR

KLAR = Case(
    When(besvarad=None, avslutad=None, then=Value(0)), default=Value(1), output_field=IntegerField()
)
"""0 while an answer is owed: what is answered or closed is in no hurry. The inbox's first order."""

# What the lists filter by lies beside the key, so that what does not fit is passed by in the index
# alone. For that the two days of KLAR have to lie there too, though the key holds what they say.
_FILTRERAS = ("lage", "typ", "enhet", "namnd", "inkom", "sekretess", "handlaggare", "huvud")
_FRISTENS = (*_FILTRERAS, "besvarad", "avslutad")
_DAGENS = tuple(falt for falt in _FILTRERAS if falt != "inkom")
_ENHETENS = (*(falt for falt in _DAGENS if falt != "enhet"), "svar_senast", "besvarad", "avslutad")
_LASES_AV = ("enhet", "namnd", "sekretess", "handlaggare", "huvud")
"""Who may read it."""
_NYAST = (F("inkom").desc(), F("id").desc())

INDEX = [
    # Newest first: of all, of a nämnd, and of a unit (whose cases are also read for the other
    # order, being few).
    Index(*_NYAST, include=_DAGENS, name="synpunkt_inkom"),
    Index(fields=["namnd", "-inkom", "-id"], name="synpunkt_namnd_nyast"),
    Index("enhet", *_NYAST, include=_ENHETENS, name="synpunkt_enhet_inkom"),
    # Most urgent first: of all, of the open ones, and of those that wait for somebody.
    Index(KLAR, "svar_senast", "id", include=_FRISTENS, name="synpunkt_svara"),
    Index(
        KLAR,
        "svar_senast",
        "id",
        include=(*_FILTRERAS, "besvarad", "stannad", "avslutad", "tas_om_hand_senast"),
        condition=Q(lage__in=OPPNA),
        name="synpunkt_de_oppna",
    ),
    Index(
        KLAR,
        "svar_senast",
        "id",
        include=tuple(falt for falt in _FRISTENS if falt != "handlaggare"),
        condition=Q(lage__in=PAGAR, handlaggare=None),
        name="synpunkt_utan",
    ),
    Index(
        fields=["namnd", "svar_senast", "id"],
        condition=~Q(lage="avslutad"),
        name="synpunkt_oppna_frist",
    ),
    # What was answered in a span of days: the start page's thirty of ten years.
    # All that is counted lies there: a thousand rows of the table itself are not read for it.
    Index(
        fields=["besvarad"],
        include=("svarsval", "svar_senast", *_LASES_AV),
        condition=Q(besvarad__isnull=False),
        name="synpunkt_besvarade",
    ),
    # What a nämnd's rules for disposal are tried on: paid for when a case is closed, not when it
    # comes.
    Index(
        fields=["namnd", "avslutad", "id"],
        include=("typ", "utfall"),
        condition=Q(avslutad__isnull=False, gallrad__isnull=True),
        name="synpunkt_avslutade",
    ),
    # Whose it is: every list asks which of the marked ones are the reader's own.
    Index(
        fields=["handlaggare"],
        include=("id", "lage", "namnd", "enhet", "sekretess", "huvud", "besvarad"),
        condition=Q(handlaggare__isnull=False),
        name="synpunkt_handlaggare",
    ),
    # Those that wait for somebody, in the order of that person's list.
    Index(
        "handlaggare",
        KLAR,
        "svar_senast",
        "id",
        include=tuple(falt for falt in _FRISTENS if falt != "handlaggare"),
        condition=Q(lage__in=OPPNA, handlaggare__isnull=False),
        name="synpunkt_mina",
    ),
    # What few cases have: nothing is written there when one comes.
    Index(fields=["foralder"], condition=Q(foralder__isnull=False), name="synpunkt_delarna"),
    Index(fields=["huvud"], condition=Q(huvud__isnull=False), name="synpunkt_sammanslagna"),
    GinIndex(fields=["sokvektor"], name="synpunkt_fritext"),
]
