"""A report as files beside its PDF: Excel, Word, CSV and the archive package. Pure.

All are made from the `Dokument` of a frozen snapshot and know no kind of report. The same
snapshot and build give the same bytes: dates are the snapshot's, and no zip holds a clock.
"""
