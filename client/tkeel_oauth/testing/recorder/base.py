"""Where tKeel is reached, and what stands in a recording in place of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tkeel_oauth.testing.har import ORIGIN

__all__ = ["GATEWAY", "RECORDED_HOST", "Base", "base_of", "guess_base"]

RECORDED_HOST = ORIGIN.partition("//")[2]
"""The host of every recorded request."""

GATEWAY = "/apis/security"
"""What tKeel's gateway puts in front of `/v1`."""

_VERSION = "/v1"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Base:
    """The live server that stands behind a recorded `/v1`.

    Args:
        netloc: Host and, where it is not the scheme's own, port, as in a `Host` header.
        root: What stands before `/v1` in a path; where `versioned` is false, what stands in its place.
        versioned: Whether the live path has a `/v1`.
    """

    netloc: str = field(repr=False)
    root: str = field(repr=False)
    versioned: bool = True

    @property
    def host(self) -> str:
        """The host without its port."""
        return urlsplit(f"//{self.netloc}").hostname or ""

    def live(self, target: str) -> str | None:
        """Gives the live target of a recorded one, None for one that this server has no name for.

        Args:
            target: As it stands in a recording.
        """
        if self.versioned:
            return self.root + target
        return self.root + target.removeprefix(_VERSION) if target.startswith(f"{_VERSION}/") else None

    def recorded(self, target: str) -> str | None:
        """Gives the recorded target of a live one, None for one that is not this server's.

        Args:
            target: As it went out.
        """
        if not target.startswith(f"{self.root}/"):
            return None
        return ("" if self.versioned else _VERSION) + target.removeprefix(self.root)


def base_of(url: str) -> Base:
    """Reads the base URL of a client.

    Args:
        url: An absolute URL; a query or fragment is not looked at.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    versioned = path.endswith(_VERSION)
    return Base(_netloc(url), path.removesuffix(_VERSION) if versioned else path, versioned)


def guess_base(url: str) -> Base | None:
    """Tells from the URL of a request where tKeel is reached, None when it is no request to its OAuth.

    Args:
        url: The whole URL.
    """
    path = urlsplit(url).path
    root, found, _ = path.partition(f"{_VERSION}/oauth/")
    return Base(_netloc(url), root) if found else None


def _netloc(url: str) -> str:
    parts = urlsplit(url)
    netloc = parts.netloc.rpartition("@")[2].lower()
    # A Host header leaves the scheme's own port out.
    return netloc.removesuffix(f":{_PORTS.get(parts.scheme.lower(), '')}")
