"""What findings say, but for what came: what was expected, and what to do.

One table, so that every output and every step says the same thing in the same words. A key is the name of a
check, or that and a case of it after a `/`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tkeel_oauth._runtime.base.codes import hint_for

__all__ = ["PROMISES", "TEXTS", "Text", "promise"]


@dataclass(frozen=True, slots=True)
class Text:
    """The fixed parts of a finding.

    Args:
        expected: What the contract asks for; `{…}` stands for what the check fills in.
        advice: What to do; the same.
        known: What to do where a real tKeel is known to deviate.
    """

    expected: str
    advice: str
    known: str = ""


PROMISES = {
    "answers": "every call gets a whole HTTP answer",
    "time": "an answer comes within the timeout",
    "size": "a body has 1 MiB at most",
    "encoding": "bodies are not compressed, as Accept-Encoding: identity asks",
    "secrets": "nothing that is sent as a secret comes back",
    "cookies": "a call depends on no cookie",
    "recording": "a recording shows what a server answers today, to every call",
    "bounds": "a server is asked no more than it takes to judge it",
}
"""What is promised beyond openapi.yaml, by name; a finding's `rule` quotes it."""


def promise(name: str) -> str:
    """Gives what stands in a finding's `rule` for a promise."""
    return f"promise: {PROMISES[name]}"


_ELSEWHERE = 404
_HINT = hint_for(_ELSEWHERE)
_BASE_URL = f"{_HINT[:1].upper()}{_HINT[1:]}"
_SERVER = "ask whoever runs the server; a client generated from the contract cannot read this"

TEXTS = {
    "reachable": Text(
        "The server answers.",
        "Check the base URL, that the server runs, and what lies between here and there. An authority of "
        "your own is trusted with --cacert, or verify= in Python.",
    ),
    "deadline": Text(
        "The whole answer comes within the timeout.",
        "See whether the server hangs, as tKeel does while its database does not answer; "
        "raise the timeout if it may take longer.",
    ),
    "complete": Text(
        "The answer is whole.",
        "Look at the log of the server and of the proxies before it: one of them ended the connection.",
    ),
    "size": Text(
        "The body has 1 MiB at most.",
        "See what answers in the server's place; a right answer has a few hundred bytes.",
    ),
    "encoding": Text(
        "The body is not compressed, since that was asked for.",
        "Turn compression off for these paths in the server or in the proxy before it: clients refuse it.",
    ),
    "redirect": Text(
        "No answer is a redirect.",
        "Give the base URL that this leads to, or turn the redirect off: a client that followed it would "
        "send the password along.",
    ),
    "status/success": Text(
        "A right call is answered with status {wanted}.",
        "Make the server answer with a documented status, or document this one.",
    ),
    "login": Text(
        "A login that is right gets a code.",
        "Check tenant, user name and password, and whether they have expired or are locked; nothing else can "
        "be verified without a login that works.",
    ),
    "login/elsewhere": Text(
        "A login that is right gets a code.",
        f"{_BASE_URL}. If it is right, ask whoever runs the server; nothing else can be verified without a "
        "login that works.",
    ),
    "login/recorded": Text(
        "A login that is right gets a code.",
        "Verify with a login that its recording has: tkeel-oauth serve says who can log in.",
    ),
    "login/limited": Text(
        "A login that is right gets a code.",
        "Verify again later, and less often: the server has been asked too often.",
    ),
    "unavailable": Text(
        "A server answers, and not a gateway that has none.",
        "See whether the server runs, then what the gateway before it says; verify again when it does.",
    ),
    "status/refused": Text(
        "A right call is answered with status {wanted}.",
        "Find out why this call is refused where one that differs in a parameter goes in.",
    ),
    "status/elsewhere": Text(
        "A right call is answered with status {wanted}.",
        f"{_BASE_URL}. If it is right, ask whoever runs the server.",
    ),
    "status/failed": Text(
        "A call is answered, and the server does not break down over it.",
        "Look at the server's log, which should say what is wrong; then verify again.",
    ),
    "status/refusal": Text(
        "A call that must be refused is answered with a status of 400 or above.",
        "Make the server answer with an error status: a client takes one below 400 for a success.",
        known="A real tKeel is known to do this. Take an empty code for a refusal, as this package does.",
    ),
    "inconclusive": Text(
        "A call that must be refused is answered with a refusal of this very call.",
        "Verify again when the server is not asked too often: this answer proves nothing.",
    ),
    "inconclusive/recorded": Text(
        "The call has an answer that can be judged.",
        "Verify with a recording that has such a call, or a tKeel: this answer proves nothing.",
    ),
    "media-type/page": Text(
        "The body is declared as {wanted}.",
        "A web page came, not tKeel's JSON. Check the base URL (its path usually ends in /apis/security/v1), "
        "then for a portal, a login page or a gateway between here and there.",
    ),
    "media-type": Text(
        "The body is declared as {wanted}.",
        "Set the answer's Content-Type; if the body is a page, see what answers in the server's place.",
        known="A real tKeel is known to do this. Read the body of an error as JSON only where it is JSON, "
        "as this package does.",
    ),
    "json": Text(
        "The body is JSON in UTF-8, each member once, nested no deeper than 64 levels.",
        f"Compare what wrote the body with the contract, or {_SERVER}.",
    ),
    "envelope": Text(
        "An answer in tKeel's envelope has the members code (the name of a result), msg (a text) and data "
        "(the message, null for an error).",
        f"Repair the envelope, or {_SERVER}.",
    ),
    "contradiction": Text(
        "Status and body say the same: a code below 400, an error from 400 on.",
        "Find out which of the two is right, and make the server say the same in both.",
    ),
    "wire-form/served": Text(
        "The message itself is the body, as on tKeel's page.",
        "",
        known="A real tKeel is known to do this. Read data.code and not code, as this package does.",
    ),
    "wire-form/other": Text(
        "Answers have the {wanted} form.",
        "See whether another version answers, or a gateway that wraps or unwraps; or expect the other form.",
    ),
    "wire-form/mixed": Text(
        "All answers have one and the same form, {wanted} like the first.",
        "See whether servers of two versions answer, or a gateway that makes errors of its own.",
    ),
    "schema": Text("The body is what its schema allows: {wanted}.", f"Repair the answer, or {_SERVER}."),
    "type-url": Text(
        "@type holds a URL or name with a '/', and after the last one the full name of a message type.",
        "Write it like type.googleapis.com/google.rpc.ErrorInfo.",
    ),
    "detail": Text(
        "A google.rpc.ErrorInfo says a reason and a domain, both texts; its metadata are texts, too.",
        "Repair the detail: clients read the reason of an error from it.",
    ),
    "code": Text(
        "An authorization code is one or more printable characters of ASCII, and no name of a result.",
        "Find out what the server gives out in place of a code; clients refuse it.",
    ),
    "unknown-member": Text(
        "The schema names all members.",
        "Document the members if they are meant to be used; clients ignore them.",
    ),
    "unknown-reason": Text(
        "Errors have one of the result names of tKeel's OAuth service, or a code of gRPC's.",
        "See whether a newer tkeel-oauth knows it; this one makes of it what the HTTP status says.",
    ),
    "accepted": Text(
        "This call gets no authorization code.",
        "Treat this as a hole in the server's check of its parameters until it is known to be harmless.",
        known="A real tKeel is known to do this. Check redirect_uri before the call: the server does not "
        "ask for it.",
    ),
    "leak": Text(
        "No answer repeats the password, in no encoding.",
        "Find what writes it there: whoever sees answers or logs of them sees the password.",
    ),
    "leak/indistinct": Text(
        "No answer repeats the password, in no encoding.",
        "Use a long random one.",
    ),
    "echo": Text(
        "No answer sends {wanted} back.",
        "Keep it out of answers, or document that it is sent back.",
    ),
    "cookie": Text(
        "No cookie is set.",
        "Nothing, unless the server counts on it: clients keep no cookies.",
    ),
    "recording-age": Text(
        "The recording is {wanted} days old at most.",
        "Record anew with tkeel-oauth record, or allow a greater age.",
    ),
    "not-recorded": Text(
        "The recording holds the same call.",
        "Record anew with tkeel-oauth record; this step was not compared, or not judged at all.",
    ),
    "skipped": Text(
        "Every step of the verification is made.",
        "Mend what the first step found, then verify again; to go on would only repeat it, or lock the "
        "account.",
    ),
}
