"""Work that asks now and then, the same whether the answers come with or without ``await``.

It is a generator that yields its questions, is sent the answers, and returns what came of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar, cast

__all__ = ["work", "work_async"]

AnswerT = TypeVar("AnswerT")
ResultT = TypeVar("ResultT")


def work(steps: Generator[str, AnswerT, ResultT], answer: Callable[[str], AnswerT]) -> ResultT:
    """Do the work; what answering raises ends it."""
    given: Any = None
    while True:
        try:
            question = steps.send(given)
        except StopIteration as end:
            return cast("ResultT", end.value)
        given = answer(question)


async def work_async(
    steps: Generator[str, AnswerT, ResultT], answer: Callable[[str], Awaitable[AnswerT]]
) -> ResultT:
    """As :func:`work`, without blocking the event loop."""
    given: Any = None
    while True:
        try:
            question = steps.send(given)
        except StopIteration as end:
            return cast("ResultT", end.value)
        given = await answer(question)
