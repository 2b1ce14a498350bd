"""Which modules are mutated, and which tests have to notice."""

from __future__ import annotations

# tests/contract/test_scenarios.py sees what these see, and takes ten times as long
_ANSWERS = ("runtime/test_errors.py", "runtime/test_outcome.py")
_READING = ("runtime/test_decode.py", "runtime/test_outcome.py")
_SENDING = ("runtime/test_encode.py", "contract/test_wire.py", "contract/test_arguments.py")
_CALLS = ("runtime/test_client.py", "runtime/test_options.py", "runtime/test_transports.py")
_MEANING = ("protobuf/test_reasons.py", "protobuf/test_status.py", "protobuf/test_retry_info.py")
_ENGINE = ("testing/test_engine.py", "testing/test_matching.py")

# module below client/tkeel_oauth -> tests; the ones that tell most for their time come first
TARGETS = {
    "_runtime/call/decode.py": (*_READING, "runtime/test_secrets.py"),
    "_runtime/base/secrets.py": ("runtime/test_secrets.py", *_ANSWERS, *_SENDING, "runtime/test_callback.py"),
    "_runtime/base/json.py": ("runtime/test_json.py", *_ANSWERS),
    "_runtime/call/encode.py": (*_SENDING, "runtime/test_options.py"),
    "_runtime/contract/schema.py": ("runtime/test_schema.py", "runtime/test_models.py", *_READING),
    "_runtime/contract/model.py": ("runtime/test_models.py", "runtime/test_schema.py", *_READING),
    "_runtime/call/retry.py": ("runtime/test_retry.py", "runtime/test_retry_rules.py"),
    "_runtime/call/outcome.py": (*_ANSWERS, "runtime/test_retry.py"),
    "_runtime/base/statuses.py": (
        "runtime/test_statuses.py",
        "runtime/test_decode.py",
        *_ANSWERS,
        "contract/test_wire_forms.py",
    ),
    "_runtime/base/reasons.py": ("runtime/test_decode.py", *_ANSWERS, *_MEANING),
    "_runtime/call/options.py": (*_CALLS, *_SENDING),
    "_runtime/call/checks.py": (*_CALLS, *_SENDING),
    "_runtime/base/headers.py": ("runtime/test_headers.py", *_CALLS, "runtime/test_retry_rules.py"),
    "_runtime/call/exchange.py": (
        *_CALLS,
        "runtime/test_retry.py",
        *_ANSWERS,
        "faults/test_kept_connections.py",
    ),
    "_runtime/client/base.py": (*_CALLS, "runtime/test_retry.py", *_ANSWERS),
    "_runtime/base/errors.py": ("runtime/test_errors.py", *_ANSWERS, "contract/test_wire_forms.py"),
    "_runtime/contract/rpc.py": ("runtime/test_rpc.py", *_MEANING, "protobuf/test_unpack.py"),
    "_runtime/contract/details.py": ("runtime/test_rpc.py", *_MEANING),
    "_runtime/contract/operation.py": (*_CALLS, *_ANSWERS, *_SENDING),
    "_runtime/client/sync_client.py": _CALLS,
    "_runtime/client/async_client.py": _CALLS,
    "_runtime/transport/timeouts.py": (*_CALLS, "runtime/test_retry.py"),
    "_runtime/transport/address.py": ("runtime/test_address.py", *_CALLS, *_SENDING),
    "_runtime/transport/body.py": (*_ANSWERS, *_CALLS, "faults/test_outcomes.py"),
    "_runtime/transport/failures.py": (*_CALLS, *_ANSWERS, "faults/test_outcomes.py"),
    "_runtime/transport/wording.py": (*_CALLS, *_ANSWERS, "faults/test_outcomes.py"),
    "_runtime/transport/choice.py": ("fast/test_choice.py",),
    "_runtime/transport/message.py": ("fast/test_message.py", "runtime/test_http11.py"),
    "_runtime/transport/http11.py": ("runtime/test_http11.py", "fast/test_agreement.py"),
    "_runtime/transport/llhttp.py": ("fast/test_llhttp.py", "fast/test_agreement.py"),
    "_runtime/transport/masked_url.py": ("runtime/test_masked_url.py", *_CALLS),
    "_runtime/transport/proxies.py": ("runtime/test_proxies.py", *_CALLS),
    "testing/matching.py": ("testing/test_matching.py", *_ENGINE),
    "testing/engine.py": (*_ENGINE, "testing/test_wire_forms.py"),
    "testing/go_urls.py": ("testing/test_go_urls.py", *_ENGINE),
}
