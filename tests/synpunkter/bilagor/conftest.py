"""A storage of its own for each test, and files as a browser sends them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def lager(tmp_path: Path, settings: Any) -> Iterator[Path]:
    plats = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    with override_settings(STORAGES={**settings.STORAGES, "default": plats}):
        yield tmp_path
