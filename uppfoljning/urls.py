"""Addresses of follow-up: the staff's below /arbete/, and the public ones."""

from django.urls import path

from uppfoljning.views import (
    bedomning,
    dela,
    koder,
    oversikt,
    publicerade,
    publik,
    rapport,
    texter,
    undersokning,
)

app_name = "uppfoljning"

arbete = [
    path("arbete/uppfoljning/", oversikt.uppfoljning, name="uppfoljning"),
    path("arbete/uppfoljning/<int:varv_pk>/mal/<int:mal_pk>/", bedomning.bedom, name="bedom"),
    path("arbete/uppfoljning/<int:varv_pk>/roster/", bedomning.roster, name="roster"),
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

utskick = [
    path("arbete/undersokningar/<int:pk>/dela/", dela.dela, name="dela"),
    path("arbete/undersokningar/<int:pk>/affisch/", dela.affisch, name="affisch"),
    path("arbete/undersokningar/<int:pk>/qr.svg", dela.qrkod, {"slag": "svg"}, name="qr_svg"),
    path("arbete/undersokningar/<int:pk>/qr.png", dela.qrkod, {"slag": "png"}, name="qr_png"),
    path("arbete/undersokningar/<int:pk>/koder/", koder.koder, name="koder"),
    path("arbete/undersokningar/<int:pk>/koder/krav/", koder.koder_krav, name="koder_krav"),
    path("arbete/undersokningar/<int:pk>/koder/skapa/", koder.koder_skapa, name="koder_skapa"),
    path("arbete/undersokningar/<int:pk>/koder/paminn/", koder.koder_paminn, name="koder_paminn"),
]

egna_ord = [
    path("arbete/undersokningar/<int:pk>/texter/", texter.texter, name="texter"),
    path("arbete/undersokningar/<int:pk>/texter/tema/<int:tema_pk>/", texter.tema, name="tema"),
    path(
        "arbete/undersokningar/<int:pk>/texter/sammanfatta/",
        texter.texter_sammanfatta,
        name="texter_sammanfatta",
    ),
    path(
        "arbete/undersokningar/<int:pk>/texter/<uuid:nyckel>/",
        texter.text_oppna,
        name="text_oppna",
    ),
]

publika = [
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

urlpatterns = [*arbete, *utskick, *egna_ord, *rapporter, *publika]
