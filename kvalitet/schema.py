"""What beat sends, and when: settings.CELERY_BEAT_SCHEDULE. Numbers are seconds; a message that
nobody has taken by `expires` is dropped, since the next one does the same work."""

from __future__ import annotations

from typing import Any, Final

from celery.schedules import crontab

SCHEMA: Final[dict[str, dict[str, Any]]] = {
    "omorganisationer": {
        "task": "kvalitet.tasks.genomfor_omorganisationer",
        "schedule": crontab(minute=20, hour=0),
        "options": {"expires": 3600},
    },
    "puls": {"task": "kvalitet.tasks.puls", "schedule": 5, "options": {"expires": 20}},
    # Outlives a report that is being made; one too many costs a look in the table.
    "utskick": {"task": "kvalitet.tasks.skicka_utskick", "schedule": 2, "options": {"expires": 20}},
    "uppfoljningar": {
        "task": "cykel.tasks.oppna_uppfoljningar",
        "schedule": crontab(minute=10),
        "options": {"expires": 3000},
    },
    "rundlas": {
        "task": "cykel.tasks.las_rundor",
        "schedule": crontab(minute=5),
        "options": {"expires": 3000},
    },
    "beraknade-indikatorer": {
        "task": "uppfoljning.tasks.berakna_indikatorer",
        "schedule": crontab(minute=40, hour=2),
        "options": {"expires": 3 * 3600},
    },
    "indikatorsignaler": {
        "task": "uppfoljning.tasks.leta_signaler",
        "schedule": crontab(minute=20, hour=3),
        "options": {"expires": 3 * 3600},
    },
    "paminnelser": {
        "task": "cykel.tasks.skicka_paminnelser",
        "schedule": crontab(minute=30, hour=6, day_of_week="mon-fri"),
        "options": {"expires": 3 * 3600},
    },
    "svarspaminnelser": {
        "task": "synpunkter.tasks.skicka_paminnelser",
        "schedule": crontab(minute=40, hour=6, day_of_week="mon-fri"),
        "options": {"expires": 3 * 3600},
    },
    "namndfragor": {
        "task": "uppfoljning.tasks.paminn_om_fragor",
        "schedule": crontab(minute=45, hour=6, day_of_week="mon-fri"),
        "options": {"expires": 3 * 3600},
    },
    "franvaro": {
        "task": "synpunkter.tasks.lamna_over",
        "schedule": crontab(minute=25, hour=0),
        "options": {"expires": 3600},
    },
    # What a dead worker held is free after ten seconds (rapportjobb.LAN), and taken within three.
    "rapporter": {
        "task": "uppfoljning.tasks.sopa_rapporter",
        "schedule": 3,
        "options": {"expires": 20},
    },
    "utlamnanden": {
        "task": "synpunkter.tasks.sopa_utlamnanden",
        "schedule": 3,
        "options": {"expires": 3},
    },
    "rapportdag": {
        "task": "uppfoljning.tasks.bestall_rapporter",
        "schedule": crontab(minute=15, hour=5),
        "options": {"expires": 3600},
    },
    "rapportschema": {
        "task": "uppfoljning.tasks.bestall_schemalagda_rapporter",
        "schedule": crontab(minute=25, hour=5),
        "options": {"expires": 3600},
    },
    "rapportpublicering": {
        "task": "uppfoljning.tasks.publicera_rapporter",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "enkatvarden": {
        "task": "uppfoljning.tasks.for_in_enkatvarden",
        "schedule": crontab(minute=35, hour=0),
        "options": {"expires": 3600},
    },
    "diarium": {
        "task": "synpunkter.tasks.lamna_till_diariet",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "gallringar": {
        "task": "synpunkter.tasks.gallra",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "importfiler": {
        "task": "kvalitet.tasks.sopa_importfiler",
        "schedule": crontab(minute=40),
        "options": {"expires": 3000},
    },
    "vantan_pa_komplettering": {
        "task": "synpunkter.tasks.bevaka_vantan",
        "schedule": crontab(minute=40, hour=6, day_of_week="mon-fri"),
        "options": {"expires": 3 * 3600},
    },
    "bilagor": {
        "task": "synpunkter.tasks.sopa_bilagor",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 500},
    },
    "bilagelagret": {
        "task": "synpunkter.tasks.stada_bilagelagret",
        "schedule": crontab(minute=50, hour=3),
        "options": {"expires": 3600},
    },
    "karantan": {
        "task": "synpunkter.tasks.skanna_bilagor",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 250},
    },
    "trendlarm": {
        "task": "synpunkter.tasks.larma",
        "schedule": crontab(minute=20, hour=5, day_of_week="mon"),
        "options": {"expires": 12 * 3600},
    },
    "arendeantal": {
        "task": "synpunkter.tasks.rakna_arenden",
        "schedule": crontab(minute=25, hour=3),
        "options": {"expires": 3600},
    },
    "forslag": {
        "task": "synpunkter.tasks.mat_forslag",
        "schedule": crontab(minute=40, hour=5, day_of_week="mon"),
        "options": {"expires": 12 * 3600},
    },
    "kolada": {
        "task": "uppfoljning.tasks.hamta_kolada",
        # The second time takes what failed the first.
        "schedule": crontab(minute=15, hour="2,4"),
        "options": {"expires": 3600},
    },
    "konton": {
        "task": "kvalitet.tasks.stang_konton",
        "schedule": crontab(minute=55, hour=0),
        "options": {"expires": 3600},
    },
    "sokvagar": {
        "task": "kvalitet.tasks.bygg_sokvagar",
        "schedule": crontab(minute=5, hour=0),
        "options": {"expires": 3600},
    },
    "loggsigill": {
        "task": "kvalitet.tasks.forsegla_loggen",
        "schedule": crontab(minute=15, hour="0-3"),  # the later ones do what the first could not
        "options": {"expires": 3000},
    },
}
