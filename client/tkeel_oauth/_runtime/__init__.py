"""How any operation is sent, decoded, retried and kept secret.

Hand-written, and ignorant of what it serves: it imports neither the generated code
nor the public faces. What it needs to know of an operation arrives in an
:class:`~tkeel_oauth._runtime.contract.operation.Operation`.
"""
