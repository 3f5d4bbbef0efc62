"""The kvalitetsberättelse: how a nämnd has worked with quality in a year, as its law asks."""
