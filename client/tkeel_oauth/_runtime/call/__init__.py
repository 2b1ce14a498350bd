"""One call without the network: arguments to a request, an answer to a result, and what is tried again."""
