"""No page of the site gives an outsider a word of a case: walked over every address there is.

The addresses are read from the URLconf, so one that is new is walked too. Rights only add up, so
a person with every role at once, in the wrong place, stands for all of them; each role is walked
by itself as well over the synpunkter's own addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning
from kvalitet.roller import Roll
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.actions import signal as signalakter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.actions import utlamnande as akter
from synpunkter.models import Bristkoppling, Maskval, Signalbedomning, Synpunkt, Utlamnande
from tests import adresser, factories
from tests.cykel import kil
from tests.factories import SEDAN, Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG

pytestmark = pytest.mark.langsam
M = "zqxjkvw"
"""Stands in every word that somebody has written in the case, and in no token by chance."""


@dataclass(frozen=True)
class Varld:
    kommun: Kommun
    synpunkt: Synpunkt
    utlamnande: Utlamnande
    nycklar: dict[str, Any]
    """What each parameter of an address is filled with, by its name."""
    nils: Anvandare


@pytest.fixture
def varld(kommun: Kommun) -> Varld:
    """A case with words in every field there is: conversation, notes, decisions, requests."""
    with klocka.stalld(ONSDAG):
        return _bygg(kommun)


def _bygg(kommun: Kommun) -> Varld:
    nils = factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)
    eva = factories.person("Eva Enhetschef", "CH", kommun.hemtjanst)
    hugo = factories.person("Hugo Handläggare", "HS", kommun.hemtjanst)
    petra = factories.person("Petra Plan", "PA", kommun.hemtjanst)
    text = f"{M}text blåmärken hos {M}mor."
    s = exempel.synpunkt(
        kommun, text=text, plats=f"{M}plats", namn=f"{M}namn", epost=f"{M}@exempel.se"
    )
    s = arendeakter.tilldela(s, enhet=s.enhet, handlaggare=hugo, av=nils)
    s = arendeakter.ta_hand_om(s, av=hugo)
    arendeakter.anteckna(s, text=f"{M}anteckning", av=hugo)
    s = arendeakter.begar_komplettering(s, meddelande=f"{M}fråga", av=hugo)
    s = arendeakter.komplettera(s, text=f"{M}komplettering")
    s = arendeakter.besvara(s, meddelande=f"{M}svar", av=hugo)
    s = arendeakter.avsluta(s, utfall="ingen", utfall_skal=f"{M}motivering", av=hugo)
    b = Signalbedomning.objects.get()
    signalakter.bedom(b, beslut="nej", skal=f"{M}bedömning", av=eva)
    u = akter.begar(s, begaran=f"{M}begäran", sokande=f"{M}sökande", av=nils)
    val = akter.dolj(u, text=f"{M}mor", av=nils)
    u = akter.bevilja(u, utfall="delvis", grund="26:1", skal=f"{M}skäl", av=nils)
    u.filer.update(lage="klar", innehall=f"%PDF- {M}fil".encode(), klar=ONSDAG)
    k = kil.plan(kommun, petra, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    brist = kil.brist(k, "Ändrade tider")
    atgard = kil.atgard(brist, petra, status="pagar")
    Bristkoppling.objects.create(synpunkt=s, brist=brist)
    s = arendeakter.ateroppna(s, skal=f"{M}igen")
    plan = brist.plan
    nycklar = {
        "plan": plan.pk,
        "brist_pk": brist.pk,
        "atgard_pk": atgard.pk,
        "varv_pk": plan.varv.get().pk,
        "bedomning_pk": b.pk,
        "val_pk": val.pk,
        "fil_pk": u.filer.get(slag="hel").pk,
    }
    assert Maskval.objects.exists()
    return Varld(kommun, s, Utlamnande.objects.get(pk=u.pk), nycklar, nils)


def alla(v: Varld, *, rum: str = "") -> Iterator[tuple[adresser.Adress, str]]:
    """Give each address of the site (or of a room), filled with what exists."""
    for a in adresser.alla():
        if a.namn.startswith(rum) and "logga" not in a.namn:
            yield a, reverse(a.namn, kwargs={n: _nyckel(v, a, n) for n in a.exempel})


def _nyckel(v: Varld, a: adresser.Adress, namn: str) -> Any:
    if namn == "pk" and a.namn.startswith("synpunkter:"):
        return v.utlamnande.pk if "utlamnanden/" in a.monster else v.synpunkt.pk
    if namn == "pk" and "planer/" in a.monster:
        return v.nycklar["plan"]
    if namn == "pk" and "organisation/" in a.monster:
        return v.kommun.hemtjanst.pk
    if namn in v.nycklar and type(a.exempel[namn]) is type(v.nycklar[namn]):
        return v.nycklar[namn]
    return a.exempel[namn]


def _ett(a: adresser.Adress) -> bool:
    """Whether the address is of one case, or of something in it."""
    return a.monster.startswith(("arbete/synpunkter/<", "arbete/synpunkter/utlamnanden/<"))


def innehall(svar: Any) -> str:
    data = b"".join(svar.streaming_content) if svar.streaming else svar.content
    return data.decode("utf-8", "replace").lower()


def med_roller(namn: str, enhet: Enhet, namnd: Namnd | None, *roller: str) -> Anvandare:
    person = factories.person(namn, roller[0], enhet, namnd=namnd)
    Rolltilldelning.objects.bulk_create(
        Rolltilldelning(anvandare=person, roll=r, enhet=enhet, namnd=namnd, giltig=(SEDAN, None))
        for r in roller[1:]
    )
    return person


def ga(client: Client, v: Varld, person: Anvandare | None, *, rum: str = "") -> list[str]:
    """Walk the addresses; return what leaked, and each page of the case that was there."""
    cache.clear()
    if person:
        client.force_login(person)
    fel = []
    for a, url in alla(v, rum=rum):
        svar = client.get(url)
        text = innehall(svar)
        if M in text or v.synpunkt.referens.lower() in text:
            fel.append(f"{a.namn}: texten syns")
        if _ett(a):
            post = client.post(url, {})
            status = {svar.status_code, post.status_code} - {405}
            if status - {403, 404}:
                fel.append(f"{a.namn}: {sorted(status)}")
            if M in innehall(post):
                fel.append(f"{a.namn}: svaret på post")
    for fraga in ({"lage": "alla"}, {"lage": "alla", "q": M}, {"q": v.synpunkt.referens}):
        for adress in ("/arbete/synpunkter/", "/arbete/synpunkter/export/"):
            text = innehall(client.get(adress, fraga))
            if f"/synpunkter/{v.synpunkt.pk}/" in text or f"{M}text" in text:
                fel.append(f"{adress} {fraga}")
    return fel


def test_the_walk_sees_what_there_is_to_see(varld: Varld, client: Client) -> None:
    """The same walk by the nämnd's own registrator finds the words: it can fail."""
    with klocka.stalld(ONSDAG):
        fel = ga(client, varld, varld.nils, rum="synpunkter:")
    for namn in ("arende", "inkorg", "utlamnande", "utlamnandefil", "export", "maska", "sekretess"):
        assert f"synpunkter:{namn}: texten syns" in fel, namn


@pytest.mark.parametrize("plats", ["annat kontor", "samma enhet, annan nämnd"])
def test_no_address_of_the_site_gives_another_nämnd_a_word(
    varld: Varld, client: Client, plats: str
) -> None:
    k = varld.kommun
    enhet, namnd = {
        "annat kontor": (k.kfk, None),
        "samma enhet, annan nämnd": (k.vok, k.kfn),
    }[plats]
    with klocka.stalld(ONSDAG):
        assert ga(client, varld, med_roller("Ute", enhet, namnd, *Roll.values)) == []


@pytest.mark.parametrize("roll", Roll.values)
def test_no_role_of_another_nämnd_reaches_the_case(varld: Varld, client: Client, roll: str) -> None:
    k = varld.kommun
    person = factories.person("Ute", roll, k.rot, namnd=k.kfn)
    with klocka.stalld(ONSDAG):
        assert ga(client, varld, person, rum="synpunkter:") == []


def test_nobody_without_sign_in_reads_a_word(varld: Varld, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        fel = ga(client, varld, None)
    # Sent on to the sign-in, or told that nothing is saved; neither says anything of what there is.
    assert [f for f in fel if not f.endswith(("[302]", "[302, 403]"))] == []


def test_a_marked_case_gives_its_own_municipality_numbers_alone(
    varld: Varld, client: Client
) -> None:
    """Of the nämnd itself, and of the whole municipality's staff, who has no right to it."""
    k = varld.kommun
    sekretessakter.markera(varld.synpunkt, grund="26:1", skal=f"{M}skäl", av=varld.nils)
    utan = [r for r in Roll.values if r != Roll.REVISOR]
    with klocka.stalld(ONSDAG):
        hela = med_roller("Kommun", k.rot, None, *utan)
        assert ga(client, varld, hela) == []
        egen = med_roller("Egen", k.vok, k.von, "HS", "FV", "PA", "AA")
        assert ga(client, varld, egen, rum="synpunkter:") == []
