"""Sorting residents' own words: themes, the summary, and what the database refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.databas import nekas
from tests.uppfoljning.lage import Lage, undersokning
from tests.uppfoljning.texter.fall import last, skrivet
from uppfoljning import fritext
from uppfoljning.actions import tema as akter
from uppfoljning.models import Fragesvar, Temamarkning, Textsammanfattning, Texttema, Undersokning


def nycklar(u: Undersokning, antal: int = 5) -> list[Fragesvar]:
    return list(fritext.texter(u).order_by("nyckel")[:antal])


def marka(u: Undersokning, antal: int, nytt: str, av: Anvandare) -> Texttema:
    return akter.marka(u, texter=[rad.pk for rad in nycklar(u, antal)], nytt=nytt, av=av)


def test_texts_get_a_theme_once_and_who_said_so_is_kept(
    lage: Lage, karin_kvalitetssamordnare: Anvandare, kommun: factories.Kommun
) -> None:
    u = last(lage)
    tema = marka(u, 2, "Byten av personal", karin_kvalitetssamordnare)
    kalle = factories.person("Kalle", "KV", kommun.rot)
    assert marka(u, 3, "byten av personal ", kalle) == tema
    assert Temamarkning.objects.count() == 3
    assert Temamarkning.objects.filter(av=karin_kvalitetssamordnare).count() == 2
    data = [h.data for h in Handelse.objects.filter(slag="undersokning.tema").order_by("pk")]
    assert data == [{"tema": tema.pk, "antal": 2}, {"tema": tema.pk, "antal": 1}]


def test_a_text_can_have_many_themes_and_lose_one(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = last(lage)
    personal, tider = (marka(u, 2, n, karin_kvalitetssamordnare) for n in ("Personal", "Tider"))
    (en, _) = nycklar(u, 2)
    assert akter.avmarka(personal, texter=[en.pk], av=karin_kvalitetssamordnare) == 1
    assert akter.avmarka(personal, texter=[en.pk], av=karin_kvalitetssamordnare) == 0
    assert {m.tema for m in Temamarkning.objects.filter(fragesvar=en)} == {tider}


def test_another_surveys_texts_and_themes_do_not_come_in(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u, annan = last(lage), last(lage, slug="annan")
    tema = marka(annan, 1, "Andras", karin_kvalitetssamordnare)
    (egen,) = nycklar(u, 1)
    with pytest.raises(Regelbrott, match="Välj ett tema"):
        akter.marka(u, texter=[egen.pk], tema=tema, av=karin_kvalitetssamordnare)
    andras = [rad.pk for rad in nycklar(annan)]
    with pytest.raises(Regelbrott, match="minst en text"):
        akter.marka(u, texter=andras, nytt="Eget", av=karin_kvalitetssamordnare)


def test_a_new_name_and_the_name_of_another_theme(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = last(lage)
    a = marka(u, 3, "Personal", karin_kvalitetssamordnare)
    b = Texttema.objects.create(undersokning=u, namn="Byten")
    for rad in nycklar(u)[2:]:
        akter.marka(u, texter=[rad.pk], tema=b, av=karin_kvalitetssamordnare)
    assert akter.byt_namn(b, namn="Byte", av=karin_kvalitetssamordnare).namn == "Byte"
    kvar = akter.byt_namn(b, namn="PERSONAL", av=karin_kvalitetssamordnare)
    assert kvar == a
    assert [t.namn for t in u.teman.all()] == ["Personal"]
    assert a.markningar.count() == 5  # each text once


def test_a_theme_is_removed_and_its_texts_stay(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = last(lage)
    akter.ta_bort(marka(u, 3, "Personal", karin_kvalitetssamordnare), av=karin_kvalitetssamordnare)
    assert not Texttema.objects.exists()
    assert not Temamarkning.objects.exists()
    assert fritext.texter(u).count() == 5


@pytest.mark.parametrize(
    ("text", "mening"),
    [
        ("  ", "Skriv några ord"),
        ("Ring 070-174 06 05.", "telefonnummer"),
        ("Han heter 811218-9876.", "personnummer"),
        ("Någon sa att maten var kall varje dag i veckan.", "står ordagrant i ett svar"),
    ],
)
def test_what_is_published_is_in_our_words_and_points_nobody_out(
    lage: Lage, karin_kvalitetssamordnare: Anvandare, text: str, mening: str
) -> None:
    u = last(lage, "Tyvärr! Maten var kall varje dag i veckan.")
    with pytest.raises(Regelbrott, match=mening):
        akter.sammanfatta(u, text=text, av=karin_kvalitetssamordnare)
    tema = Texttema.objects.create(undersokning=u, namn="Maten")
    with pytest.raises(Regelbrott, match=mening):
        akter.byt_namn(tema, namn=text, av=karin_kvalitetssamordnare)
    assert not Textsammanfattning.objects.exists()
    assert Texttema.objects.get().namn == "Maten"


def test_the_summary_is_written_again_in_place(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = last(lage)
    for text in ("Maten är kall.", "Maten är ofta kall."):
        akter.sammanfatta(u, text=text, av=karin_kvalitetssamordnare)
    assert Textsammanfattning.objects.get().text == "Maten är ofta kall."
    with pytest.raises(Regelbrott, match="Högst 1500"):
        akter.sammanfatta(u, text="x" * 1501, av=karin_kvalitetssamordnare)


def test_a_text_is_opened_only_when_someone_must_act_and_that_is_on_record(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = last(lage, "Min granne Karl, 070-174 06 05, vill dö.", "Ring 070-174 06 05.")
    farlig = Fragesvar.objects.get(text__contains="vill dö")
    vanlig = Fragesvar.objects.get(text__startswith="Ring")
    assert "070-174 06 05" in akter.oppna(u, farlig, av=karin_kvalitetssamordnare)
    handelse = Handelse.objects.get(slag="undersokning.text_oppnad")
    assert handelse.data == {"text": str(farlig.pk)}
    with pytest.raises(Regelbrott):
        akter.oppna(u, vanlig, av=karin_kvalitetssamordnare)


def test_nothing_is_done_while_it_is_open_or_when_too_few_have_answered(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    oppen = undersokning(lage, oppnar=date(2026, 6, 1), stanger=date(2026, 6, 30))
    skrivet(oppen, *["x"] * 6)
    liten = undersokning(lage, slug="liten", oppnar=date(2026, 5, 1), stanger=date(2026, 5, 2))
    skrivet(liten, *["x"] * 4)
    for u, mening in ((oppen, "när undersökningen har stängt"), (liten, "Färre än 5")):
        with pytest.raises(Regelbrott, match=mening):
            marka(u, 1, "Tema", karin_kvalitetssamordnare)
        with pytest.raises(Regelbrott, match=mening):
            akter.sammanfatta(u, text="Allt är bra.", av=karin_kvalitetssamordnare)


def test_only_who_writes_surveys_sorts(lage: Lage, erik_enhetschef: Anvandare) -> None:
    u = last(lage, "Jag vill dö.")
    tema = Texttema.objects.create(undersokning=u, namn="Tema")
    for akt in (
        lambda: marka(u, 1, "Annat", erik_enhetschef),
        lambda: akter.avmarka(tema, texter=[], av=erik_enhetschef),
        lambda: akter.byt_namn(tema, namn="Annat", av=erik_enhetschef),
        lambda: akter.ta_bort(tema, av=erik_enhetschef),
        lambda: akter.sammanfatta(u, text="Bra.", av=erik_enhetschef),
        lambda: akter.oppna(u, nycklar(u, 1)[0], av=erik_enhetschef),
    ):
        with pytest.raises(PermissionDenied):
            akt()


def test_there_are_not_too_many_themes(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    u = last(lage)
    Texttema.objects.bulk_create(
        Texttema(undersokning=u, namn=f"Tema {nr}") for nr in range(akter.FLEST_TEMAN)
    )
    with pytest.raises(Regelbrott, match="högst 40 teman"):
        marka(u, 1, "Ett till", karin_kvalitetssamordnare)
    assert marka(u, 1, "tema 7", karin_kvalitetssamordnare).namn == "Tema 7"


# --- The database ----------------------------------------------------------------------------


def test_what_the_database_refuses(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    u, annan = last(lage), last(lage, slug="annan")
    tema = marka(u, 1, "Personal", karin_kvalitetssamordnare)
    akter.sammanfatta(u, text="Bra.", av=karin_kvalitetssamordnare)
    markning = Temamarkning.objects.get()
    rad = {"av": markning.av, "tid": markning.tid, "tema": tema}
    with nekas("texttema_eget_namn"):
        Texttema.objects.create(undersokning=u, namn="PERSONAL")
    with nekas("texttema_har_namn"):
        Texttema.objects.update(namn="")
    with nekas("temamarkning_en_gang"):
        Temamarkning.objects.create(**rad, fragesvar=markning.fragesvar)
    with nekas("temamarkning_egen_undersokning"):
        Temamarkning.objects.create(**rad, fragesvar=nycklar(annan, 1)[0])
    with nekas("textsammanfattning_har_text"):
        Textsammanfattning.objects.update(text="")
