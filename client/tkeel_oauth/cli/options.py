"""The options that every command which logs in has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["in_options", "login_options"]

FunctionT = TypeVar("FunctionT", bound="Callable[..., object]")

_MOST_SECONDS = 86_400.0

_OPTIONS = (
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


def in_options(error: Exception) -> str:
    """Gives an error's text with the arguments it advises named as options.

    Args:
        error: What the package raised.
    """
    return str(error).replace("allow_insecure=True", "--allow-insecure")
