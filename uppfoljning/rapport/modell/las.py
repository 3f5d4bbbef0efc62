"""A report as canonical JSON and back, in every schema that has been written.

A schema is frozen once a snapshot is made in it: a new field is a new schema, named here so that
a snapshot from before it is still read. Names in `NYTT_I_<n>` are those of the dataclasses.
"""

from hashlib import sha256

from uppfoljning.rapport import kanon
from uppfoljning.rapport.modell.rapport import SCHEMA, Maluppfyllelserapport

NYTT_I_2 = frozenset(
    {
        "Jamforelse.omrade",
        "Indikator.id",
        "Indikator.definition",
        "Indikator.definitionsversion",
        "Indikator.period",
        "Indikator.forra_period",
        "Indikator.kon",
        "Indikator.variation",
        "Indikator.andel",
        "Antal.nyckel",
        "Synpunkter.teman",
        "Synpunkter.lovade",
        "Synpunkter.besvarade",
        "Fraga.mal",
        "Undersokning.id",
        "Undersokning.mal",
        "Undersokning.ram",
        "Undersokning.sammanfattning",
        "Undersokning.teman",
        "Aktivitet.id",
        "Aktivitet.slut",
        "Aktivitet.rapporterad",
        "Mal.bedomd",
        "Mal.utkast",
        "Mal.i_rad_fore",
        "Mal.rost",
        "Mal.brister",
        "Mal.prov",
        "Mal.forra",
    }
)
"""What schema 1 did not hold."""

NYTT_I_3 = frozenset(
    {
        "Maluppfyllelserapport.adress",
        "Maluppfyllelserapport.nyckeltal",
        "Maluppfyllelserapport.internkontroll",
        "Maluppfyllelserapport.metodandringar",
        "Antal.dold",
        "Antal.forra_dold",
        "Synpunkter.alla",
    }
)
"""What schema 2 did not hold."""

FAR_SAKNAS = {1: NYTT_I_2 | NYTT_I_3, 2: NYTT_I_3, SCHEMA: kanon.INGA}


class OkantSchema(ValueError):
    """The snapshot was written in a schema that this version does not read."""


def till_data(underlag: Maluppfyllelserapport) -> dict[str, object]:
    """For a JSON column; `till_json` of the same report is its canonical text."""
    data: dict[str, object] = kanon.till_data(underlag)
    return data


def till_json(underlag: Maluppfyllelserapport) -> str:
    return kanon.till_json(underlag)


def fran_data(data: dict[str, object]) -> Maluppfyllelserapport:
    """Read any schema that was ever written; what it did not hold has its default."""
    schema = data.get("schema")
    if type(schema) is not int or schema not in FAR_SAKNAS:
        raise OkantSchema(f"schema {schema!r}, expected at most {SCHEMA}")
    nu = {**data, "schema": SCHEMA}
    return kanon.fran_data(Maluppfyllelserapport, nu, far_saknas=FAR_SAKNAS[schema])


def fran_json(text: str) -> Maluppfyllelserapport:
    return fran_data(kanon.las_json(text))


def fingeravtryck(underlag: Maluppfyllelserapport) -> str:
    """sha256 of the canonical JSON, in hex: the snapshot's own fingerprint."""
    return sha256(till_json(underlag).encode()).hexdigest()
