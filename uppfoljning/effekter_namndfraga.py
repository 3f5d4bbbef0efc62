"""What follows when a question from a nämnd is answered."""

from __future__ import annotations

from kvalitet.behorighet import far
from kvalitet.notiser import notifiera
from kvalitet.overgang import Steg
from kvalitet.roller import Rattighet
from uppfoljning.models import Namndfraga, Namndsvar


def svaret_skrivet(steg: Steg) -> None:
    """Keep the answer after those before it, and tell who asked."""
    fraga: Namndfraga = steg.objekt
    assert steg.av is not None  # noqa: S101  (narrows the type)
    svar = Namndsvar.objects.create(
        fraga=fraga, text=steg.data["text"].strip(), av=steg.av, tid=steg.nu
    )
    rattat = fraga.besvarad is not None
    fraga.besvarad = fraga.besvarad or steg.nu
    if far(fraga.stalld_av, Rattighet.NAMND_FOLJA, fraga):
        notifiera(
            "namndfraga_svar",
            mottagare=fraga.stalld_av.epost,
            nyckel=f"namndsvar-{svar.pk}",
            sammanhang={"fraga": fraga, "rattat": rattat},
            nu=steg.nu,
        )
