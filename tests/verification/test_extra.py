"""Without the extra a verification says what to install, and loads nothing before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import tkeel_oauth

SCRIPT = """
import sys
import tkeel_oauth.verification.render, tkeel_oauth.verification.results
from tkeel_oauth.testing import MissingExtraError

print(sorted({"jsonschema", "yaml", "jinja2", "referencing", "httpx"} & set(sys.modules)))
for missing in ("yaml", "referencing", "jsonschema"):
    sys.modules[missing] = None
    try:
        from tkeel_oauth.verification import verify_recording
    except MissingExtraError as error:
        print(error)
    del sys.modules[missing]
from tkeel_oauth.verification import verify_recording

verify_recording().render("json")
print(sorted({"jinja2", "xml.etree.ElementTree", "tkeel_oauth.verification.render.text"} & set(sys.modules)))
"""


def test_what_is_missing_is_told_and_no_more_is_loaded_than_is_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    missing = "is not installed: pip install 'tkeel-oauth[verify]'"
    assert (done.stderr, done.stdout.splitlines()) == (
        "",
        ["[]", f"PyYAML {missing}", f"jsonschema {missing}", f"jsonschema {missing}", "[]"],
    )
