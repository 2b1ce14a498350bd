"""Certificates good and bad, made when they are first needed."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock

import trustme

HOST = "127.0.0.1"


_authorities: dict[str, trustme.CA] = {}
_one_at_a_time = Lock()


def authority(name: str = "trusted") -> trustme.CA:
    """One for each name, whichever thread asks first."""
    with _one_at_a_time:
        if name not in _authorities:
            _authorities[name] = trustme.CA(organization_name=name)
        return _authorities[name]


def server_context(
    *names: str, not_before: datetime | None = None, not_after: datetime | None = None
) -> ssl.SSLContext:
    """A context of the caller's own, who may change it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = authority().issue_cert(*(names or (HOST,)), not_before=not_before, not_after=not_after)
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType] # it also takes PyOpenSSL's
    return context


def client_context(kind: type[ssl.SSLContext] = ssl.SSLContext) -> ssl.SSLContext:
    """As `server_context`, for a client that knows the trusted authority alone."""
    context = kind(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)  # pyright: ignore[reportUnknownMemberType] # it also takes PyOpenSSL's
    return context


good = lru_cache(server_context)
trusting = lru_cache(client_context)


@lru_cache
def wrong_name() -> ssl.SSLContext:
    return server_context("other.example.com")


@lru_cache
def expired() -> ssl.SSLContext:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return server_context(not_before=yesterday - timedelta(days=9), not_after=yesterday)


@lru_cache
def unknown_issuer() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority("unknown").issue_cert(HOST).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    return context


@lru_cache
def self_signed() -> ssl.SSLContext:
    """A context with a certificate that vouches for itself: that of an authority."""
    itself = authority("itself")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with itself.cert_pem.tempfile() as certificate, itself.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    return context
