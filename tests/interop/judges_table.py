"""Where the judges and `verify` differ about an answer, who is right, and why.

The judges know OpenAPI: status, media type and schema of one answer. An answer that is in no row must get the
same verdict of all; a row that is not needed fails.
"""

from __future__ import annotations

from dataclasses import dataclass

PRISM = "Prism"
CORE = "openapi-core"
BOTH = (PRISM, CORE)


@dataclass(frozen=True)
class Difference:
    """Answers about which judges and `verify` differ.

    Attributes:
        verify: What `verify` does with them: `accepts` or `refuses`; the judges named do the other.
        judges: The judges that differ.
        right: Who is right.
        why: Why.
        answers: The answers, as `server @ step`.
    """

    verify: str
    judges: tuple[str, ...]
    right: str
    why: str
    answers: tuple[str, ...]


DIFFERENCES = (
    Difference(
        "accepts",
        BOTH,
        "verify",
        "The page does not know the envelope that every tKeel wraps its errors in: the judges take the "
        "name of the result for the number of the error. One finding, wire-form, says so for the whole "
        "server.",
        (
            "errors-in-the-other-form @ empty-password",
            "errors-in-the-other-form @ missing-password",
            "errors-in-the-other-form @ missing-username",
            "extra-member-in-the-envelope @ wrong-password",
            "result-name-empty-as-the-gateway-has-it @ wrong-password",
            "result-name-unknown @ wrong-password",
            "served @ empty-password",
            "served @ missing-password",
            "served @ missing-username",
            "served @ wrong-password",
        ),
    ),
    Difference(
        "accepts",
        BOTH,
        "both",
        "It breaks the page, and every tKeel does it: verify lists it as known, and fails it under --strict.",
        (
            "other-response-type-gets-an-empty-code @ response-type-token",
            "served @ tenant-encoded-slash",
            "text-for-an-unknown-tenant @ tenant-encoded-slash",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "Enveloped: the judges take the name of the result for the authorization code, and look no "
        "further. A client made from the page alone would hand `io.tkeel.SUCCESS` to its caller.",
        (
            "code-beside-an-error-in-data @ success-with-state",
            "code-beside-an-error-in-the-envelope @ success-with-state",
            "data-a-list @ success",
            "data-a-number @ success-with-state",
            "data-a-text @ success",
            "data-missing @ success",
            "data-null @ success",
            "empty-password-gets-an-empty-code @ empty-password",
            "envelope-in-an-envelope @ success",
            "envelope-mixed-with-an-error @ success",
            "logins-in-the-other-form @ success-with-state",
            "msg-missing @ success",
            "result-name-a-number @ wrong-password",
            "served-code-a-number @ success",
            "served-code-empty @ success",
            "served-code-missing @ success-with-state",
            "served-code-renamed @ success",
            "served-code-with-an-umlaut @ success-with-state",
            "served-error-under-200 @ wrong-password",
            "success-that-names-an-error @ success",
            "success-that-names-an-error-and-has-an-empty-code @ success",
            "two-codes-that-contradict @ success",
            "type-of-data-a-number @ success",
            "type-of-data-wrong @ success",
            "wrong-password-gets-an-empty-code @ wrong-password",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "A whole answer of the contract, and not the one that was due: OpenAPI cannot say which request "
        "gets which. A right login must succeed; a wrong password, a missing parameter and an unknown "
        "tenant must get no code.",
        (
            "empty-password-accepted @ empty-password",
            "login-answered-500 @ success",
            "login-forbidden @ success",
            "login-rate-limited @ success",
            "login-refused @ success",
            "missing-password-accepted @ missing-password",
            "missing-response-type-accepted @ missing-response-type",
            "missing-username-accepted @ missing-username",
            "other-response-type-accepted @ response-type-token",
            "refusal-by-breaking-down @ missing-username",
            "second-login-breaks-the-server @ success-with-state",
            "second-login-refused @ success-with-state",
            "status-of-nobody @ missing-username",
            "unknown-tenant-accepted @ tenant-encoded-slash",
            "wrong-password-accepted @ wrong-password",
            "wrong-password-accepted-in-the-served-form @ wrong-password",
            "wrong-password-breaks-the-server @ wrong-password",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "The password or the state comes back: no schema forbids it.",
        (
            "login-refused-with-the-password @ success",
            "password-as-the-name-of-a-member @ success",
            "password-in-a-cookie @ success",
            "password-in-a-header @ success",
            "password-in-a-message @ wrong-password",
            "password-in-base64 @ success",
            "state-in-base64 @ success-with-state",
            "state-in-a-header @ success-with-state",
            "state-sent-back @ success-with-state",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "The contract says it in words: an absent code of an error is zero, which is no error; a type's "
        "URL has a slash and a name that starts with no dot.",
        (
            "detail-whose-type-has-no-slash @ wrong-password",
            "detail-whose-type-starts-with-a-dot @ wrong-password",
            "error-code-missing @ wrong-password",
            "error-code-zero @ wrong-password",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "Only beside other answers is it wrong: the server answers in two forms.",
        ("one-error-in-the-documented-form @ empty-password",),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "The contract leaves a detail to its type: what is called a google.rpc.ErrorInfo has texts in its "
        "reason, domain and metadata.",
        (
            "domain-of-a-detail-retyped @ missing-username",
            "field-of-a-detail-retyped @ wrong-password",
            "metadata-of-a-detail-retyped @ missing-username",
            "metadata-of-a-detail-with-a-number @ missing-username",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "RFC 6749 says of which characters a code is made, and an error beside a code takes it back; no "
        "schema says so.",
        (
            "code-beside-an-error @ success-with-state",
            "code-that-is-a-result-in-capitals @ success-with-state",
            "code-with-a-tab @ success-with-state",
            "code-with-an-emoji @ success-with-state",
            "code-with-blanks @ success-with-state",
            "code-with-two-lines @ success-with-state",
        ),
    ),
    Difference(
        "refuses",
        BOTH,
        "verify",
        "The judges' parsers take it; RFC 8259 leaves a name that comes twice, and great depth and "
        "length, to each reader, so that two readers may read two things.",
        (
            "body-too-large @ success",
            "json-too-deep @ success",
            "member-twice @ success",
        ),
    ),
    Difference(
        "refuses",
        (PRISM,),
        "verify",
        "RFC 8259 asks for UTF-8; Prism puts a replacement character in the place of what is none.",
        ("json-not-utf-8 @ wrong-password",),
    ),
    Difference(
        "refuses",
        (CORE,),
        "verify",
        "RFC 8259 asks for UTF-8 without a byte order mark; Python's json, which openapi-core uses, guesses.",
        (
            "json-after-a-byte-order-mark @ success",
            "json-in-utf-16 @ success",
        ),
    ),
    Difference(
        "refuses",
        (PRISM,),
        "verify",
        "The contract has application/json and no other; Prism takes every +json for it.",
        (
            "login-not-recorded @ success",
            "media-type-problem @ missing-username",
            "problem-of-another-service @ missing-username",
        ),
    ),
    Difference(
        "refuses",
        (CORE,),
        "verify",
        "openapi-core does not look at Content-Encoding, and this one is false: the body is plain.",
        ("compressed-beyond-reading @ success",),
    ),
    Difference(
        "accepts",
        (CORE,),
        "both",
        "It is what the recorded server says of a call that it has no answer to: no answer of a tKeel's, so "
        "verify warns that it proves nothing.",
        (
            "not-recorded @ missing-username",
            "not-recorded @ wrong-password",
        ),
    ),
    Difference(
        "refuses",
        (PRISM,),
        "verify",
        "Prism undoes a Content-Encoding that nobody asked for; clients refuse it.",
        ("compressed-without-being-asked @ success",),
    ),
    Difference(
        "refuses",
        (PRISM,),
        "verify",
        "Prism takes the error answer that the contract has for any status, without a body, too; no tKeel "
        "answers 501 to a call that it knows.",
        (
            "login-not-implemented @ success",
            "missing-redirect-uri-not-implemented @ missing-redirect-uri",
        ),
    ),
)

# Prism follows a redirect, out of this machine if it leads there, and judges what comes then.
NOT_FOR_PRISM = (
    "empty-password-redirected @ empty-password",
    "login-redirected @ success",
    "login-redirected-with-the-password @ success",
    "redirected-to-redirect-uri-with-the-code @ success-with-state",
    "refusal-redirected @ wrong-password",
)
