"""Makes a recording from a HAR file that a browser, a proxy or any other tool wrote."""

from __future__ import annotations

import base64
import binascii
import json
import os
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from tkeel_oauth.testing._fields import Fields
from tkeel_oauth.testing.errors import InvalidRecordingError
from tkeel_oauth.testing.messages import Answer, Headers, Request

from .base import base_of, guess_base
from .exchange import Exchange
from .saving import save

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.scenario import Recording

    from .base import Base

__all__ = ["import_har"]


def import_har(  # noqa: PLR0913 - all that makes up a file
    source: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    credentials: Credentials | Iterable[Credentials] = (),
    secrets: Iterable[str] = (),
    base_url: str | None = None,
    origin: str | None = None,
) -> Recording:
    """Makes a recording from the exchanges with tKeel in a HAR file.

    Other exchanges, and those without an answer, are left out. The date of the recording is that of its
    first exchange.

    Args:
        source: The HAR file.
        output: The file to write; replaced whole or not at all. None writes none.
        credentials: Logins that work, should the exchanges not show it by an answer with a code.
        secrets: Further texts that must not be written.
        base_url: The base URL under which tKeel was reached, to take all that was asked there; without
            it, what looks like tKeel's OAuth paths is taken.
        origin: What was recorded, in words; must not name the server.

    Returns:
        The recording as it is loaded from the file.

    Raises:
        InvalidRecordingError: When the source is no HAR file, or leaves out an answer's body.
        RecordingError: When it holds no exchange with tKeel.
        SecretSurvivedError: When a live value would be written; nothing is then.
        OSError: When a file cannot be read or written.
    """
    base = None if base_url is None else base_of(base_url)
    try:
        taken = _exchanges(Path(source).read_bytes(), base)
    except InvalidRecordingError as error:
        raise InvalidRecordingError(f"{os.fspath(source)}: {error}") from None
    return save(
        [exchange for exchange, _ in taken],
        output,
        credentials=credentials,
        secrets=secrets,
        origin=origin,
        recorded_at=min((moment for _, moment in taken), default=None),
    )


def _exchanges(har: bytes, base: Base | None) -> list[tuple[Exchange, datetime]]:
    try:
        loaded: object = json.loads(har.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InvalidRecordingError("not JSON") from None
    if not isinstance(loaded, dict):
        raise InvalidRecordingError("not a HAR file: the document must be an object")
    log = Fields(cast("dict[str, object]", loaded), "document").object("log")
    taken: list[tuple[Exchange, datetime]] = []
    for entry in Fields(log.values, "log").objects("entries"):
        exchange = _exchange(entry, base)
        if exchange is not None:
            taken.append((exchange, _moment(entry)))
    return taken


def _exchange(entry: Fields, wanted: Base | None) -> Exchange | None:
    fields = entry.object("request")
    url = fields.text("url")
    try:
        parts = urlsplit(url)
        base = guess_base(url) if wanted is None else base_of(url)
    except ValueError:
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if wanted is not None and base is not None:
        base = wanted if base.netloc == wanted.netloc and wanted.recorded(target) is not None else None
    # Browsers write 0, proxies -1, for what was never answered.
    if base is None or entry.object("response").integer("status") <= 0:
        return None
    post = fields.optional_object("postData") if fields.values.get("postData") else None
    body = (post.optional_text("text") or "" if post else "").encode("utf-8", "replace")
    request = Request(fields.text("method"), target, _headers(fields), body=body)
    return Exchange(base, request, _answer(entry.object("response"), head=request.method == "HEAD"))


def _answer(fields: Fields, *, head: bool) -> Answer:
    status = fields.integer("status")
    content = fields.object("content")
    text = content.optional_text("text")
    size = content.values.get("size")
    if text is None and isinstance(size, int) and size > 0 and not head:
        raise InvalidRecordingError(f"{content.place}.text is missing: export the file with its contents")
    try:
        encoded = content.one_of("encoding", ("base64", "", None))
        body = base64.b64decode(text or "", validate=True) if encoded else (text or "").encode()
    except (binascii.Error, UnicodeEncodeError):
        raise InvalidRecordingError(f"{content.place}.text cannot be decoded") from None
    return Answer(
        status,
        fields.optional_text("statusText") or _reason(status),
        _headers(fields),
        b"" if head else body,
        fields.optional_text("httpVersion") or "HTTP/1.1",
    )


def _headers(fields: Fields) -> Headers:
    return tuple(
        (header.text("name"), _wire_text(header.text("value"))) for header in fields.objects("headers")
    )


def _wire_text(value: str) -> str:
    """Gives a header's value as its bytes read in Latin-1, as it is everywhere else."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("latin-1")
    return value


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _moment(entry: Fields) -> datetime:
    try:
        moment = datetime.fromisoformat(entry.text("startedDateTime"))
    except ValueError as error:
        if isinstance(error, InvalidRecordingError):
            raise
        raise InvalidRecordingError(f"{entry.place}.startedDateTime is no date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
