"""The login that all clients make; the recorded server knows it."""

from __future__ import annotations

__all__ = ["ARGUMENTS", "PASSWORD", "REDIRECT_URI", "TENANT", "USERNAME"]

TENANT = "tenant-a"
USERNAME = "alice"
PASSWORD = "wonderland"  # noqa: S105 - invented
REDIRECT_URI = "https://app.example.com/callback"

ARGUMENTS = {
    "response_type": "code",
    "username": USERNAME,
    "password": PASSWORD,
    "redirect_uri": REDIRECT_URI,
}
