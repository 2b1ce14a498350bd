"""What `tkeel-oauth authorize --from` does, from opening its files to the exit code."""

from __future__ import annotations

import asyncio
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from tkeel_oauth import AsyncClient, ConfigurationError
from tkeel_oauth.cli.exits import NoAnswer, WrongInput
from tkeel_oauth.cli.options import in_options
from tkeel_oauth.cli.password import read_password

from .logging_in import Tally, log_in_all
from .progress import Progress
from .results import Results, ResultsError
from .users import Users, UsersError, opened, readable_by_others

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

__all__ = ["Job", "authorize_all"]


class Job:
    """What the command line says about many logins.

    Args:
        source: The CSV file.
        output: The file for the results.
        options: The values of columns that the file does not have.
        concurrency: How many calls are under way at once.
        force: Whether a file of results that exists is replaced.
        resume: Whether it is added to.
    """

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        *,
        source: Path,
        output: Path,
        options: Mapping[str, str | None],
        concurrency: int,
        force: bool,
        resume: bool,
    ) -> None:
        self.source = source
        self.output = output
        self.options = options
        self.concurrency = concurrency
        self.force = force
        self.resume = resume


def authorize_all(job: Job, *, base_url: str, timeout: float, allow_insecure: bool) -> None:
    """Logs the users of a file in; nothing is sent before the whole file has been checked.

    Args:
        job: Who logs in, and where the results go.
        base_url: The server.
        timeout: Seconds that each call may take.
        allow_insecure: Whether plain http may leave this machine.

    Raises:
        WrongInput: When a file cannot be used.
        NoAnswer: When no row got an HTTP answer.
        ClickException: When a row failed, or a result could not be written.
        Abort: When interrupted.
    """
    with ExitStack() as stack:
        try:
            source = stack.enter_context(opened(job.source))
            users = Users(source, job.options)
            total = users.count()
        except UsersError as error:
            raise WrongInput(f"{job.source}: {error}") from None
        except OSError as error:
            raise WrongInput(f"{job.source}: {error.strerror}") from None
        if not total:
            raise WrongInput(f"{job.source}: there is no row after the header")
        client = _client(base_url, job.concurrency, timeout=timeout, allow_insecure=allow_insecure)
        if not users.has_passwords:
            users.all_have(read_password())
        elif readable_by_others(source):
            click.echo(
                f"Warning: others can read {job.source}, which holds passwords: chmod 600 it", err=True
            )
        results = stack.enter_context(_results(job, source))
        if results.highest > total:
            raise WrongInput(
                f"{job.output}: it holds row {results.highest}, and {job.source} has {total}; "
                "--resume needs the same rows in the same order"
            )
        tally = Tally()
        left = total - results.found
        try:
            with Progress(left, job.concurrency) as progress:
                asyncio.run(_run(client, users, results, progress, min(job.concurrency, left), tally))
        except KeyboardInterrupt:
            click.echo(f"\n{job.output}: {tally}; interrupted, --resume goes on from there", err=True)
            raise click.Abort from None
        except UsersError as error:
            raise click.ClickException(f"{job.source}: {error}; it has changed; {tally}") from None
        except OSError as error:
            raise click.ClickException(f"{job.output}: {error.strerror}; {tally}") from None
    _conclude(job, tally, results.found)


def _client(base_url: str, concurrency: int, *, timeout: float, allow_insecure: bool) -> AsyncClient:
    try:
        return AsyncClient(
            base_url, timeout=timeout, max_connections=concurrency, allow_insecure=allow_insecure
        )
    except ConfigurationError as error:
        raise click.UsageError(in_options(error)) from None


def _results(job: Job, source: BinaryIO) -> Results:
    try:
        if job.resume and os.path.lexists(job.output):
            return Results.resume(job.output)
        if job.force:
            _refuse_same(job.output, source)
        return Results.create(job.output, force=job.force)
    except ResultsError as error:
        raise WrongInput(f"{job.output}: {error}") from None
    except OSError as error:
        raise WrongInput(f"{job.output}: {error.strerror}") from None


def _refuse_same(path: Path, source: BinaryIO) -> None:
    try:
        same = os.path.samestat(path.stat(), os.fstat(source.fileno()))
    except OSError:
        return  # not there, or not a file
    if same:
        raise ResultsError("it is the file of --from")


async def _run(  # noqa: PLR0913, PLR0917 - all that a run needs
    client: AsyncClient, users: Users, results: Results, progress: Progress, concurrency: int, tally: Tally
) -> None:
    logins = (login for login in users if not results.has_code(login.row))
    async with client:
        await log_in_all(client, logins, results, progress, concurrency=concurrency, tally=tally)


def _conclude(job: Job, tally: Tally, found: int) -> None:
    before = f", {found} from before" if found else ""
    summary = f"{job.output}: {tally}{before}"
    if tally.sent and not tally.answered:
        raise NoAnswer(f"{summary}; no answer came from the server, check --base-url and the network")
    if tally.failed:
        raise click.ClickException(f"{summary}; the file says why, --resume tries the failed rows again")
    click.echo(summary, err=True)
