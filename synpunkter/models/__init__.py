from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = ["Bristkoppling", "Kontakt", "Meddelande", "Synpunkt", "Tidsfrist"]
