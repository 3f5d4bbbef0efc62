"""The parts of bench/laskopia.py."""
