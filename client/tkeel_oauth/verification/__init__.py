"""Verification: does a server, or a recording of one, still keep the contract?

    report = verify_server("https://iot.example.com/apis/security/v1", credentials)
    print(report.render())
    report.kept

`verify_server` makes one call a step and judges what comes; `verify_recording` judges what a HAR file holds.
Both give a `Report`. The command `tkeel-oauth verify` and the pytest option `--tkeel-oauth-verify-base-url`
stand on them. Needs the extra `tkeel-oauth[verify]`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .live import verify_server
    from .plan import PlannedStep, planned_steps
    from .recorded import verify_recording
    from .report import Finding, Report, Severity, Step
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            "Finding": f"{__name__}.report",
            "PlannedStep": f"{__name__}.plan",
            "planned_steps": f"{__name__}.plan",
            "Report": f"{__name__}.report",
            "Severity": f"{__name__}.report",
            "Step": f"{__name__}.report",
            "verify_recording": f"{__name__}.recorded",
            "verify_server": f"{__name__}.live",
        },
    )

__all__ = [
    "Finding",
    "PlannedStep",
    "Report",
    "Severity",
    "Step",
    "planned_steps",
    "verify_recording",
    "verify_server",
]
