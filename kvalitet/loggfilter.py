"""Keeps out of the log what opens without sign-in: whoever holds a signed link may use it."""

import logging
import re

_LANK = re.compile(r"(/synpunkter/folj/|(?<!/arbete)/uppdatera/|/kalender/|[?&]kod=)[^/\s?&\"']+")


class UtanLankar(logging.Filter):
    """Replace the signed part of a link with an ellipsis, wherever in the line it stands."""

    def filter(self, record: logging.LogRecord) -> bool:
        mening = record.getMessage()
        if _LANK.search(mening):
            record.msg, record.args = _LANK.sub(r"\1…", mening), ()
        return True
