"""One verdict of all that was found, and the version that follows."""

from __future__ import annotations

import pytest

from contract_diff.verdict import Effect, Finding, Verdict, next_version


def finding(effect: Effect) -> Finding:
    return Finding(effect, "rules", "some-rule", "#/paths", "Something.")


BREAKS, ADDS, SAME = (finding(effect) for effect in (Effect.BREAKS, Effect.ADDS, Effect.SAME))


@pytest.mark.parametrize(
    ("wire", "python", "part"),
    [
        ((BREAKS, SAME), (), "major"),
        ((ADDS,), (SAME, BREAKS), "major"),
        ((ADDS, SAME), (), "minor"),
        ((), (ADDS,), "minor"),
        ((SAME,), (), "patch"),
        ((), (), "patch"),
    ],
)
def test_part(wire: tuple[Finding, ...], python: tuple[Finding, ...], part: str) -> None:
    assert Verdict(wire, python, changed=True).part == part


def test_no_change_needs_no_release() -> None:
    assert Verdict((), (), changed=False).part == "none"


@pytest.mark.parametrize(
    ("current", "part", "following"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "none", "1.2.3"),
        ("0.2.3", "major", "0.3.0"),
        ("0.2.3", "minor", "0.2.4"),
        ("0.2.3", "patch", "0.2.4"),
        ("0.2.3", "none", "0.2.3"),
    ],
)
def test_next_version(current: str, part: str, following: str) -> None:
    assert next_version(current, part) == following
