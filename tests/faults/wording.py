"""What the error that a fault ends in says: its own words, whole, and no other fault's."""

from __future__ import annotations

import re

__all__ = ["WORDS"]

_LATE = (
    r"no whole answer within 0\.3 s \((connecting|waiting for the answer|reading the answer)\); "
    r"raise timeout if the server may take longer, else look whether it hangs"
    r"|the time was up in the middle of the answer; raise timeout, or look whether the server hangs"
)
"""How far a call comes in its time is the machine's; tests of deadlines say what each phase is called."""

_NOT_MADE = (
    r"no connection to ADDRESS: (.*; check the address and what lies between"
    r"|(the connection broke while it was made|it ended the connection within the TLS handshake)"
    r"; check scheme and port of the base URL)"
)
"""The system's own words for a connection that is reset while it is made, by moment and by system."""

_NO_ANSWER = re.escape(
    "ADDRESS ended the connection without an answer; perhaps it wants https, else try again"
)
_CUT = re.escape("ADDRESS ended the connection in the middle of its answer; try again")
_NO_HTTP = re.escape(
    "what ADDRESS answers is not HTTP; perhaps it wants https, else check scheme and port of the base URL"
)
_ELSEWHERE = "; check that the base URL leads to tKeel; .content holds what came"
_NOT_FOLLOWED = (
    ": the contract has no such answer; redirects are never followed, as they repeat the password; "
    "check the base URL"
)
_SERVICE_FAILED = "; the server failed; try again later, and look at its log if it lasts"
_WITHHELD = "[withheld: it may repeat what was sent]"
_INTERNAL = (
    f'400 Bad Request: INTERNAL_ERROR: "{_WITHHELD}"; the service could not read the request, as when a '
    "parameter comes twice, or failed inside; make sure that nothing on the way changes the query, then look "
    "at the service's log"
)
_INVALID = (
    ': OAUTH_ERR_INVALID_REQUEST: "无效请求"; tKeel answers this to a wrong password, an unknown user or '
    "tenant, an empty username or password, and when its database is down; check tenant and credentials "
    "first, then the server"
)


def _under_200(why: str) -> str:
    return re.escape(f"200 OK: {why}{_ELSEWHERE}")


def _not_trusted(why: str) -> str:
    return re.escape(
        f"no connection to ADDRESS: its certificate is not trusted ({why}); check the host, or pass verify="
    )


def _of(words: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, words)


WORDS: dict[str, str] = {
    **_of(
        re.escape("no connection to ADDRESS: refused; check that it runs and listens on that port"), "refused"
    ),
    **_of(f"{_NOT_MADE}|{_NO_ANSWER}", "reset before the request is read", "closed without reading"),
    **_of(
        _NO_ANSWER,
        "reset before the answer",
        "closed without an answer",
        "half closed without an answer",
        "TLS on a plain port",
    ),
    **_of(
        _CUT,
        "reset in the headers",
        "reset after the headers",
        "reset in the body",
        "closed in the status line",
        "closed in the headers",
        "Content-Length too long, closed",
        "chunk cut",
        "chunks without an end",
        "another protocol",
        "1xx and no answer",
        "TLS, closed in the middle of the answer",
        "echo: 1xx and no answer",
    ),
    **_of(
        re.escape(f"500 Internal Server Error{_SERVICE_FAILED}"),
        "reset in the body of an error",
        "echo: headers",
        "echo: page of an error",
        "echo: reason",
        "echo: cut",
    ),
    **_of(
        _LATE,
        "never answers",
        "never reads",
        "stops in the headers",
        "stops before the body",
        "stops in the body",
        "drips the headers",
        "drips the body",
        "1xx for ever",
        "Content-Length too long, open",
        "TLS, never answers",
        "TLS port that hangs",
    ),
    **_of(
        re.escape("400 Bad Request; check the arguments"),
        "stops in the body of an error",
        "drips the body of an error",
        "400 HTML",
        "400 text",
        "400 empty",
        "400 truncated JSON",
        "400 truncated",
        "echo: neither form",
        "echo: code",
        "echo: code in an envelope",
    ),
    **_of(
        _NO_HTTP,
        "endless headers",
        "endless header",
        "endless status line",
        "two lengths",
        "negative Content-Length",
        "chunk size that is none",
        "chunk size too large",
        "chunk longer than it says",
        "unknown transfer encoding",
        "garbage",
        "a page without a head",
        "HTTP/2 preface",
        "header without a colon",
        "status of two digits",
        "status of four digits",
        "status 099",
        "HTTP/X",
        "101",
        "echo: garbage",
        "echo: garbage, plain",
        "echo: status",
        "echo: version",
        "echo: header line",
        "echo: header name",
        "echo: Content-Length",
        "echo: Transfer-Encoding",
        "echo: chunk size",
        "echo: chunk",
        "echo: trailer",
    ),
    **_of(
        _under_200("the body is larger than 1 MiB"),
        "endless body",
        "endless chunks",
        "200 MB",
        "just over 1 MiB",
    ),
    **_of(
        re.escape(f"503 Service Unavailable{_SERVICE_FAILED}"),
        "endless body of an error",
        "503 HTML",
        "503 text",
        "503 empty",
        "503 truncated JSON",
        "503 truncated",
    ),
    **_of(
        _under_200("the body is compressed, which nobody asked for"),
        "gzip bomb",
        "gzip in gzip",
        "gzip, not asked for",
        "deflate, not asked for",
        "gzip cut short",
        "gzip that is none",
        "unknown encoding",
        "echo: Content-Encoding",
    ),
    **_of(
        _under_200("the body is not what was asked for: it is not JSON"),
        "Content-Length too short",
        "200 HTML",
        "200 cut JSON",
        "echo: page",
    ),
    **_of(_under_200("V1AuthorizeResponse.code is missing"), "HTTP/9.9"),
    **_of(
        re.escape(
            '404 Not Found: "invalid"; check the base URL: its path usually ends in /apis/security/v1 '
            "(/v1 for tkeel-oauth serve)"
        ),
        "rpcStatus without a length",
    ),
    **_of(_not_trusted("IP address mismatch, certificate is not valid for '127.0.0.1'."), "TLS, wrong name"),
    **_of(_not_trusted("certificate has expired"), "TLS, expired"),
    **_of(_not_trusted("self-signed certificate"), "TLS, self-signed"),
    **_of(_not_trusted("unable to get local issuer certificate"), "TLS, unknown issuer"),
    **_of(
        re.escape(
            "no connection to ADDRESS: it does not speak TLS there, perhaps plain http; "
            "check scheme and port of the base URL"
        ),
        "plain HTTP on a TLS port",
    ),
    **_of(_NOT_MADE, "TLS port that closes", "TLS port that resets"),
    **_of(re.escape('400 Bad Request: "invalid"; check the arguments'), "400 rpcStatus"),
    **_of(re.escape(f"400 Bad Request{_INVALID}"), "400 envelope"),
    **_of(re.escape(f'503 Service Unavailable: "invalid"{_SERVICE_FAILED}'), "503 rpcStatus"),
    **_of(re.escape(f"503 Service Unavailable{_INVALID}"), "503 envelope"),
    **_of(
        re.escape(f"201 Created: the contract has no such answer{_ELSEWHERE}"),
        "201 with the result",
    ),
    **_of(
        re.escape(f"204 No Content: the contract has no such answer{_ELSEWHERE}"),
        "204",
    ),
    **_of(re.escape(f"302 Found{_NOT_FOLLOWED}"), "302 to itself", "echo: Location with the code"),
    **_of(re.escape(f"303 See Other{_NOT_FOLLOWED}"), "303 to another port"),
    **_of(re.escape(f"307 Temporary Redirect{_NOT_FOLLOWED}"), "307 to a file", "echo: Location, path"),
    **_of(re.escape(f"308 Permanent Redirect{_NOT_FOLLOWED}"), "308 to no URL"),
    **_of(re.escape(f"304 Not Modified{_NOT_FOLLOWED}"), "304"),
    **_of(
        _under_200("V1AuthorizeResponse.code must be a string, not a list"),
        "200 code a list of it",
        "echo: wrong types",
    ),
    **_of(
        _under_200("the body is tKeel's envelope and does not report success, though the status does"),
        "200 envelope of an error with a result",
    ),
    **_of(_under_200("the body mixes a result with an error"), "200 result with an error"),
    **_of(
        _under_200("the body is not what was asked for: a name stands twice in one object"),
        "200 code twice",
        "echo: name twice",
    ),
    **_of(
        _under_200("the body is not what was asked for: it is not UTF-8"),
        "200 invalid UTF-8",
        "200 lone surrogate",
    ),
    **_of(
        _under_200("the body is not what was asked for: it is nested deeper than 64 levels"),
        "200 100 000 levels",
    ),
    **_of(
        re.escape(_INTERNAL),
        "echo: msg",
        "echo: msg, plain",
        "echo: msg, base64",
        "echo: msg, JSON",
        "echo: msg, HTML",
    ),
    **_of(re.escape(f'400 Bad Request: {_WITHHELD}: ""; check the arguments'), "echo: result name"),
    **_of(re.escape(f'400 Bad Request: "{_WITHHELD}"; check the arguments'), "echo: message"),
    **_of(re.escape('400 Bad Request: ""; check the arguments'), "echo: details", "echo: unknown members"),
    **_of(re.escape(f'400 Bad Request: {_WITHHELD}: "invalid"; check the arguments'), "echo: ErrorInfo"),
    **_of(re.escape(f"301 Moved Permanently{_NOT_FOLLOWED}"), "echo: Location"),
    **_of(_under_200("the body is tKeel's envelope in another one"), "echo: code in two envelopes"),
    **_of(
        re.escape("429 Too Many Requests; too many requests; wait before the next one"), "echo: Retry-After"
    ),
}
"""What the error of each fault says, by the fault's name: a pattern for the whole text."""
