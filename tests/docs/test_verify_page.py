"""docs/verify.md and examples/ci say what is so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.verify_outputs import PAGE, REPORT, SHOWN, normalised, output, shown, shown_text
from tests.documents.blocks import blocks_of
from tests.documents.running import ROOT
from tkeel_oauth.verification import planned_steps
from tkeel_oauth.verification.checks.examination import KNOWN
from tkeel_oauth.verification.finding_texts import TEXTS
from tkeel_oauth.verification.render import FORMATS

if TYPE_CHECKING:
    from tests.documents.blocks import Block

BLOCKS = blocks_of(PAGE)
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = {
    ".github/workflows/tkeel-contract.yml": "github.yml",
    ".gitlab-ci.yml": "gitlab.yml",
    "crontab": "crontab",
}


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = re.split(r"(?m)^#+ ", TEXT.split(f"## {heading}\n", 1)[1])[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("name", SHOWN)
def test_each_format_is_shown_once_as_a_real_run_prints_it(name: str) -> None:
    found: list[Block] = [block for block in BLOCKS if block.text.startswith(SHOWN[name]) and not block.title]
    assert len(found) == 1
    shown_text(found[0].text)


@pytest.mark.parametrize("name", SHOWN)
def test_a_change_of_what_is_printed_is_seen(name: str) -> None:
    text = shown(name)
    with pytest.raises(AssertionError):
        shown_text(text.replace("redirect", "other"))
    shown_text(re.sub(r"\d+ ms", "77 ms", text))


def test_the_report_that_the_page_links_to_is_a_real_one() -> None:
    assert f"](assets/{REPORT.name})" in TEXT
    policy = re.compile(r"sha256-[^']+")
    real = normalised(output("html"))
    assert policy.sub("", normalised(REPORT.read_text("utf-8"))) == policy.sub("", real)


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_examples_stand_on_the_page(title: str) -> None:
    (block,) = [block for block in BLOCKS if block.title == title]
    assert block.text == (ROOT / "examples" / "ci" / EXAMPLES[title]).read_text("utf-8")


def test_the_steps() -> None:
    steps = planned_steps()
    rows = table("What it asks")
    assert [names(row[0])[0] for row in rows] == [step.name for step in steps]
    assert [row[2] == "yes" for row in rows] == [step.failed_login for step in steps]
    calls, logins = len(steps), sum(step.failed_login for step in steps)
    words = {3: "Three", 10: "Ten"}
    said = " ".join(TEXT.split())
    assert f"{words[calls]} calls, one after another" in said
    assert f"{words[logins]} of them are logins that fail" in said


def test_the_checks() -> None:
    told = [name for row in table("What it checks") for name in names(row[0])]
    assert sorted(told) == sorted({key.partition("/")[0] for key in TEXTS})


def test_the_known_deviations() -> None:
    told = {
        (step, check)
        for row in table("Known deviations")
        for step in names(row[1])
        for check in names(row[2])
    }
    # the envelope is one of all steps
    assert told - {("success", "wire-form")} == {(step, check) for _, step, check in KNOWN}
    assert ("success", "wire-form") in told


def test_the_exit_codes() -> None:
    assert [row[0] for row in table("Exit codes")] == ["0", "1", "2", "3", "4", "130"]


def test_the_formats() -> None:
    assert [names(row[0])[0] for row in table("Formats")] == [*FORMATS]
