"""Addresses of the synpunkter: the residents' and the staff's."""

from django.urls import path

from synpunkter.views import (
    arende,
    aterkoppling,
    brist,
    folj,
    forslag,
    handlingar,
    inkorg,
    lamna,
    liknande,
    monster,
    ni_sa,
    trend,
)

ETT = "arbete/synpunkter/<int:pk>/"
MONSTER = "arbete/synpunkter/monster/"
BESKED = "arbete/synpunkter/besked/"
TEXTER = "arbete/synpunkter/ni-sa/"

slinga = [
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
    *slinga,
]
