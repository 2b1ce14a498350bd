"""The only folder that speaks HTTP: httpx's and httpcore's seams, sockets, the deadline.

It takes a :class:`~tkeel_oauth._runtime.call.encode.Request` and the moment the call ends,
and gives back a :class:`~tkeel_oauth._runtime.call.messages.RawResponse` or a
:class:`~tkeel_oauth._runtime.call.messages.Failure`. Others name httpx's public types at most.
"""
