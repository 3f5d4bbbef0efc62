"""Addresses of the wheel, below /arbete/."""

from django.urls import path

from cykel.views import (
    akter,
    aktivitet,
    arshjul,
    arv,
    atgard,
    bevis,
    indikator,
    larande,
    lardom,
    mal,
    overlamning,
    plan,
    planer,
    redigera,
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
    path("uppfoljning/tillfallen/", tillfalle.tillfallen, name="tillfallen"),
    path("uppfoljning/tillfallen/nytt/", tillfalle.tillfalle_nytt, name="tillfalle_nytt"),
]

planering = [
    path("planer/", planer.planer, name="planer"),
    path("planer/ny/", planer.plan_ny, name="plan_ny"),
    path("planer/<int:pk>/", plan.plan, name="plan"),
    path("planer/<int:pk>/redigera/", redigera.redigera, name="redigera"),
    path("planer/<int:pk>/redigera/mal/<int:mal_pk>/", redigera.koppla_mal, name="koppla_mal"),
    path(
        "planer/<int:pk>/redigera/uppdrag/<int:uppdrag_pk>/",
        redigera.koppla_uppdrag,
        name="koppla_uppdrag",
    ),
    path(
        "planer/<int:pk>/redigera/rad/<int:rad_pk>/aktivitet/",
        redigera.aktivitet_ny,
        name="aktivitet_ny",
    ),
    path(
        "planer/<int:pk>/redigera/rad/<int:rad_pk>/indikator/",
        redigera.planindikator_ny,
        name="planindikator_ny",
    ),
    path(
        "planer/<int:pk>/redigera/aktivitet/<int:rad_pk>/",
        redigera.aktivitet_andra,
        name="aktivitet_andra",
    ),
    path(
        "planer/<int:pk>/redigera/aktivitet/<int:rad_pk>/ta-bort/",
        redigera.aktivitet_ta_bort,
        name="aktivitet_ta_bort",
    ),
    path(
        "planer/<int:pk>/redigera/indikator/<int:rad_pk>/",
        redigera.planindikator_andra,
        name="planindikator_andra",
    ),
    path(
        "planer/<int:pk>/redigera/indikator/<int:rad_pk>/ta-bort/",
        redigera.planindikator_ta_bort,
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

genomfora = [
    path("uppdatera/", uppdatera.uppdatera, name="uppdatera"),
    path("arshjul/", arshjul.arshjul, name="arshjul"),
    path("arshjul/adress/", arshjul.arshjul_adress, name="arshjul_adress"),
    path("overlamning/", overlamning.overlamning, name="overlamning"),
    path("planer/<int:pk>/bevis/<int:bevis_pk>/", bevis.bevis, name="bevis"),
]

urlpatterns = [*styrning, *planering, *kilen, *genomfora]
