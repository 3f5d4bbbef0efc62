"""Files from strangers: which are taken, in what shape, and where they lie.

`granska` is pure: bytes in, bytes out, or `Avvisad` with a sentence that says what to do. The
content decides, never the name. Images are drawn anew, so that nothing but the picture is left;
documents are kept byte for byte and are only ever served as a download.
"""

from synpunkter.bilagor.granskning import FOR_STOR, STORST, Godkand, granska
from synpunkter.bilagor.slag import Avvisad, Slag

__all__ = ["FOR_STOR", "STORST", "Avvisad", "Godkand", "Slag", "granska"]
