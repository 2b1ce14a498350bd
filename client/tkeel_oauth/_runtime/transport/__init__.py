"""The only folder that knows httpx and httpcore.

It takes a :class:`~tkeel_oauth._runtime.call.encode.Request` and the moment the call ends,
and gives back an :class:`~tkeel_oauth._runtime.call.messages.RawResponse` or a
:class:`~tkeel_oauth._runtime.call.messages.Failure`. Moving to another HTTP library means
writing this folder again and nothing else.
"""
