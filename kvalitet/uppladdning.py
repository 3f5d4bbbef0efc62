"""How much of an upload is taken in before anyone has looked at who sends it.

The middleware reads a posted form before any view does. A file above the limit is therefore not
written anywhere: what remains of it is its name and true size, so that the form can say so and
keep what else was filled in.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec, cast

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

P = ParamSpec("P")

STORST_FIL = 12 * 1024 * 1024
"""Bytes of one file; above what any form takes, so that the form's own words are used."""
STORST_SUMMA = 50 * 1024 * 1024
"""Bytes of a file that is only summed."""
STORST_FORFRAGAN = 300 * 1024 * 1024
"""Bytes of a request that is read at all: five films from a telephone are still answered."""


class Takhanterare(TemporaryFileUploadHandler):
    """Stands where Django's handler of files on disk does; what fits in memory is small enough."""

    for_stor = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Called with (input_data, META, content_length, boundary, encoding)."""
        if args[2] > STORST_FORFRAGAN:
            raise RequestDataTooBig("begäran är för stor")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.for_stor = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.for_stor:
            return
        if start + len(raw_data) > STORST_FIL:
            self.for_stor = True
            self.file.close()  # and with that it is gone
        else:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self.for_stor:
            return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size)
        return super().file_complete(file_size)


class Minneshanterare(MemoryFileUploadHandler):
    """Keeps a file in memory whatever its size, up to the limit; nothing is written to disk."""

    for_stor = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Called with (input_data, META, content_length, boundary, encoding)."""
        if args[2] > STORST_FORFRAGAN:
            raise RequestDataTooBig("begäran är för stor")
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.for_stor = False
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.for_stor or start + len(raw_data) > STORST_FIL:
            self.for_stor = True
            self.file.truncate(0)
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self.for_stor:
            return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size)
        return super().file_complete(file_size)


class Summadfil(UploadedFile):  # type: ignore[type-arg]  # no parameter at run time
    """What is left of a file that nobody kept: its name, its size and its sha256 ("" for one
    above the limit)."""

    sha256 = ""


class Summahanterare(FileUploadHandler):
    """Sums a file as it comes. No more than a chunk of it is ever held, and nothing is written."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Called with (input_data, META, content_length, boundary, encoding)."""
        if args[2] > STORST_FORFRAGAN:
            raise RequestDataTooBig("begäran är för stor")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.summa = sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= STORST_SUMMA:
            self.summa.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        fil = Summadfil(io.BytesIO(), self.file_name, self.content_type, file_size)
        fil.sha256 = self.summa.hexdigest() if file_size <= STORST_SUMMA else ""
        return fil


def bara_i_minnet(vy: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Read what is posted to a view in memory alone. Stands outermost: the check against forged
    requests reads the form, so it comes after this, and is made here."""
    skyddad = csrf_protect(vy)

    @csrf_exempt
    @wraps(vy)
    def inre(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast(HttpRequest, args[0])
        request.upload_handlers = [Minneshanterare(request)]
        return skyddad(*args, **kwargs)

    return inre
