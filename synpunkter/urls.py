"""Addresses of the synpunkter: the residents' and the staff's."""

from django.urls import path

from synpunkter.views import arende, brist, folj, handlingar, inkorg, lamna
from synpunkter.views import export as exp
from synpunkter.views import sekretess as sekr
from synpunkter.views import signal as sign
from synpunkter.views import utlamnande as utl

ETT = "arbete/synpunkter/<int:pk>/"

UTL = "arbete/synpunkter/utlamnanden/<int:pk>/"

sekretess = [
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
    *sekretess,
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
