"""The only place that mounts every app."""

from django.urls import include, path

from kvalitet.views import arbete, halsa, konto, omorganisation, organisation, start

urlpatterns = [
    path("", start.start, name="start"),
    path("tillganglighet/", start.tillganglighet, name="tillganglighet"),
    path("halsa/", halsa.halsa, name="halsa"),
    path("halsa/redo/", halsa.redo, name="halsa_redo"),
    path("konto/logga-in/", konto.logga_in, name="logga_in"),
    path("konto/logga-in/demo/", konto.logga_in_demo, name="logga_in_demo"),
    path("konto/logga-ut/", konto.logga_ut, name="logga_ut"),
    path("arbete/", arbete.arbete, name="arbete"),
    path("arbete/galleri/", start.galleri, name="galleri"),
    path("arbete/organisation/", organisation.organisation, name="organisation"),
    path("arbete/organisation/<int:pk>/", organisation.enhet, name="enhet"),
    path("arbete/organisation/<int:pk>/flytta/", organisation.flytta, name="enhet_flytta"),
    path("arbete/organisation/<int:pk>/avsluta/", omorganisation.avsluta, name="enhet_avsluta"),
    path("arbete/organisation/<int:pk>/sla-ihop/", omorganisation.sla_ihop, name="enhet_sla_ihop"),
    path("arbete/organisation/<int:pk>/dela/", omorganisation.dela, name="enhet_dela"),
    path("arbete/organisation/angra/<int:pk>/", omorganisation.angra, name="omorganisation_angra"),
    path("arbete/", include("cykel.urls")),
    path("", include(("synpunkter.urls", "synpunkter"))),
    path("", include("uppfoljning.urls")),
]
