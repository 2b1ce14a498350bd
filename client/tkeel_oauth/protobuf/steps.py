"""Work that asks and goes on with the answer, so that sync and async code can share it.

It is a generator: what it yields is a question, what it is sent the answer. Who drives it
calls these, outside of which no ``StopIteration`` is caught: it may be somebody else's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Done", "resume", "start"]

QuestionT = TypeVar("QuestionT")
AnswerT = TypeVar("AnswerT")
ResultT = TypeVar("ResultT")


class Done(Generic[ResultT]):
    """The end of the work, with its result."""

    __slots__ = ("result",)

    def __init__(self, result: ResultT) -> None:
        self.result = result


def start(steps: Generator[QuestionT, AnswerT, ResultT]) -> QuestionT | Done[ResultT]:
    """Return the first question, or the result where there is none."""
    try:
        return next(steps)
    except StopIteration as done:
        return Done(cast("ResultT", done.value))


def resume(steps: Generator[QuestionT, AnswerT, ResultT], answer: AnswerT) -> QuestionT | Done[ResultT]:
    """Give an answer; return the next question, or the result."""
    try:
        return steps.send(answer)
    except StopIteration as done:
        return Done(cast("ResultT", done.value))
