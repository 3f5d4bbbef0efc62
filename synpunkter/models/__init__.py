from .bilaga import Bilaga
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = ["Bilaga", "Bristkoppling", "Kontakt", "Meddelande", "Synpunkt", "Tidsfrist"]
