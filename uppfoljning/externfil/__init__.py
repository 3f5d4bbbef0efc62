"""Results of surveys that somebody else made, read from files. Pure: bytes in, figures out."""
