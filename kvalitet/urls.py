"""The only place that mounts every app."""

from django.urls import include, path

from kvalitet.views import arbete, halsa, konto, organisation, start

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
    path("arbete/", include("cykel.urls")),
    path("", include("cykel.urls_publika")),
    path("", include(("synpunkter.urls", "synpunkter"))),
    path("", include("uppfoljning.urls")),
]
