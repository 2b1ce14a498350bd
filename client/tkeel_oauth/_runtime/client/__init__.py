"""The clients that any contract's operations are mixed into."""
