"""The collectors: each reads the database once and gives its kind's frozen dataclass."""
