"""What a fault may end in: the class of the error, and what it says, whole and in its own words."""

from __future__ import annotations

import re
from http import HTTPStatus

from tests.faults.fault import Expected
from tkeel_oauth import (
    APIStatusError,
    BadRequest,
    ConnectionFailed,
    DeadlineExceeded,
    ServerError,
    UnexpectedResponse,
)

GRANTED = Expected()


def _failed(*texts: str) -> Expected:
    return Expected(ConnectionFailed, says="|".join(map(re.escape, texts)))


REFUSED = _failed("no connection to ADDRESS: refused; check that it runs and listens on that port")
NO_ANSWER = _failed("ADDRESS ended the connection without an answer; perhaps it wants https, else try again")
CUT = _failed("ADDRESS ended the connection in the middle of its answer; try again")
NO_HTTP = _failed(
    "what ADDRESS answers is not HTTP; perhaps it wants https, else check scheme and port of the base URL"
)
NO_TLS = _failed(
    "no connection to ADDRESS: it does not speak TLS there, perhaps plain http; "
    "check scheme and port of the base URL"
)
NOT_MADE = Expected(
    ConnectionFailed,
    says=r"no connection to ADDRESS: (.*; check the address and what lies between"
    r"|(the connection broke while it was made|it ended the connection within the TLS handshake)"
    r"; check scheme and port of the base URL)",
)
"""The system's own words for a connection that is reset while it is made, by moment and by system."""
UNREAD = Expected(ConnectionFailed, says=f"{NOT_MADE.says}|{NO_ANSWER.says}")


def not_trusted(why: str) -> Expected:
    return _failed(
        f"no connection to ADDRESS: its certificate is not trusted ({why}); check the host, or pass verify="
    )


LATE = Expected(
    DeadlineExceeded,
    says=r"no whole answer within 0\.3 s \((connecting|waiting for the answer|reading the answer)\); "
    r"raise timeout if the server may take longer, else look whether it hangs",
)
"""How far a call comes in its time is the machine's; tests of deadlines say what each phase is called."""


def unexpected(why: str, status: int = 200) -> Expected:
    """A status below 400 that is no result."""
    advice = "; check that the base URL leads to tKeel; .content holds what came"
    says = f"{status} {HTTPStatus(status).phrase}: {why}{advice}"
    return Expected(UnexpectedResponse, status=status, says=re.escape(says))


def redirected(status: int) -> Expected:
    says = (
        f"{status} {HTTPStatus(status).phrase}: the contract has no such answer; "
        "redirects are never followed, as they repeat the password; check the base URL"
    )
    return Expected(UnexpectedResponse, status=status, says=re.escape(says))


NO_SUCH_ANSWER = "the contract has no such answer"
LARGE = unexpected("the body is larger than 1 MiB")
COMPRESSED = unexpected("the body is compressed, which nobody asked for")
NO_JSON = unexpected("the body is not what was asked for: it is not JSON")
NO_UTF_8 = unexpected("the body is not what was asked for: it is not UTF-8")


def api_error(
    kind: type[APIStatusError], status: int, number: int, says: str, *, conformant: bool = False
) -> Expected:
    """An error status, whose text goes on after its phrase."""
    says = f"{status} {HTTPStatus(status).phrase}{says}"
    return Expected(kind, status=status, number=number, conformant=conformant, says=re.escape(says))


def bad_request(said: str = "", number: int = 3) -> Expected:
    """A 400 that quotes the server's words, if its body is one of tKeel's."""
    says = f"{said and ': '}{said}; check the arguments"
    return api_error(BadRequest, 400, number, says, conformant=bool(said))


def server_error(status: int, number: int) -> Expected:
    says = "; the server failed; try again later, and look at its log if it lasts"
    return api_error(ServerError, status, number, says)


WITHHELD = "[withheld: it may repeat what was sent]"
INTERNAL = api_error(
    BadRequest,
    400,
    13,
    f': INTERNAL_ERROR: "{WITHHELD}"; the service could not read the request, as when a parameter comes '
    "twice, or failed inside; make sure that nothing on the way changes the query, then look at the "
    "service's log",
    conformant=True,
)
INVALID = api_error(
    BadRequest,
    400,
    3,
    ': OAUTH_ERR_INVALID_REQUEST: "无效请求"; tKeel answers this to a wrong password, an unknown user or '
    "tenant, an empty username or password, and when its database is down; check tenant and "
    "credentials first, then the server",
    conformant=True,
)
