"""What is suspected spam, and above all what is not."""

from __future__ import annotations

import pytest

from synpunkter.skrap import SKAL, meningar, skal
from tests.synpunkter.exempel import TEXT

LANKAR = "Se http://a.example, https://b.example och www.c.example"
VANLIGA = {
    "a complaint": TEXT,
    "one link": "Er sida https://www.norrkoping.se/ fungerar inte i min telefon.",
    "three links": LANKAR,
    "a word of advertising": "Ungdomar lockas av reklam för casino vid hållplatsen.",
    "several such words": "Elever får reklam för casino och betting på skolans datorer.",
    "arabic": "لم يأت أحد لمساعدة أمي هذا الصباح وهي تنتظر وحيدة في البيت",
    "ukrainian": "Вранці ніхто не прийшов допомогти моїй мамі, і вона чекала сама вдома.",
    "arabic with a link": "لم يأت أحد لمساعدة أمي هذا الصباح وهي تنتظر https://www.norrkoping.se/",
    "somali": "Saaka cidna uma iman inay hooyaday caawiyaan, keligeedna guriga ayay ku sugaysay.",
    "finnish": "Kukaan ei tullut auttamaan äitiäni tänä aamuna.",
    "angry and short": "SKANDAL!!! SKANDAL!!! GÖR NÅGOT!!!",
    "many lines alike": "\n".join(f"Måndag {n} oktober kom ingen." for n in range(1, 31)),
    "emoji": "Tack! 😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
    "empty": "",
}


@pytest.mark.parametrize("fall", VANLIGA)
def test_what_a_person_writes_is_never_suspected_for_its_words_alone(fall: str) -> None:
    assert skal(VANLIGA[fall], sekunder=240) == ()


@pytest.mark.parametrize(
    ("text", "tecken"),
    [
        (f"Casino bonus! {LANKAR}", {"lankar", "ett_ord"}),
        (f"Best SEO and backlinks. {LANKAR}", {"lankar", "flera_ord"}),
        ("[url=http://a.example]pills[/url] viagra", {"lank", "lankkod", "ett_ord"}),
        ('<a href="http://a.example">x</a>', {"lank", "lankkod"}),
        (
            "Купите дешево прямо сейчас лучшие товары со скидкой только у нас " + LANKAR,
            {"lankar", "skrift"},
        ),
        ("KÖP NU www.a.example www.b.example www.c.example " * 20, {"lankar", "upprepning"}),
    ],
)
def test_two_signs_of_advertising_are_suspected(text: str, tecken: set[str]) -> None:
    assert tecken <= set(skal(text, sekunder=240))


def test_signs_that_no_person_gives_are_enough() -> None:
    assert skal(TEXT, honung=True, sekunder=240) == ("honung",)
    assert skal(TEXT, sekunder=2.9) == ("snabbt",)
    assert skal(TEXT, sekunder=3.0) == ()
    assert skal(TEXT, sekunder=None) == ()
    assert skal(LANKAR, sekunder=None) == ("utan_tid", "lankar")


def test_a_time_in_the_future_is_too_quick() -> None:
    assert skal(TEXT, sekunder=-3600) == ("snabbt",)


def test_every_sign_is_told_in_a_sentence() -> None:
    assert all(mening.endswith(".") for mening in meningar(list(SKAL)))
    assert meningar(["finns inte längre"]) == []


def test_the_longest_text_is_judged_quickly() -> None:
    import time

    borjan = time.process_time()
    for _ in range(20):
        skal("http" * 500 + "casino " * 290, sekunder=240)
    assert (time.process_time() - borjan) / 20 < 0.02
