"""What higher rooms hang on lower ones, by name: the slots of the transition tables, and who is
asked or told when something happens. Read by the settings, so that a lower room imports no higher.
"""

# Where each app says what of its fields is personal data, as `FALT` and `UTAN`.
PERSONUPPGIFTER: tuple[str, ...] = (
    "kvalitet.personuppgifter",
    "cykel.personuppgifter",
    "synpunkter.personuppgifter",
    "uppfoljning.personuppgifter",
)
# What is looked up by a keyed sum of an encrypted address: model, address, sum, and its room.
UPPSLAGSFALT: tuple[tuple[str, str, str, str], ...] = (
    ("synpunkter.Kontakt", "epost", "epost_hmac", "kontakt.epost"),
    ("uppfoljning.Rapportmottagare", "epost", "epost_hmac", "rapportmottagare"),
)
# A row of a state table names its guards and effects; here stands which functions fill each
# name, in order. Checked at start: no slot empty, none unknown (kvalitet.overgang).
HANDELSEMENINGAR: tuple[str, ...] = (
    "kvalitet.handelser.MENINGAR",
    "cykel.handelser.MENINGAR",
    "synpunkter.handelser.MENINGAR",
    "uppfoljning.handelser.MENINGAR",
)
# What a disposal takes away of the cases, functions of (pk:n) to {kind: how many}, in the order
# in which the rows hang on each other; each model that holds words, contacts or files hangs its
# own here. A file goes within the transaction: a repeat finds it gone already.
GALLRAS: tuple[str, ...] = (
    "synpunkter.gallras.diariefiler",
    "synpunkter.gallras.brev",
    "synpunkter.gallras.kommentarer",
    "synpunkter.gallras.bilagor",
    "synpunkter.gallras.utlamnanden",
    "synpunkter.gallras.provningar",
    "synpunkter.gallras.meddelanden",
    "synpunkter.gallras.kontakter",
)
# What holds a case back from disposal though its time has passed, functions of (pk:n) to
# {pk: why, in a sentence}.
GALLRINGSHINDER: tuple[str, ...] = (
    "synpunkter.gallras.diariet_vantar",
    "synpunkter.gallras.besked_vantar",
    "synpunkter.gallras.begaran_vantar",
    "synpunkter.gallras.bedomning_vantar",
)
# Which other cases go with those that go (as merged ones with their main case), functions of (pk:n)
# to {pk of the follower: pk of the one it follows}.
FOLJER_I_GALLRING: tuple[str, ...] = ("synpunkter.gallras.sammanslagna",)
# What more a register extract holds of a case, functions of (synpunkt) to {heading: [{key: text}]}.
REGISTERUTDRAGETS_DELAR: tuple[str, ...] = (
    "synpunkter.utdragsdelar.filer",
    "synpunkter.utdragsdelar.nojdhet",
    "synpunkter.utdragsdelar.utlamnanden",
)
# What takes other people out of a text: a function of (text, synpunkt, the person's own words).
TREDJE_MAN_MASKAS: str = "synpunkter.tredje_man.maskera"
# What each app lets follow when a unit ends, functions of (omorganisation, *, nu); and what it
# says is open in a unit, functions of (enhet) to sentences.
OMORGANISATIONSFOLJDER: tuple[str, ...] = (
    "cykel.actions.omorganisation.folj",
    "synpunkter.actions.omorganisation.folj",
)
OMORGANISATIONSINNEHALL: tuple[str, ...] = (
    "cykel.actions.omorganisation.oppet_i",
    "synpunkter.actions.omorganisation.oppet_i",
)
# What each app says is open in a person's name, functions of (anvandare) to sentences that tell how
# much and nothing of what: for who closes accounts.
OPPET_HOS_PERSON: tuple[str, ...] = (
    "cykel.villkor.overlamning.oppet_hos",
    "synpunkter.actions.omorganisation.oppet_hos",
)
TILLSTANDSMASKINER: tuple[str, ...] = (
    "cykel.tillstand.PLANVERSION",
    "cykel.tillstand.PLAN",
    "cykel.tillstand.LARDOM",
    "cykel.tillstand.SPRANG",
    "cykel.tillstand.STYRMODELL",
    "synpunkter.tillstand.SYNPUNKT",
    "synpunkter.tillstand_utlamnande.UTLAMNANDE",
    "synpunkter.tillstand_slinga.ATERKOPPLING",
    "synpunkter.tillstand_slinga.PUBLICERING",
    "uppfoljning.tillstand.RAPPORT",
    "uppfoljning.tillstand_namndfraga.NAMNDFRAGA",
)
OVERGANGSPLATSER: dict[str, tuple[str, ...]] = {
    "cykel.ar_revidering": ("cykel.villkor.revidering.ar_revidering",),
    "cykel.inget_utkast": ("cykel.villkor.revidering.inget_utkast",),
    "cykel.revidering_beslutad": ("cykel.villkor.revidering.revidering_beslutad",),
    "cykel.utkast_kopierat": ("cykel.effekter.revidering.utkast_kopierat",),
    "cykel.inget_skickat_ater": ("cykel.villkor.aterskick.inget_skickat_ater",),
    "cykel.del_vald": ("cykel.villkor.aterskick.del_vald",),
    "cykel.del_skickad_ater": ("cykel.effekter.aterskick.del_skickad_ater",),
    "uppfoljning.bedomning_oppnad": ("uppfoljning.effekter.bedomning_oppnad",),
    "uppfoljning.rapporten_inte_faststalld": ("uppfoljning.villkor.rapporten_inte_faststalld",),
    "uppfoljning.rapporten_last": ("uppfoljning.effekter.rapporten_last",),
    "cykel.varv_ateroppnat": ("cykel.effekter.avslut.varv_ateroppnat",),
    "cykel.helaret_godkant": ("cykel.villkor.avslut.helaret_godkant",),
    "cykel.lardomar_avgjorda": ("cykel.villkor.avslut.lardomar_avgjorda",),
    "cykel.atgarder_flyttade": ("cykel.villkor.avslut.atgarder_flyttade",),
    "cykel.eftertradare_eller_upphor": ("cykel.villkor.avslut.eftertradare_eller_upphor",),
    "cykel.avslut_beslutat": ("cykel.villkor.avslut.avslut_beslutat",),
    "cykel.plan_avslutad": ("cykel.effekter.avslut.plan_avslutad",),
    "cykel.plan_arkiverad": ("cykel.effekter.avslut.plan_arkiverad",),
    "cykel.mottagare_vald": ("cykel.villkor.avslut.mottagare_vald",),
    "cykel.avbrott_beslutat": ("cykel.villkor.avslut.avbrott_beslutat",),
    "cykel.utkast_faller": ("cykel.effekter.avslut.utkast_faller",),
    "cykel.plan_avbruten": ("cykel.effekter.avslut.plan_avbruten",),
    "cykel.planen_lever": ("cykel.villkor.plan.planen_lever",),
    "cykel.mal_och_uppdrag_kopplade": ("cykel.villkor.plan.mal_och_uppdrag_kopplade",),
    "cykel.aktiviteter_hela": ("cykel.villkor.plan.aktiviteter_hela",),
    "cykel.indikatorer_hela": ("cykel.villkor.plan.indikatorer_hela",),
    "cykel.inskickad": ("cykel.effekter.plan.inskickad",),
    "cykel.arvda_lardomar_besvarade": ("cykel.villkor.plan.arvda_lardomar_besvarade",),
    "cykel.styrmodellen_gallande": ("cykel.villkor.plan.styrmodellen_gallande",),
    "cykel.ratt_beslutsfattare": ("cykel.villkor.plan.ratt_beslutsfattare",),
    "cykel.fyra_ogon": ("cykel.villkor.plan.fyra_ogon",),
    "cykel.beslut_angivet": ("cykel.villkor.plan.beslut_angivet",),
    "cykel.version_frusen": ("cykel.effekter.plan.version_frusen",),
    "cykel.planen_borjar": ("cykel.effekter.plan.planen_borjar",),
    "cykel.tillfalle_valt": ("cykel.villkor.plan.tillfalle_valt",),
    "cykel.uppfoljning_oppnad": ("cykel.effekter.plan.uppfoljning_oppnad",),
    "uppfoljning.malen_bedomda": ("uppfoljning.villkor.malen_bedomda",),
    "uppfoljning.indikatorer_har_utfall": ("uppfoljning.villkor.indikatorer_har_utfall",),
    "cykel.aktiviteter_har_status": ("cykel.villkor.varv.aktiviteter_har_status",),
    "uppfoljning.roster_genomgangna": ("uppfoljning.villkor.roster_genomgangna",),
    "uppfoljning.namndsvar_finns": ("uppfoljning.villkor_namndfraga.svaret_finns",),
    "uppfoljning.egen_namndfraga": ("uppfoljning.villkor_namndfraga.egen_fraga",),
    "uppfoljning.namndsvar_skrivet": ("uppfoljning.effekter_namndfraga.svaret_skrivet",),
    "uppfoljning.ogonblick_fryst": ("uppfoljning.effekter.ogonblick_fryst",),
    "cykel.brister_har_atgard": ("cykel.villkor.varv.brister_har_atgard",),
    "cykel.effekter_verifierade": ("cykel.villkor.varv.effekter_verifierade",),
    "cykel.rutin_avgjord": ("cykel.villkor.varv.rutin_avgjord",),
    "cykel.lardom_avgjord": ("cykel.villkor.varv.lardom_avgjord",),
    "cykel.sena_lardomar_besvarade": ("cykel.villkor.varv.sena_lardomar_besvarade",),
    "cykel.nasta_tillfalle_finns": ("cykel.villkor.varv.nasta_tillfalle_finns",),
    "cykel.lardomar_sakrade": ("cykel.effekter.varv.lardomar_sakrade",),
    "cykel.nytt_varv": ("cykel.effekter.varv.nytt_varv",),
    "cykel.lardom_hel": ("cykel.villkor.varv.lardom_hel",),
    "cykel.lardom_foreslagen": ("cykel.effekter.varv.lardom_foreslagen",),
    "cykel.effekten_avgjord": ("cykel.villkor.varv.effekten_avgjord",),
    "cykel.lardom_sakrad": ("cykel.effekter.varv.lardom_sakrad",),
    "cykel.nivan_halls": ("cykel.villkor.sprang.nivan_halls",),
    "cykel.prov_helt": ("cykel.villkor.sprang.prov_helt",),
    "cykel.agare_i_linjen": ("cykel.villkor.sprang.agare_i_linjen",),
    "cykel.provet_over": ("cykel.villkor.sprang.provet_over",),
    "cykel.effekt_matt": ("cykel.villkor.sprang.effekt_matt",),
    "cykel.niva_hojs": ("cykel.villkor.sprang.niva_hojs",),
    "cykel.rutin_publicerad": ("cykel.villkor.sprang.rutin_publicerad",),
    "cykel.sprang_fyra_ogon": ("cykel.villkor.sprang.fyra_ogon",),
    "cykel.sprang_beslutat": ("cykel.villkor.sprang.beslutat",),
    "cykel.skal_och_lardom": ("cykel.villkor.sprang.skal_och_lardom",),
    "cykel.sprang_kopplat": ("cykel.effekter.sprang.kopplat",),
    "cykel.prov_stoppat": ("cykel.effekter.sprang.stoppat",),
    "cykel.sprang_infort": ("cykel.effekter.sprang.infort",),
    "cykel.niva_hojd": ("cykel.effekter.sprang.niva_hojd",),
    "cykel.sprang_avslutat": ("cykel.effekter.sprang.avslutat",),
    "cykel.styrmodellen_hel": ("cykel.villkor.styrmodell.styrmodellen_hel",),
    "cykel.foregaende_avslutad": ("cykel.effekter.styrmodell.foregaende_avslutad",),
    "synpunkter.mottagare_vald": (
        "synpunkter.villkor.mottagare_vald",
        "synpunkter.villkor_sekretess.nagon_far_lasa",
    ),
    "synpunkter.tilldelad": (
        "synpunkter.effekter_sekretess.skyddslasare_lamnar",
        "synpunkter.effekter.tilldelad",
        "synpunkter.effekter_slinga.lamna_monster",
        "synpunkter.effekter_skrap.slappt_ut",
    ),
    "synpunkter.handlaggare_satt": ("synpunkter.effekter.handlaggare_satt",),
    "synpunkter.avsandaren_kan_nas": ("synpunkter.villkor.avsandaren_kan_nas",),
    "synpunkter.meddelande_skrivet": ("synpunkter.villkor.meddelande_skrivet",),
    "synpunkter.klockan_stannad": ("synpunkter.effekter.klockan_stannad",),
    "synpunkter.meddelande_sant": ("synpunkter.effekter.meddelande_sant",),
    "synpunkter.klockan_igang": ("synpunkter.effekter.klockan_igang",),
    "synpunkter.besvarad": ("synpunkter.effekter.besvarad",),
    "synpunkter.utfall_angivet": ("synpunkter.villkor.utfall_angivet",),
    "synpunkter.klagomal_besvarat": ("synpunkter.villkor.klagomal_besvarat",),
    "synpunkter.avslutad": ("synpunkter.effekter.avslutad",),
    "synpunkter.inom_trettio_dagar": ("synpunkter.villkor.inom_trettio_dagar",),
    "synpunkter.ateroppnad": (
        "synpunkter.effekter_sekretess.eget_skydd",
        "synpunkter.effekter.ateroppnad",
    ),
    "synpunkter.ojavig": ("synpunkter.villkor_lagen.ojavig",),
    "synpunkter.overlamnande_provat": ("synpunkter.villkor_lagen.overlamnande_provat",),
    "synpunkter.inte_en_del": ("synpunkter.villkor_lagen.inte_en_del",),
    "synpunkter.huvud_passar": ("synpunkter.villkor_lagen.huvud_passar",),
    "synpunkter.sammanslagen": ("synpunkter.effekter_lagen.sammanslagen",),
    "synpunkter.sammanslagen_inom_trettio_dagar": (
        "synpunkter.villkor_lagen.sammanslagen_inom_trettio_dagar",
    ),
    "synpunkter.tagen_ur": (
        "synpunkter.effekter_sekretess.eget_skydd",
        "synpunkter.effekter_lagen.tagen_ur",
    ),
    "synpunkter.sammanslagna_besvarade": ("synpunkter.effekter_lagen.sammanslagna_besvarade",),
    "synpunkter.sammanslagna_avslutade": ("synpunkter.effekter_lagen.sammanslagna_avslutade",),
    "synpunkter.sammanslagna_vidarebefordrade": (
        "synpunkter.effekter_lagen.sammanslagna_vidarebefordrade",
    ),
    "synpunkter.avslutad_med_huvudet": ("synpunkter.effekter_lagen.avslutad_med_huvudet",),
    "synpunkter.inga_sammanslagna": ("synpunkter.villkor_lagen.inga_sammanslagna",),
    "synpunkter.delarna_hela": (
        "synpunkter.villkor_lagen.delarna_hela",
        "synpunkter.villkor_sekretess.delarna_lasbara",
    ),
    "synpunkter.delad": (
        "synpunkter.effekter_lagen.delad",
        "synpunkter.effekter_sekretess.delarna_markta",
        "synpunkter.effekter_skrap.slappt_ut",
    ),
    "synpunkter.del_besvarad": ("synpunkter.effekter_lagen.del_besvarad",),
    "synpunkter.del_avslutad": ("synpunkter.effekter_lagen.del_avslutad",),
    "synpunkter.alla_delar_avslutade": ("synpunkter.villkor_lagen.alla_delar_avslutade",),
    "synpunkter.vidarebefordran_hel": ("synpunkter.villkor_lagen.vidarebefordran_hel",),
    "synpunkter.vidarebefordrad": ("synpunkter.effekter_lagen.vidarebefordrad",),
    "synpunkter.utlamnande_provat": ("synpunkter.villkor_utlamnande.utlamnande_provat",),
    "synpunkter.handlingen_klar": ("synpunkter.villkor_utlamnande.handlingen_klar",),
    "synpunkter.maskningen_genomlast": ("synpunkter.villkor_utlamnande.maskningen_genomlast",),
    "synpunkter.provning_skriven": ("synpunkter.effekter_utlamnande.provning_skriven",),
    "synpunkter.handlingar_bestallda": ("synpunkter.effekter_utlamnande.handlingar_bestallda",),
    "synpunkter.beslutet_upphavt": ("synpunkter.effekter_utlamnande.beslutet_upphavt",),
    "synpunkter.arendet_kan_lasas": ("synpunkter.villkor_utlamnande.arendet_kan_lasas",),
    "synpunkter.utlamnad": ("synpunkter.effekter_utlamnande.utlamnad",),
    "synpunkter.beskedet_skrivet": ("synpunkter.villkor_slinga.beskedet_skrivet",),
    "synpunkter.beskedet_rojer_ingen": ("synpunkter.villkor_slinga.beskedet_rojer_ingen",),
    "synpunkter.beskedet_skickat": ("synpunkter.effekter_slinga.beskedet_skickat",),
    "synpunkter.texten_rojer_ingen": ("synpunkter.villkor_slinga.texten_rojer_ingen",),
    "synpunkter.skriven_av_annan": ("synpunkter.villkor_slinga.skriven_av_annan",),
    "synpunkter.texten_inlamnad": ("synpunkter.effekter_slinga.texten_inlamnad",),
    "synpunkter.texten_publicerad": ("synpunkter.effekter_slinga.texten_publicerad",),
    "synpunkter.texten_tillbakadragen": ("synpunkter.effekter_slinga.texten_tillbakadragen",),
    "uppfoljning.namnden_beslutar": ("uppfoljning.villkor_rapport.namnden_beslutar",),
    "uppfoljning.chefen_beslutar": ("uppfoljning.villkor_rapport.chefen_beslutar",),
    "uppfoljning.rapporten_hel": ("uppfoljning.villkor_rapport.rapporten_hel",),
    "uppfoljning.senaste_versionen": ("uppfoljning.villkor_rapport.senaste_versionen",),
    "uppfoljning.underlaget_galler": ("uppfoljning.villkor_rapport.underlaget_galler",),
    "uppfoljning.rattelse_skriven": ("uppfoljning.villkor_rapport.rattelse_skriven",),
    "uppfoljning.rattelsens_fyra_ogon": ("uppfoljning.villkor_rapport.rattelsens_fyra_ogon",),
    "uppfoljning.rapportbeslut_angivet": ("uppfoljning.villkor_rapport.rapportbeslut_angivet",),
    "uppfoljning.ingen_nyare_beslutad": ("uppfoljning.villkor_rapport.ingen_nyare_beslutad",),
    "uppfoljning.rapporten_godkand": ("uppfoljning.effekter_rapport.rapporten_godkand",),
    "uppfoljning.rapporten_beslutad": ("uppfoljning.effekter_rapport.rapporten_beslutad",),
    "uppfoljning.rapporten_publicerad": ("uppfoljning.effekter_rapport.rapporten_publicerad",),
    "uppfoljning.lankar_skickade": ("uppfoljning.effekter_rapport.lankar_skickade",),
    "synpunkter.skrap_avslutat": ("synpunkter.effekter_skrap.avslutat",),
}
# What higher rooms show on the plan page: the grade of each goal, functions of
# (plan, varv, anvandare) to {mal: cykel.visning.Maldel}.
PLANSIDANS_MALDELAR: tuple[str, ...] = ("uppfoljning.plansida.maldelar",)
# What higher rooms know of how goals were judged, functions of (plan, mal_pk:n) to
# cykel.visning.Bedomt; and of where brister come from, functions of (brist_pk:n, anvandare) to
# {brist: [cykel.visning.Kallank]}.
MALENS_BEDOMNINGAR: tuple[str, ...] = ("uppfoljning.plansida.bedomt",)
BRISTERNAS_KALLOR: tuple[str, ...] = (
    "uppfoljning.plansida.bristkallor",
    "synpunkter.plansida.bristkallor",
)
# What higher rooms say of an indicator on its page, functions of (indikator, anvandare) to
# [cykel.visning.Indikatordel]; and where else indicators come from, functions of (anvandare) to
# [cykel.visning.Kallank].
INDIKATORSIDANS_DELAR: tuple[str, ...] = (
    "uppfoljning.koladavisning.indikatordelar",
    "uppfoljning.beraknadvisning.indikatordelar",
)
INDIKATORKALLOR: tuple[str, ...] = ("uppfoljning.koladavisning.kallor",)
# What the areas that a target is compared with are called, as they stand within a sentence: a
# function of ({code}) to {code: name}; a code that is not known has none.
OMRADESNAMN: str = "uppfoljning.koladaomraden.omradesnamn"
# What follows in higher rooms when the effect of an åtgärd is decided, in the same transaction:
# functions of (atgard, *, av, nu).
EFTER_EFFEKT: tuple[str, ...] = ("synpunkter.effekter_slinga.forbered_besked",)
# And when it is decided that nothing is done about a brist: functions of (brist, *, av, nu).
EFTER_INGEN_ATGARD: tuple[str, ...] = ("synpunkter.effekter_slinga.forbered_forklaring",)
# What follows in higher rooms when a brist goes on in another plan, in the same transaction:
# functions of (brist, ny, *, av, nu).
EFTER_FLYTT: tuple[str, ...] = (
    "synpunkter.effekter.folj_bristen",
    "synpunkter.effekter_slinga.folj_monstret",
)

# What higher rooms add to a person's page "Det jag ska uppdatera": functions of (day, person) to
# an iterable of cykel.villkor.paminnelse.Forfall.
UPPDATERINGAR: tuple[str, ...] = ("uppfoljning.paminnelse.varden_att_markera",)

# What the morning's reminder asks for: functions of (day) to an iterable of
# cykel.villkor.paminnelse.Forfall.
# What more the page of the site's health tries, functions of () to `kvalitet.drift.Prov`.
DRIFTPROV: tuple[str, ...] = (
    "kvalitet.lagerprov.kon_behaller",
    "uppfoljning.drift.rapporter",
    "synpunkter.drift.karantan",
    "synpunkter.drift.diariet",
)
PAMINNELSER: tuple[str, ...] = (
    "cykel.villkor.paminnelse.rader",
    "cykel.villkor.paminnelse.uppfoljningar",
    "cykel.villkor.paminnelse.aterskick",
    "cykel.villkor.paminnelse.atgarder",
    "cykel.villkor.paminnelse.uppdrag",
    "cykel.villkor.paminnelse.kontroller",
    "uppfoljning.paminnelse.varden_att_markera",
    "synpunkter.signalpaminnelse.bedomningar",
    "synpunkter.paminnelser.besked_att_godkanna",
    "synpunkter.paminnelser.texter_att_godkanna",
    "synpunkter.paminnelser.larm_att_besvara",
)
