"""What every recorded scenario must be, in a form of the tests' own.

A row: name, status (0 for none), who can send it, what the body is, and what it shows. `twin` rows share
their request with the scenario named; that one is primary.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    status: int
    reach: str
    wire_form: str
    twin: str | None = None


CATALOG: dict[str, Row] = {
    # A login that works, and the same request again under other circumstances.
    "success": Row(200, "sdk", "served"),
    "success_again": Row(200, "sdk", "served", twin="success"),
    "accept_json": Row(200, "sdk", "served", twin="success"),
    "keepalive_1": Row(200, "sdk", "served", twin="success"),
    "accept_encoding_gzip": Row(200, "raw", "served", twin="success"),
    "http10": Row(200, "raw", "served", twin="success"),
    "http10_keepalive": Row(200, "raw", "served", twin="success"),
    "backend_mysql_down": Row(400, "sdk", "served", twin="success"),
    "backend_redis_frozen": Row(400, "sdk", "served", twin="success"),
    "backend_mysql_frozen": Row(0, "raw", "none", twin="success"),
    "shutdown_sigkill_mid_request": Row(0, "raw", "none", twin="success"),
    # Other arguments that work.
    "success_other_tenant": Row(200, "sdk", "served"),
    "success_with_state": Row(200, "sdk", "served"),
    "long_state_8k": Row(200, "sdk", "served"),
    "unicode_emoji_state": Row(200, "sdk", "served"),
    "unicode_tenant": Row(200, "sdk", "served"),
    "unicode_username_password": Row(200, "sdk", "served"),
    "special_chars_password": Row(200, "sdk", "served"),
    "tenant_space_encoded": Row(200, "sdk", "served"),
    "redirect_uri_fragment": Row(200, "sdk", "served"),
    "redirect_uri_custom_scheme": Row(200, "sdk", "served"),
    # Refusals of a well-formed call.
    "wrong_password": Row(400, "sdk", "served"),
    "keepalive_2": Row(400, "sdk", "served", twin="wrong_password"),
    "empty_password": Row(400, "sdk", "served"),
    "unknown_user": Row(400, "sdk", "served"),
    "unknown_tenant": Row(400, "sdk", "served"),
    "redirect_uri_bad_port": Row(400, "sdk", "served"),
    "redirect_uri_only_scheme_sep": Row(400, "sdk", "served"),
    "tenant_encoded_slash": Row(404, "sdk", "text"),
    # Calls that a correct client does not make.
    "missing_response_type": Row(200, "raw", "served"),
    "response_type_token": Row(200, "raw", "served"),
    "response_type_unknown": Row(200, "raw", "served"),
    "missing_username": Row(400, "raw", "served"),
    "missing_password": Row(400, "raw", "served"),
    "missing_redirect_uri": Row(200, "raw", "served"),
    "missing_all": Row(400, "raw", "served"),
    "extra_unknown_param": Row(200, "raw", "served"),
    "repeated_password_good_first": Row(400, "raw", "served"),
    "repeated_state": Row(400, "raw", "served"),
    "accept_xml": Row(406, "raw", "text"),
    "accept_html": Row(406, "raw", "text", twin="accept_xml"),
    "target_with_space": Row(400, "raw", "text"),
    # Other paths and methods.
    "empty_tenant": Row(301, "raw", "html"),
    "tenant_dot": Row(301, "raw", "html"),
    "tenant_dotdot": Row(301, "raw", "html"),
    "double_slash": Row(301, "raw", "html"),
    "followed_redirect_dotdot": Row(404, "raw", "text"),
    "tenant_raw_slash": Row(404, "raw", "text"),
    "tenant_bad_percent": Row(400, "raw", "text"),
    "trailing_slash": Row(200, "raw", "served"),
    "path_without_v1": Row(404, "raw", "text"),
    "unknown_path_v1": Row(404, "raw", "text"),
    "method_head": Row(405, "raw", "text"),
    "method_options": Row(405, "raw", "text"),
    "method_post_form": Row(405, "raw", "text"),
    "token_authorization_code": Row(200, "raw", "served"),
    "token_authorization_code_replayed": Row(500, "raw", "served", twin="token_authorization_code"),
}

NOT_AUTHORIZE = frozenset(
    {
        "double_slash",
        "empty_tenant",
        "followed_redirect_dotdot",
        "method_head",
        "method_options",
        "method_post_form",
        "path_without_v1",
        "tenant_bad_percent",
        "tenant_dot",
        "tenant_dotdot",
        "tenant_raw_slash",
        "token_authorization_code",
        "token_authorization_code_replayed",
        "trailing_slash",
        "unknown_path_v1",
    }
)
