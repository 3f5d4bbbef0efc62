"""The kinds of files that are taken. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext


class Avvisad(Exception):
    """The file is not taken: sentences that say why and what to do, marked for translation."""

    def __init__(self, *delar: str) -> None:
        super().__init__(*delar)
        self.delar = delar

    @property
    def mening(self) -> str:
        """Return the sentences in the language of the page."""
        return " ".join(gettext(del_) for del_ in self.delar)


class Slag(TextChoices):
    JPEG = "jpeg", "Bild"
    PNG = "png", "Bild, png"
    PDF = "pdf", "Pdf"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
    PPTX = "pptx", "PowerPoint"
    ODT = "odt", "Textdokument"
    ODS = "ods", "Kalkylark"
    TEXT = "text", "Text"


_OPENXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
MEDIETYP = {
    Slag.JPEG: "image/jpeg",
    Slag.PNG: "image/png",
    Slag.PDF: "application/pdf",
    Slag.DOCX: f"{_OPENXML}.wordprocessingml.document",
    Slag.XLSX: f"{_OPENXML}.spreadsheetml.sheet",
    Slag.PPTX: f"{_OPENXML}.presentationml.presentation",
    Slag.ODT: f"{_ODF}.text",
    Slag.ODS: f"{_ODF}.spreadsheet",
    Slag.TEXT: "text/plain",
}
ANDELSE = {slag: "jpg" if slag == Slag.JPEG else str(slag.value) for slag in Slag} | {
    Slag.TEXT: "txt"
}
BILDER = frozenset({Slag.JPEG, Slag.PNG})
"""Drawn anew by us, and therefore the only ones that may be shown in the browser."""
