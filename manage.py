#!/usr/bin/env python
"""Django's command line. Wrong settings are told as sentences, not as a traceback."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvalitet.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fel:
        sys.exit(str(fel))


if __name__ == "__main__":
    main()
