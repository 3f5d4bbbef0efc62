"""The access matrix: who may open which address, do what, and with which object.

One row for each URL name. tests/atkomst/ tries every address as every role where the object lies
and elsewhere, and holds that what is answered is what stands here; `manage.py atkomst` writes it
out for people (docs/atkomst.md). A new address fails there until it has its row.
"""

from kvalitet.atkomst import hjulet, karnan, synpunkter, uppfoljning
from kvalitet.atkomst.typer import Atkomst

MATRIS: dict[str, Atkomst] = {
    rad.namn: rad for rad in (*karnan.RADER, *hjulet.RADER, *synpunkter.RADER, *uppfoljning.RADER)
}
