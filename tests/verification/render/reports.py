"""Reports made by hand, and hostile ones made by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from hypothesis import example
from hypothesis import strategies as st

from tkeel_oauth.verification import Finding, Report, Severity, Step

if TYPE_CHECKING:
    from collections.abc import Callable

TestT = TypeVar("TestT", bound="Callable[..., None]")

TARGET = "https://iot.example.com/apis/security/v1"
POINTER = "/paths/~1oauth~1{tenant_id}~1authorize/get/responses/200/content"


def finding(  # noqa: PLR0913, PLR0917 - one for each of its parts
    check: str,
    severity: Severity,
    step: str,
    found: str = "the answer came as text/plain",
    expected: str = "an answer of the type application/json",
    rule: str = POINTER,
    advice: str = "let the gateway pass the service's Content-Type on",
) -> Finding:
    return Finding(check, severity, step, expected, rule, found, advice)


STEPS = (
    Step(
        "login",
        "a login that works",
        200,
        "served",
        0.0874,
        (finding("wire-form", Severity.INFO, "login", found="all answers have the served form"),),
    ),
    Step(
        "wrong-password",
        "a wrong password",
        400,
        "served",
        0.0931,
        (
            finding("media-type", Severity.ERROR, "wrong-password"),
            finding("leak", Severity.ERROR, "wrong-password", "the password stands in the answer"),
            finding("unknown-member", Severity.WARNING, "wrong-password", 'there is a member "@trace"'),
        ),
    ),
    Step("unknown-user", "a user that there is not", 400, "served", 0.09, ()),
    Step(
        "missing-redirect-uri",
        "no redirect_uri",
        200,
        "served",
        0.0811,
        (finding("missing-parameter", Severity.KNOWN, "missing-redirect-uri", "a code was given"),),
    ),
    Step(
        "missing-username",
        "no username",
        400,
        None,
        0.0041,
        (finding("media-type", Severity.ERROR, "missing-username"),),
    ),
    Step(
        "silent",
        "a server that is silent",
        None,
        None,
        30.0012,
        (finding("reachable", Severity.ERROR, "silent", "no whole answer within 30 s", rule="the deadline"),),
    ),
)

BROKEN = Report(
    target=TARGET,
    live=True,
    release="1.2.3",
    started="2026-11-22T14:50:51Z",
    seconds=1.43,
    strict=False,
    form="served",
    recorded_at=None,
    steps=STEPS,
)
STRICT = replace(BROKEN, strict=True)
LENIENT = tuple(
    replace(step, findings=tuple(one for one in step.findings if one.severity is not Severity.ERROR))
    for step in STEPS
    if step.status_code is not None
)
KEPT = replace(BROKEN, steps=LENIENT)
CLEAN = replace(BROKEN, form="documented", steps=(replace(STEPS[0], findings=()),))
RECORDED = replace(
    KEPT,
    target="tkeel.har",
    live=False,
    recorded_at="2026-11-22T00:00:00Z",
    steps=tuple(replace(step, seconds=None) for step in LENIENT),
)
UNANSWERED = replace(
    BROKEN,
    form=None,
    steps=(
        STEPS[-1],
        Step(
            "later",
            "a step that is not made",
            None,
            None,
            None,
            (finding("skipped", Severity.INFO, "later", "It was not made."),),
        ),
    ),
)
REFUSED = replace(
    BROKEN,
    steps=(
        replace(STEPS[0], status_code=400, findings=(finding("login", Severity.ERROR, "login"),)),
        *UNANSWERED.steps[1:2],
    ),
)
EMPTY = replace(BROKEN, live=False, steps=())
ALL = {
    "broken": BROKEN,
    "strict": STRICT,
    "kept": KEPT,
    "clean": CLEAN,
    "recorded": RECORDED,
    "unanswered": UNANSWERED,
    "refused": REFUSED,
    "empty": EMPTY,
}

NASTY = (
    *(
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '" onload="x',
        "<!--",
        "]]>",
        "&lt;",
    ),
    *(
        "{{ 7 * 7 }}",
        "{% raw %}",
        "::error::x",
        "::stop-commands::y",
        " ::set-output name=a::b",
        "%0A::error::z",
    ),
    *(
        "##[error]x",
        "##vso[task.setvariable]y",
        "##teamcity[x]",
        "section_start:1:a\r\x1b[0K",
        "| a | b |",
        "`",
    ),
    *(
        "**b**",
        "[l](http://e.test)",
        "![i](x)",
        "http://e.test/",
        "www.e.test",
        "a@e.test",
        "@somebody",
        "#1",
    ),
    *(
        "~~x~~",
        "$x$",
        ":x:",
        "\\",
        "\n",
        "\r\n# x",
        "\t",
        "\x00",
        "\x1b[2J",
        "\x1b]0;x\x07",
        "\x9b31m",
        "\x7f",
    ),
    *("\u202e", "\u2028", "\u2066", "\ufffe", "\uffff", "\ud800", "\U0010ffff", "\u0085", "\u200b", "密码"),
)
texts = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=6)), max_size=4
).map("".join)
words = texts.map(lambda text: f"w{text}w")
findings = st.builds(Finding, words, st.sampled_from(Severity), words, words, words, words, words)
steps = st.builds(
    Step,
    words,
    words,
    st.none() | st.integers(100, 599),
    st.none() | words,
    st.none() | st.floats(0, 100),
    st.lists(findings, max_size=3).map(tuple),
)
hostile = st.builds(
    Report,
    words,
    st.booleans(),
    words,
    words,
    st.floats(0, 1000),
    st.booleans(),
    st.none() | words,
    st.none() | words,
    st.lists(steps, max_size=3).map(tuple),
    st.lists(words, max_size=2).map(tuple),
)


def nasty(text: str) -> Report:
    """A report that holds a text everywhere, twice over in the findings."""
    found = tuple(Finding(text, severity, text, text, text, text, text) for severity in Severity)
    more = (replace(found[0], found=f"w{text}w", check=f"w{text}w"),)
    steps = (Step(text, text, 200, text, 1.0, found), Step(f"w{text}w", text, None, None, None, more))
    return Report(text, True, text, text, 1.0, False, text, text, steps, (text,))  # noqa: FBT003


def nasty_ones(test: TestT) -> TestT:
    """Lets a property be tried with every nasty text, before those that hypothesis makes."""
    for text in NASTY:
        test = example(nasty(text))(test)
    return test


def tamed(report: Report) -> Report:
    """The same report with a plain word in place of each text, whichever of them are equal staying equal."""
    plain: dict[str, str] = {}

    def word(text: str) -> str:
        return plain.setdefault(" ".join(text.split()), f"w{len(plain)}w")

    # what is not said at all has no place of its own
    plain[""] = ""

    def tame(step: Step) -> Step:
        return replace(
            step,
            name=word(step.name),
            title=word(step.title),
            form=None if step.form is None else word(step.form),
            findings=tuple(
                Finding(
                    word(one.check),
                    one.severity,
                    word(one.step),
                    *map(word, (one.expected, one.rule, one.found, one.advice)),
                )
                for one in step.findings
            ),
        )

    return replace(
        report,
        target=word(report.target),
        release=word(report.release),
        started=word(report.started),
        form=None if report.form is None else word(report.form),
        recorded_at=None if report.recorded_at is None else word(report.recorded_at),
        steps=tuple(map(tame, report.steps)),
        not_verified=tuple(map(word, report.not_verified)),
    )
