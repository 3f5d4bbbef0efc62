"""Addresses of follow-up: the staff's below /arbete/, and the public ones."""

from django.urls import path

from uppfoljning.views import (
    bedomning,
    dela,
    delar,
    enhetssidor,
    enkatbyggare,
    extern,
    externimport,
    floden,
    indikatorsignal,
    koder,
    kolada,
    koladaindikator,
    kommunen,
    kontroll,
    namnd,
    namndfraga,
    oversikt,
    periodrapport,
    publicerade,
    publik,
    rader,
    rapport,
    rapportakt,
    rapportbestall,
    rapportexport,
    rapportjobb,
    rapportschema,
    roster,
    rundan,
    texter,
    undersokning,
    undersokningsindikator,
)

app_name = "uppfoljning"

arbete = [
    path("arbete/uppfoljning/", oversikt.uppfoljning, name="uppfoljning"),
    path("arbete/uppfoljning/signaler/", indikatorsignal.signaler, name="signaler"),
    path("arbete/uppfoljning/signaler/<int:pk>/", indikatorsignal.signal, name="signal"),
    path("arbete/uppfoljning/<int:varv_pk>/mal/<int:mal_pk>/", bedomning.bedom, name="bedom"),
    path(
        "arbete/uppfoljning/<int:varv_pk>/mal/<int:mal_pk>/indikator/<int:indikator_pk>/",
        rader.matrader,
        name="matrader",
    ),
    path("arbete/uppfoljning/<int:varv_pk>/roster/", roster.roster, name="roster"),
    path(
        "arbete/uppfoljning/<int:varv_pk>/synpunkter/", rader.synpunktsrader, name="synpunktsrader"
    ),
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
    path(
        "arbete/undersokningar/<int:pk>/andra/",
        enkatbyggare.undersokning_andra,
        name="undersokning_andra",
    ),
    path(
        "arbete/undersokningar/<int:pk>/indikator/",
        undersokningsindikator.koppla,
        name="undersokning_indikator",
    ),
    path(
        "arbete/undersokningar/<int:pk>/indikator/<int:koppling>/bort/",
        undersokningsindikator.koppla_bort,
        name="undersokning_indikator_bort",
    ),
    path(
        "arbete/undersokningar/<int:pk>/fil/<slug:slag>/",
        undersokning.undersokning_fil,
        name="undersokning_fil",
    ),
    path("arbete/undersokningar/<int:pk>/fragor/", enkatbyggare.fragor, name="fragor"),
    path(
        "arbete/undersokningar/<int:pk>/ny-fraga/<slug:slag>/",
        enkatbyggare.fraga_ny,
        name="fraga_ny",
    ),
    path(
        "arbete/undersokningar/<int:pk>/fragor/<slug:nyckel>/",
        enkatbyggare.fraga_andra,
        name="fraga_andra",
    ),
    path(
        "arbete/undersokningar/<int:pk>/fragor/<slug:nyckel>/flytta/",
        enkatbyggare.fraga_flytta,
        name="fraga_flytta",
    ),
    path(
        "arbete/undersokningar/<int:pk>/fragor/<slug:nyckel>/ta-bort/",
        enkatbyggare.fraga_ta_bort,
        name="fraga_ta_bort",
    ),
    path("arbete/undersokningar/<int:pk>/version/ny/", enkatbyggare.version_ny, name="version_ny"),
    path(
        "arbete/undersokningar/<int:pk>/version/anvand/",
        enkatbyggare.version_anvand,
        name="version_anvand",
    ),
    path(
        "arbete/undersokningar/<int:pk>/version/kasta/",
        enkatbyggare.version_kasta,
        name="version_kasta",
    ),
    path(
        "arbete/undersokningar/<int:pk>/forhandsvisa/<slug:sprak>/",
        enkatbyggare.forhandsvisa,
        name="forhandsvisa",
    ),
]

kolada_ = [
    path("arbete/kolada/", kolada.kolada, name="kolada"),
    path("arbete/kolada/<slug:kod>/", kolada.koladanyckeltal, name="koladanyckeltal"),
    path("arbete/kolada/<slug:kod>/lagg-till/", kolada.lagg_till, name="kolada_lagg_till"),
    path("arbete/kolada/fragor/<int:pk>/", koladaindikator.koladafraga, name="koladafraga"),
    path(
        "arbete/indikatorer/<int:pk>/kolada/",
        koladaindikator.koladaindikator,
        name="koladaindikator",
    ),
    path(
        "arbete/indikatorer/<int:pk>/kolada/jamforelser/",
        koladaindikator.koladajamforelser,
        name="koladajamforelser",
    ),
    path("arbete/indikatorer/<int:pk>/kolada/igen/", koladaindikator.igen, name="kolada_igen"),
]

EXTERN = "arbete/undersokningar/externa/"
externa = [
    path(EXTERN, extern.externa, name="externa"),
    path(f"{EXTERN}ny/", extern.extern_ny, name="extern_ny"),
    path(f"{EXTERN}mall/", extern.extern_mall, name="extern_mall"),
    path(f"{EXTERN}<int:pk>/", extern.extern, name="extern"),
    path(f"{EXTERN}<int:pk>/csv/", extern.extern_csv, name="extern_csv"),
    path(f"{EXTERN}<int:pk>/fil/", externimport.extern_fil, name="extern_fil"),
    path(f"{EXTERN}<int:pk>/granska/", externimport.extern_granska, name="extern_granska"),
    path(f"{EXTERN}<int:pk>/tolka/", externimport.extern_tolka, name="extern_tolka"),
    path(f"{EXTERN}<int:pk>/las-in/", externimport.extern_las_in, name="extern_las_in"),
    path(f"{EXTERN}<int:pk>/kasta/", externimport.extern_kasta, name="extern_kasta"),
    path(f"{EXTERN}fraga/<int:pk>/koppla/", extern.extern_koppla, name="extern_koppla"),
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
    path("enheter/", enhetssidor.enheter, name="enheter"),
    path("enheter/<int:pk>/", enhetssidor.enhet, name="enhet"),
    path("rapporter/", publicerade.publicerade, name="publicerade"),
    path("rapporter/atom.xml", floden.atom, name="publicerade_atom"),
    path("rapporter/rss.xml", floden.rss, name="publicerade_rss"),
    path("rapporter/kontrollera/", kontroll.kontrollera, name="kontrollera"),
    path("rapporter/<int:pk>/", publicerade.publicerad, name="publicerad"),
    path("rapporter/<int:pk>/pdf/<str:sha256>/", publicerade.fil, name="publicerad_fil"),
    path("r/<str:kod>/", kontroll.kod, name="kod"),
    path("namnder/<str:kod>/", publicerade.namnd, name="namnd"),
    path("namnder/<str:kod>/atom.xml", floden.atom, name="namnd_atom"),
    path("namnder/<str:kod>/rss.xml", floden.rss, name="namnd_rss"),
]

rapporter = [
    path("arbete/rapporter/", rapport.rapporter, name="rapporter"),
    path(
        "arbete/rapporter/period/<str:slag>/<int:namnd_pk>/<str:fran>/<str:till>/",
        periodrapport.rapporttexter,
        name="rapporttexter",
    ),
    path("arbete/rapporter/jobb/", rapportjobb.jobb, name="rapportjobb"),
    path("arbete/rapporter/jobb/igen/", rapportjobb.alla_igen, name="rapportjobb_alla_igen"),
    path("arbete/rapporter/jobb/<int:pk>/igen/", rapportjobb.igen, name="rapportjobb_igen"),
    path("arbete/rapporter/bestall/", rapportbestall.bestall, name="rapport_bestall"),
    path(
        "arbete/rapporter/forhandsvisa/", rapportbestall.forhandsvisa, name="rapport_forhandsvisa"
    ),
    path(
        "arbete/uppfoljning/<int:varv_pk>/rapport/",
        rapportbestall.forhandsvisa_varv,
        name="rapport_forhandsvisa_varv",
    ),
    path("arbete/rapporter/scheman/", rapportschema.rapportscheman, name="rapportscheman"),
    path(
        "arbete/rapporter/scheman/<int:namnd_pk>/",
        rapportschema.rapportschema,
        name="rapportschema",
    ),
    path(
        "arbete/rapporter/scheman/<int:namnd_pk>/<slug:slag>/",
        rapportschema.rapportschema_andra,
        name="rapportschema_andra",
    ),
    path(
        "arbete/rapporter/scheman/<int:namnd_pk>/mottagare/<int:pk>/ta-bort/",
        rapportschema.rapportmottagare_bort,
        name="rapportmottagare_bort",
    ),
    path("arbete/rapporter/<int:pk>/", rapport.rapport, name="rapport"),
    path("arbete/rapporter/<int:pk>/las/", rapport.las, name="rapport_las"),
    path("arbete/rapporter/<int:pk>/pdf/<str:sha256>/", rapport.fil, name="rapport_fil"),
    path(
        "arbete/rapporter/<int:pk>/export/<slug:form>/",
        rapportexport.export,
        name="rapport_export",
    ),
    path(
        "arbete/rapporter/<int:pk>/arkivpaket/",
        rapportexport.arkivpaket,
        name="rapport_arkivpaket",
    ),
    path("arbete/rapporter/<int:pk>/igen/", rapport.forsok_igen, name="rapport_forsok_igen"),
    path("arbete/rapporter/<int:pk>/godkann/", rapportakt.godkann, name="rapport_godkann"),
    path("arbete/rapporter/<int:pk>/faststall/", rapportakt.faststall, name="rapport_faststall"),
    path("arbete/rapporter/<int:pk>/publicera/", rapportakt.publicera, name="rapport_publicera"),
    path("arbete/rapporter/<int:pk>/ratta/", rapportakt.ratta, name="rapport_ratta"),
    path(
        "rapporter/<int:pk>/export/<slug:form>/",
        rapportexport.publicerad_export,
        name="publicerad_export",
    ),
]

NAMND = "arbete/namnd/"
namnden = [
    path(NAMND, namnd.namnden, name="namnden"),
    path(f"{NAMND}<int:pk>/", namnd.namndsida, name="namndsida"),
    path(f"{NAMND}<int:pk>/fragor/", namnd.namndfragor, name="namndfragor"),
    path(f"{NAMND}<int:pk>/sammantraden/", namnd.sammantraden, name="sammantraden"),
    path(f"{NAMND}sammantraden/<int:pk>/", namnd.sammantrade, name="sammantrade"),
    path(
        f"{NAMND}sammantraden/<int:pk>/ta-bort/",
        namnd.sammantrade_ta_bort,
        name="sammantrade_ta_bort",
    ),
    path("arbete/rapporter/<int:pk>/fraga/", namndfraga.namndfraga_ny, name="namndfraga_ny"),
    path(f"{NAMND}fragor/<int:pk>/", namndfraga.namndfraga, name="namndfraga"),
    path(
        f"{NAMND}fragor/<int:pk>/ta-tillbaka/",
        namndfraga.namndfraga_ta_tillbaka,
        name="namndfraga_ta_tillbaka",
    ),
]

urlpatterns = [
    *arbete,
    *utskick,
    *egna_ord,
    *kolada_,
    *externa,
    *rapporter,
    *namnden,
    *publika,
]
