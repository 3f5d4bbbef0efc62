"""An upload is bounded before any view has looked at it."""

from __future__ import annotations

import json
from contextlib import closing
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory

from kvalitet.uppladdning import STORST_FIL, STORST_FORFRAGAN, Summahanterare, bara_i_minnet


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


@bara_i_minnet
def _ta_emot(request: HttpRequest) -> HttpResponse:
    fil = request.FILES["fil"]
    vad = (type(fil).__name__, fil.name, fil.size, len(fil.read()), request.POST["text"])
    return JsonResponse(vad, safe=False)


def i_minnet(fil: bytes) -> list[Any]:
    data = {"text": "Hej", "fil": SimpleUploadedFile("lista.csv", fil)}
    request = RequestFactory().post("/", data)
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    svar: list[Any] = json.loads(_ta_emot(request).content)
    return svar


def test_a_view_can_keep_what_is_sent_in_memory_alone() -> None:
    """Above Django's own limit for that, and up to ours."""
    for storlek in (0, 3, settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1, STORST_FIL):
        slag, namn, angiven, last, text = i_minnet(bytes(storlek))
        assert (slag, namn, text) == ("InMemoryUploadedFile", "lista.csv", "Hej")
        assert angiven == last == storlek


def test_there_too_a_file_above_the_limit_is_dropped_but_named_and_measured() -> None:
    assert i_minnet(bytes(STORST_FIL + 1))[1:] == ["lista.csv", STORST_FIL + 1, 0, "Hej"]


def test_there_too_a_request_without_end_is_not_read() -> None:
    request = begar(fil=b"hej")
    request.META["CONTENT_LENGTH"] = str(STORST_FORFRAGAN + 1)
    with pytest.raises(RequestDataTooBig):
        _ta_emot(request)


def test_there_too_a_forged_post_is_refused() -> None:
    request = RequestFactory().post("/", {"fil": SimpleUploadedFile("a", b"a")})
    assert _ta_emot(request).status_code == 403


def _summera(fil: bytes) -> Any:
    request = begar(fil=fil)
    request.upload_handlers = [Summahanterare(request)]
    return request.FILES["fil"]


def test_a_file_can_be_summed_as_it_comes_and_kept_nowhere() -> None:
    data = bytes(range(256)) * 1000
    fil = _summera(data)
    assert (fil.name, fil.size, fil.sha256) == ("fil.bin", 256_000, sha256(data).hexdigest())
    assert fil.read() == b""


def test_a_file_above_the_limit_has_no_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvalitet.uppladdning.STORST_SUMMA", 1000)
    assert _summera(bytes(1000)).sha256 == sha256(bytes(1000)).hexdigest()
    stor = _summera(bytes(1001))
    assert (stor.size, stor.sha256) == (1001, "")


def test_a_file_to_sum_in_a_request_without_end_is_not_read() -> None:
    request = begar(fil=b"hej")
    request.upload_handlers = [Summahanterare(request)]
    request.META["CONTENT_LENGTH"] = str(STORST_FORFRAGAN + 1)
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018 - reading it is what is tried
