"""Logs many users in, a bounded number at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from tkeel_oauth import APIStatusError, ConfigurationError, ResponseError, TkeelOAuthError
from tkeel_oauth.cli.options import in_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tkeel_oauth import AsyncClient

    from .progress import Progress
    from .results import Results
    from .users import Login

__all__ = ["Tally", "log_in_all"]


class Tally:
    """What has come of the rows so far.

    Attributes:
        codes: How many got a code.
        errors: How many failed, by the error's class.
        answered: Whether any HTTP answer came.
        sent: Whether anything was sent.
    """

    def __init__(self) -> None:
        self.codes: int = 0
        self.errors: Counter[str] = Counter()
        self.answered: bool = False
        self.sent: bool = False

    @property
    def failed(self) -> int:
        """How many failed."""
        return self.errors.total()

    def count(self, error: TkeelOAuthError | None) -> None:
        """Counts a row.

        Args:
            error: Why it has no code, None where it has one.
        """
        if error is None:
            self.codes += 1
        else:
            self.errors[type(error).__name__] += 1
        self.sent |= not isinstance(error, ConfigurationError)
        self.answered |= error is None or isinstance(error, ResponseError)

    def __str__(self) -> str:
        codes = f"{self.codes} code{'' if self.codes == 1 else 's'}"
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.errors.most_common())
        return f"{codes}, {self.failed} failed" + (f" ({kinds})" if kinds else "")


async def log_in_all(  # noqa: PLR0913 - all that a run needs
    client: AsyncClient,
    logins: Iterable[Login],
    results: Results,
    progress: Progress,
    *,
    concurrency: int,
    tally: Tally,
) -> None:
    """Logs users in, and writes what comes of each as soon as it is known.

    A login is taken from `logins` when a call can begin, so the time of a call never runs while its login
    waits, and no more of them are in memory than calls are under way.

    Args:
        client: What makes the calls.
        logins: Who logs in.
        results: Where codes and errors go.
        progress: What shows how it goes.
        concurrency: How many calls are under way at once.
        tally: Where the outcomes are counted; it is right, too, when this is cancelled.

    Raises:
        UsersError: When a row cannot be used.
        OSError: When a result cannot be written.
    """
    shared = iter(logins)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(_work(client, shared, results, progress, tally))
    except ExceptionGroup as stopped:
        # One is enough to say what is wrong, and the others follow from it.
        raise stopped.exceptions[0] from None


async def _work(
    client: AsyncClient, shared: Iterator[Login], results: Results, progress: Progress, tally: Tally
) -> None:
    for login in shared:
        # From the answer to the line in the file nothing waits, so a cancelled run has lost no code.
        try:
            grant = await client.oauth.authorize(
                login.tenant_id,
                username=login.username,
                password=login.password,
                redirect_uri=login.redirect_uri,
                state=login.state,
            )
        except TkeelOAuthError as error:
            tally.count(error)
            results.add_error(
                login.row,
                kind=type(error).__name__,
                status_code=error.status_code if isinstance(error, ResponseError) else None,
                reason=error.reason if isinstance(error, APIStatusError) else None,
                message=in_options(error),
            )
        else:
            tally.count(None)
            results.add_code(login.row, grant.code)
        progress.step(tally)
