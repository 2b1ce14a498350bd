"""`--cacert`: a server whose certificate no usual authority has signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.processes import USER
from tests.faults import certificates
from tests.faults.answers import keep_answering
from tests.faults.server import CODE, FaultServer
from tkeel_oauth.cli import main


@pytest.fixture
def authority(tmp_path: Path) -> str:
    file = tmp_path / "authority.pem"
    certificates.authority().cert_pem.write_to_path(str(file))
    return str(file)


def test_authorize_trusts_it(authority: str, capsys: pytest.CaptureFixture[str]) -> None:
    with FaultServer(keep_answering, tls=certificates.good()) as server:
        arguments = ["authorize", "--base-url", server.base_url, *USER, "--redirect-uri", "x"]
        assert main(arguments) == 3
        assert "pass --cacert" in capsys.readouterr().err
        assert main([*arguments, "--cacert", authority]) == 0
    assert capsys.readouterr().out == f"{CODE}\n"


def test_verify_trusts_it(authority: str, capsys: pytest.CaptureFixture[str]) -> None:
    with FaultServer(keep_answering, tls=certificates.good()) as server:
        arguments = ["verify", "--base-url", server.base_url, *USER]
        assert main(arguments) == 3
        told = " ".join(capsys.readouterr().out.split())
        assert "its certificate is not trusted" in told
        assert "An authority of your own is trusted with --cacert" in told
        # This one lets everybody in.
        assert main([*arguments, "--cacert", authority]) == 1
    assert "accepted" in capsys.readouterr().out
