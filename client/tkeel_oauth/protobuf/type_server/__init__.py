"""Asking type servers what a message type looks like, as the contract's text on ``@type`` has it."""
