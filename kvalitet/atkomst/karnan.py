"""The core: the start page, organisation, import, the log."""

from kvalitet.atkomst.typer import Atkomst as A
from kvalitet.atkomst.typer import Dorr
from kvalitet.atkomst.typer import Ligger as L
from kvalitet.roller import Rattighet as R

RADER = (
    A("alla_brev", "GET", R.ORGANISATION_ANDRA),
    A("arbete", "GET", Dorr.INLOGGAD),
    A("brev", "GET", R.ORGANISATION_ANDRA),
    A("brev_html", "GET", R.ORGANISATION_ANDRA),
    A("enhet", "GET", R.ORGANISATION_SE, L.ALLA_NAMNDERS),
    A("enhet_avsluta", "GET POST", R.ORGANISATION_ANDRA, L.ALLA_NAMNDERS),
    A("enhet_dela", "GET POST", R.ORGANISATION_ANDRA, L.ALLA_NAMNDERS),
    A("enhet_flytta", "GET POST", R.ORGANISATION_ANDRA, L.ALLA_NAMNDERS),
    A("enhet_sla_ihop", "GET POST", R.ORGANISATION_ANDRA, L.ALLA_NAMNDERS),
    A("galleri", "GET", R.ORGANISATION_SE),
    A("granskning", "GET", R.HISTORIK_SE),
    A("granskning_fil", "GET", R.HISTORIK_SE),
    A("halsa", "GET", Dorr.OPPEN),
    A("halsa_redo", "GET", Dorr.OPPEN),
    A("import_fil", "GET POST", R.IMPORTERA, ratt=(R.ORGANISATION_ANDRA,)),
    A("import_granska", "GET", R.IMPORTERA, L.EGET),
    A("import_kasta", "POST", R.IMPORTERA),
    A("import_las_in", "POST", R.IMPORTERA),
    A("import_mall", "GET", R.IMPORTERA, ratt=(R.ORGANISATION_ANDRA,)),
    A("importera", "GET", R.IMPORTERA),
    A("logga_in", "GET POST", Dorr.OPPEN),
    A("logga_in_demo", "POST", Dorr.OPPEN),
    A("logga_ut", "POST", Dorr.INLOGGAD),
    A("losenord", "GET POST", Dorr.OPPEN),
    A("losenord_valj", "GET POST", Dorr.OPPEN),
    A("omorganisation_angra", "POST", R.ORGANISATION_ANDRA, L.ALLA_NAMNDERS),
    A("organisation", "GET", R.ORGANISATION_SE),
    A("profil_farg", "GET", Dorr.OPPEN),
    A("profil_logga", "GET", Dorr.OPPEN),
    A("publikt:kalender", "GET", Dorr.SIGNERAD),
    A("publikt:uppdatera", "GET POST", Dorr.SIGNERAD),
    A("sok", "GET", Dorr.INLOGGAD),
    A("start", "GET", Dorr.OPPEN),
    A("tillganglighet", "GET", Dorr.OPPEN),
    A("valkommen_undan", "POST", Dorr.INLOGGAD),
)
