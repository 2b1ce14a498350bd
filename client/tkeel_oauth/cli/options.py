"""What the commands share: options of a login, the password, exit codes, and what is said on which stream."""

from __future__ import annotations

# ruff: noqa: PLC0415 - what --help does not need is loaded when it is needed
import contextlib
import functools
import io
import os
import re
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TextIO

import click
from click.core import ParameterSource

__all__ = [
    "REDIRECT_URI",
    "VARIABLE",
    "Login",
    "LoginFailed",
    "NoAnswer",
    "Unusable",
    "in_encoding",
    "in_options",
    "is_terminal",
    "login_command",
    "print_result",
    "read_password",
    "reading",
    "refuse_unwritable",
    "say_error",
    "show_progress",
]

REDIRECT_URI = "http://tkeel.io/callback"
"""What commands send that need a redirect_uri and stand for no application."""

VARIABLE = "TKEEL_PASSWORD"
"""The environment variable that a password comes from."""

_BASE_URL = "TKEEL_BASE_URL"
_MOST_SECONDS = 86_400.0
_FOR_CODE = "; .content holds what came"
_AS_OPTIONS = tuple(
    (re.compile(pattern), option)
    for pattern, option in (
        (r"allow_insecure=True", "--allow-insecure"),
        (
            r"pass (?:cert=, or )?verify= an SSLContext with [\w ]+|pass cert=",
            "use the Python client, which can be told more",
        ),
        (r"; check cert=", ""),
        (r"verify(?: or cert)? cannot be used", "--cacert cannot be used"),
        (r"verify=(?: or trust_env=False)?", "--cacert"),
        (r"\b(?:connect_)?timeout=", ""),
    )
)
"""What the package's texts advise that call it from code, and what a command has in its place."""

_IN_THE_OPEN = (
    "a password is never taken from the command line, where others see it: set TKEEL_PASSWORD, or wait for "
    "the prompt; this one is now in your shell's history"
)


class Unusable(click.ClickException):
    """A file or a stream cannot be read or written: no fault of a server's."""

    exit_code = 2


class NoAnswer(click.ClickException):
    """No HTTP answer came at all."""

    exit_code = 3


class LoginFailed(click.ClickException):
    """The login that is to work was refused."""

    exit_code = 4


def _refuse_password(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError(_IN_THE_OPEN)


_OPTIONS = (
    # Known only to be refused: click's own error would not say why. Eager, so that it is told first.
    click.option(
        *("--password", "-p"),
        hidden=True,
        is_eager=True,
        expose_value=False,
        callback=_refuse_password,
    ),
    click.option(
        "--base-url",
        envvar=_BASE_URL,
        show_envvar=True,
        help="The server, such as https://iot.example.com/apis/security/v1.",
    ),
    click.option("--tenant-id", help="The tenant to log in to."),
    click.option("--username", help=f"Who logs in. The password comes from {VARIABLE} or a prompt."),
    click.option("--redirect-uri", help="Where the application would take the code."),
    click.option(
        "--timeout",
        type=click.FloatRange(0, _MOST_SECONDS, min_open=True),
        default=30.0,
        show_default=True,
        help="Seconds that each call may take.",
    ),
    click.option("--allow-insecure", is_flag=True, help="Allow plain http to other machines than this one."),
    click.option(
        "--cacert",
        type=click.Path(exists=True, dir_okay=False),
        metavar="FILE",
        help="Trust the certificates in this file (PEM) in place of the usual authorities.",
    ),
)


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """What the options say of a login, in their words; "" where they say nothing."""

    base_url: str
    tenant_id: str
    username: str
    redirect_uri: str
    timeout: float
    allow_insecure: bool
    cacert: str

    def need(self, *names: str) -> None:
        """Refuses a command line that lacks one of these; an empty one is what an unset variable leaves.

        Raises:
            UsageError: When one is missing; all are named at once.
        """
        missing = [f"--{name.replace('_', '-')}" for name in names if not getattr(self, name)]
        if missing:
            said = ", ".join(missing).replace("--base-url", f"--base-url (or {_BASE_URL})")
            raise click.UsageError(f"missing, or empty: {said}")

    @property
    def verify(self) -> str | bool:
        """What certificates are checked with."""
        return self.cacert or True


def login_command(
    *, epilog: str | None = None, redirect_uri: str | None = None
) -> Callable[[Callable[..., object]], click.Command]:
    """Makes a command of a function that takes a `Login`, and what the options of its own give.

    Args:
        epilog: What stands below the command's help.
        redirect_uri: What the help says is sent without `--redirect-uri`.
    """

    def command(function: Callable[..., object]) -> click.Command:
        @functools.wraps(function)
        def run(**given: object) -> object:
            if click.get_current_context().args:
                raise click.UsageError("unexpected arguments, not shown here; every value follows its option")
            told = [given.pop(field.name) for field in fields(Login)]
            login = Login(*("" if value is None else value for value in told))  # type: ignore[arg-type]
            return function(login, **given)

        decorated: Callable[..., object] = run
        for option in reversed(_OPTIONS):
            decorated = option(decorated)
        # What stands there without an option may be a password, and click, which would repeat it, keeps off.
        made = click.command(epilog=epilog, context_settings={"allow_extra_args": True})(decorated)
        for parameter in made.params:
            if redirect_uri and isinstance(parameter, click.Option) and parameter.name == "redirect_uri":
                # Not click's own default, which would hide whether the option was given.
                parameter.help = f"{parameter.help}  [default: {redirect_uri}]"
        return made

    return command


def read_password() -> str:
    """Gives the password; an empty one counts as none.

    Raises:
        UsageError: When there is none in the environment and no terminal to ask at, or it cannot be meant.
        Abort: When the person at the prompt ends it.
    """
    found = os.environ.get(VARIABLE, "")
    if found:
        return _meant(found, f'of a file, {VARIABLE}="$(cat FILE)" takes the text without it')
    if not is_terminal(sys.stdin):
        raise click.UsageError(f"no password: set {VARIABLE}, or run this at a terminal to be asked")
    return _meant(_ask(), "type it, or paste it without the end of its line")


def is_terminal(stream: TextIO | None) -> bool:
    """Tells whether a standard stream is a terminal; a process without it has None there."""
    return stream is not None and stream.isatty()


def _meant(password: str, hint: str) -> str:
    if password.endswith(("\n", "\r")):
        raise click.UsageError(f"the password ends in a line break, which is hardly part of it: {hint}")
    return password


def _ask() -> str:
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            typed = getpass.getpass("Password: ")
        except getpass.GetPassWarning:
            raise click.UsageError(f"this terminal would show what is typed: set {VARIABLE}") from None
        except (EOFError, KeyboardInterrupt):
            click.echo(err=True)  # the prompt stands in the line
            raise click.Abort from None
    if not typed:
        raise click.UsageError("the password is empty")
    return typed


def in_options(error: Exception) -> str:
    """Gives an error's text with the arguments it names as options or variables, without advice for code."""
    from tkeel_oauth.verification.results import visible

    text = str(error).removesuffix(_FOR_CODE)
    for pattern, option in _AS_OPTIONS:
        text = pattern.sub(option, text)
    text = text.replace("base_url", _BASE_URL if _is_of_environment("base_url") else "--base-url")
    return visible(re.sub(r"^password\b", VARIABLE if os.environ.get(VARIABLE) else "the password", text))


def _is_of_environment(name: str) -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


@contextlib.contextmanager
def reading(file: Path | None) -> Generator[None]:
    """Lets a recording that cannot be used end the command with exit code 2 and one line.

    Raises:
        Unusable: When it cannot be used.
    """
    from tkeel_oauth.testing.errors import InvalidRecordingError

    try:
        yield
    except InvalidRecordingError as error:
        why = str(error).removeprefix(f"{file}: ")
        raise Unusable(f"{file} is no recording (HAR): {why}; `tkeel-oauth record` makes one") from None
    except OSError as error:
        raise Unusable(f"{error.filename or file} cannot be read: {error.strerror or error}") from None


def refuse_unwritable(file: Path, option: str) -> None:
    """Tells before anything is sent that a file could not be written.

    Args:
        file: Where it is to stand.
        option: What named it.

    Raises:
        UsageError: When it could not.
    """
    from tkeel_oauth.testing.recorder.writing import try_place

    try:
        try_place(file)
    except OSError as error:
        raise click.UsageError(f"{option} cannot be written: {error.strerror or error}") from None


def print_result(text: str) -> None:
    """Prints what a command is for, or fails: a result that went nowhere is no success.

    Raises:
        Unusable: When the process has no standard output.
        OSError: When it takes nothing.
    """
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - a process may have none
        raise Unusable("standard output takes nothing: it is closed")
    click.echo(in_encoding(text), nl=False, color=True)


def in_encoding(text: str) -> str:
    """Gives a text in which what standard output's encoding has no place for is escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def say_error(error: click.ClickException) -> None:
    """Tells an error on standard error, in printable characters alone: some of the words are a server's."""
    from tkeel_oauth.verification.results import visible

    said = io.StringIO()
    error.show(said)
    # Nobody reading it is no reason to fail in another way.
    with contextlib.suppress(OSError):
        for line in said.getvalue().rstrip("\n").split("\n"):
            click.echo(visible(line), err=True)


def show_progress(text: str) -> None:
    """Shows a person a line of progress in place of the one before, which an empty one takes away."""
    if is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb":
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)
