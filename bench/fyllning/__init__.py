"""A seeded municipality of any size, written by COPY into a freshly migrated database."""
