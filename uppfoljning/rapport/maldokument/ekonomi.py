"""Economy and personnel, and internal control."""

from __future__ import annotations

from django.utils.html import strip_tags

from uppfoljning.rapport import celler
from uppfoljning.rapport.dokument import Avsnitt, Cell, Tabell
from uppfoljning.rapport.modell import Kontroll, Nyckeltal
from uppfoljning.rapport.vy import Rapportvy
from uppfoljning.templatetags.rapport import iord, kontrollmening, kontrollord, utan_varde


def ekonomi(r: Rapportvy) -> list[Avsnitt]:
    return [_nyckeltal(r), _internkontroll(r)]


def _nyckeltal(r: Rapportvy) -> Avsnitt:
    rubrik = "Ekonomi och personal"
    rader = tuple(map(_nyckeltalsrad, r.tabell.nyckeltal.rader))
    if not rader:
        saknas = celler.saknas(r.u.kontakt)
        text = f"{saknas}. Rapporten har inga nyckeltal för ekonomi och personal."
        return Avsnitt(rubrik=rubrik, niva=2, stycken=(text,))
    matt = ("Mått", "Nu", "Kvinnor", "Män", "Förra", "Målvärde", "Utveckling")
    tabell = Tabell(
        namn="ekonomi-personal",
        rubrik="Nyckeltal för ekonomi och personal",
        kolumner=(*matt, "Period", "Källa", "Att veta"),
        rader=rader,
    )
    return Avsnitt(rubrik=rubrik, niva=2, tabeller=(tabell,))


def _nyckeltalsrad(n: Nyckeltal) -> tuple[Cell, ...]:
    att_veta = [n.bortfallsorsak if utan_varde(n) else "", f"Se mål {n.mal}." if n.mal else ""]
    return (
        f"{n.namn}, {n.enhet}",
        celler.saknas(n.ansvarig) if utan_varde(n) else celler.kon(n.nu, "T", n.decimaler),
        celler.kon(n.nu, "K", n.decimaler),
        celler.kon(n.nu, "M", n.decimaler),
        celler.tal(n.forra, n.decimaler),
        celler.eller_inget(n.malvarde_text),
        iord(n.trend),
        celler.eller_inget(n.period),
        celler.eller_inget(n.kalla),
        celler.eller_inget(" ".join(x for x in att_veta if x)),
    )


def _internkontroll(r: Rapportvy) -> Avsnitt:
    rubrik, kontroll = "Intern kontroll", r.u.internkontroll
    if kontroll is None:
        text = f"{celler.saknas(r.u.kontakt)}. Nämnden har ingen internkontrollplan för året."
        return Avsnitt(rubrik=rubrik, niva=2, stycken=(text,))
    tabell = Tabell(
        namn="internkontroll",
        rubrik=f"Kontroller {kontroll.ar}",
        kolumner=("Kontroll", "Enhet", "Ansvarig", "Senast", "Resultat", "Vad den visade", "Brist",
                  "Åtgärd"),
        rader=tuple(map(_kontroll, r.tabell.kontroller.rader)),
    )  # fmt: skip
    tabeller = (tabell,) if tabell.rader else ()
    return Avsnitt(rubrik=rubrik, niva=2, stycken=(kontrollmening(kontroll),), tabeller=tabeller)


def _kontroll(x: Kontroll) -> tuple[Cell, ...]:
    atgard = ("Beslutad" if x.har_atgard else "Saknas") if x.brist else None
    return (
        x.vad,
        x.enhet,
        celler.eller_inget(x.ansvarig),
        x.senast,
        strip_tags(kontrollord(x, webb=True)),
        celler.eller_inget(x.kommentar),
        celler.eller_inget(x.brist),
        atgard,
    )
