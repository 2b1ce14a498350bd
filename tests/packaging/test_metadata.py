"""What an index is told of the package: complete, valid, and true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from packaging.metadata import Metadata
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from trove_classifiers import classifiers, deprecated_classifiers

from tkeel_oauth._version import __version__

if TYPE_CHECKING:
    from tests.conftest import Built

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {"cli", "protobuf", "verify"}

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")


@pytest.fixture(scope="module")
def metadata(built: Built) -> Metadata:
    """The wheel's metadata; what the specification does not allow is an error."""
    with ZipFile(built.wheel) as wheel:
        return Metadata.from_email(wheel.read(f"tkeel_oauth-{__version__}.dist-info/METADATA"), validate=True)


def test_files_are_named_after_the_project(built: Built) -> None:
    name, version, build, tags = parse_wheel_filename(built.wheel.name)
    assert (name, str(version), build) == ("tkeel-oauth", __version__, ())
    assert {str(tag) for tag in tags} == {"py3-none-any"}
    assert parse_sdist_filename(built.sdist.name) == (name, version)


def test_an_index_knows_every_classifier(metadata: Metadata) -> None:
    assert set(metadata.classifiers or ()) <= classifiers - deprecated_classifiers.keys()


def test_every_python_that_is_named_is_allowed(metadata: Metadata) -> None:
    named = [
        found[1]
        for line in metadata.classifiers or ()
        if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line))
    ]
    assert len(named) >= 3
    assert metadata.requires_python is not None
    assert all(metadata.requires_python.contains(f"{version}.0") for version in named)


def test_no_python_to_come_is_refused(metadata: Metadata) -> None:
    assert metadata.requires_python == SpecifierSet(">=3.11")


def test_extras_are_those_of_the_documentation(metadata: Metadata) -> None:
    assert set(metadata.provides_extra or ()) == EXTRAS


def test_requirements_have_a_lower_bound_and_no_address(metadata: Metadata) -> None:
    for requirement in metadata.requires_dist or ():
        assert requirement.url is None, requirement
        assert any(one.operator in {">=", "=="} for one in requirement.specifier), requirement


def test_only_the_core_is_asked_for_without_an_extra(metadata: Metadata) -> None:
    core = {str(one) for one in metadata.requires_dist or () if one.marker is None}
    assert core == {"attrs>=22.2", "h11>=0.16", "httpcore<2,>=1.0.9", "httpx<0.29,>=0.27"}


def test_only_what_is_known_to_break_has_an_upper_bound(metadata: Metadata) -> None:
    bounded = {
        canonicalize_name(one.name)
        for one in metadata.requires_dist or ()
        if any(each.operator in {"<", "<=", "==", "~="} for each in one.specifier)
    }
    # httpx 1.0 is another library of that name, and the pools stand on what httpcore 1 promises.
    assert bounded == {"httpx", "httpcore"}


def test_the_description_is_the_readme_and_needs_nothing_beside_it(metadata: Metadata) -> None:
    assert metadata.description_content_type == "text/markdown"
    assert metadata.description == (ROOT / "README.md").read_text(encoding="utf-8")
    assert metadata.summary == PROJECT["description"]
    # An index shows the text alone: an image from a file of the repository would be missing there.
    assert re.findall(r"!\[[^\]]*\]\((?!https://)", metadata.description or "") == []


def test_licence_goes_along(metadata: Metadata, built: Built) -> None:
    assert metadata.license_expression == "MIT"
    assert metadata.license_files == ["LICENSE"]
    with ZipFile(built.wheel) as wheel:
        text = wheel.read(f"tkeel_oauth-{__version__}.dist-info/licenses/LICENSE")
    assert text == (ROOT / "LICENSE").read_bytes()
