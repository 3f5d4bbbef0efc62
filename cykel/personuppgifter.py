"""What of the wheel's fields is personal data (kvalitet.personuppgifter)."""

from __future__ import annotations

from dataclasses import replace

from kvalitet.personuppgifter import (
    ANSVAR,
    ARBETSTEXT,
    BESLUT,
    KODER,
    SAK,
    SUMMA,
    Byte,
    inom,
    utan,
)

BEVIS = replace(
    ARBETSTEXT,
    kategori="Fil som visar vad en åtgärd ledde till. Ska inte rymma uppgifter om enskilda",
    skydd="Läses bara av den som får se åtgärden. Filens namn i lagret är slumpat",
    byte=Byte.FILNAMN,
)
BEVISFIL = replace(BEVIS, byte=Byte.FIL)

FALT = {
    **inom(
        "cykel",
        ANSVAR,
        Verksamhetsplan="planansvarig avslutad_av",
        PlanVersion="inskickad_av faststalld_av",
        Indikator="agare",
        Matvarde="infort_av",
        Aktivitet="ansvarig rapportor",
        Aktivitetslage="av",
        Ansvarsbyte="skriven till av",
        Varv="godkand_av",
        Aterskick="till av gjord_av",
        Brist="ingen_atgard_av",
        Atgard="ansvarig verifierad_av",
        Definitionsversion="av",
        Seriebrott="av",
        Risk="agare",
        Riskbedomning="av",
        Kontrollmoment="ansvarig av",
        Egenkontroll="av",
        Kalenderadress="person",
        Rutin="agare",
        Lardom="sakrad_av",
        LardomSvar="av",
        Ateranvandning="av",
        Orsaksanalys="av",
        Planmall="skapad_av",
        Raderbjudande="skickat_av besvarat_av",
        Rattelse="av",
        Namndtider="andrad_av",
        Rundlas="av havd_av",
        Delopning="av",
        Forbattringssprang="agare beslut_av skapad_av",
        Aterrapportering="av",
    ),
    **inom(
        "cykel",
        ARBETSTEXT,
        Uppdrag="text aterrapportering",
        Verksamhetsplan="avslut_skal",
        PlanVersion="revidering_skal",
        Indikator="skal_ej_kon",
        Matvarde="bortfallsorsak",
        Planmal="skal",
        Aktivitet="rubrik vantad_effekt resurser",
        Aktivitetslage="kommentar hinder",
        Planindikator="jamforelse beskrivning lagre_skal",
        Varv="luckor_skal",
        Aterskick="skal",
        Brist="rubrik kalla_mening orsak ingen_atgard_skal",
        Atgard="rubrik vantad_effekt effekt_text",
        Definitionsversion="skal",
        Seriebrott="orsak",
        Risk="rubrik",
        Riskbedomning="hantering",
        Kontrollmoment="vad metod kommentar",
        Egenkontrollsvar="kommentar",
        Rutin="text dokument",
        Lardom="rubrik hande orsak gor_annorlunda",
        LardomSvar="skal",
        Malmappning="skal",
        Orsaksanalys="deltog",
        Orsaksrad="text",
        Raderbjudande="rubrik skal",
        Rattelse="fel ratt",
        Delopning="skal",
        Forbattringssprang=(
            "rubrik problem hypotes ursprung_mening stoppkriterium stopp_natt kostnad"
            " effekt_motivering avslutad_skal"
        ),
        Aterrapportering="text",
    ),
    **inom("cykel", BEVIS, Bevisfil="namn"),
    **inom("cykel", BEVISFIL, Bevisfil="stig"),
}

POLITISKT = "Nämndens eller fullmäktiges egna mål, uppdrag och mått, som är offentliga beslut"

UTAN = {
    **utan(
        "cykel",
        BESLUT,
        Styrmodell="beslut_organ beslut_paragraf dnr",
        Mal="beslut_organ beslut_paragraf dnr",
        Uppdrag="beslut_paragraf dnr avslutat_paragraf avslutat_organ",
        Verksamhetsplan="dnr avslut_paragraf",
        PlanVersion="beslut_paragraf revidering_paragraf",
        Internkontrollplan="beslut_paragraf",
        Forbattringssprang="beslut_paragraf dnr",
    ),
    **utan(
        "cykel",
        POLITISKT,
        Mal="kort text",
        Malkriterium="kod text",
        Uppdrag="givare rubrik",
        Indikator="namn definition matt",
        Definitionsversion="definition matt",
    ),
    **utan(
        "cykel",
        SAK,
        Styrmodell="namn kriterier_kallas",
        Malniva="etikett",
        Aterskick="namn",
        Checklista="namn",
        Checklistepunkt="text",
        Rutin="namn version",
        Matvarde="kalla",
        Planmall="namn",
        Mallaktivitet="rubrik vantad_effekt resurser",
        Mallindikator="jamforelse beskrivning",
        Delopning="namn",
    ),
    **utan("cykel", KODER, Indikator="kolada_id", Matvarde="omrade", Bevisfil="slag"),
    **utan("cykel", SUMMA, Bevisfil="sha256"),
}
