"""Every change of the table, as far as it is judged without Redocly; tests/interop has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_diff import callers, package, rules
from contract_diff.verdict import Effect
from generation import document
from generation.render import Sources, render
from tests.contract_diff.changes import CHANGES, UNSEEN_BY_GRIFFE, UNSEEN_BY_REDOCLY
from tests.contract_diff.changing import written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract_diff.changing import Change

TABLE = pytest.mark.parametrize("name", CHANGES)


RENDERED: dict[bytes, dict[str, bytes]] = {}


@pytest.fixture(autouse=True)
def render_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most changes have the same old document, and generating is what takes the time."""

    def render_cached(sources: Sources) -> dict[str, bytes]:
        key = sources.document.read_bytes()
        if key not in RENDERED:
            RENDERED[key] = render(sources)
        return RENDERED[key]

    monkeypatch.setattr(package, "render", render_cached)


def files(change: Change, folder: Path) -> tuple[Path, Path]:
    old, new = change.documents()
    return written(old, folder / "old.yaml"), written(new, folder / "new.yaml")


def test_the_table_is_long_enough() -> None:
    assert len(CHANGES) >= 20
    effects = {(change.wire, change.python) for change in CHANGES.values()}
    assert len(effects) >= 7
    assert {*UNSEEN_BY_GRIFFE, *UNSEEN_BY_REDOCLY} <= set(CHANGES)


@TABLE
def test_callers(name: str, tmp_path: Path) -> None:
    found = callers.compare(*files(CHANGES[name], tmp_path), tmp_path)
    assert max((finding.effect for finding in found), default=Effect.SAME).word == CHANGES[name].python, found
    seen_by = {finding.seen_by for finding in found if finding.effect is Effect.BREAKS}
    assert ("griffe" not in seen_by) is (name in UNSEEN_BY_GRIFFE or CHANGES[name].python != "breaks"), found


@TABLE
def test_rules(name: str, tmp_path: Path) -> None:
    found = rules.compare(*(document.load(file) for file in files(CHANGES[name], tmp_path)))
    assert all(finding.effect <= Effect[CHANGES[name].wire.upper()] for finding in found), found
    breaks = {finding.rule for finding in found if finding.effect is Effect.BREAKS}
    if name in UNSEEN_BY_REDOCLY:
        assert breaks == {UNSEEN_BY_REDOCLY[name]}


def test_functions_and_methods_are_looked_at(tmp_path: Path) -> None:
    found = callers.compare(*files(CHANGES["a required parameter is added"], tmp_path), tmp_path)
    assert {finding.place for finding in found if finding.seen_by == "griffe"} == {
        *(
            f"api.oauth.oauth_authorize.{name}"
            for name in ("asyncio", "asyncio_detailed", "sync", "sync_detailed")
        ),
        "_generated.client.OauthApi.authorize",
        "_generated.async_client.AsyncOauthApi.authorize",
    }


def test_a_contract_beside_itself_shows_nothing(tmp_path: Path) -> None:
    old, _ = CHANGES["an operation is gone"].documents()
    file = written(old, tmp_path / "old.yaml")
    assert callers.compare(file, file, tmp_path) == []
    assert rules.compare(document.load(file), document.load(file)) == []
