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


def _server(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType] # it also takes PyOpenSSL's
    return context


@lru_cache
def good(*names: str) -> ssl.SSLContext:
    return _server(authority().issue_cert(*(names or (HOST,))))


@lru_cache
def wrong_name() -> ssl.SSLContext:
    return _server(authority().issue_cert("other.example.com"))


@lru_cache
def expired() -> ssl.SSLContext:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificate = authority().issue_cert(HOST, not_before=yesterday - timedelta(days=9), not_after=yesterday)
    return _server(certificate)


@lru_cache
def unknown_issuer() -> ssl.SSLContext:
    return _server(authority("unknown").issue_cert(HOST))


@lru_cache
def self_signed() -> ssl.SSLContext:
    """A context with a certificate that vouches for itself: that of an authority."""
    itself = authority("itself")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with itself.cert_pem.tempfile() as certificate, itself.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    return context


@lru_cache
def trusting() -> ssl.SSLContext:
    """A client's context that knows the trusted authority alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)  # pyright: ignore[reportUnknownMemberType] # it also takes PyOpenSSL's
    return context
