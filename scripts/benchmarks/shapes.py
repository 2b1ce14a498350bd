"""Answers that are made to be costly, by their shape: for tests that count steps, and for the table."""

from __future__ import annotations

__all__ = ["SHAPES", "made"]

# part, what stands before all of them, after, and between
SHAPES: dict[str, tuple[bytes, bytes, bytes, bytes]] = {
    "a string without an end, full of escapes": (b'\\"', b"[" * 65 + b'"', b"", b""),
    "a string without an end": (b"a", b"[" * 65 + b'"', b"", b""),
    "backslashes": (b"\\", b"[" * 65 + b'"', b"", b""),
    "quotes": (b'"', b"[" * 65, b"", b""),
    "opening": (b"[", b"", b"", b""),
    "closing": (b"]", b"[" * 65, b"", b""),
    "lists": (b"[]", b"[", b"]", b","),
    "lists in strings": (b'"[[["', b"[", b"]", b","),
    "combs": (b"[" * 60 + b"]" * 60, b"[", b"]", b","),
    "objects": (b'{"a":1}', b"[", b"]", b","),
    "numbers": (b"1", b"[", b"]", b","),
    "fractions": (b"1.5", b"[1e300,", b"]", b","),
    "long numbers": (b"9" * 400, b"[", b"]", b","),
    "one number": (b"9", b"", b"", b""),
    "one fraction": (b"9", b"0.", b"", b""),
    "one exponent": (b"9", b"1e", b"", b""),
    "zeros": (b"0", b"1.", b"", b""),
    "escapes": (b"\\ud83d\\ude00", b'"', b'"', b""),
    "details": (b'{"@type":"a/b","v":"%2541&amp;"}', b'{"code":3,"message":"no","details":[', b"]}", b","),
    "one text": (b"%2525&amp;amp; QUJD \\\\u0041 ", b'{"code":3,"message":"', b'"}', b""),
    "one served text": (b"%2525&amp;amp; QUJD \\\\x41 ", b'{"code":"io.tkeel.NEW","msg":"', b'"}', b""),
    "codes": (b'{"code":"zz"}', b'{"code":3,"more":[', b"]}", b","),
    "pairs of a form": (b"code=abc&", b"", b"", b""),
    "one name of a form": (b"code", b"", b"", b""),
    "spaces": (b" ", b"", b"", b""),
    "retry": (b'{"@type":"a/google.rpc.RetryInfo","retryDelay":"x"}', b'{"details":[', b"]}", b","),
    "text": ("无效请求".encode(), b'"', b'"', b""),
    "names": (b"", b"", b"", b""),
}


def made(shape: str, size: int) -> bytes:
    """A body of about so many bytes: one part again and again."""
    if shape == "names":
        return b"{" + b",".join(b'"%06d":0' % number for number in range(size // 11)) + b"}"
    part, before, after, between = SHAPES[shape]
    return before + between.join([part] * (size // len(part + between))) + after
