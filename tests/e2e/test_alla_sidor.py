"""Every page that the URLconf names, in the browser: axe 0, and what else must hold.

The addresses come from the scenes in tests/fragor/, which have one for every name. A new page is
looked at as soon as a scene has it; what is no page stands in INGEN_SIDA with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import translate_url

from kvalitet import klocka
from tests.adresser import alla
from tests.e2e.skarm import axe_fel, lagesfel
from tests.e2e.tittare import Fonster, Svar, Tittare, hamta, tittare
from tests.factories import Kommun
from tests.fragor import Bygge, Scen, Varld, alva, las_alla

BYGGEN = las_alla()
INGEN_SIDA = {
    "fil": {
        "cykel:arkiv",
        "cykel:bevis",
        "granskning_fil",
        "halsa",
        "halsa_matt",
        "halsa_redo",
        "import_mall",
        "profil_farg",
        "profil_logga",
        "registerforteckning_fil",
        "publikt:kalender",
        "synpunkter:bilaga",
        "synpunkter:diarium_fil",
        "synpunkter:export",
        "synpunkter:folj_bilaga",
        "synpunkter:gallring_csv",
        "synpunkter:gallring_pdf",
        "synpunkter:utlamnandefil",
        "uppfoljning:extern_csv",
        "uppfoljning:extern_mall",
        "uppfoljning:laget_fil",
        "uppfoljning:namnd_atom",
        "uppfoljning:namnd_rss",
        "uppfoljning:publicerad_export",
        "uppfoljning:publicerad_fil",
        "uppfoljning:publicerade_atom",
        "uppfoljning:publicerade_rss",
        "uppfoljning:qr_png",
        "uppfoljning:qr_svg",
        "uppfoljning:rapport_arkivpaket",
        "uppfoljning:rapport_export",
        "uppfoljning:rapport_fil",
        "uppfoljning:undersokning_fil",
    },
    # A part that htmx puts into a page; looked at there.
    "bit": {"synpunkter:hitta_verksamhet"},
    # A step of a posted form; tests/e2e/test_synpunkt_invanare.py looks at both.
    # The steps of a sign-in: tests/kvalitet/oidc/ and tests/kvalitet/test_tvasteg.py.
    "vidare": {"oidc_svar", "synpunkter:granska", "synpunkter:kvittens", "tvasteg_kod"},
}
ATGARD = (
    "{}: ge adressen en scen i tests/fragor/, så granskas den här. "
    "Om den inte visar en sida, skriv den i INGEN_SIDA med skälet."
)

sedda: set[str] = set()
"""The templates that this process has looked at in every way."""


@pytest.fixture(scope="module")
def blick() -> Iterator[Tittare]:
    with tittare() as en:
        yield en


@pytest.fixture
def scen(
    bygge: Bygge, kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Scen]:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=minne):
        cache.clear()
        scen = bygge.bygg(Varld(kommun, alva(kommun), monkeypatch, tmp_path))
        if scen.vem:
            client.force_login(scen.vem)
        with klocka.stalld(scen.nu):
            yield scen


def slaget(namn: str) -> str:
    return next((slag for slag, namnen in INGEN_SIDA.items() if namn in namnen), "sida")


def test_every_address_is_looked_at_or_says_why(kommun: Kommun, client: Client) -> None:
    client.force_login(alva(kommun))
    i_scener = {namn for bygge in BYGGEN for namn in bygge.mater}
    alla_namn = {adress.namn for adress in alla()}
    for adress in alla():
        if adress.namn not in i_scener:
            slag = hamta(client, adress.url).slag
            assert slag in ("posta", slaget(adress.namn)), ATGARD.format(adress.namn)
            assert slag != "sida", ATGARD.format(adress.namn)
    borta = set().union(*INGEN_SIDA.values()) - alla_namn
    assert not borta, f"finns inte längre, ta bort ur INGEN_SIDA: {sorted(borta)}"


@pytest.mark.parametrize("bygge", BYGGEN, ids=lambda bygge: bygge.namn)
def test_every_page_is_accessible(scen: Scen, client: Client, blick: Tittare) -> None:
    svaren = [(namn, hamta(client, adress)) for namn, adress in scen.sidor.items()]
    for namn, svar in svaren:
        assert svar.slag == slaget(namn), ATGARD.format(namn)
        assert svar.status == 200, svar.adress
    sidor = [svar for _, svar in svaren if svar.slag == "sida"]
    if scen.vem is None:
        sidor += [svar for sida in sidor for svar in _pa_andra_sprak(client, sida)]
    fel = blick.titta(lambda fonster: [fel for sida in sidor for fel in _granska(fonster, sida)])
    assert not fel, "\n".join(fel)


def _pa_andra_sprak(client: Client, sida: Svar) -> Iterator[Svar]:
    """Yield the page in each other language; what is in Swedish alone leads there."""
    for sprak, _ in settings.LANGUAGES[1:]:
        adress = translate_url(sida.adress, sprak)
        if adress != sida.adress and (svar := hamta(client, adress)).slag != "vidare":
            assert (svar.slag, svar.status) == ("sida", 200), adress
            yield svar


def _granska(fonster: Fonster, svar: Svar) -> list[str]:
    fonster.ga_till(svar)
    if svar.mall in sedda:
        fel = axe_fel(fonster.sida)
    else:
        sedda.add(svar.mall)
        fel = lagesfel(fonster.sida)
    return [f"{svar.adress} ({svar.mall}): {ett}" for ett in fel]
