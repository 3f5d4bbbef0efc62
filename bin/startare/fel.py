"""Why a start stops: one Swedish sentence, and the exit code that goes with it."""

FEL = 1
SAKNAS = 3  # something that must be installed by someone with more rights


class Startfel(Exception):
    def __init__(self, mening: str, kod: int = FEL) -> None:
        super().__init__(mening)
        self.kod = kod
