"""Where definitions come from, and the classes that were made of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from .._runtime.base.errors import ConfigurationError
from .._runtime.contract.type_urls import full_url, names_type, scheme_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.protobuf.message import Message

    from .._runtime.transport.type_fetch import TypeFetch
    from .asking import Hosts
    from .inquiry import Handler
    from .registry import TypeRegistry

__all__ = ["Source"]


class Source:
    """What a type server has; the arguments are those of ``TypeServer``, checked.

    Raises:
        ConfigurationError: a handler is for a scheme that needs none.
    """

    __slots__ = ("_classes", "_lock", "_max_types", "fetch", "handlers", "hosts", "registry", "timeout")

    def __init__(  # noqa: PLR0913 - the type server's arguments
        self,
        hosts: Hosts,
        *,
        handlers: Mapping[str, Handler],
        registry: TypeRegistry,
        fetch: TypeFetch,
        timeout: float,
        max_types: int,
    ) -> None:
        if not handlers.keys().isdisjoint({"", "http", "https"}):
            raise ConfigurationError(
                "handlers are for schemes other than http and https; see hosts for those"
            )
        self.hosts: Hosts = hosts
        self.handlers: Mapping[str, Handler] = handlers
        self.registry: TypeRegistry = registry
        self.fetch: TypeFetch = fetch
        self.timeout: float = timeout
        self._max_types = max_types
        self._classes: OrderedDict[str, type[Message]] = OrderedDict()
        self._lock = threading.Lock()

    def may_ask(self, type_url: str) -> bool:
        """Tell whether the definition of a type URL may be asked for."""
        if not names_type(type_url):
            return False
        url = full_url(type_url)
        return scheme_of(url) in self.handlers or self.hosts.find(url) is not None

    def kept(self, type_url: str) -> type[Message] | None:
        """Return the class of a type where nobody need be asked, None else."""
        url = full_url(type_url)
        found = self.registry.find(url.rpartition("/")[2])
        if found is None:
            with self._lock:
                found = self._classes.get(url)
                if found is not None:
                    self._classes.move_to_end(url)
        return found

    def keep(self, type_url: str, message: type[Message]) -> type[Message]:
        """Keep a class that was made; return the one to use, as another thread may have been quicker."""
        url = full_url(type_url)
        with self._lock:
            message = self._classes.setdefault(url, message)
            self._classes.move_to_end(url)
            while len(self._classes) > self._max_types:
                self._classes.popitem(last=False)
            return message

    def clear(self) -> None:
        """Forget the classes that are kept."""
        with self._lock:
            self._classes.clear()
