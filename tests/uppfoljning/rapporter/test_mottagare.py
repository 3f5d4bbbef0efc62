"""Who is told of a published report."""

from __future__ import annotations

import pytest
from django.db import connection

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests import factories
from tests.databas import nekas
from tests.uppfoljning.rapporter.fall import Fall, brev, gor, publicera
from uppfoljning.actions import rapport as acts
from uppfoljning.actions import rapportmottagare
from uppfoljning.models import Rapportmottagare

pytestmark = pytest.mark.django_db


def test_one_link_to_each_and_no_file(
    fall: Fall, nina_namndsekreterare: Anvandare, rut_revisor: Anvandare
) -> None:
    for namn, epost in (("Rune Revisor", "Rune@kommun.example"), ("Frida", "frida@kommun.example")):
        rapportmottagare.lagg_till(fall.namnd, namn=namn, epost=epost, av=nina_namndsekreterare)
    rapportmottagare.lagg_till(fall.kommun.kfn, namn="Annan", epost="annan@x.example", av=None)
    factories.person("Frida", "FV", fall.kommun.rot, namnd=fall.namnd)  # on the list too
    factories.person("Folke", "FV", fall.kommun.rot, namnd=fall.kommun.kfn)
    rapport = publicera(fall, nina_namndsekreterare)
    acts.publicera(rapport, av=nina_namndsekreterare)
    breven = brev("rapport_publicerad")
    assert sorted(b["mottagare"] for b in breven) == ["Rune@kommun.example", "frida@kommun.example"]
    for ett in breven:
        assert f"/rapporter/{rapport.pk}/" in ett["text"]
        assert f"/rapporter/{rapport.pk}/" in ett["html"]
        assert nina_namndsekreterare.epost in ett["text"]  # who keeps the list
        assert "/pdf/" not in ett["text"] + ett["html"]


def test_a_correction_is_told_to_the_same(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapportmottagare.lagg_till(fall.namnd, namn="Rune", epost="rune@kommun.example", av=None)
    rapport = publicera(fall, nina_namndsekreterare)
    ny = acts.ratta(
        rapport, fel="Talet var 3", ratt="Det är 5", nytt_underlag=False, av=nina_namndsekreterare
    )
    gor(ny)
    acts.godkann(ny, av=fall.chef)
    publicera(fall, nina_namndsekreterare, rapport=ny)
    assert len(brev("rapport_publicerad")) == 1
    (ett,) = brev("rapport_rattad")
    assert ett["amne"].startswith("Rättad rapport")
    assert "Fel: Talet var 3. Rätt: Det är 5." in ett["text"]
    assert "Fel: Talet var 3. Rätt: Det är 5." in ett["html"]


def test_an_address_stands_once_and_is_not_readable_at_rest(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    val = {"namn": "Rune", "av": nina_namndsekreterare}
    rad = rapportmottagare.lagg_till(fall.namnd, epost="rune@kommun.example", **val)
    with pytest.raises(Regelbrott, match="finns redan"):
        rapportmottagare.lagg_till(fall.namnd, epost=" RUNE@kommun.example", **val)
    with connection.cursor() as markor:
        markor.execute("select epost, epost_hmac from uppfoljning_rapportmottagare")
        assert "rune" not in "".join(markor.fetchone()).lower()
    with nekas("rapportmottagare_hel"):
        Rapportmottagare.objects.update(namn="")
    rad.pk = None
    with nekas("rapportmottagare_en_gang"):
        rad.save(force_insert=True)
