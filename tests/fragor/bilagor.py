"""The pages with residents' files: the case, the sender's page, and each file."""

from __future__ import annotations

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from kvalitet import klocka
from synpunkter import lank
from synpunkter.bilagor import lager
from synpunkter.models import Bilaga, Synpunkt
from tests.fragor import Scen, Varld, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG

PDF = b"%PDF-1.7"


def bilaga(synpunkt: Synpunkt, lagret: FileSystemStorage, nummer: int, lage: str) -> Bilaga:
    nyckel = f"{nummer:032x}"
    lagret.save(f"{lager.ROT}/{nyckel[:2]}/{nyckel}", ContentFile(PDF))
    return Bilaga.objects.create(
        synpunkt=synpunkt,
        nyckel=nyckel,
        namn=f"Brev {nummer}.pdf",
        slag="pdf",
        storlek=len(PDF),
        sha256=sha256(PDF).hexdigest(),
        lage=lage,
        skapad=ONSDAG,
    )


@scen(
    "synpunkter:arende",
    "synpunkter:avsluta_skrap",
    "synpunkter:bilaga",
    "synpunkter:lagg_till_bilagor",
    "synpunkter:slapp_bilaga",
    "synpunkter:folj_arende",
    "synpunkter:folj_bilaga",
)
def filer_skickas_med(v: Varld) -> Scen:
    lagret = FileSystemStorage(v.mapp)
    v.monkeypatch.setattr(lager, "default_storage", lagret)
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(v.kommun)
    klar, vantar = (bilaga(s, lagret, nr, lage) for nr, lage in enumerate(("klar", "karantan")))

    def vax(antal: int) -> None:
        fore = Bilaga.objects.count()
        for nummer in range(fore, fore + antal):
            bilaga(s, lagret, nummer, "klar" if nummer % 2 else "karantan")

    folj = f"/synpunkter/folj/{lank.signera(s.referens, 'epost')}/"
    arende = f"/arbete/synpunkter/{s.pk}/"
    sidor = {
        "synpunkter:arende": arende,
        "synpunkter:avsluta_skrap": f"{arende}avsluta-skrap/",
        "synpunkter:bilaga": f"{arende}bilaga/{klar.pk}/",
        "synpunkter:lagg_till_bilagor": f"{arende}bilagor/",
        "synpunkter:slapp_bilaga": f"{arende}bilaga/{vantar.pk}/slapp/",
        "synpunkter:folj_arende": folj,
        "synpunkter:folj_bilaga": f"{folj}bilaga/{klar.pk}/",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)
