"""Files from residents, and two synpunkter that look like spam: one is, one is not."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from kvalitet import klocka
from kvalitet.demo.tid import den
from synpunkter.actions import bilaga as akter
from synpunkter.models import Bilaga, Synpunkt
from synpunkter.tillstand import Lage

REKLAM = (
    "Grow your website traffic with SEO and backlinks! https://snabb.example "
    "https://topp.example https://billig.example"
)
RIKTIG = (
    "Länkarna på sidan om färdtjänst fungerar inte: https://kommun.example/fardtjanst, "
    "https://kommun.example/fardtjanst/ansok och https://kommun.example/fardtjanst/avgift. "
    "Jag får bara upp en reklamsida om casino."
)


def ladda() -> None:
    oppen = Synpunkt.objects.filter(lage=Lage.UNDER_HANDLAGGNING).order_by("pk").first()
    assert oppen is not None, "visningen har ingen synpunkt under handläggning"
    dag = klocka.idag() - timedelta(days=2)
    with den(dag, 11):
        filer = akter.spara([_fil("Gången utanför porten.jpg", _bild()), _fil("Mina tider.txt")])
        akter.komplettera_med_filer(
            oppen,
            text="Här är en bild, och tiderna som jag har skrivit upp.",
            nycklar=[fil.nyckel for fil in filer.filer],
        )
        # The one that the scanner has not answered for yet.
        (vantar,) = akter.spara([_fil("Svar från enheten.txt")]).filer
        akter.komplettera_med_filer(oppen, text="Det här svarade ni.", nycklar=[vantar.nyckel])
        Bilaga.objects.filter(pk=vantar.pk).update(lage=Bilaga.Lage.KARANTAN)
    with den(dag, 3):
        _misstankt(oppen, "reklam", REKLAM, ("flera_ord", "lankar"))
    with den(dag, 19):
        _misstankt(oppen, "riktig", RIKTIG, ("ett_ord", "lankar"))


def _misstankt(som: Synpunkt, token: str, text: str, skal: tuple[str, ...]) -> None:
    akter.lamna_in(
        token=f"visning-{token}",
        typ=Synpunkt.Typ.KLAGOMAL,
        text=text,
        namnd=som.namnd,
        enhet=som.enhet,
        svarsval=Synpunkt.Svarsval.KOD,
        skal=skal,
    )


def _fil(
    namn: str, innehall: bytes = b"Onsdag 7.40, torsdag 9.15, fredag 8.20."
) -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, innehall)


def _bild() -> bytes:
    """A grey pavement with a dark hole in it."""
    bild = Image.new("RGB", (900, 600), (176, 178, 174))
    rita = ImageDraw.Draw(bild)
    for y in range(0, 600, 100):
        rita.line((0, y, 900, y), fill=(150, 152, 148), width=4)
    rita.ellipse((330, 240, 620, 400), fill=(58, 54, 50))
    ut = io.BytesIO()
    bild.save(ut, "JPEG")
    return ut.getvalue()
