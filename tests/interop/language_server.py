"""A language server as an editor talks to it: JSON-RPC over its standard streams."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["Editor", "editor"]


class Editor:
    """An editor with one file open.

    Args:
        process: The language server.
        folder: The folder of the file.
        python: The interpreter whose packages the file imports.
    """

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, python: str) -> None:
        self._process = process
        self._settings = {"python": {"pythonPath": python}, "python.analysis": {}, "pyright": {}}
        self._number = 0
        self._file = (folder / "users.py").as_uri()
        self._version = 0
        self.ask(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            workspaceFolders=[{"uri": folder.as_uri(), "name": "users"}],
            capabilities={
                "workspace": {"configuration": True, "workspaceFolders": True},
                "textDocument": {
                    "completion": {"completionItem": {"documentationFormat": ["plaintext"]}},
                    "hover": {"contentFormat": ["plaintext"]},
                },
            },
        )
        self._tell("initialized")

    def hover(self, text: str) -> str:
        """What is shown over the place that `|` marks."""
        found = self.ask("textDocument/hover", **self._place(text))
        return "" if found is None else str(found["contents"]["value"])

    def completions(self, text: str) -> dict[str, Any]:
        """What is offered at the place that `|` marks, by name."""
        found = self.ask("textDocument/completion", **self._place(text))
        listed = cast("dict[str, Any]", found)["items"] if isinstance(found, dict) else found
        items: list[dict[str, Any]] = listed or []
        return {item["label"]: item for item in items}

    def documentation(self, item: dict[str, Any]) -> str:
        """What is shown beside an offered name."""
        found = self.ask("completionItem/resolve", **item).get("documentation", "")
        return str(cast("dict[str, Any]", found)["value"] if isinstance(found, dict) else found)

    def ask(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - JSON
        """Send a request and return its result; answer what the server asks meanwhile."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if "method" in message:
                if "id" in message:
                    self._send({"id": message["id"], "result": self._result(message)})
            elif message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]

    def close(self) -> None:
        """End the server in good order."""
        self.ask("shutdown")
        self._tell("exit")

    def _place(self, text: str) -> dict[str, object]:
        before, _, after = text.partition("|")
        self._version += 1
        document = {"uri": self._file, "version": self._version}
        if self._version == 1:
            self._tell("textDocument/didOpen", textDocument={**document, "languageId": "python", "text": ""})
        self._tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": before + after}])
        return {
            "textDocument": {"uri": self._file},
            "position": {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])},
        }

    def _result(self, message: dict[str, Any]) -> object:
        if message["method"] == "workspace/configuration":
            return [self._settings.get(item.get("section"), {}) for item in message["params"]["items"]]
        return None

    def _tell(self, method: str, **parameters: object) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream
        length = 0
        while (line := stream.readline().strip()) or not length:
            assert line, "the language server has ended"
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(stream.read(length))
        return message


@contextmanager
def editor(command: list[str], folder: Path, python: str) -> Generator[Editor]:
    """Run a language server for a folder.

    Args:
        command: What starts it, without its argument for the standard streams.
        folder: The folder.
        python: The interpreter whose packages the files in it import.
    """
    with subprocess.Popen(
        [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            opened = Editor(process, folder, python)
            yield opened
            opened.close()
            process.wait(timeout=20)
        finally:
            process.kill()
