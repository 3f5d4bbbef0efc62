"""How passwords are kept, which are refused for their words, and the names of the cookies."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kvalitet.losenord import Scryptlosenord, naken
from tests.kvalitet.test_installningar import DRIFT, manage

MENING = "Lösenordet är lätt att gissa"


@pytest.mark.parametrize(
    "losenord",
    [
        "Förbättringshjulet1",
        "forbattringshjulet!!",
        "Sommaren2026!!",
        "Kvalitet-2026-10",
        "lösenord lösenord",
        "VÄLKOMMEN12345",
        "Måndag Tisdag Onsdag",
        "Administratör2026",
    ],
)
def test_what_is_made_of_the_words_of_the_place_is_refused(losenord: str) -> None:
    with pytest.raises(ValidationError, match=MENING):
        validate_password(losenord)


def test_the_name_of_the_municipality_is_among_the_words() -> None:
    namn = naken(settings.ORGANISATION.namn)
    with pytest.raises(ValidationError, match=MENING):
        validate_password(f"{namn}2026!")


@pytest.mark.parametrize(
    "losenord",
    [
        "tre gröna elefanter",
        "kommunens tre gröna elefanter",
        "839201748392",
        "%&/()=?#¤%&/",
        "ÅÄÖÅÄÖÅÄÖÅÄÖ",
        "q" * 20 + "7z" * 60,
    ],
)
def test_any_characters_and_a_listed_word_among_others_will_do(losenord: str) -> None:
    validate_password(losenord)


def test_a_password_is_kept_at_the_cost_that_asvs_asks_for() -> None:
    hasher = Scryptlosenord()
    kort = hasher.encode("tre gröna elefanter", "saltsaltsaltsalt")
    assert hasher.verify("tre gröna elefanter", kort)
    assert not hasher.verify("tre gröna elefanter ", kort)
    delar = hasher.decode(kort)
    assert (delar["work_factor"], delar["block_size"], delar["parallelism"]) == (2**15, 8, 3)


def test_what_was_kept_cheaper_still_opens_and_is_kept_anew() -> None:
    forr = ScryptPasswordHasher().encode("tre gröna elefanter", "saltsaltsaltsalt")
    nu = Scryptlosenord()
    assert nu.verify("tre gröna elefanter", forr)
    assert nu.must_update(forr)
    assert not nu.must_update(nu.encode("tre gröna elefanter", "saltsaltsaltsaltsaltsa"))


KAKOR = """
from django.conf import settings as s
from django.utils.module_loading import import_string
from kvalitet.views.valkomst import _kaka
from kvalitet.models import Anvandare
forst = import_string(s.MESSAGE_STORAGE).storage_classes[0]
namn = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, forst.cookie_name]
assert all(ett.startswith("__Host-") for ett in [*namn, _kaka(Anvandare(pk=1))]), namn
assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE
assert s.SESSION_COOKIE_PATH == s.CSRF_COOKIE_PATH == "/"
assert s.SESSION_COOKIE_DOMAIN is s.CSRF_COOKIE_DOMAIN is None
assert s.SESSION_COOKIE_SAMESITE == s.CSRF_COOKIE_SAMESITE == "Lax"
from django.contrib.auth.hashers import get_hasher
assert type(get_hasher()).__name__ == "Scryptlosenord"
"""


def test_in_production_no_other_host_can_set_a_cookie_of_ours() -> None:
    svar = manage(DRIFT, "shell", "-c", KAKOR)
    assert svar.returncode == 0, svar.stderr
