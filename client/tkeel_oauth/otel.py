"""OpenTelemetry: a span and a measurement for every request, by the HTTP semantic conventions.

Needs ``pip install 'tkeel-oauth[otel]'``. ``opentelemetry-instrument`` finds it by itself; otherwise::

    from tkeel_oauth.otel import TkeelOAuthInstrumentor

    TkeelOAuthInstrumentor().instrument()

Each attempt of a call is a client span, ``GET /oauth/{tenant_id}/authorize``: attempts that
follow the first have ``http.request.resend_count``. The context goes along in the request's
headers, in whatever way ``OTEL_PROPAGATORS`` says. The query, with all that is secret, is in none
of it. The instrumentation of the HTTP client below is quiet meanwhile, so nothing is told twice.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

try:
    from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined] # mypy is told to skip it there
    from opentelemetry.instrumentation.utils import (
        is_http_instrumentation_enabled,
        suppress_http_instrumentation,
    )
    from opentelemetry.metrics import get_meter
    from opentelemetry.propagate import inject
    from opentelemetry.semconv.attributes.error_attributes import ERROR_TYPE
    from opentelemetry.semconv.attributes.http_attributes import (
        HTTP_REQUEST_METHOD,
        HTTP_REQUEST_RESEND_COUNT,
        HTTP_RESPONSE_HEADER_TEMPLATE,
        HTTP_RESPONSE_STATUS_CODE,
    )
    from opentelemetry.semconv.attributes.server_attributes import SERVER_ADDRESS, SERVER_PORT
    from opentelemetry.semconv.attributes.url_attributes import URL_FULL
    from opentelemetry.semconv.metrics.http_metrics import HTTP_CLIENT_REQUEST_DURATION
    from opentelemetry.semconv.schemas import Schemas
    from opentelemetry.trace import SpanKind, Status, StatusCode, get_tracer, use_span
except ImportError as _error:
    raise ImportError(
        "OpenTelemetry needs an extra: pip install 'tkeel-oauth[otel]'", name=_error.name
    ) from _error

from . import __version__
from ._runtime.base import clock
from ._runtime.base.errors import ConfigurationError, ConnectionFailed, DeadlineExceeded, UnexpectedResponse
from ._runtime.base.statuses import FIRST_ERROR
from ._runtime.call.exchange import Answer, Failure, Flaw
from ._runtime.call.observing import observe_with

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from opentelemetry.metrics import Histogram, MeterProvider
    from opentelemetry.trace import Span, Tracer, TracerProvider

    from ._runtime.call.observing import Sending

__all__ = ["TkeelOAuthInstrumentor"]

_URL_TEMPLATE: Final = "url.template"
"""Not among the conventions' stable names yet."""

_BOUNDARIES = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""Seconds: the buckets that the conventions advise."""


class TkeelOAuthInstrumentor(BaseInstrumentor):  # type: ignore[misc] # for the same reason
    """Gives every request of this package's clients a span and a measurement.

    ``instrument()`` takes ``tracer_provider`` and ``meter_provider``, the global ones by
    default; ``uninstrument()`` ends it. Calls under way stay as they began.
    """

    def instrumentation_dependencies(self) -> Collection[str]:
        """Return nothing: what is instrumented is the package that this is part of."""
        return ()

    def _instrument(self, **kwargs: object) -> None:
        observe_with(_Observer(*_instruments(**kwargs)))  # type: ignore[arg-type] # as documented above

    def _uninstrument(self, **kwargs: object) -> None:  # noqa: ARG002 - as the base has it
        observe_with(None)


def _instruments(
    tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None, **_: object
) -> tuple[Tracer, Histogram]:
    schema = Schemas.V1_23_1.value  # the first with the stable HTTP conventions
    tracer = get_tracer("tkeel_oauth", __version__, tracer_provider, schema)
    meter = get_meter("tkeel_oauth", __version__, meter_provider, schema)
    return tracer, meter.create_histogram(
        HTTP_CLIENT_REQUEST_DURATION,
        unit="s",
        description="Duration of HTTP client requests.",
        explicit_bucket_boundaries_advisory=_BOUNDARIES,
    )


class _Observer:
    """Begins the spans."""

    def __init__(self, tracer: Tracer, duration: Histogram) -> None:
        self._tracer = tracer
        self._duration = duration

    def sends(self, sending: Sending) -> _Observation | None:
        if not is_http_instrumentation_enabled():
            return None
        known: dict[str, str | int] = {
            HTTP_REQUEST_METHOD: sending.method,
            SERVER_ADDRESS: sending.host,
            SERVER_PORT: sending.port,
            _URL_TEMPLATE: sending.template,
        }
        attributes = {**known, URL_FULL: sending.url}
        if sending.resends:
            attributes[HTTP_REQUEST_RESEND_COUNT] = sending.resends
        span = self._tracer.start_span(
            f"{sending.method} {sending.template}", kind=SpanKind.CLIENT, attributes=attributes
        )
        return _Observation(span, self._duration, known)


class _Observation:
    """One span, current until the attempt has ended, and its measurement."""

    def __init__(self, span: Span, duration: Histogram, known: dict[str, str | int]) -> None:
        self._span = span
        self._duration = duration
        self._known = known
        self._began = clock.monotonic()
        headers: dict[str, str] = {}
        with ExitStack() as stack:
            # No exception is recorded: what one of a caller's own transport says may quote the query.
            stack.enter_context(
                use_span(span, end_on_exit=False, record_exception=False, set_status_on_exception=False)
            )
            stack.enter_context(suppress_http_instrumentation())
            inject(headers)
            self._current = stack.pop_all()
        self.headers: Mapping[str, str] = headers

    def answered(self, outcome: Answer | Failure, request_id: str | None) -> None:
        if isinstance(outcome, Answer):
            self._known[HTTP_RESPONSE_STATUS_CODE] = outcome.status_code
            self._span.set_attribute(HTTP_RESPONSE_STATUS_CODE, outcome.status_code)
        if request_id is not None:
            self._span.set_attribute(f"{HTTP_RESPONSE_HEADER_TEMPLATE}.x-request-id", [request_id])
        self._end(_error_type(outcome), outcome.why if isinstance(outcome, Failure) else None)

    def broken(self, error: BaseException) -> None:
        self._end(_name(type(error)), None)

    def _end(self, error: str | None, why: str | None) -> None:
        if error is not None:
            self._known[ERROR_TYPE] = error
            self._span.set_attribute(ERROR_TYPE, error)
            self._span.set_status(Status(StatusCode.ERROR, why))
        # Measured while the span is current, as an exemplar may name it.
        self._duration.record(max(clock.monotonic() - self._began, 0.0), self._known)
        self._current.close()
        self._span.end()


def _error_type(outcome: Answer | Failure) -> str | None:
    """Return the status, or the class of the error that such an outcome becomes; None for no error."""
    if isinstance(outcome, Failure):
        if outcome.hopeless:
            return _name(ConfigurationError)
        return _name(DeadlineExceeded if outcome.late else ConnectionFailed)
    if outcome.status_code >= FIRST_ERROR:
        return str(outcome.status_code)
    if outcome.flaw is None:
        return None
    by_flaw = {Flaw.CUT: ConnectionFailed, Flaw.LATE: DeadlineExceeded}
    return _name(by_flaw.get(outcome.flaw, UnexpectedResponse))


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
