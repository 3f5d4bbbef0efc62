"""A kvalitetsberättelse as plain parts, for Word, Excel and CSV: the same figures. Pure."""

from __future__ import annotations

from uppfoljning.rapport.dokument import Avsnitt, Dokument, Tabell
from uppfoljning.rapport.kvalitet.block import BLOCK
from uppfoljning.rapport.kvalitet.forst import forst
from uppfoljning.rapport.kvalitet.lagar import LAGAR
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse
from uppfoljning.rapport.lasforst_dokument import lasforst_avsnitt
from uppfoljning.rapport.perioddelar import Text

NAMN = "Kvalitetsberättelse"


def dokument(u: Kvalitetsberattelse) -> Dokument:
    lag = LAGAR[u.lag]
    texter = {t.nyckel: t for t in u.texter}
    return Dokument(
        titel=f"{NAMN} {u.period.namn}, {u.namnd}",
        huvud=(u.namnd, f"Avser {u.period.namn}", lag.mening, u.status.dnr or "Inget diarienummer"),
        avsnitt=(
            *lasforst_avsnitt(forst(u)),
            *(
                Avsnitt(
                    rubrik=a.rubrik,
                    stycken=_stycken(texter.get(a.nyckel), a.lagrum),
                    tabeller=tuple(BLOCK[del_](u).tabell for del_ in a.delar),
                )
                for a in lag.avsnitt
            ),
            Avsnitt(rubrik="Om berättelsen", tabeller=(_underlag(u),)),
        ),
    )


def _stycken(t: Text | None, lagrum: str) -> tuple[str, ...]:
    ansvarig = t.ansvarig if t else ""
    skrivet = t.stycken if t else ()
    saknas = (f"Saknas – ansvarig: {ansvarig or 'inte utsedd'}",)
    return (*((lagrum,) if lagrum else ()), *(skrivet or saknas))


def _underlag(u: Kvalitetsberattelse) -> Tabell:
    return Tabell(
        namn="underlag",
        rubrik="Godkända uppföljningar som berättelsen bygger på",
        kolumner=("Enhet", "Fingeravtryck", "Ansvarig när den saknas"),
        rader=tuple((d.enhet, d.sha256 or "Saknas", d.ansvarig or None) for d in u.delunderlag),
    )
