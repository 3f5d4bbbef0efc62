"""What every page is given: municipality, person, and a menu of what the person may open."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from kvalitet.kontext import grund
from kvalitet.meny import ARBETSMENY
from kvalitet.models import Anvandare
from kvalitet.roller import ROLLER, Roll
from tests import factories
from tests.factories import Kommun


def sammanhang(adress: str, anvandare: Any) -> dict[str, Any]:
    request = RequestFactory().get(adress)
    request.user = anvandare
    return grund(request)


def test_a_request_without_a_user_has_a_page_all_the_same() -> None:
    """An error page may be written before the person is known."""
    assert grund(RequestFactory().get("/"))["anvandare"] is None


def test_a_stranger_sees_no_staff_menu_even_on_a_staff_address() -> None:
    for adress in ("/", "/arbete/"):
        val = sammanhang(adress, AnonymousUser())
        assert val["anvandare"] is None
        assert not [post for post in val["meny"] if post.url.startswith("/arbete/")]


@pytest.mark.parametrize("roll", Roll)
def test_the_staff_menu_holds_what_the_role_may_open(kommun: Kommun, roll: Roll) -> None:
    person = factories.person("Prov", roll, kommun.rot)
    namn = [post.namn for post in sammanhang("/arbete/", person)["meny"]]
    vantade = [n for n, _, ratt, *_ in ARBETSMENY if ratt is None or ratt in ROLLER[roll]]
    assert namn == vantade


def test_every_door_of_the_menu_opens(
    kommun: Kommun, client: Client, rut_revisor: Anvandare
) -> None:
    client.force_login(rut_revisor)
    for post in sammanhang("/arbete/", rut_revisor)["meny"]:
        assert client.get(post.url).status_code == 200, post.url


@pytest.mark.parametrize(
    ("adress", "nu"),
    [
        ("/arbete/", ["Översikt"]),
        ("/arbete/organisation/", ["Organisation"]),
        ("/arbete/organisation/1/flytta/", ["Organisation"]),
        ("/arbete/arshjul/", ["Översikt"]),
        ("/arbete/styrmodeller/", ["Mål"]),
        ("/arbete/undersokningar/ny/", ["Följa upp"]),
        ("/arbete/rutiner/", ["Åtgärder och lärdomar"]),
        ("/arbete/egenkontroll/1/", ["Åtgärder och lärdomar"]),
        ("/arbete/galleri/", []),
    ],
)
def test_the_menu_says_where_one_is(rut_revisor: Anvandare, adress: str, nu: list[str]) -> None:
    poster = sammanhang(adress, rut_revisor)["meny"]
    assert [post.namn for post in poster if post.nu] == nu


def test_the_staff_menu_is_for_the_staff_pages(rut_revisor: Anvandare) -> None:
    assert not [
        post for post in sammanhang("/", rut_revisor)["meny"] if post.url == reverse("arbete")
    ]
