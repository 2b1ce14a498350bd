"""The recorded server as a respx router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth.testing.engine import Engine
from tkeel_oauth.testing.errors import MissingExtraError
from tkeel_oauth.testing.journal import Journal

from .httpx_transport import answer

if TYPE_CHECKING:
    import httpx
    import respx

    from tkeel_oauth.testing.scenario import Recording
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["respx_router"]


def respx_router(
    recording: Recording | None = None,
    *,
    strict: bool = False,
    wire: Wire | None = None,
    base_url: str | None = None,
) -> respx.MockRouter:
    """Makes a respx router whose one route, `tkeel`, answers from a recording.

    Use it as `with respx_router() as router:` to patch httpx, or without patching through
    `httpx.MockTransport(router.handler)` (`router.async_handler` for async code). `router.calls` keeps
    whole requests, as respx does; it is the one place here that holds their query.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
        base_url: Route only requests below this URL to the recording, so that other routes can be added
            for other services; without it every request goes there.

    Raises:
        MissingExtraError: When respx is not installed.
    """
    try:
        import respx  # noqa: PLC0415 - an extra: only who asks for it needs it
    except ImportError:
        raise MissingExtraError("respx", "replay") from None
    engine, journal = Engine(recording, strict=strict, wire=wire), Journal()

    def side_effect(request: httpx.Request) -> httpx.Response:
        return answer(engine, journal, request)

    # The router's own base_url would bind the routes of other services too.
    router = respx.MockRouter(assert_all_called=False)
    route = router.route(url__startswith=base_url, name="tkeel") if base_url else router.route(name="tkeel")
    route.mock(side_effect=side_effect)
    return router
