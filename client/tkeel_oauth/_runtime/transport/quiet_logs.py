"""httpcore's DEBUG log, without the parts that quote the server.

It writes received headers, reason phrases and parse errors, any of which can repeat
the password (tKeel's redirects do). While one of our calls runs, its records keep the
name of the event alone; other users of httpcore in the process keep theirs.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar

__all__ = ["in_call"]

in_call: ContextVar[bool] = ContextVar("tkeel_oauth_in_call", default=False)

_LOGGERS = (
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.proxy",
    "httpcore.socks",
)


class _EventsOnly(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if in_call.get():
            record.msg = f"{record.getMessage().partition(' ')[0]} [withheld by tkeel-oauth]"
            record.args = None
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_EventsOnly())
