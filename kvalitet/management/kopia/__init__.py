"""Backup and restore: the database, the files and the keys as one file that tells what it holds."""

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "databas.dump"
NYCKLAR = "nycklar.krypt"
VITTNE = "sigill.jsonl"
"""The sums of the seals as they are told outside the database (kvalitet/actions/sigill.py)."""
MAPPAR = ("filer", "diarium")
"""The folders of KVALITET_VAR that hold what is nowhere else."""
