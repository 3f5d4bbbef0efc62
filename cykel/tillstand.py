"""The state machines of the wheel: pure tables (domain.md section 3).

Guards, buttons, triggers, tests and the handbook all read these rows. The names of slots say
what is asked for; which functions answer stands in `settings.OVERGANGSPLATSER`.
"""

from django.db.models import TextChoices

from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import Rattighet


class Fas(TextChoices):
    """Where on the wheel a plan stands."""

    PLANERA = "planera", "Planera"
    GENOMFORA = "genomfora", "Genomföra"
    FOLJA_UPP = "folja_upp", "Följa upp"
    ATGARDA = "atgarda", "Åtgärda"
    KVALITETSSAKRA = "kvalitetssakra", "Kvalitetssäkra"
    AVSLUTAD = "avslutad", "Avslutad"
    AVBRUTEN = "avbruten", "Avbruten"


RAPPORTERAS_I = (Fas.GENOMFORA, Fas.FOLJA_UPP)
"""After the follow-up is approved its snapshot is frozen; the next report is the next lap's."""


class Versionslage(TextChoices):
    """Where a version of the plan's text stands. The plan's own stage is `Fas`."""

    UTKAST = "utkast", "Utkast"
    GRANSKNING = "granskning", "Under granskning"
    FASTSTALLD = "faststalld", "Fastställd"
    ERSATT = "ersatt", "Ersatt"
    FORKASTAD = "forkastad", "Förkastad"
    """A draft that never came into force: a revision not wanted, or of a plan that was ended."""


class Lardomslage(TextChoices):
    UTKAST = "utkast", "Utkast"
    FORESLAGEN = "foreslagen", "Föreslagen"
    SAKRAD = "sakrad", "Säkrad"
    NEDLAGD = "nedlagd", "Nedlagd"
    """Given up with a reason: the effect was never to be had, or it was no learning."""


class Spranglage(TextChoices):
    """Where a förbättringssprång stands, from an idea to a decision."""

    IDE = "ide", "Idé"
    PROV = "prov", "Prov"
    UTVARDERING = "utvardering", "Utvärdering"
    INFORD = "inford", "Infört"
    AVSLUTAD = "avslutad", "Avslutat utan införande"


class Styrmodellstatus(TextChoices):
    KOMMANDE = "kommande", "Kommande"
    GALLANDE = "gallande", "Gällande"
    AVSLUTAD = "avslutad", "Avslutad"


PLANVERSION = Maskin(
    namn="planversion",
    falt="lage",
    lagen=Versionslage,
    start=(Versionslage.UTKAST,),
    forst_las="plan",
    rader=(
        Overgang(
            "skicka",
            fran=(Versionslage.UTKAST,),
            till=Versionslage.GRANSKNING,
            ratt=Rattighet.PLAN_FORA_VIDARE,
            etikett="Skicka till granskning",
            nummer="2",
            villkor=(
                "cykel.planen_lever",
                "cykel.mal_och_uppdrag_kopplade",
                "cykel.aktiviteter_hela",
                "cykel.indikatorer_hela",
                "cykel.nivan_halls",
            ),
            effekter=("cykel.inskickad",),
        ),
        Overgang(
            "aterremittera",
            fran=(Versionslage.GRANSKNING,),
            till=Versionslage.UTKAST,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Återremittera",
            nummer="3",
            kommentar_kravs=True,
        ),
        Overgang(
            "faststall",
            fran=(Versionslage.GRANSKNING,),
            till=Versionslage.FASTSTALLD,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Fastställ planen",
            nummer="4",
            villkor=(
                "cykel.arvda_lardomar_besvarade",
                "cykel.styrmodellen_gallande",
                "cykel.ratt_beslutsfattare",
                "cykel.fyra_ogon",
                "cykel.beslut_angivet",
            ),
            effekter=("cykel.version_frusen", "cykel.planen_borjar"),
        ),
        Overgang(
            "ersatt",
            fran=(Versionslage.FASTSTALLD,),
            till=Versionslage.ERSATT,
            ratt=None,
            etikett="Ersätt",
            nummer="11",
        ),
        Overgang(
            "forkasta",
            fran=(Versionslage.UTKAST,),
            till=Versionslage.FORKASTAD,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Förkasta utkastet",
            nummer="11",
            villkor=("cykel.ar_revidering",),
            kommentar_kravs=True,
        ),
        Overgang(
            "fall",
            fran=(Versionslage.UTKAST, Versionslage.GRANSKNING),
            till=Versionslage.FORKASTAD,
            ratt=None,
            etikett="Faller med planen",
            nummer="13",
        ),
    ),
)

PLAN = Maskin(
    namn="plan",
    falt="fas",
    lagen=Fas,
    start=(Fas.PLANERA,),
    rader=(
        Overgang(
            "borja",
            fran=(Fas.PLANERA,),
            till=Fas.GENOMFORA,
            ratt=None,
            system=True,
            etikett="Börja genomföra",
            nummer="4",
        ),
        Overgang(
            # A plan of a year that is over, read in from a file: it was followed up elsewhere.
            "avsluta_inlast",
            fran=(Fas.PLANERA,),
            till=Fas.AVSLUTAD,
            ratt=None,
            system=True,
            etikett="Avsluta inläst plan",
        ),
        Overgang(
            "oppna_uppfoljning",
            fran=(Fas.GENOMFORA,),
            till=Fas.FOLJA_UPP,
            ratt=Rattighet.UPPFOLJNING_OPPNA,
            system=True,
            etikett="Öppna uppföljningen",
            nummer="5",
            villkor=("cykel.tillfalle_valt",),
            effekter=("cykel.uppfoljning_oppnad",),
        ),
        Overgang(
            "godkann",
            fran=(Fas.FOLJA_UPP,),
            till=Fas.ATGARDA,
            ratt=Rattighet.UPPFOLJNING_GODKANNA,
            etikett="Godkänn uppföljningen",
            nummer="6",
            villkor=(
                "uppfoljning.malen_bedomda",
                "uppfoljning.indikatorer_har_utfall",
                "cykel.aktiviteter_har_status",
                "uppfoljning.roster_genomgangna",
                "cykel.inget_skickat_ater",
            ),
            effekter=("uppfoljning.ogonblick_fryst",),
        ),
        Overgang(
            "skicka_ater",
            fran=(Fas.FOLJA_UPP,),
            till=Fas.FOLJA_UPP,
            ratt=Rattighet.UPPFOLJNING_SKICKA_ATER,
            etikett="Skicka åter en del",
            nummer="7",
            villkor=("cykel.del_vald",),
            effekter=("cykel.del_skickad_ater", "uppfoljning.bedomning_oppnad"),
            kommentar_kravs=True,
        ),
        Overgang(
            "kvalitetssakra",
            fran=(Fas.ATGARDA,),
            till=Fas.KVALITETSSAKRA,
            ratt=Rattighet.PLAN_FORA_VIDARE,
            etikett="Gå vidare till kvalitetssäkring",
            nummer="8",
            villkor=("cykel.brister_har_atgard",),
        ),
        Overgang(
            "nasta_varv",
            fran=(Fas.KVALITETSSAKRA,),
            till=Fas.GENOMFORA,
            ratt=Rattighet.VARV_AVSLUTA,
            etikett="Säkra lärdomarna och börja nästa varv",
            nummer="9",
            villkor=(
                "cykel.effekter_verifierade",
                "cykel.rutin_avgjord",
                "cykel.lardom_avgjord",
                "cykel.sena_lardomar_besvarade",
                "cykel.nasta_tillfalle_finns",
            ),
            effekter=("cykel.lardomar_sakrade", "cykel.nytt_varv"),
        ),
        Overgang(
            "avsluta",
            fran=(Fas.KVALITETSSAKRA,),
            till=Fas.AVSLUTAD,
            ratt=Rattighet.PLAN_AVSLUTA,
            etikett="Avsluta planen",
            nummer="10",
            villkor=(
                "cykel.helaret_godkant",
                "cykel.effekter_verifierade",
                "cykel.rutin_avgjord",
                "cykel.lardom_avgjord",
                "cykel.sena_lardomar_besvarade",
                "cykel.lardomar_avgjorda",
                "cykel.atgarder_flyttade",
                "cykel.inget_utkast",
                "cykel.eftertradare_eller_upphor",
                "cykel.avslut_beslutat",
            ),
            effekter=("cykel.lardomar_sakrade", "cykel.plan_avslutad", "cykel.plan_arkiverad"),
        ),
        Overgang(
            "revidera",
            fran=(Fas.GENOMFORA,),
            till=Fas.GENOMFORA,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Revidera planen",
            nummer="11",
            villkor=("cykel.inget_utkast", "cykel.revidering_beslutad"),
            effekter=("cykel.utkast_kopierat",),
            kommentar_kravs=True,
        ),
        Overgang(
            "ateroppna",
            fran=(Fas.ATGARDA, Fas.KVALITETSSAKRA),
            till=Fas.FOLJA_UPP,
            ratt=Rattighet.UPPFOLJNING_GODKANNA,
            etikett="Återöppna uppföljningen",
            nummer="12",
            villkor=("uppfoljning.rapporten_inte_faststalld",),
            effekter=("uppfoljning.rapporten_last", "cykel.varv_ateroppnat"),
            kommentar_kravs=True,
        ),
        Overgang(
            "avbryt",
            fran=(
                Fas.PLANERA,
                Fas.GENOMFORA,
                Fas.FOLJA_UPP,
                Fas.ATGARDA,
                Fas.KVALITETSSAKRA,
            ),
            till=Fas.AVBRUTEN,
            ratt=Rattighet.PLAN_AVSLUTA,
            etikett="Avbryt planen",
            nummer="13",
            villkor=("cykel.mottagare_vald", "cykel.avbrott_beslutat"),
            effekter=("cykel.utkast_faller", "cykel.plan_avbruten"),
            kommentar_kravs=True,
        ),
    ),
)

LARDOM = Maskin(
    namn="lardom",
    falt="lage",
    lagen=Lardomslage,
    start=(Lardomslage.UTKAST,),
    forst_las="plan",
    rader=(
        Overgang(
            "foresla",
            fran=(Lardomslage.UTKAST,),
            till=Lardomslage.FORESLAGEN,
            ratt=Rattighet.ATGARD_SKRIVA,
            etikett="Föreslå lärdomen",
            villkor=("cykel.lardom_hel",),
            effekter=("cykel.lardom_foreslagen",),
        ),
        Overgang(
            "ta_tillbaka",
            fran=(Lardomslage.FORESLAGEN,),
            till=Lardomslage.UTKAST,
            ratt=Rattighet.ATGARD_SKRIVA,
            etikett="Ta tillbaka till utkast",
        ),
        Overgang(
            "lagg_ned",
            fran=(Lardomslage.UTKAST, Lardomslage.FORESLAGEN),
            till=Lardomslage.NEDLAGD,
            ratt=Rattighet.ATGARD_SKRIVA,
            etikett="Lägg ner lärdomen",
            nummer="10",
            kommentar_kravs=True,
        ),
        Overgang(
            "sakra",
            fran=(Lardomslage.FORESLAGEN,),
            till=Lardomslage.SAKRAD,
            ratt=None,
            system=True,
            etikett="Säkra",
            nummer="9",
            villkor=("cykel.effekten_avgjord",),
            effekter=("cykel.lardom_sakrad",),
        ),
    ),
)

SPRANG = Maskin(
    namn="sprang",
    falt="lage",
    lagen=Spranglage,
    start=(Spranglage.IDE,),
    rader=(
        Overgang(
            "starta_prov",
            fran=(Spranglage.IDE,),
            till=Spranglage.PROV,
            ratt=Rattighet.SPRANG_BESLUTA,
            etikett="Starta provet",
            villkor=("cykel.prov_helt", "cykel.agare_i_linjen"),
            effekter=("cykel.sprang_kopplat",),
        ),
        Overgang(
            "utvardera",
            fran=(Spranglage.PROV,),
            till=Spranglage.UTVARDERING,
            ratt=Rattighet.SPRANG_SKRIVA,
            etikett="Gå till utvärdering",
            villkor=("cykel.provet_over",),
            effekter=("cykel.prov_stoppat",),
        ),
        Overgang(
            "infor",
            fran=(Spranglage.UTVARDERING,),
            till=Spranglage.INFORD,
            ratt=Rattighet.SPRANG_BESLUTA,
            etikett="Besluta att införa",
            villkor=(
                "cykel.effekt_matt",
                "cykel.niva_hojs",
                "cykel.rutin_publicerad",
                "cykel.agare_i_linjen",
                "cykel.sprang_fyra_ogon",
                "cykel.sprang_beslutat",
            ),
            effekter=("cykel.sprang_kopplat", "cykel.sprang_infort", "cykel.niva_hojd"),
        ),
        Overgang(
            "avsluta",
            fran=(Spranglage.IDE, Spranglage.PROV, Spranglage.UTVARDERING),
            till=Spranglage.AVSLUTAD,
            ratt=Rattighet.SPRANG_BESLUTA,
            etikett="Avsluta utan att införa",
            villkor=("cykel.skal_och_lardom",),
            effekter=("cykel.sprang_kopplat", "cykel.sprang_avslutat"),
        ),
    ),
)

STYRMODELL = Maskin(
    namn="styrmodell",
    falt="status",
    lagen=Styrmodellstatus,
    # The first one is in force when the system is taken into use.
    start=(Styrmodellstatus.KOMMANDE, Styrmodellstatus.GALLANDE),
    rader=(
        Overgang(
            "gor_gallande",
            fran=(Styrmodellstatus.KOMMANDE,),
            till=Styrmodellstatus.GALLANDE,
            ratt=Rattighet.MAL_REGISTRERA,
            etikett="Gör gällande",
            villkor=("cykel.styrmodellen_hel",),
            effekter=("cykel.foregaende_avslutad",),
        ),
        Overgang(
            "avsluta",
            fran=(Styrmodellstatus.GALLANDE,),
            till=Styrmodellstatus.AVSLUTAD,
            ratt=None,
            system=True,
            etikett="Avsluta",
        ),
    ),
)
