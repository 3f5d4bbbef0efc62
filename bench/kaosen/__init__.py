"""The chaos run: the whole stack under load while its processes are killed (bench/kaos.py)."""
