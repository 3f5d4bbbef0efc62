"""How sure the report is: the fifth answer of page 1, from indicators, surveys and gaps. Pure."""

from uppfoljning.bedomning import Lage
from uppfoljning.rapport import skrift
from uppfoljning.rapport.mening import MANGA_MAL, Mening, ankare, mal_nr
from uppfoljning.rapport.modell import Maluppfyllelserapport

MEDELVARDE = "medelvärde"
"""The one measure of surveys that is not on the scale 0–100."""


def sa_saker(u: Maluppfyllelserapport) -> tuple[Mening, ...]:
    meningar = [_indikatorer_med_varde(u)]
    meningar += _luckor(u)
    meningar += _enheter_som_saknas(u)
    if margin := _felmarginal(u):
        meningar.append(Mening(margin))
    if olika := [m for m in u.mal if m.avviker]:
        vilka = mal_nr(u, [m.nummer for m in olika])
        meningar.append(
            Mening(
                f"Bedömningen avviker från indikatorerna i {vilka}",
                ankare(olika[0]),
                "skälet",
            )
        )
    return tuple(meningar)


def _indikatorer_med_varde(u: Maluppfyllelserapport) -> Mening:
    alla = u.indikatorer
    if not alla:
        return Mening("Inget mål har någon indikator")
    saknas = [i for i in alla if i.lage is Lage.SAKNAS]
    if not saknas:
        return Mening(
            f"Alla {len(alla)} indikatorer har jämförbart värde"
            if len(alla) > 1
            else "Indikatorn har jämförbart värde"
        )
    return Mening(f"{len(alla) - len(saknas)} av {len(alla)} indikatorer har jämförbart värde")


def _luckor(u: Maluppfyllelserapport) -> list[Mening]:
    """The first gaps by name with their owners; the whole list stands in Om rapporten."""
    if not u.saknas:
        return []
    namn = skrift.uppraknat([skrift.ned(x.vad.rstrip(".")) for x in u.saknas[:2]])
    vem = sorted({x.ansvarig for x in u.saknas[:2]})
    fler = len(u.saknas) - 2
    till = (
        f" {skrift.upp(skrift.antal(fler, 'uppgift', 'uppgifter', n_genus=True))} till"
        if fler > 0
        else ""
    )
    text = f"Saknas: {namn}. Ansvarig: {skrift.uppraknat(vem)}."
    return [Mening(f"{text}{till}", *(("om", "om rapporten") if till else ()))]


def _enheter_som_saknas(u: Maluppfyllelserapport) -> list[Mening]:
    saknas = [d for d in u.delunderlag if not d.sha256]
    if not saknas:
        return []
    return [
        Mening(
            f"{len(saknas)} av {len(u.delunderlag)} enheter är inte godkända och ingår inte",
            "om",
            "om rapporten",
        )
    ]


def _felmarginal(u: Maluppfyllelserapport) -> str:
    """The half-widths of the survey intervals, in points; shares and NKI share the scale."""
    halva = [
        (f.ovre - f.undre) / 2
        for x in u.undersokningar
        for f in x.fragor
        if f.undre is not None and f.ovre is not None and f.matt != MEDELVARDE
    ]
    if not halva:
        return ""
    lag, hog = (skrift.tal(v) for v in (min(halva), max(halva)))
    bredd = lag if lag == hog else f"{lag}–{hog}"
    svar = f"Enkätsvarens felmarginal är {bredd} på skalan 0–100"
    if len(u.mal) > MANGA_MAL:  # told in Om rapporten
        return svar
    return f"{svar}. Skillnader inom den kallas oförändrat"
