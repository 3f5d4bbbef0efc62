"""Addresses of the synpunkter: the residents' and the staff's."""

from django.urls import path

from synpunkter.views import (arende, as, bilaga, brist, byt, exp, export, filter, folj, franvaro, handlingar, inkorg, installningar, lagen, lamna, mangd, nojdhet, regler, sekr, sekretess, sign, signal, utl, utlamnande)

ETT = "arbete/synpunkter/<int:pk>/"
INSTALL = "arbete/synpunkter/installningar/"
REGLER = "arbete/synpunkter/regler/"
UTL = "arbete/synpunkter/utlamnanden/<int:pk>/"

LAGEN = [
    path("arbete/synpunkter/kampanjer/", lagen.kampanjer, name="kampanjer"),
    path("arbete/synpunkter/overlamnat/", lagen.overlamnat, name="overlamnat"),
    path(f"{ETT}sla-ihop/", lagen.sla_ihop, name="sla_ihop"),
    path(f"{ETT}ta-ur/", lagen.ta_ur, name="ta_ur"),
    path(f"{ETT}sammanslagna/", lagen.sammanslagna, name="sammanslagna"),
    path(f"{ETT}dela/", lagen.dela, name="dela"),
    path(f"{ETT}vidarebefordra/", lagen.vidarebefordra, name="vidarebefordra"),
    path(f"{ETT}galler/", lagen.galler, name="galler"),
    path(f"{ETT}lanka/", lagen.lanka, name="lanka"),
    path(f"{ETT}lanka/<int:annan_pk>/bort/", lagen.lanka_loss, name="lanka_loss"),
]

FORM = [
    path("synpunkter/lamna/verksamheter/", lamna.hitta_verksamhet, name="hitta_verksamhet"),
    path("synpunkter/folj/<str:signerad>/nojdhet/", nojdhet.nojdhet, name="nojdhet"),
]

BILAGOR = [
    path(
        "synpunkter/folj/<str:signerad>/bilaga/<int:bilaga_pk>/",
        folj.folj_bilaga,
        name="folj_bilaga",
    ),
    path(f"{ETT}bilaga/<int:bilaga_pk>/", bilaga.bilaga, name="bilaga"),
    path(f"{ETT}bilaga/<int:bilaga_pk>/slapp/", bilaga.slapp_bilaga, name="slapp_bilaga"),
]

HANDLAGG = [
    path(f"{ETT}byt-handlaggare/", byt.byt, name="byt_handlaggare"),
    path("arbete/synpunkter/flera/", mangd.mangd, name="mangd"),
    path("arbete/synpunkter/filter/", filter.filter, name="filter"),
    path("arbete/synpunkter/filter/<int:pk>/bort/", filter.filter_ta_bort, name="filter_ta_bort"),
    path("arbete/synpunkter/franvaro/", franvaro.franvaro, name="franvaro"),
    path(
        "arbete/synpunkter/franvaro/<int:pk>/avbryt/",
        franvaro.franvaro_avbryt,
        name="franvaro_avbryt",
    ),
    path(INSTALL, installningar.installningar, name="installningar"),
    path(f"{INSTALL}svarstid/<int:pk>/", installningar.tidsfrist, name="tidsfrist"),
    path(f"{INSTALL}mallar/ny/", installningar.svarsmall_ny, name="svarsmall_ny"),
    path(f"{INSTALL}mallar/<int:pk>/", installningar.svarsmall_andra, name="svarsmall"),
    path(
        f"{INSTALL}mallar/<int:pk>/ur-bruk/",
        installningar.svarsmall_ur_bruk,
        name="svarsmall_ur_bruk",
    ),
    path(
        f"{INSTALL}mallar/<int:pk>/i-bruk/",
        installningar.svarsmall_i_bruk,
        name="svarsmall_i_bruk",
    ),
    path(REGLER, regler.regler, name="regler"),
    path(f"{REGLER}ny/", regler.regel_ny, name="regel_ny"),
    path(f"{REGLER}<int:pk>/", regler.regel, name="regel"),
    path(f"{REGLER}<int:pk>/stang-av/", regler.regel_stang_av, name="regel_stang_av"),
    path(f"{REGLER}<int:pk>/flytta-upp/", regler.regel_flytta_upp, name="regel_flytta_upp"),
]

SEKRETESS = [
    path(f"{ETT}sekretess/", sekr.sekretess, name="sekretess"),
    path(f"{ETT}sekretess/markera/", sekr.markera, name="sekretess_markera"),
    path(f"{ETT}sekretess/lyft/", sekr.lyft, name="sekretess_lyft"),
    path(f"{ETT}sekretess/prova/", sekr.prova_overlamnande, name="prova_overlamnande"),
    path(f"{ETT}skydd/", sekr.skydda, name="skydda"),
    path(f"{ETT}skydd/lyft/", sekr.lyft_skydd, name="lyft_skydd"),
    path(f"{ETT}bedom/<int:bedomning_pk>/", sign.bedom, name="bedom"),
    path(f"{ETT}utlamnande/", utl.begar, name="begar_utlamnande"),
    path("arbete/synpunkter/export/", exp.export, name="export"),
    path("arbete/synpunkter/utlamnanden/", utl.utlamnanden, name="utlamnanden"),
    path(UTL, utl.utlamnande, name="utlamnande"),
    path(f"{UTL}maska/", utl.maska, name="maska"),
    path(f"{UTL}maska/<int:val_pk>/angra/", utl.angra_maskval, name="angra_maskval"),
    path(f"{UTL}prova/", utl.prova_utlamnande, name="prova_utlamnande"),
    path(f"{UTL}lamna-ut/", utl.lamna_ut, name="lamna_ut"),
    path(f"{UTL}prova-om/", utl.prova_om, name="prova_om"),
    path(f"{UTL}aterta/", utl.aterta, name="aterta"),
    path(f"{UTL}fil/<int:fil_pk>/", utl.fil, name="utlamnandefil"),
]

urlpatterns = [
    *LAGEN,
    *FORM,
    *BILAGOR,
    *HANDLAGG,
    *SEKRETESS,
    path("synpunkter/lamna/", lamna.lamna, name="lamna"),
    path("synpunkter/lamna/granska/", lamna.granska, name="granska"),
    path("synpunkter/lamna/kvittens/", lamna.kvittens, name="kvittens"),
    path("synpunkter/folj/", folj.folj, name="folj"),
    path("synpunkter/folj/<str:signerad>/", folj.folj_arende, name="folj_arende"),
    path("synpunkter/folj/<str:signerad>/skriv/", folj.folj_skriv, name="folj_skriv"),
    path("synpunkter/folj/<str:signerad>/oppna-igen/", folj.folj_oppna, name="folj_oppna"),
    path("synpunkter/folj/<str:signerad>/ny-lank/", folj.folj_ny_lank, name="folj_ny_lank"),
    path("arbete/synpunkter/", inkorg.inkorg, name="inkorg"),
    path("arbete/synpunkter/ny/", inkorg.registrera, name="registrera"),
    path(ETT, arende.arende, name="arende"),
    path(f"{ETT}tilldela/", handlingar.tilldela, name="tilldela"),
    path(f"{ETT}ta-hand-om/", handlingar.ta_hand_om, name="ta_hand_om"),
    path(f"{ETT}begar-komplettering/", handlingar.begar_komplettering, name="begar_komplettering"),
    path(f"{ETT}komplettera/", handlingar.komplettera, name="komplettera"),
    path(f"{ETT}besvara/", handlingar.besvara, name="besvara"),
    path(f"{ETT}avsluta/", handlingar.avsluta, name="avsluta"),
    path(f"{ETT}ateroppna/", handlingar.ateroppna, name="ateroppna"),
    path(f"{ETT}anteckna/", handlingar.anteckna, name="anteckna"),
    path(f"{ETT}koppla/", handlingar.koppla, name="koppla"),
    path(f"{ETT}brist/", brist.brist, name="brist"),
]
