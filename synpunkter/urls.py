"""Addresses of the synpunkter: the residents' and the staff's."""

from django.urls import path

from synpunkter.views import (
    arende,
    brist,
    diarium,
    folj,
    gallring,
    handlingar,
    inkorg,
    lamna,
    utdrag,
)

ETT = "arbete/synpunkter/<int:pk>/"

ARKIV = "arbete/synpunkter/"
GALLRING = f"{ARKIV}gallring/"
arkiv = [
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
    path(f"{ARKIV}registerutdrag/hamta/", utdrag.registerutdrag_hamta, name="registerutdrag_hamta"),
]

urlpatterns = [
    *arkiv,
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
