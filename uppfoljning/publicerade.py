"""Published reports: which one stands, which is replaced, and whose a file or a code is.

Only what is published is known here. A draft, its file and its fingerprint are answered as if
there were none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from uppfoljning.models import Rapport

KORTAST = 12
"""Characters of a fingerprint that a report is printed with, and the fewest that are looked up."""
HELA = 64
EGET = ("slag", "namnd", "enhet", "tillfalle", "period_fran", "period_till")
"""What the versions of one report have in common, and no other report."""


def publicerade() -> QuerySet[Rapport]:
    """Every published version, each with `rattelse`: whether it stands in the place of one that
    was published before it."""
    fore = _andra("lt").filter(publicerad__lt=OuterRef("publicerad"))
    rader = Rapport.objects.filter(publicerad__isnull=False).annotate(rattelse=Exists(fore))
    return rader.select_related("namnd", "enhet", "tillfalle", "fil")


def gallande() -> QuerySet[Rapport]:
    """Of each report the latest version that is published."""
    return publicerade().filter(~Exists(_andra("gt")))


def med_ersatt(rader: Any) -> Any:
    """Annotate `ersatt`: whether a later version of the report is published."""
    return rader.annotate(ersatt=Exists(_andra("gt")))


def aren() -> list[int]:
    """The years that there are reports of, the latest first."""
    slut = Rapport.objects.filter(publicerad__isnull=False).order_by()
    return sorted(slut.values_list("period_till__year", flat=True).distinct(), reverse=True)


def ar_rattelse(rapport: Rapport) -> bool:
    """Of a row of these."""
    return bool(getattr(rapport, "rattelse", False))


def _andra(jamfort: str) -> QuerySet[Rapport]:
    """The published versions of the outer query's report that come before it, or after."""
    eget = {falt: OuterRef(falt) for falt in EGET if falt != "tillfalle"}
    eget[f"version__{jamfort}"] = OuterRef("version")
    # Of one kind either all or none follow up a round.
    rundan = Q(tillfalle=OuterRef("tillfalle")) | Q(tillfalle__isnull=True)
    return Rapport.objects.filter(rundan, publicerad__isnull=False, **eget)


# --- versions --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Versioner:
    """A published version among the others of its report."""

    rapport: Rapport
    alla: Sequence[Rapport]
    """The latest first."""

    @property
    def senaste(self) -> Rapport:
        return self.alla[0]

    @property
    def kod(self) -> str:
        return kort(self.rapport)

    @property
    def verktyg(self) -> list[tuple[str, str]]:
        """The tools that made the file and their versions; empty where they were not noted."""
        return sorted(self.rapport.fil.verktyg.items()) if self.rapport.fil else []

    @property
    def ersatt(self) -> bool:
        return self.senaste.pk != self.rapport.pk

    @property
    def aldre(self) -> list[Rapport]:
        return [ett for ett in self.alla if ett.version < self.rapport.version]

    @property
    def rattad(self) -> bool:
        """Whether it stands in the place of one that was published before it."""
        return not self.ersatt and bool(self.aldre)


def versioner(rapport: Rapport) -> Versioner:
    eget = {falt: getattr(rapport, falt) for falt in EGET}
    rader = publicerade().filter(**eget).select_related("ogonblick")
    return Versioner(rapport, list(rader.order_by("-version")))


# --- the check -------------------------------------------------------------------------------


class Besked(StrEnum):
    """What is said of a file."""

    PUBLICERAD = "publicerad"
    ERSATT = "ersatt"
    OKAND = "okand"


@dataclass(frozen=True)
class Filsvar:
    besked: Besked
    sha256: str
    versioner: Versioner | None = None


def med_kod(kod: str) -> list[Rapport]:
    """The published reports whose snapshot's fingerprint begins with `kod`."""
    if len(kod) < KORTAST:
        return []
    rader = publicerade().select_related("ogonblick").filter(ogonblick__sha256__startswith=kod)
    return list(rader.order_by("-publicerad", "-pk")[:KORTAST])


def om_filen(sha256: str) -> Filsvar:
    """Say whether a file with this hash is one that we have published."""
    rader = publicerade().select_related("ogonblick").filter(fil=sha256)
    rapport = rader.order_by("-version", "-pk").first()
    if rapport is None:
        return Filsvar(Besked.OKAND, sha256)
    alla = versioner(rapport)
    return Filsvar(Besked.ERSATT if alla.ersatt else Besked.PUBLICERAD, sha256, alla)


def tolka(skrivet: str) -> str:
    """Return the code or hash in what someone typed, copied or scanned; "" when there is none.

    Spaces, hyphens and capitals are how it is read off paper; an address ends with its code, and
    what counts a file's sum writes the file's name after it.
    """
    skrivet = skrivet.strip().lower()
    if hel := re.search(rf"\b[0-9a-f]{{{HELA}}}\b", skrivet):
        return hel[0]
    sista = skrivet.rstrip("/").rpartition("/")[2]
    kod = re.sub(r"[\s-]", "", sista)
    return kod if re.fullmatch(rf"[0-9a-f]{{{KORTAST},{HELA}}}", kod) else ""


def kort(rapport: Rapport) -> str:
    """The code that is printed on the report's last page."""
    return rapport.ogonblick.sha256[:KORTAST]
