"""Public pages under load, ours beside bare Django (bench/publikt.py)."""
