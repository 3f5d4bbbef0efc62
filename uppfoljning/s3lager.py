"""Finished reports in a bucket that speaks S3. Nothing there has a public address: we stream it."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

REDAN_DAR = "PreconditionFailed"
UTAN_VILLKOR = "NotImplemented"
"""Answer of an object store that knows no conditional writing."""


class S3lager(S3Storage):  # type: ignore[misc]
    """Writes a name once: what lies there already is the same bytes, for the name is their hash."""

    def __init__(self, **val: Any) -> None:
        super().__init__(
            **val,
            default_acl=None,  # as the bucket says; it is to be closed
            file_overwrite=True,  # no other name than the one that is asked for
            querystring_auth=True,
            signature_version="s3v4",
            client_config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3},
                s3={"addressing_style": "path"} if val.get("endpoint_url") else None,
                signature_version="s3v4",
            ),
        )

    def _save(self, name: str, content: File[Any]) -> str:
        """One request: the object store shows the name when all of it is there, or never."""
        objekt = self.bucket.Object(self._normalize_name(name))
        data = {"Body": content.read(), "ContentType": "application/pdf"}
        try:
            objekt.put(**data, IfNoneMatch="*")
        except ClientError as fel:
            kod = fel.response.get("Error", {}).get("Code")
            if kod == UTAN_VILLKOR:
                objekt.put(**data)
            elif kod != REDAN_DAR:
                raise
        return name
