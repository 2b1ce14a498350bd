"""What `--tkeel-oauth-verify-…` and the environment say about a verification."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from tkeel_oauth._runtime.base.errors import ConfigurationError
from tkeel_oauth._runtime.transport.address import parse_base_url
from tkeel_oauth.verification.live import MAX_AGE_DAYS

from . import VERIFY_FLAGS, VERIFY_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["PASSWORD", "Settings", "read_settings"]

PASSWORD = "TKEEL_PASSWORD"  # noqa: S105 - the name of a variable

_REDIRECT_URI = "http://tkeel.io/callback"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is verified and how; the password is not among it.

    Args:
        base_url: The live server; None when a recording is verified.
        recording: The recording; None when a server is verified.
        compare_with: The recording that a server's answers are compared with; None for the shipped one.
        tenant_id: The tenant to log in to.
        username: Who logs in.
        redirect_uri: Where the application would take the code.
        timeout: Seconds that each call may take.
        allow_insecure: Whether plain http may go to other machines.
        strict: Whether known deviations fail.
        expect_wire: The form that all answers must have, None for any.
        max_age_days: Days after which a recording counts as old.
    """

    base_url: str | None
    recording: Path | None
    compare_with: Path | None
    tenant_id: str
    username: str
    redirect_uri: str
    timeout: float
    allow_insecure: bool
    strict: bool
    expect_wire: Wire | None
    max_age_days: float


def read_settings(config: pytest.Config) -> Settings:
    """Reads the options, and the variables where an option is not given.

    Args:
        config: pytest's configuration.

    Raises:
        UsageError: When no verification can be run with them.
    """
    options = {name: _value(config, name) for name in VERIFY_OPTIONS}
    flags = {name: _flag(config, name) for name in VERIFY_FLAGS}
    # As on the command line: the recording wins over a base URL that only the environment names.
    recording = options["recording"]
    if recording and config.getoption("--tkeel-oauth-verify-base-url"):
        raise pytest.UsageError(f"{_name('base-url')} and {_name('recording')} exclude each other")
    if not recording:
        _need_login(options)
        _check_base_url(options["base-url"], allow_insecure=flags["allow-insecure"])
        if not os.environ.get(PASSWORD) and not config.getoption("--collect-only"):
            raise pytest.UsageError(f"{_name('base-url')}: no password: set {PASSWORD}")
    return Settings(
        base_url=None if recording else options["base-url"],
        recording=_path(config, recording),
        compare_with=_path(config, options["compare-with"]),
        tenant_id=options["tenant-id"],
        username=options["username"],
        redirect_uri=options["redirect-uri"] or _REDIRECT_URI,
        timeout=_number(options, "timeout", 30.0),
        allow_insecure=flags["allow-insecure"],
        strict=flags["strict"],
        expect_wire=_wire(options["expect-wire"]),
        max_age_days=_number(options, "max-age-days", MAX_AGE_DAYS),
    )


def _need_login(options: Mapping[str, str]) -> None:
    for name in ("tenant-id", "username"):
        if not options[name]:
            raise pytest.UsageError(f"{_name('base-url')} needs {_name(name)}")


def _check_base_url(base_url: str, *, allow_insecure: bool) -> None:
    """Refuses now what each of the steps would fail with."""
    try:
        parse_base_url(base_url, allow_insecure=allow_insecure)
    except ConfigurationError as error:
        said = str(error).replace("pass allow_insecure=True", f"give {_name('allow-insecure')}")
        raise pytest.UsageError(said.replace("base_url", _name("base-url"), 1)) from None


def _path(config: pytest.Config, given: str) -> Path | None:
    # A relative one starts where pytest was started, as those of its own options do.
    return config.invocation_params.dir / given if given else None


def _wire(given: str) -> Wire | None:
    match given:
        case "":
            return None
        case "documented" | "served":
            return given
        case _:
            raise pytest.UsageError(f"{_name('expect-wire')} is documented or served")


def _number(options: Mapping[str, str], name: str, default: float) -> float:
    if not options[name]:
        return default
    try:
        number = float(options[name])
    except ValueError:
        number = 0.0
    # Whatever is no number is not above 0 either.
    if not 0 < number < float("inf"):
        raise pytest.UsageError(f"{_name(name)} is a number above 0")
    return number


def _value(config: pytest.Config, name: str) -> str:
    given = cast("str | None", config.getoption(_name(name)))
    return (os.environ.get(_variable(name)) or "") if given is None else given


def _flag(config: pytest.Config, name: str) -> bool:
    return bool(config.getoption(_name(name))) or os.environ.get(_variable(name)) == "1"


def _name(name: str) -> str:
    return f"--tkeel-oauth-verify-{name}"


def _variable(name: str) -> str:
    return f"TKEEL_OAUTH_VERIFY_{name.upper().replace('-', '_')}"
