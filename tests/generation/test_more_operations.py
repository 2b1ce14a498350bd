"""An operation added to the contract gets all that the first one has, and nobody writes code for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.generation.workshop import Workshop

EXTENDED = Path(__file__).parent / "extended"
PYTEST = """\
[pytest]
addopts = -p no:cacheprovider
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
filterwarnings = error
pythonpath = .
"""
MYPY = f"""\
[mypy]
strict = true
explicit_package_bases = true
mypy_path = client
cache_dir = {os.devnull}
"""


@pytest.fixture(scope="module", name="extended")
def _extended(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A copy of the project whose contract has two more operations."""
    workshop = Workshop.at(tmp_path_factory.mktemp("extended") / "copy")
    more: dict[str, Any] = yaml.safe_load((EXTENDED / "operations.yaml").read_text(encoding="utf-8"))
    document = workshop.document
    document["paths"].update(more["paths"])
    document["components"]["schemas"].update(more["components"]["schemas"])
    workshop.write(document)
    done = workshop.generate()
    assert (done.returncode, done.stderr) == (0, "")
    (workshop.folder / "pytest.ini").write_text(PYTEST, encoding="utf-8")
    (workshop.folder / "mypy.ini").write_text(MYPY, encoding="utf-8")
    # No suffix of their own: what they import is not in the checkout.
    shutil.copy(EXTENDED / "ways.txt", workshop.folder / "ways.py")
    shutil.copy(EXTENDED / "calls.txt", workshop.folder / "test_calls.py")
    return workshop


def run(workshop: Workshop, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=workshop.folder,
        env={**os.environ, "PYTHONPATH": str(workshop.folder / "client")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_operation_is_generated_as_before(extended: Workshop) -> None:
    committed = Path(__file__).resolve().parents[2] / "client" / "tkeel_oauth"
    for name in (
        "_generated/api/oauth/oauth_authorize.py",
        "_generated/models/rpc_status.py",
        "_generated/models/protobuf_any.py",
        "_generated/models/v1_authorize_response.py",
    ):
        assert (extended.package / name).read_bytes() == (committed / name).read_bytes()


def test_they_are_called_in_every_way(extended: Workshop) -> None:
    done = run(extended, "-m", "pytest", "-q", "test_calls.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_they_are_typed(extended: Workshop) -> None:
    targets = ("client/tkeel_oauth/_generated", "client/tkeel_oauth/api", "client/tkeel_oauth/models.py")
    done = run(extended, "-m", "mypy", *targets, "ways.py", "test_calls.py")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_their_functions_explain_themselves(extended: Workshop) -> None:
    program = "from tkeel_oauth.api.{} import {} as module; print(module.{}.__doc__)"
    register = run(extended, "-c", program.format("devices", "register_device", "sync")).stdout
    assert "    body: The device as it shall be.\n" in register.replace("        ", "    ")
    assert "x_request_token: Token of the request.\n" in register
    assert "x_priority: How urgent it is. Not sent when None; the server then takes ``3``.\n" in register
    assert "ModelError: ``body`` is not what its schema allows." in register
    found = run(extended, "-c", program.format("oauth", "oauth_find_device", "asyncio")).stdout
    assert "* switched on, or\n" in found
    assert "kind: What a device is. Not sent when None.\n" in found
    assert "number: ``number`` in the path.\n" in found
    assert "404: ``models.Missing``, 409: ``models.RpcStatus``." in " ".join(found.split())
    assert "ModelError" not in found


def test_their_models_and_values_are_found_by_name(extended: Workshop) -> None:
    names = "Device DeviceDraft DeviceKind DeviceOwner Missing ProtobufAny RpcStatus V1AuthorizeResponse"
    program = (
        "from tkeel_oauth import models; print(*models.__all__); print({*models.__all__} <= {*dir(models)})"
    )
    assert run(extended, "-c", program).stdout == f"{names}\nTrue\n"
    values = "from tkeel_oauth import models; print(models.DeviceKind.__args__)"
    assert run(extended, "-c", values).stdout == "('sensor', 'gateway')\n"


def test_what_they_send_is_kept_secret_unless_the_document_says_otherwise(extended: Workshop) -> None:
    program = (
        "from tkeel_oauth._generated.api.{0} import OPERATION as o\n"
        "print(o.idempotent, *(p.name for p in o.parameters if not p.sensitive))"
    )
    assert run(extended, "-c", program.format("devices.register_device")).stdout == "False tenant_id\n"
    assert (
        run(extended, "-c", program.format("oauth.oauth_find_device")).stdout
        == "True number tenant_id deep\n"
    )
