"""How people sign in: the settings block of the identity provider, of local accounts and of time.

Each fault becomes a sentence in `miljo`. docs/inloggning.md tells the operator what to choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kvalitet.miljo import Miljo

LEVERANTOR = "kommunen"
"""What allauth calls the one identity provider; a SocialAccount keeps it."""


@dataclass(frozen=True)
class Inloggningsval:
    """What the site allows. With an empty `utgivare` there is no identity provider."""

    utgivare: str = ""
    klient: str = ""
    hemlighet: str = ""
    namn: str = ""
    """What the button says after "Logga in med"."""
    grupper: str = "groups"
    """The claim that holds the groups."""
    domaner: tuple[str, ...] = ()
    """Addresses in these domains are the provider's own, and count as verified."""
    lokala: bool = True
    """Whether others than the break-glass accounts sign in with a password."""
    tvasteg: bool = False
    """Whether a password must be followed by a second step."""
    vila: int = 3600
    """Seconds without a request until one is signed out."""
    langst: int = 12 * 3600
    """Seconds from the sign-in until one is signed out whatever one does."""
    stang_efter: int = 90
    """Days without a sign-in through the provider until an account is closed."""

    @property
    def oidc(self) -> bool:
        return bool(self.utgivare)

    @property
    def ursprung(self) -> str:
        """The provider's origin, which forms may lead to (the policy's form-action)."""
        delar = urlsplit(self.utgivare)
        return f"{delar.scheme}://{delar.netloc}" if self.utgivare else ""

    @property
    def app(self) -> dict[str, Any]:
        """The provider as allauth reads it."""
        return {
            "provider": "openid_connect",
            "provider_id": LEVERANTOR,
            "name": self.namn,
            "client_id": self.klient,
            "secret": self.hemlighet,
            "settings": {"server_url": self.utgivare, "oauth_pkce_enabled": True},
        }


def inloggningsval(miljo: Miljo, *, drift: bool, kommun: str) -> Inloggningsval:
    """Read the block. A site in `drift` asks for https and a second step; `kommun` is the genitive
    of the municipality's name."""
    utgivare = miljo.text("KVALITET_OIDC", "").removesuffix("/")
    if utgivare and not utgivare.startswith("https://" if drift else ("https://", "http://")):
        miljo.fel.append(f"KVALITET_OIDC är ”{utgivare}” men ska börja med https://.")
    krav = None if utgivare else ""
    klient = miljo.text(
        "KVALITET_OIDC_KLIENT", krav, hjalp="Ange klientens id hos kommunens inloggning."
    )
    hemlighet = miljo.text(
        "KVALITET_OIDC_HEMLIGHET", krav, hjalp="Ange klientens hemlighet hos kommunens inloggning."
    )
    if not utgivare and (klient or hemlighet):
        miljo.fel.append("KVALITET_OIDC saknas. Ange adressen till kommunens inloggning.")
    return Inloggningsval(
        utgivare=utgivare,
        klient=klient,
        hemlighet=hemlighet,
        namn=miljo.text("KVALITET_OIDC_NAMN", f"{kommun} konto"),
        grupper=miljo.text("KVALITET_OIDC_GRUPPER", "groups"),
        domaner=tuple(d.lower() for d in miljo.lista("KVALITET_OIDC_DOMANER", "")),
        lokala=_ja(miljo, "KVALITET_LOKALA_KONTON", not utgivare),
        tvasteg=_ja(miljo, "KVALITET_TVASTEG", drift),
        vila=60 * _minst_ett(miljo, "KVALITET_VILA_MINUTER", 60),
        stang_efter=_minst_ett(miljo, "KVALITET_STANG_EFTER_DAGAR", 90),
    )


def _ja(miljo: Miljo, namn: str, forval: bool) -> bool:
    return miljo.val(namn, ("ja", "nej"), "ja" if forval else "nej") == "ja"


def _minst_ett(miljo: Miljo, namn: str, forval: int) -> int:
    tal = miljo.heltal(namn, forval)
    if tal < 1:
        miljo.fel.append(f"{namn} ska vara minst 1.")
        return forval
    return tal
