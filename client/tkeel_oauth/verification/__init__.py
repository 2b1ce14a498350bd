"""Verification: does a server, or a recording of one, still keep the contract?

    report = verify_server("https://iot.example.com/apis/security/v1", credentials)
    assert report.kept, report.render()

`verify_server` makes one call a step and judges what comes; `verify_recording` judges what a HAR file holds.
Both give a `Report`. The command `tkeel-oauth verify` stands on them. Needs the extra `tkeel-oauth[verify]`:
without it, naming one of the functions raises `MissingExtraError`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .cases import PlannedStep, planned_steps
    from .report import Report
    from .results import Finding, Results, Severity, Step
    from .verify import verify_recording, verify_server
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            ".cases": ("PlannedStep", "planned_steps"),
            ".report": ("Report",),
            ".results": ("Finding", "Results", "Severity", "Step"),
            ".verify": ("verify_recording", "verify_server"),
        },
    )

__all__ = [
    "Finding",
    "PlannedStep",
    "Report",
    "Results",
    "Severity",
    "Step",
    "planned_steps",
    "verify_recording",
    "verify_server",
]
