"""The options that every command which logs in has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["REDIRECT_URI", "in_options", "login_options", "redirect_uri_by_default", "refuse_arguments"]

FunctionT = TypeVar("FunctionT", bound="Callable[..., object]")

REDIRECT_URI = "http://tkeel.io/callback"
"""What commands send that need a redirect_uri and stand for no application."""

_MOST_SECONDS = 86_400.0
_AS_OPTIONS = {"allow_insecure=True": "--allow-insecure", "base_url": "--base-url"}
_FOR_CODE = "; .content holds what came"

_IN_THE_OPEN = (
    "a password is never taken from the command line, where others see it: set TKEEL_PASSWORD, or wait for "
    "the prompt; this one is now in your shell's history"
)


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
        envvar="TKEEL_BASE_URL",
        show_envvar=True,
        help="The server, such as https://iot.example.com/apis/security/v1.",
    ),
    click.option("--tenant-id", help="The tenant to log in to."),
    click.option("--username", help="Who logs in. The password comes from TKEEL_PASSWORD or a prompt."),
    click.option("--redirect-uri", help="Where the application would take the code."),
    click.option(
        "--timeout",
        type=click.FloatRange(0, _MOST_SECONDS, min_open=True),
        default=30.0,
        show_default=True,
        help="Seconds that each call may take.",
    ),
    click.option("--allow-insecure", is_flag=True, help="Allow plain http to other machines than this one."),
)


def login_options(function: FunctionT) -> FunctionT:
    """Adds `--base-url --tenant-id --username --redirect-uri --timeout --allow-insecure`.

    Which of them must be given is the command's affair.
    """
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def redirect_uri_by_default(command: click.Command) -> click.Command:
    """Tells in a command's help that it sends `REDIRECT_URI` without `--redirect-uri`.

    Args:
        command: One with `login_options`; it must itself see that the option was not given.
    """
    for option in command.params:
        if isinstance(option, click.Option) and option.name == "redirect_uri":
            # Not click's own default, which would hide whether the option was given.
            option.help = f"{option.help}  [default: {REDIRECT_URI}]"
    return command


def in_options(error: Exception) -> str:
    """Gives an error's text with the arguments it names as options, and without advice for code alone.

    Args:
        error: What the package raised.
    """
    text = str(error).removesuffix(_FOR_CODE)
    for name, option in _AS_OPTIONS.items():
        text = text.replace(name, option)
    return text


def refuse_arguments(context: click.Context) -> None:
    """Refuses what stands on the command line without an option.

    It may be a password, and click, which would repeat it, leaves it alone where a command has
    `allow_extra_args`.

    Args:
        context: The command's.

    Raises:
        UsageError: When there is such a thing.
    """
    if context.args:
        raise click.UsageError("unexpected arguments, not shown here; every value follows its option")
