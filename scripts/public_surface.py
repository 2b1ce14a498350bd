"""Tells griffe what of the package is public, for `scripts/check changes`.

To griffe every module without an underscore is public, whatever `__all__` says. Here the modules within the
faces `testing`, `verification` and `protobuf`, and all of the command's, are not: what is public of them
stands in the `__init__` above them. griffe loads this file by its path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from griffe import Extension

if TYPE_CHECKING:
    from griffe import Module

__all__ = ["Faces"]

_FACES = ("cli", "protobuf", "testing", "verification")


class Faces(Extension):
    """Makes the modules within the faces private."""

    def on_package(self, *, pkg: Module, **_: object) -> None:
        """Look at the package once all of it is read; of an older one a face may be missing."""
        for name in _FACES:
            face = pkg.modules.get(name)
            for module in face.modules.values() if face is not None else ():
                module.public = False
