"""Modules, and members of modules, that are loaded when they are first asked for (PEP 562)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType

__all__ = ["LazyModule", "load_all", "members"]


def members(
    module: str, homes: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a module.

    They belong into the ``else`` branch of ``if TYPE_CHECKING:``, beside the imports that
    they stand for: a type checker that saw them would take every misspelt name for a member.

    Args:
        module: the module's ``__name__``.
        homes: the modules that define the members, with the members' names; one that begins with
            a dot is a submodule, and may be a member itself. Of two that name the same the later counts.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def load(name: str) -> object:
        home = home_of.get(name)
        if home is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        import sys  # noqa: PLC0415 - not before it is needed
        from importlib import import_module  # noqa: PLC0415 - not before it is needed

        try:
            found = import_module(home, module)
            member: object = found if home == f".{name}" else getattr(found, name)
        except AttributeError as error:
            # `from … import …` would take it for a name that there is not, and not say why.
            raise ImportError(f"{home} cannot be loaded: {error}") from error
        # From now on Python finds it without asking here.
        setattr(sys.modules[module], name, member)
        return member

    def names() -> list[str]:
        import sys  # noqa: PLC0415 - not before it is needed

        return sorted({*vars(sys.modules[module]), *home_of})

    return load, names


def load_all(module: ModuleType) -> None:
    """Load what a module would load when it is first asked for."""
    for name in module.__all__:
        getattr(module, name)


class LazyModule:
    """A module that is loaded when somebody first takes something from it.

    For annotations: they name what only an extra brings, and are looked at by few.

    Args:
        name: the module.
        without: what stands for its members where it is not installed.
    """

    def __init__(self, name: str, without: Mapping[str, object]) -> None:
        self._name = name
        self._without = without

    def __getattr__(self, member: str) -> object:
        from importlib import import_module  # noqa: PLC0415 - not before it is needed

        if member not in self._without:
            raise AttributeError(f"nothing here is annotated with {member} of {self._name}")
        try:
            found = import_module(self._name)
        except ImportError:
            return self._without[member]
        return getattr(found, member)
