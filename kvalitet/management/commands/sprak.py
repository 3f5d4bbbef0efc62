"""Keep the translations in step with the pages: `manage.py sprak`.

Reads the sentences of the translated pages into each catalogue of locale/ and compiles it, with
Babel instead of the gettext programs, which a clean Debian lacks. New sentences stand empty in
the .po file until someone translates them; what no page says any more is dropped.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Uppdaterar och kompilerar översättningarna i locale/."

    def handle(self, *args: Any, **val: Any) -> None:
        # Babel is a tool of development, so it is not there where the site runs.
        from kvalitet.management.oversattning import uppdatera

        for kod, saknas in uppdatera().items():
            self.stdout.write(f"{kod}: {saknas} meningar saknar översättning.")
