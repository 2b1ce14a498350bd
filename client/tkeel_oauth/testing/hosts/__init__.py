"""The places the engine answers from: httpx transports, ASGI, a loopback socket."""
