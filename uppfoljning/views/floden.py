"""The feeds of published reports, Atom and RSS: all of them, and one for each nämnd.

Every version is an entry of its own, so that a rättelse reaches those who subscribe. An entry is
named by the report's permanent address and never changes.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.http import conditional_page, require_safe

from kvalitet import texter
from kvalitet.laskopia import ur_laskopian
from kvalitet.models import Namnd
from kvalitet.svenska import bara_svenska
from uppfoljning import publicerade
from uppfoljning.models import Rapport

ANTAL = 50
INGET_AN = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed; Atom asks for a date."""


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else INGET_AN


class _Rss(Rss201rev2Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else INGET_AN


class Rapportflode(Feed):  # type: ignore[type-arg]  # no parameter at run time
    """Of a nämnd, or of all when the address names none."""

    feed_type: type[SyndicationFeed] = _Rss
    namn = "rss"
    language = "sv"

    def get_object(self, request: HttpRequest, kod: str = "") -> Namnd | None:
        return get_object_or_404(Namnd, kod__iexact=kod) if kod else None

    def title(self, namnd: Namnd | None) -> str:
        return ren(f"Rapporter från {namnd or settings.ORGANISATION.namn}")

    def description(self, namnd: Namnd | None) -> str:
        vems = f"{namnd} i {settings.ORGANISATION.namn}" if namnd else settings.ORGANISATION.namn
        return ren(f"Nya och rättade rapporter från {vems}: hur det går för målen.")

    subtitle = description

    def link(self, namnd: Namnd | None) -> str:
        if namnd:
            return absolut("namnd", namnd.kod)
        return absolut("publicerade")

    def feed_url(self, namnd: Namnd | None) -> str:
        if namnd:
            return absolut(f"namnd_{self.namn}", namnd.kod)
        return absolut(f"publicerade_{self.namn}")

    def author_name(self, namnd: Namnd | None) -> str:
        return ren(str(namnd or settings.ORGANISATION.namn))

    def items(self, namnd: Namnd | None) -> QuerySet[Rapport]:
        rader = publicerade.publicerade().order_by("-publicerad", "-pk")
        return (rader.filter(namnd=namnd) if namnd else rader)[:ANTAL]

    def item_title(self, item: Rapport) -> str:
        return ren(f"{item}, rättad version" if publicerade.ar_rattelse(item) else str(item))

    def item_description(self, item: Rapport) -> str:
        delar = [f"Fastställd {texter.datum(item.beslut_datum)}"] if item.beslut_datum else []
        delar += [f", § {item.beslut_paragraf}"] if item.beslut_paragraf else []
        if publicerade.ar_rattelse(item):
            delar.append(f". Version {item.version} ersätter en äldre version")
        return ren(f"{''.join(delar)}.")

    def item_link(self, item: Rapport) -> str:
        return absolut("publicerad", item.pk)

    def item_author_name(self, item: Rapport) -> str:
        return ren(str(item.namnd))

    def item_pubdate(self, item: Rapport) -> datetime | None:
        return item.publicerad

    item_updateddate = item_pubdate

    def item_categories(self, item: Rapport) -> list[str]:
        return [item.get_slag_display(), ren(str(item.namnd))]

    def item_enclosure_url(self, item: Rapport) -> str:
        """Empty until the file has followed the web page: then there is no enclosure."""
        return absolut("publicerad_fil", item.pk, item.fil_id) if item.fil_id else ""

    def item_enclosure_length(self, item: Rapport) -> int:
        return item.fil.storlek if item.fil else 0

    item_enclosure_mime_type = "application/pdf"


class Atomflode(Rapportflode):
    feed_type = _Atom
    namn = "atom"


def ren(text: str) -> str:
    """Without the control characters that XML has no way to write."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def absolut(namn: str, *args: Any) -> str:
    """A page's address with the site's own name, the same whoever asks and by which way."""
    return settings.ADRESS + reverse(f"uppfoljning:{namn}", args=args)


@login_not_required
@require_safe
@bara_svenska
@conditional_page
@ur_laskopian
def atom(request: HttpRequest, kod: str = "") -> HttpResponse:
    return Atomflode()(request, kod=kod)


@login_not_required
@require_safe
@bara_svenska
@conditional_page
@ur_laskopian
def rss(request: HttpRequest, kod: str = "") -> HttpResponse:
    return Rapportflode()(request, kod=kod)
