"""Addresses of follow-up: the staff's below /arbete/, and the public ones."""

from django.urls import path

from uppfoljning.views import (
    bedomning,
    delar,
    indikatorsignal,
    kommunen,
    oversikt,
    publicerade,
    publik,
    rapport,
    rundan,
    undersokning,
)

app_name = "uppfoljning"

arbete = [
    path("arbete/uppfoljning/", oversikt.uppfoljning, name="uppfoljning"),
    path("arbete/uppfoljning/signaler/", indikatorsignal.signaler, name="signaler"),
    path("arbete/uppfoljning/signaler/<int:pk>/", indikatorsignal.signal, name="signal"),
    path("arbete/uppfoljning/<int:varv_pk>/mal/<int:mal_pk>/", bedomning.bedom, name="bedom"),
    path("arbete/uppfoljning/<int:varv_pk>/roster/", bedomning.roster, name="roster"),
    path("arbete/uppfoljning/<int:varv_pk>/delar/", delar.delar, name="delar"),
    path("arbete/uppfoljning/<int:tillfalle_pk>/laget/", rundan.laget, name="laget"),
    path("arbete/uppfoljning/<int:tillfalle_pk>/laget/fil/", rundan.laget_fil, name="laget_fil"),
    path("arbete/uppfoljning/<int:tillfalle_pk>/paminn/", rundan.paminn, name="paminn"),
    path("arbete/uppfoljning/<int:tillfalle_pk>/kommunen/", kommunen.kommunen, name="kommunen"),
    path("arbete/planer/<int:pk>/godkann/", bedomning.godkann, name="godkann"),
    path("arbete/undersokningar/", undersokning.undersokningar, name="undersokningar"),
    path("arbete/undersokningar/ny/", undersokning.undersokning_ny, name="undersokning_ny"),
    path("arbete/undersokningar/<int:pk>/", undersokning.undersokning, name="undersokning"),
    path(
        "arbete/undersokningar/<int:pk>/brist/",
        undersokning.undersokning_brist,
        name="undersokning_brist",
    ),
    path("arbete/undersokningar/<int:pk>/stang/", undersokning.stang, name="undersokning_stang"),
]

publika = [
    path("undersokningar/<slug:slug>/", publik.svara, name="svara"),
    path("undersokningar/<slug:slug>/tack/", publik.tack, name="tack"),
    path("sa-gar-det/", publik.sa_gar_det, name="sa_gar_det"),
]

rapporter = [
    path("arbete/rapporter/", rapport.rapporter, name="rapporter"),
    path("arbete/rapporter/bestall/", rapport.bestall, name="rapport_bestall"),
    path("arbete/rapporter/<int:pk>/", rapport.rapport, name="rapport"),
    path("arbete/rapporter/<int:pk>/las/", rapport.las, name="rapport_las"),
    path("arbete/rapporter/<int:pk>/pdf/<str:sha256>/", rapport.fil, name="rapport_fil"),
    path("arbete/rapporter/<int:pk>/igen/", rapport.forsok_igen, name="rapport_forsok_igen"),
    path("arbete/rapporter/<int:pk>/faststall/", rapport.faststall, name="rapport_faststall"),
    path("arbete/rapporter/<int:pk>/publicera/", rapport.publicera, name="rapport_publicera"),
    path("rapporter/", publicerade.publicerade, name="publicerade"),
    path("rapporter/<int:pk>/", publicerade.publicerad, name="publicerad"),
    path("rapporter/<int:pk>/pdf/<str:sha256>/", publicerade.fil, name="publicerad_fil"),
]

urlpatterns = [*arbete, *rapporter, *publika]
