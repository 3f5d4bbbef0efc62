"""An upload is bounded before any view has looked at it."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from kvalitet.uppladdning import STORST_FIL, STORST_FORFRAGAN


def begar(**filer: bytes) -> HttpRequest:
    data = {namn: SimpleUploadedFile(f"{namn}.bin", innehall) for namn, innehall in filer.items()}
    return RequestFactory().post("/", {"text": "Hej"} | data)


def test_a_file_above_the_limit_is_dropped_but_named_and_measured() -> None:
    with closing(begar(stor=bytes(STORST_FIL + 1), liten=b"hej")) as request:
        assert request.POST["text"] == "Hej"
        stor, liten = request.FILES["stor"], request.FILES["liten"]
        assert (stor.name, stor.size, stor.read()) == ("stor.bin", STORST_FIL + 1, b"")
        assert (liten.name, liten.size, liten.read()) == ("liten.bin", 3, b"hej")


def test_a_file_at_the_limit_is_whole() -> None:
    with closing(begar(fil=bytes(STORST_FIL))) as request:
        assert len(request.FILES["fil"].read()) == STORST_FIL


def test_a_request_without_end_is_not_read_at_all() -> None:
    request = begar(fil=b"hej")
    request.META["CONTENT_LENGTH"] = str(STORST_FORFRAGAN + 1)
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018 - reading it is what is tried
