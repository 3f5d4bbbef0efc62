"""The demo municipality: shaped like Norrköping, every unit name and value invented."""
