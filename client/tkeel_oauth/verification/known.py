"""Where a real tKeel deviates from its page, as it was recorded.

Each entry is one step in which one check is known to notice one thing. Whatever else is noticed is an error.
"""

from __future__ import annotations

from .report import Severity

__all__ = ["severity_of"]

_KNOWN = frozenset(
    {
        # The page calls redirect_uri required; tKeel gives a code without it.
        ("OauthAuthorize", "missing-redirect-uri", "accepted"),
        # tKeel answers 200 with an empty code to every response_type but the one it knows.
        ("OauthAuthorize", "missing-response-type", "status"),
        ("OauthAuthorize", "response-type-token", "status"),
        # Its router says in plain text that it has no such page.
        ("OauthAuthorize", "tenant-encoded-slash", "media-type"),
    }
)


def severity_of(operation_id: str, step: str, check: str, *, as_recorded: bool) -> Severity:
    """Tells whether a finding is an error or a known deviation.

    Args:
        operation_id: The operation that was called.
        step: The step's name.
        check: The check that noticed something.
        as_recorded: Whether what it noticed is just what the real tKeel did, and not merely the same check.
    """
    known = as_recorded and (operation_id, step, check) in _KNOWN
    return Severity.KNOWN if known else Severity.ERROR
