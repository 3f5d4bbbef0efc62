"""What a role does, in three lines: for who signs in the first time, or has nothing yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kvalitet.behorighet import tilldelningar
from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from kvalitet.typer import InloggadRequest

FORSTA_GANGEN = "forsta_gangen"
"""In the session of who had never signed in before."""
FEM_AR = 5 * 365 * 24 * 3600


@dataclass(frozen=True)
class Rad:
    mening: str
    lanktext: str
    url: str


@dataclass(frozen=True)
class Valkomst:
    rollnamn: str
    rader: list[Rad]


def valkomst(request: InloggadRequest, *, tomt: bool) -> Valkomst | None:
    """Return the guidance when it is to be shown: the first time, while there is nothing for
    the person to do, or when it is asked for."""
    if "hjalp" in request.GET or request.session.get(FORSTA_GANGEN):
        return _for_rollen(request.user)
    if tomt and _kaka(request.user) not in request.COOKIES:
        return _for_rollen(request.user)
    return None


@require_POST
def valkommen_undan(request: InloggadRequest) -> HttpResponse:
    """Put the guidance away. Remembered by the browser, since it is no fact about anybody."""
    request.session.pop(FORSTA_GANGEN, None)
    svar = redirect("arbete")
    svar.set_cookie(
        _kaka(request.user),
        "1",
        max_age=FEM_AR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return svar


def marker_forsta(request: HttpRequest, *, forsta: bool) -> None:
    """Remember through the session whether the person had never signed in before."""
    if forsta:
        request.session[FORSTA_GANGEN] = True


def _kaka(av: Anvandare) -> str:
    return f"{settings.KAKPREFIX}valkommen_undan_{av.pk}"


def _for_rollen(av: Anvandare) -> Valkomst | None:
    egna = {t.roll for t in tilldelningar(av)}
    roll = next((roll for roll in RADER if roll in egna), None)
    if roll is None:
        return None
    return Valkomst(str(roll.label), [Rad(m, lank, reverse(vy)) for m, lank, vy in RADER[roll]])


RADER: dict[Roll, tuple[tuple[str, str, str], ...]] = {
    Roll.KVALITETSSAMORDNARE: (
        (
            "Du ser alla planer och vilket skede de är i. De som är sena står först.",
            "Se planerna efter skede",
            "cykel:tavla",
        ),
        (
            "Du öppnar uppföljningar och ser vem som har vad kvar.",
            "Gå till uppföljningen",
            "uppfoljning:uppfoljning",
        ),
        (
            "Du ser till att synpunkter kommer till rätt enhet och får svar i tid.",
            "Öppna synpunkterna",
            "synpunkter:inkorg",
        ),
    ),
    Roll.PLANANSVARIG: (
        (
            "Du skriver planen: vad ni ska göra för varje mål, och hur ni vet att det hjälper.",
            "Se planerna",
            "cykel:planer",
        ),
        (
            "När en uppföljning öppnar bedömer du målen. Sista dagen står under Väntar på dig.",
            "Se uppföljningen",
            "uppfoljning:uppfoljning",
        ),
        (
            "Det som inte gick bra blir åtgärder. Det ni lär er tar ni med till nästa plan.",
            "Se åtgärder och lärdomar",
            "cykel:larande",
        ),
    ),
    Roll.CHEF: (
        (
            "Du tar ställning till planer som skickas till dig. De står under Väntar på dig.",
            "Se planerna",
            "cykel:planer",
        ),
        (
            "Du godkänner uppföljningen när målen är bedömda.",
            "Se uppföljningen",
            "uppfoljning:uppfoljning",
        ),
        (
            "Du ser vad invånarna tycker om dina enheter.",
            "Öppna synpunkterna",
            "synpunkter:inkorg",
        ),
    ),
    Roll.NAMNDSEKRETERARE: (
        (
            "Du sköter nämndens sammanträden, och ser vad nämnden frågar.",
            "Öppna nämndens sida",
            "uppfoljning:namnden",
        ),
        ("Du registrerar de mål och uppdrag som beslutas.", "Se målen", "cykel:mal"),
        (
            "Du ser till att synpunkter kommer till rätt enhet.",
            "Öppna synpunkterna",
            "synpunkter:inkorg",
        ),
    ),
    Roll.AKTIVITETSANSVARIG: (
        (
            "Du berättar hur det går med dina aktiviteter. Det tar några minuter.",
            "Uppdatera det som är ditt",
            "cykel:uppdatera",
        ),
        (
            "Du för in värden för dina indikatorer.",
            "Se indikatorerna",
            "cykel:indikatorer",
        ),
        (
            "Du gör de åtgärder som du ansvarar för, och säger om de hjälpte.",
            "Se åtgärderna",
            "cykel:atgardslista",
        ),
    ),
    Roll.HANDLAGGARE: (
        (
            "Du svarar på synpunkter. De som är dina står under Väntar på dig, med sista dag.",
            "Öppna synpunkterna",
            "synpunkter:inkorg",
        ),
        (
            "Ringer någon? Skriv in synpunkten åt personen.",
            "Skriv in en synpunkt",
            "synpunkter:registrera",
        ),
        (
            "När vi vet om en åtgärd hjälpte berättar du det för dem som skrev.",
            "Se beskeden",
            "synpunkter:aterkopplingar",
        ),
    ),
    Roll.FORTROENDEVALD: (
        (
            "Du ser hur det går med nämndens mål, och vad som har ändrats sedan förra gången.",
            "Öppna nämndens sida",
            "uppfoljning:namnden",
        ),
        (
            "Är något oklart? Fråga kontoret från rapporten. Svaret kommer före sammanträdet.",
            "Läs rapporterna",
            "uppfoljning:rapporter",
        ),
        (
            "Du kan läsa planerna och vad enheterna gör för varje mål.",
            "Se planerna",
            "cykel:planer",
        ),
    ),
    Roll.REVISOR: (
        (
            "Du kan läsa planerna, besluten och allt som har ändrats i dem.",
            "Se planerna",
            "cykel:planer",
        ),
        (
            "Du kan följa hur uppföljningarna går.",
            "Se uppföljningen",
            "uppfoljning:uppfoljning",
        ),
        (
            "Du kan läsa rapporterna och se vad de bygger på.",
            "Läs rapporterna",
            "uppfoljning:rapporter",
        ),
    ),
    Roll.ADMINISTRATOR: (
        (
            "Du håller organisationen rätt: enheter, flyttar och vem som har vilken roll.",
            "Se organisationen",
            "organisation",
        ),
        (
            "Du lägger upp enheter, personer och roller från en fil.",
            "Läs in från fil",
            "importera",
        ),
        (
            "Du bestämmer vad som gäller för synpunkter i varje nämnd.",
            "Öppna inställningarna",
            "synpunkter:installningar",
        ),
    ),
}
"""The first role here that a person holds is the one that is told of."""
