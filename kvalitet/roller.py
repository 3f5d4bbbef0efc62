"""Who may do what: pure data (domain.md sections 3 and 11).

A right is a reason in the code; a role is a set of rights. Closed by default: what no role
holds, nobody may do, and there is no superuser.
"""

from enum import StrEnum

from django.db.models import TextChoices


class Rattighet(StrEnum):
    ORGANISATION_SE = "organisation.se"
    ORGANISATION_ANDRA = "organisation.andra"
    KONTO_ANDRA = "konto.andra"
    IMPORTERA = "import.gor"
    DRIFT_SKOTA = "drift.skota"
    """See how the site fares, and let what failed be tried again; no content is read."""

    PLAN_SE = "plan.se"
    PLAN_SKRIVA = "plan.skriva"
    """Create a plan and write in its draft."""
    PLAN_FORA_VIDARE = "plan.fora_vidare"
    """Send the draft to review, and say that the åtgärder are decided: the plan's own person."""
    PLAN_GRANSKA = "plan.granska"
    PLAN_FASTSTALLA = "plan.faststalla"
    """Adopt any plan. With `PLAN_GRANSKA` alone one adopts what a nämnd has decided."""
    MAL_REGISTRERA = "mal.registrera"
    UPPFOLJNING_OPPNA = "uppfoljning.oppna"
    UPPFOLJNING_FOLJA = "uppfoljning.folja"
    """See who has what left in a round."""
    UPPFOLJNING_PAMINNA = "uppfoljning.paminna"
    """Remind those who have something left in a round."""
    UPPFOLJNING_LEDA = "uppfoljning.leda"
    """Set a nämnd's days in a round, lock it, and open a part that is locked."""
    UPPFOLJNING_SKRIVA = "uppfoljning.skriva"
    """Report activities and values."""
    BEDOMNING_SKRIVA = "bedomning.skriva"
    """Judge goals, and conclude from what residents say."""
    UPPFOLJNING_GODKANNA = "uppfoljning.godkanna"
    UPPFOLJNING_SKICKA_ATER = "uppfoljning.skicka_ater"
    ATGARD_SKRIVA = "atgard.skriva"
    EFFEKT_VERIFIERA = "effekt.verifiera"
    VARV_AVSLUTA = "varv.avsluta"
    PLAN_AVSLUTA = "plan.avsluta"
    SPRANG_SKRIVA = "sprang.skriva"
    SPRANG_BESLUTA = "sprang.besluta"
    KONTROLL_SKRIVA = "kontroll.skriva"
    INTERNKONTROLL_SKRIVA = "internkontroll.skriva"
    ANSVAR_OVERLAMNA = "ansvar.overlamna"

    SYNPUNKT_SE = "synpunkt.se"
    SYNPUNKT_FORDELA = "synpunkt.fordela"
    SYNPUNKT_HANDLAGGA = "synpunkt.handlagga"
    SYNPUNKT_ATEROPPNA = "synpunkt.ateroppna"
    SYNPUNKT_INSTALLA = "installning.synpunkt"
    """Set what a nämnd promises, and the texts that its handlers begin from."""
    SEKRETESS_SE = "sekretess.se"
    """Read cases marked as secret, of the nämnd that the role names and no other."""
    SEKRETESS_MARKERA = "sekretess.markera"
    UTLAMNANDE_SE = "utlamnande.se"
    """Read the files that are made for who asks for records."""
    UTLAMNANDE_PROVA = "utlamnande.prova"
    SIGNAL_BEDOMA = "signal.bedoma"
    """Decide whether a synpunkt shall be reported by another law (lex Sarah, kränkning)."""
    ARKIV_SE = "arkiv.se"
    """Read a nämnd's rules of disposal, its disposals and what is archived of its reports."""
    ARKIV_SKOTA = "arkiv.skota"
    """Decide how a nämnd registers, write in its rules of disposal, and propose a disposal."""
    GALLRING_GODKANNA = "gallring.godkanna"
    REGISTERUTDRAG = "register.utdrag"
    """Search out and hand over all that is held on one person."""
    SYNPUNKT_ATERKOPPLA = "synpunkt.aterkoppla"
    """Tell the senders what came of it, and write what is published of it."""
    SYNPUNKT_PUBLICERA = "synpunkt.publicera"
    """Approve what somebody else has written for "Ni sa – vi gjorde"."""

    UNDERSOKNING_SE = "undersokning.se"
    UNDERSOKNING_SKRIVA = "undersokning.skriva"
    RAPPORT_SE = "rapport.se"
    RAPPORT_BESTALLA = "rapport.bestalla"
    RAPPORT_GODKANNA = "rapport.godkanna"
    """Stand behind a report for the kontor or unit, and decide those that are the chef's own."""
    RAPPORT_FASTSTALLA = "rapport.faststalla"
    """Record a nämnd's decision of a report, and publish what is decided."""
    RAPPORT_PLANERA = "rapport.planera"
    """Choose which reports a nämnd gets and when, and who is told when one is published."""
    NAMND_FOLJA = "namnd.folja"
    """Read a nämnd's page: its reports, its meetings, its questions and the answers."""
    NAMNDFRAGA_STALLA = "namndfraga.stalla"
    NAMNDFRAGA_BESVARA = "namndfraga.besvara"
    SAMMANTRADE_SKOTA = "sammantrade.skota"
    """Keep the days on which a nämnd meets."""
    HISTORIK_SE = "historik.se"


class Roll(TextChoices):
    PLANANSVARIG = "PA", "Planansvarig"
    AKTIVITETSANSVARIG = "AA", "Aktivitets- och indikatoransvarig"
    CHEF = "CH", "Chef"
    KVALITETSSAMORDNARE = "KV", "Kvalitetssamordnare"
    NAMNDSEKRETERARE = "NS", "Nämndsekreterare"
    HANDLAGGARE = "HS", "Handläggare av synpunkter"
    FORTROENDEVALD = "FV", "Förtroendevald"
    REVISOR = "REV", "Revisor"
    ADMINISTRATOR = "ADM", "Administratör"


_R = Rattighet
_LASER = frozenset({_R.ORGANISATION_SE, _R.PLAN_SE, _R.UNDERSOKNING_SE, _R.RAPPORT_SE})

ROLLER: dict[Roll, frozenset[Rattighet]] = {
    Roll.PLANANSVARIG: _LASER
    | {
        _R.PLAN_SKRIVA,
        _R.PLAN_FORA_VIDARE,
        _R.UPPFOLJNING_SKRIVA,
        _R.BEDOMNING_SKRIVA,
        _R.ATGARD_SKRIVA,
        _R.EFFEKT_VERIFIERA,
        _R.SPRANG_SKRIVA,
        _R.KONTROLL_SKRIVA,
        _R.ANSVAR_OVERLAMNA,
        _R.NAMND_FOLJA,
        _R.NAMNDFRAGA_BESVARA,
    },
    Roll.AKTIVITETSANSVARIG: _LASER
    | {_R.UPPFOLJNING_SKRIVA, _R.ATGARD_SKRIVA, _R.SPRANG_SKRIVA, _R.KONTROLL_SKRIVA},
    Roll.CHEF: _LASER
    | {
        _R.PLAN_GRANSKA,
        _R.PLAN_FASTSTALLA,
        _R.UPPFOLJNING_FOLJA,
        _R.UPPFOLJNING_PAMINNA,
        _R.UPPFOLJNING_GODKANNA,
        _R.UPPFOLJNING_SKICKA_ATER,
        _R.EFFEKT_VERIFIERA,
        _R.VARV_AVSLUTA,
        _R.PLAN_AVSLUTA,
        _R.SPRANG_SKRIVA,
        _R.SPRANG_BESLUTA,
        _R.KONTROLL_SKRIVA,
        _R.ANSVAR_OVERLAMNA,
        _R.SYNPUNKT_SE,
        _R.SYNPUNKT_ATEROPPNA,
        _R.SEKRETESS_MARKERA,
        _R.UTLAMNANDE_SE,
        _R.UTLAMNANDE_PROVA,
        _R.SIGNAL_BEDOMA,
        _R.SYNPUNKT_PUBLICERA,
        _R.RAPPORT_BESTALLA,
        _R.RAPPORT_GODKANNA,
        _R.NAMND_FOLJA,
        _R.NAMNDFRAGA_BESVARA,
    },
    Roll.KVALITETSSAMORDNARE: _LASER
    | {
        _R.PLAN_SKRIVA,
        _R.MAL_REGISTRERA,
        _R.IMPORTERA,
        _R.UPPFOLJNING_OPPNA,
        _R.UPPFOLJNING_FOLJA,
        _R.UPPFOLJNING_PAMINNA,
        _R.UPPFOLJNING_LEDA,
        _R.UPPFOLJNING_SKRIVA,
        _R.BEDOMNING_SKRIVA,
        _R.UPPFOLJNING_SKICKA_ATER,
        _R.ATGARD_SKRIVA,
        _R.EFFEKT_VERIFIERA,
        _R.SPRANG_SKRIVA,
        _R.KONTROLL_SKRIVA,
        _R.INTERNKONTROLL_SKRIVA,
        _R.ANSVAR_OVERLAMNA,
        _R.SYNPUNKT_SE,
        _R.SYNPUNKT_FORDELA,
        _R.SYNPUNKT_INSTALLA,
        _R.SEKRETESS_SE,
        _R.SEKRETESS_MARKERA,
        _R.UTLAMNANDE_SE,
        _R.UTLAMNANDE_PROVA,
        _R.SIGNAL_BEDOMA,
        _R.ARKIV_SE,
        _R.ARKIV_SKOTA,
        _R.GALLRING_GODKANNA,
        _R.REGISTERUTDRAG,
        _R.SYNPUNKT_ATERKOPPLA,
        _R.SYNPUNKT_PUBLICERA,
        _R.UNDERSOKNING_SKRIVA,
        _R.RAPPORT_BESTALLA,
        _R.RAPPORT_PLANERA,
        _R.NAMND_FOLJA,
        _R.NAMNDFRAGA_BESVARA,
    },
    Roll.NAMNDSEKRETERARE: _LASER
    | {
        _R.MAL_REGISTRERA,
        _R.UPPFOLJNING_FOLJA,
        _R.UPPFOLJNING_PAMINNA,
        _R.UPPFOLJNING_LEDA,
        _R.PLAN_GRANSKA,
        _R.PLAN_AVSLUTA,
        _R.SPRANG_BESLUTA,
        _R.INTERNKONTROLL_SKRIVA,
        _R.SYNPUNKT_SE,
        _R.SYNPUNKT_FORDELA,
        _R.SEKRETESS_SE,
        _R.SEKRETESS_MARKERA,
        _R.UTLAMNANDE_SE,
        _R.UTLAMNANDE_PROVA,
        _R.ARKIV_SE,
        _R.ARKIV_SKOTA,
        _R.GALLRING_GODKANNA,
        _R.REGISTERUTDRAG,
        _R.SYNPUNKT_PUBLICERA,
        _R.RAPPORT_BESTALLA,
        _R.RAPPORT_FASTSTALLA,
        _R.RAPPORT_PLANERA,
        _R.NAMND_FOLJA,
        _R.SAMMANTRADE_SKOTA,
    },
    Roll.HANDLAGGARE: frozenset(
        {
            _R.ORGANISATION_SE,
            _R.SYNPUNKT_SE,
            _R.SYNPUNKT_HANDLAGGA,
            _R.SYNPUNKT_ATERKOPPLA,
            _R.SEKRETESS_MARKERA,
            _R.UTLAMNANDE_SE,
            _R.UTLAMNANDE_PROVA,
        }
    ),
    Roll.FORTROENDEVALD: _LASER | {_R.NAMND_FOLJA, _R.NAMNDFRAGA_STALLA},
    Roll.REVISOR: _LASER
    | {
        _R.UPPFOLJNING_FOLJA,
        _R.SYNPUNKT_SE,
        _R.UTLAMNANDE_SE,
        _R.ARKIV_SE,
        _R.HISTORIK_SE,
        _R.NAMND_FOLJA,
    },
    Roll.ADMINISTRATOR: frozenset(
        {
            _R.ORGANISATION_SE,
            _R.ORGANISATION_ANDRA,
            _R.KONTO_ANDRA,
            _R.IMPORTERA,
            _R.DRIFT_SKOTA,
            _R.SYNPUNKT_INSTALLA,
        }
    ),
}

GER_MYCKET = frozenset({_R.KONTO_ANDRA, _R.SEKRETESS_SE, _R.HISTORIK_SE})
"""A group is given a role with one of these only by who manages the whole municipality."""
