"""Addresses of the wheel, below /arbete/."""

from django.urls import path

from cykel.views import (
    akter,
    aktivitet,
    arshjul,
    arv,
    ateranvandning,
    aterfall,
    aterskick,
    atgard,
    atgardslista,
    avslut,
    bevis,
    brist,
    egenkontroll,
    enheternas_planer,
    indikator,
    indikatordefinition,
    internkontroll,
    kopiera,
    larande,
    lardom,
    mal,
    namndtider,
    overlamning,
    plan,
    planer,
    planmall,
    raderbjudande,
    rattelse,
    redigera,
    redigera_rad,
    revidering,
    risk,
    rutin,
    rutnat,
    sprang,
    sprangakter,
    styrmodell,
    tackning,
    tavla,
    tillfalle,
    uppdatera,
    uppdrag,
    varv,
)

app_name = "cykel"

styrning = [
    path("mal/", mal.mal, name="mal"),
    path("mal/nytt/", mal.mal_nytt, name="mal_nytt"),
    path("uppdrag/", uppdrag.uppdrag, name="uppdrag"),
    path("uppdrag/nytt/", uppdrag.uppdrag_nytt, name="uppdrag_nytt"),
    path("uppdrag/<int:pk>/avsluta/", uppdrag.uppdrag_avsluta, name="uppdrag_avsluta"),
    path("indikatorer/", indikator.indikatorer, name="indikatorer"),
    path("indikatorer/ny/", indikator.indikator_ny, name="indikator_ny"),
    path("indikatorer/<int:pk>/", indikator.indikator, name="indikator"),
    path(
        "indikatorer/<int:pk>/andra/", indikatordefinition.indikator_andra, name="indikator_andra"
    ),
    path("indikatorer/<int:pk>/for-in/", rutnat.for_in, name="for_in"),
    path(
        "indikatorer/<int:pk>/seriebrott/",
        indikatordefinition.seriebrott_nytt,
        name="seriebrott_nytt",
    ),
    path(
        "indikatorer/<int:pk>/seriebrott/<int:brott_pk>/ta-bort/",
        indikatordefinition.seriebrott_ta_bort,
        name="seriebrott_ta_bort",
    ),
    path("uppfoljning/tillfallen/", tillfalle.tillfallen, name="tillfallen"),
    path("uppfoljning/tillfallen/nytt/", tillfalle.tillfalle_nytt, name="tillfalle_nytt"),
    path("uppfoljning/tillfallen/<int:pk>/tider/", namndtider.namndtider, name="namndtider"),
    path(
        "uppfoljning/tillfallen/<int:pk>/tider/kopiera/",
        namndtider.namndtider_kopiera,
        name="namndtider_kopiera",
    ),
    path(
        "uppfoljning/tillfallen/<int:pk>/tider/<int:namnd_pk>/",
        namndtider.namndens_tider,
        name="namndens_tider",
    ),
    path(
        "uppfoljning/tillfallen/<int:pk>/tider/<int:namnd_pk>/las/",
        namndtider.las_runda,
        name="las_runda",
    ),
    path(
        "uppfoljning/tillfallen/<int:pk>/tider/<int:namnd_pk>/las-upp/",
        namndtider.las_upp_runda,
        name="las_upp_runda",
    ),
    path("planer/<int:pk>/oppna-del/", namndtider.oppna_del, name="oppna_del"),
]

planering = [
    path("planer/", planer.planer, name="planer"),
    path("planer/tavla/", tavla.tavla, name="tavla"),
    path("planer/ny/", planer.plan_ny, name="plan_ny"),
    path("planer/<int:pk>/", plan.plan, name="plan"),
    path("planer/<int:pk>/redigera/", redigera.redigera, name="redigera"),
    path("planer/<int:pk>/redigera/mal/<int:mal_pk>/", redigera_rad.koppla_mal, name="koppla_mal"),
    path(
        "planer/<int:pk>/redigera/uppdrag/<int:uppdrag_pk>/",
        redigera_rad.koppla_uppdrag,
        name="koppla_uppdrag",
    ),
    path(
        "planer/<int:pk>/redigera/rad/<int:rad_pk>/aktivitet/",
        redigera_rad.aktivitet_ny,
        name="aktivitet_ny",
    ),
    path(
        "planer/<int:pk>/redigera/rad/<int:rad_pk>/indikator/",
        redigera_rad.planindikator_ny,
        name="planindikator_ny",
    ),
    path(
        "planer/<int:pk>/redigera/aktivitet/<int:rad_pk>/",
        redigera_rad.aktivitet_andra,
        name="aktivitet_andra",
    ),
    path(
        "planer/<int:pk>/redigera/aktivitet/<int:rad_pk>/ta-bort/",
        redigera_rad.aktivitet_ta_bort,
        name="aktivitet_ta_bort",
    ),
    path(
        "planer/<int:pk>/redigera/indikator/<int:rad_pk>/",
        redigera_rad.planindikator_andra,
        name="planindikator_andra",
    ),
    path(
        "planer/<int:pk>/redigera/indikator/<int:rad_pk>/ta-bort/",
        redigera_rad.planindikator_ta_bort,
        name="planindikator_ta_bort",
    ),
    path("planer/<int:pk>/skicka/", akter.skicka, name="skicka"),
    path("planer/<int:pk>/aterremittera/", akter.aterremittera, name="aterremittera"),
    path("planer/<int:pk>/faststall/", akter.faststall, name="faststall"),
    path("planer/<int:pk>/oppna-uppfoljning/", akter.oppna_uppfoljning, name="oppna_uppfoljning"),
]

kilen = [
    path("planer/<int:pk>/aktiviteter/", aktivitet.aktiviteter, name="aktiviteter"),
    path("planer/<int:pk>/atgarder/", atgard.atgarder, name="atgarder"),
    path("planer/<int:pk>/atgarder/<int:atgard_pk>/", atgard.atgard, name="atgard"),
    path("planer/<int:pk>/atgarder/<int:atgard_pk>/lage/", atgard.atgard_lage, name="atgard_lage"),
    path(
        "planer/<int:pk>/atgarder/<int:atgard_pk>/effekt/",
        atgard.atgard_effekt,
        name="atgard_effekt",
    ),
    path("planer/<int:pk>/brister/ny/", atgard.brist_ny, name="brist_ny"),
    path("planer/<int:pk>/brister/<int:brist_pk>/atgard/", atgard.atgard_ny, name="atgard_ny"),
    path(
        "planer/<int:pk>/brister/<int:brist_pk>/ingen-atgard/",
        atgard.ingen_atgard,
        name="ingen_atgard",
    ),
    path("planer/<int:pk>/lardom/", lardom.lardom_varv, name="lardom_varv"),
    path("planer/<int:pk>/lardom/avgor/", lardom.lardom_avgor, name="lardom_avgor"),
    path("planer/<int:pk>/lardom/ny/", lardom.lardom_ny, name="lardom_ny"),
    path("planer/<int:pk>/lardom/rutin/", lardom.rutin_ny, name="rutin_ny"),
    path("planer/<int:pk>/lardom/<int:lardom_pk>/", lardom.lardom, name="lardom"),
    path(
        "planer/<int:pk>/lardom/<int:lardom_pk>/ta-tillbaka/",
        lardom.lardom_ta_tillbaka,
        name="lardom_ta_tillbaka",
    ),
    path("planer/<int:pk>/lardomar/", arv.lardomar, name="lardomar"),
    path("planer/<int:pk>/kvalitetssakra/", varv.kvalitetssakra, name="kvalitetssakra"),
    path("planer/<int:pk>/nasta-varv/", varv.nasta_varv, name="nasta_varv"),
    path("larande/", larande.larande, name="larande"),
]

overgangar = [
    path("planer/<int:pk>/revidera/", revidering.revidera, name="revidera"),
    path("planer/<int:pk>/forkasta/", revidering.forkasta, name="forkasta"),
    path("planer/<int:pk>/versioner/<int:nummer>/", revidering.version, name="version"),
    path(
        "planer/<int:pk>/versioner/<int:nummer>/mot/<int:mot>/",
        revidering.andringar,
        name="andringar",
    ),
    path("planer/<int:pk>/skicka-ater/", aterskick.skicka_ater, name="skicka_ater"),
    path("planer/<int:pk>/ateroppna/", avslut.ateroppna, name="ateroppna"),
    path("planer/<int:pk>/rattelse/", rattelse.ratta_aret, name="ratta_aret"),
    path("planer/<int:pk>/varv/<int:nummer>/rattelse/", rattelse.ratta_varv, name="ratta_varv"),
    path("planer/<int:pk>/avsluta/", avslut.avsluta, name="avsluta"),
    path("planer/<int:pk>/flytta-atgarder/", avslut.flytta_atgarder, name="flytta_atgarder"),
    path("planer/<int:pk>/arkiv/", avslut.arkiv, name="arkiv"),
    path("planer/<int:pk>/avbryt/", avslut.avbryt, name="avbryt"),
    path(
        "planer/<int:pk>/lardom/<int:lardom_pk>/lagg-ned/",
        avslut.lagg_ned_lardom,
        name="lagg_ned_lardom",
    ),
]

sprang_ = [
    path("sprang/", sprang.sprangen, name="sprangen"),
    path("sprang/nytt/", sprang.sprang_nytt, name="sprang_nytt"),
    path("sprang/<int:pk>/", sprang.sprang, name="sprang"),
    path("sprang/<int:pk>/andra/", sprang.sprang_andra, name="sprang_andra"),
    path("sprang/<int:pk>/starta-prov/", sprangakter.sprang_starta_prov, name="sprang_starta_prov"),
    path("sprang/<int:pk>/utvardera/", sprangakter.sprang_utvardera, name="sprang_utvardera"),
    path("sprang/<int:pk>/infor/", sprangakter.sprang_infor, name="sprang_infor"),
    path("sprang/<int:pk>/avsluta/", sprangakter.sprang_avsluta, name="sprang_avsluta"),
]

styrmodeller = [
    path("styrmodeller/", styrmodell.styrmodeller, name="styrmodeller"),
    path("styrmodeller/ny/", styrmodell.styrmodell_ny, name="styrmodell_ny"),
    path("styrmodeller/<int:pk>/", styrmodell.styrmodell, name="styrmodell"),
    path("styrmodeller/<int:pk>/andra/", styrmodell.styrmodell_andra, name="styrmodell_andra"),
    path(
        "styrmodeller/<int:pk>/gor-gallande/",
        styrmodell.styrmodell_gor_gallande,
        name="styrmodell_gor_gallande",
    ),
    path("styrmodeller/<int:pk>/gamla-mal/", styrmodell.mappning, name="mappning"),
    path(
        "styrmodeller/<int:pk>/gamla-mal/<int:mal_pk>/",
        styrmodell.mappning_svara,
        name="mappning_svara",
    ),
    path("mal/tackning/", tackning.tackning, name="tackning"),
    path("mal/<int:pk>/", mal.ett_mal, name="ett_mal"),
    path("mal/<int:pk>/andra/", mal.mal_andra, name="mal_andra"),
    path("uppdrag/<int:pk>/", uppdrag.ett_uppdrag, name="ett_uppdrag"),
    path(
        "uppdrag/<int:pk>/aterrapportera/",
        uppdrag.uppdrag_aterrapportera,
        name="uppdrag_aterrapportera",
    ),
]

brist_ = "planer/<int:pk>/brister/<int:brist_pk>/"
larandet = [
    path(brist_, brist.brist, name="brist"),
    path(f"{brist_}orsak/", brist.orsak, name="orsak"),
    path(f"{brist_}upprepar/", brist.brist_upprepar, name="brist_upprepar"),
    path(
        "planer/<int:pk>/aktiviteter/<uuid:nyckel>/brist/",
        brist.aktivitet_brist,
        name="aktivitet_brist",
    ),
    path("planer/<int:pk>/mal/<int:mal_pk>/", brist.mal_historik, name="mal_historik"),
    path("atgarder/", atgardslista.atgardslista, name="atgardslista"),
    path("larande/aterfall/", aterfall.aterfall, name="aterfall"),
    path("larande/<int:pk>/", ateranvandning.lardom_las, name="lardom_las"),
    path("rutiner/", rutin.rutiner, name="rutiner"),
    path("rutiner/ny/", rutin.rutin_registrera, name="rutin_registrera"),
    path("rutiner/<int:pk>/", rutin.rutin, name="rutin"),
    path("rutiner/<int:pk>/ny-version/", rutin.rutin_version, name="rutin_version"),
]

kontroll = "internkontroll/<int:pk>/"
grannar = [
    path("risker/", risk.risker, name="risker"),
    path("risker/ny/", risk.risk_ny, name="risk_ny"),
    path("risker/<int:pk>/", risk.risk, name="risk"),
    path("risker/<int:pk>/bedom/", risk.risk_bedom, name="risk_bedom"),
    path("risker/<int:pk>/avsluta/", risk.risk_avsluta, name="risk_avsluta"),
    path("risker/<int:pk>/brist/", risk.risk_brist, name="risk_brist"),
    path("internkontroll/", internkontroll.internkontrollplaner, name="internkontrollplaner"),
    path("internkontroll/ny/", internkontroll.internkontroll_ny, name="internkontroll_ny"),
    path(kontroll, internkontroll.internkontroll, name="internkontroll"),
    path(f"{kontroll}moment/", internkontroll.moment_nytt, name="moment_nytt"),
    path(f"{kontroll}beslut/", internkontroll.internkontroll_beslut, name="internkontroll_beslut"),
    path(
        f"{kontroll}moment/<int:moment_pk>/resultat/",
        internkontroll.moment_resultat,
        name="moment_resultat",
    ),
    path(
        f"{kontroll}moment/<int:moment_pk>/brist/",
        internkontroll.moment_brist,
        name="moment_brist",
    ),
    path("egenkontroll/", egenkontroll.egenkontroller, name="egenkontroller"),
    path("egenkontroll/checklista/ny/", egenkontroll.checklista_ny, name="checklista_ny"),
    path("egenkontroll/checklista/<int:pk>/", egenkontroll.checklista, name="checklista"),
    path(
        "egenkontroll/checklista/<int:pk>/avsluta/",
        egenkontroll.checklista_avsluta,
        name="checklista_avsluta",
    ),
    path(
        "egenkontroll/checklista/<int:pk>/gor/",
        egenkontroll.egenkontroll_ny,
        name="egenkontroll_ny",
    ),
    path("egenkontroll/<int:pk>/", egenkontroll.egenkontroll, name="egenkontroll"),
    path(
        "egenkontroll/<int:pk>/svar/<int:svar_pk>/brist/",
        egenkontroll.egenkontroll_brist,
        name="egenkontroll_brist",
    ),
]

redigering = [
    path("planer/<int:pk>/kopiera/", kopiera.kopiera, name="kopiera"),
    path("planer/<int:pk>/nasta-ar/", kopiera.nasta_ar, name="nasta_ar"),
    path("planer/<int:pk>/angra/", kopiera.angra, name="angra_plan"),
    path("planer/<int:pk>/mall/", planmall.mall_ny, name="mall_ny"),
    path("planer/<int:pk>/mallar/", planmall.mallar, name="mallar"),
    path("planer/<int:pk>/mallar/<int:mall_pk>/", planmall.mall, name="mall"),
    path("planer/<int:pk>/skicka-rader/", raderbjudande.skicka_rader, name="skicka_rader"),
    path("planer/<int:pk>/erbjudna-rader/", raderbjudande.erbjudna_rader, name="erbjudna_rader"),
    path("planer/<int:pk>/enheter/", enheternas_planer.enheternas_planer, name="enheternas_planer"),
]


genomfora = [
    path("uppdatera/", uppdatera.uppdatera, name="uppdatera"),
    path("arshjul/", arshjul.arshjul, name="arshjul"),
    path("arshjul/adress/", arshjul.arshjul_adress, name="arshjul_adress"),
    path("overlamning/", overlamning.overlamning, name="overlamning"),
    path("planer/<int:pk>/bevis/<int:bevis_pk>/", bevis.bevis, name="bevis"),
]

urlpatterns = [
    *styrning,
    *planering,
    *kilen,
    *overgangar,
    *sprang_,
    *styrmodeller,
    *larandet,
    *grannar,
    *redigering,
    *genomfora,
]
