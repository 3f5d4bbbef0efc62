"""Kolada, the database of key figures of Swedish municipalities: its API, version 3.

`klient` asks, `svar` reads the answers strictly, `titel` reads what a title says, `katalog` reads
the whole catalogue from the API or from files in its shape (`data/`). Nothing here touches the
database.
"""
