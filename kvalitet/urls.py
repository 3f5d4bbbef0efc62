"""The only place that mounts every app."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from kvalitet.views import (
    arbete,
    dataskydd,
    drift,
    epost,
    granskning,
    halsa,
    importera,
    konto,
    matt,
    oidc,
    omorganisation,
    organisation,
    profil,
    sok,
    start,
    valkomst,
)

handler500 = "kvalitet.views.fel.serverfel"

urlpatterns = [
    path("profil/<str:summa>/farg.css", profil.farg, name="profil_farg"),
    path("profil/<str:summa>/logga.<str:andelse>", profil.logga, name="profil_logga"),
    path("halsa/", halsa.halsa, name="halsa"),
    path("halsa/redo/", halsa.redo, name="halsa_redo"),
    path("halsa/matt/", matt.halsa_matt, name="halsa_matt"),
    path("konto/logga-in/", konto.logga_in, name="logga_in"),
    path("konto/logga-in/demo/", konto.logga_in_demo, name="logga_in_demo"),
    path("konto/kommunen/", oidc.oidc, name="oidc"),
    path("konto/kommunen/svar/", oidc.oidc_svar, name="oidc_svar"),
    path("konto/logga-ut/", konto.logga_ut, name="logga_ut"),
    path("konto/losenord/", konto.losenord, name="losenord"),
    path("konto/losenord/<slug:uidb64>/<slug:token>/", konto.losenord_valj, name="losenord_valj"),
    path("arbete/", arbete.arbete, name="arbete"),
    path("arbete/valkommen/undan/", valkomst.valkommen_undan, name="valkommen_undan"),
    path("arbete/sok/", sok.sok, name="sok"),
    path("arbete/galleri/", start.galleri, name="galleri"),
    path("arbete/drift/", drift.drift, name="drift"),
    path("arbete/drift/utskick/", drift.forsok_utskick, name="drift_forsok_utskick"),
    path("arbete/drift/jobbfel/<int:pk>/", drift.jobbfel_avklara, name="jobbfel_avklara"),
    path("arbete/epost/", epost.alla_brev, name="alla_brev"),
    path("arbete/epost/<slug:mall>/", epost.brev, name="brev"),
    path("arbete/epost/<slug:mall>/html/", epost.brev_html, name="brev_html"),
    path("arbete/granskning/", granskning.granskning, name="granskning"),
    path("arbete/granskning/<slug:form>/", granskning.granskning_fil, name="granskning_fil"),
    path("arbete/organisation/", organisation.organisation, name="organisation"),
    path("arbete/organisation/<int:pk>/", organisation.enhet, name="enhet"),
    path("arbete/organisation/<int:pk>/flytta/", organisation.flytta, name="enhet_flytta"),
    path("arbete/organisation/<int:pk>/avsluta/", omorganisation.avsluta, name="enhet_avsluta"),
    path("arbete/organisation/<int:pk>/sla-ihop/", omorganisation.sla_ihop, name="enhet_sla_ihop"),
    path("arbete/organisation/<int:pk>/dela/", omorganisation.dela, name="enhet_dela"),
    path("arbete/organisation/angra/<int:pk>/", omorganisation.angra, name="omorganisation_angra"),
    path("arbete/dataskydd/", dataskydd.dataskydd, name="dataskydd"),
    path("arbete/dataskydd/<int:pk>/", dataskydd.registerforteckning, name="registerforteckning"),
    path(
        "arbete/dataskydd/<int:pk>/forteckning.xlsx",
        dataskydd.registerforteckning_fil,
        name="registerforteckning_fil",
    ),
    path(
        "arbete/dataskydd/<int:pk>/kontakt/", dataskydd.dataskydd_kontakt, name="dataskydd_kontakt"
    ),
    path("arbete/importera/", importera.importera, name="importera"),
    path("arbete/importera/<slug:slag>/", importera.import_fil, name="import_fil"),
    path("arbete/importera/<slug:slag>/mall/", importera.import_mall, name="import_mall"),
    path("arbete/importera/fil/<int:pk>/", importera.import_granska, name="import_granska"),
    path("arbete/importera/fil/<int:pk>/las-in/", importera.import_las_in, name="import_las_in"),
    path("arbete/importera/fil/<int:pk>/kasta/", importera.import_kasta, name="import_kasta"),
    path("arbete/", include("cykel.urls")),
    path("", include("cykel.urls_publika")),
    # The public pages in each language: /synpunkter/lamna/, /en/synpunkter/lamna/ …
    *i18n_patterns(
        path("", start.start, name="start"),
        path("tillganglighet/", start.tillganglighet, name="tillganglighet"),
        path("personuppgifter/", dataskydd.personuppgifter, name="personuppgifter"),
        path("", include(("synpunkter.urls", "synpunkter"))),
        path("", include("uppfoljning.urls_publika")),
        path("", include("uppfoljning.urls")),
        prefix_default_language=False,
    ),
]
