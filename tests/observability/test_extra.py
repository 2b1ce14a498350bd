"""Without the extra, the import says what to install."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.mark.parametrize("missing", ["opentelemetry.trace", "opentelemetry.instrumentation.instrumentor"])
def test_the_import_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tkeel_oauth.otel", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=r"pip install 'tkeel-oauth\[otel\]'") as caught:
        importlib.import_module("tkeel_oauth.otel")
    assert caught.value.name == missing
