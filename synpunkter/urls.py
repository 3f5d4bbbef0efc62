"""Addresses of the synpunkter: the residents' and the staff's."""

from django.urls import path

from synpunkter.views import (
    arende,
    aterkoppling,
    bilaga,
    brist,
    byt,
    diarium,
    export,
    filter,
    folj,
    forslag,
    franvaro,
    gallring,
    handlingar,
    inkorg,
    installningar,
    lagen,
    lamna,
    liknande,
    mangd,
    monster,
    ni_sa,
    nojdhet,
    regler,
    sekretess,
    signal,
    skrap,
    trend,
    utdrag,
    utlamnande,
)

ETT = "arbete/synpunkter/<int:pk>/"
INSTALL = "arbete/synpunkter/installningar/"
REGLER = "arbete/synpunkter/regler/"
UTL = "arbete/synpunkter/utlamnanden/<int:pk>/"
ARKIV = "arbete/synpunkter/"
GALLRING = f"{ARKIV}gallring/"
MONSTER = "arbete/synpunkter/monster/"
BESKED = "arbete/synpunkter/besked/"
TEXTER = "arbete/synpunkter/ni-sa/"

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
    path(f"{ETT}avsluta-skrap/", skrap.avsluta_skrap, name="avsluta_skrap"),
    path(f"{ETT}bilagor/", bilaga.lagg_till, name="lagg_till_bilagor"),
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
    path(f"{ETT}sekretess/", sekretess.sekretess, name="sekretess"),
    path(f"{ETT}sekretess/markera/", sekretess.markera, name="sekretess_markera"),
    path(f"{ETT}sekretess/lyft/", sekretess.lyft, name="sekretess_lyft"),
    path(f"{ETT}skydd/", sekretess.skydda, name="skydda"),
    path(f"{ETT}skydd/lyft/", sekretess.lyft_skydd, name="lyft_skydd"),
    path(f"{ETT}bedom/<int:bedomning_pk>/", signal.bedom, name="bedom"),
    path(f"{ETT}utlamnande/", utlamnande.begar, name="begar_utlamnande"),
    path("arbete/synpunkter/export/", export.export, name="export"),
    path("arbete/synpunkter/utlamnanden/", utlamnande.utlamnanden, name="utlamnanden"),
    path(UTL, utlamnande.utlamnande, name="utlamnande"),
    path(f"{UTL}maska/", utlamnande.maska, name="maska"),
    path(f"{UTL}maska/<int:val_pk>/angra/", utlamnande.angra_maskval, name="angra_maskval"),
    path(f"{UTL}prova/", utlamnande.prova_utlamnande, name="prova_utlamnande"),
    path(f"{UTL}lamna-ut/", utlamnande.lamna_ut, name="lamna_ut"),
    path(f"{UTL}prova-om/", utlamnande.prova_om, name="prova_om"),
    path(f"{UTL}aterta/", utlamnande.aterta, name="aterta"),
    path(f"{UTL}fil/<int:fil_pk>/", utlamnande.fil, name="utlamnandefil"),
]

ARKIV_SIDOR = [
    path(f"{ARKIV}diarium/", diarium.diarium, name="diarium"),
    path(f"{ARKIV}diarium/svar/", diarium.diarium_svar, name="diarium_svar"),
    path(f"{ARKIV}diarium/<int:pk>/dnr/", diarium.diarium_dnr, name="diarium_dnr"),
    path(f"{ARKIV}diarium/<int:pk>/fil/", diarium.diarium_fil, name="diarium_fil"),
    path(f"{ARKIV}diarium/namnd/<int:pk>/", diarium.diarieinstallning, name="diarieinstallning"),
    path(f"{ETT}diariefor/", diarium.diariefor, name="diariefor"),
    path(GALLRING, gallring.gallring, name="gallring"),
    path(f"{GALLRING}regel/", gallring.gallringsregel_ny, name="gallringsregel_ny"),
    path(
        f"{GALLRING}regel/<int:pk>/avsluta/",
        gallring.gallringsregel_avsluta,
        name="gallringsregel_avsluta",
    ),
    path(f"{GALLRING}namnd/<int:pk>/", gallring.gallring_prova, name="gallring_prova"),
    path(f"{GALLRING}<int:pk>/", gallring.gallringen, name="gallringen"),
    path(f"{GALLRING}<int:pk>/godkann/", gallring.gallring_godkann, name="gallring_godkann"),
    path(f"{GALLRING}<int:pk>/avsla/", gallring.gallring_avsla, name="gallring_avsla"),
    path(f"{GALLRING}<int:pk>/protokoll.pdf", gallring.gallring_pdf, name="gallring_pdf"),
    path(f"{GALLRING}<int:pk>/protokoll.csv", gallring.gallring_csv, name="gallring_csv"),
    path(f"{ARKIV}registerutdrag/", utdrag.registerutdrag, name="registerutdrag"),
    path(
        f"{ARKIV}registerutdrag/radering/",
        utdrag.registerutdrag_radering,
        name="registerutdrag_radering",
    ),
    path(f"{ARKIV}registerutdrag/hamta/", utdrag.registerutdrag_hamta, name="registerutdrag_hamta"),
]

SLINGA = [
    path(MONSTER, monster.monster_lista, name="monster_lista"),
    path(f"{MONSTER}valj/", monster.monster_valj, name="monster_valj"),
    path(f"{MONSTER}<int:pk>/", monster.monster, name="monster"),
    path(f"{MONSTER}<int:pk>/andra/", monster.monster_andra, name="monster_andra"),
    path(f"{MONSTER}<int:pk>/brist/", monster.monster_brist, name="monster_brist"),
    path(
        f"{MONSTER}<int:pk>/ta-bort/<int:synpunkt_pk>/",
        monster.monster_ta_bort,
        name="monster_ta_bort",
    ),
    path(BESKED, aterkoppling.aterkopplingar, name="aterkopplingar"),
    path(f"{BESKED}<int:pk>/", aterkoppling.aterkoppling, name="aterkoppling"),
    path(f"{BESKED}<int:pk>/stryk/", aterkoppling.aterkoppling_stryk, name="aterkoppling_stryk"),
    path(f"{BESKED}<int:pk>/publicera/", aterkoppling.publicera, name="publicera"),
    path(TEXTER, aterkoppling.publiceringar, name="publiceringar"),
    path(f"{TEXTER}<int:pk>/", aterkoppling.publicering, name="publicering"),
    path(
        f"{TEXTER}<int:pk>/begar-godkannande/",
        aterkoppling.publicering_akt,
        {"akt": "begar-godkannande"},
        name="publicering_begar",
    ),
    path(
        f"{TEXTER}<int:pk>/godkann/",
        aterkoppling.publicering_akt,
        {"akt": "godkann"},
        name="publicering_godkann",
    ),
    path(
        f"{TEXTER}<int:pk>/skicka-tillbaka/",
        aterkoppling.publicering_akt,
        {"akt": "skicka-tillbaka"},
        name="publicering_skicka_tillbaka",
    ),
    path(
        f"{TEXTER}<int:pk>/dra-tillbaka/",
        aterkoppling.publicering_akt,
        {"akt": "dra-tillbaka"},
        name="publicering_dra_tillbaka",
    ),
    path("ni-sa-vi-gjorde/", ni_sa.ni_sa, name="ni_sa"),
    path(f"{ETT}liknande/", liknande.liknande, name="liknande"),
    path("arbete/synpunkter/forslag/", forslag.forslag, name="forslag"),
    path("arbete/synpunkter/forslag/<int:pk>/", forslag.forslag_valj, name="forslag_valj"),
    path("arbete/synpunkter/trender/", trend.trender, name="trender"),
    path("arbete/synpunkter/trender/<int:pk>/", trend.trend, name="trend"),
]

urlpatterns = [
    # First, since an address is looked for in order and most who come want these.
    path("synpunkter/lamna/", lamna.lamna, name="lamna"),
    path("synpunkter/lamna/granska/", lamna.granska, name="granska"),
    path("synpunkter/lamna/kvittens/", lamna.kvittens, name="kvittens"),
    *LAGEN,
    *FORM,
    *BILAGOR,
    *HANDLAGG,
    *SEKRETESS,
    *ARKIV_SIDOR,
    *SLINGA,
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
