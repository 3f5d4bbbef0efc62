"""Django's PostgreSQL, which looks at a kept connection before it asks by it (`base.py`)."""
