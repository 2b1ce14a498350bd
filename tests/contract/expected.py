"""What a call must come to for every recorded answer, in a form of the tests' own.

`REASONS` is tKeel's table of result names: the gRPC number a name stands for, the HTTP status it comes
with, and the server's words.
"""

from __future__ import annotations

from typing import NamedTuple

from tkeel_oauth import errors

OAUTH = "io.tkeel.security.api.oauth.v1"


class Reason(NamedTuple):
    grpc_code: int
    http_status: int
    message: str


REASONS: dict[str, Reason] = {
    f"{OAUTH}.OAUTH_ERR_UNKNOWN": Reason(2, 500, "未知类型"),
    f"{OAUTH}.OAUTH_ERR_INVALID_REQUEST": Reason(3, 400, "无效请求"),
    f"{OAUTH}.OAUTH_ERR_UNAUTHORIZED_CLIENT": Reason(3, 400, "未授权"),
    f"{OAUTH}.OAUTH_ERR_ACCESS_DENIED": Reason(3, 400, "限制访问"),
    f"{OAUTH}.OAUTH_ERR_UNSUPPORTED_RESPONSE_TYPE": Reason(3, 400, "不支持的授权返回类型"),
    f"{OAUTH}.OAUTH_ERR_INVALID_SCOPE": Reason(3, 400, "无效范围"),
    f"{OAUTH}.OAUTH_ERR_SERVER_ERROR": Reason(13, 500, "服务错误"),
    f"{OAUTH}.OAUTH_ERR_INVALID_CLIENT": Reason(7, 403, "无效客户端"),
    f"{OAUTH}.OAUTH_ERR_INVALID_GRANT": Reason(13, 500, "无效授权"),
    f"{OAUTH}.OAUTH_ERR_UNSUPPORTED_GRANT_TYPE": Reason(3, 400, "不支持的授予类型"),
    f"{OAUTH}.OAUTH_ERR_INVALID_ACCESS_TOKEN": Reason(3, 400, "不支持的授予类型"),
    f"{OAUTH}.OAUTH_ERR_INVALID_RESET_PWD": Reason(3, 400, "重置密码链接无效"),
    f"{OAUTH}.OAUTH_ERR_INVALID_USER_OR_PWD": Reason(3, 400, "用户名密码错误"),
    f"{OAUTH}.OAUTH_UNSUPPORTED_PROVIDER_TYPE": Reason(3, 400, "不支持的第三方认证协议类型"),
    "io.tkeel.INTERNAL_ERROR": Reason(13, 500, "free text"),
    "io.tkeel.REDIRECT": Reason(15, 500, "the address"),
}


class Granted(NamedTuple):
    """A model, with the code that the recorded body holds."""

    status: int = 200


class Refused(NamedTuple):
    """One of the errors for a status of 400 or above."""

    kind: type[errors.APIStatusError]
    status: int
    grpc_code: int
    message: str
    reason: str | None = None
    domain: str | None = None

    @property
    def conformant(self) -> bool:
        return self.reason is not None


class Unexpected(NamedTuple):
    """`UnexpectedResponse`; `says` stands in its text."""

    status: int
    says: str


class NoAnswer(NamedTuple):
    """An error of the connection."""

    kind: type[errors.TransportError]


def refused(reason: str) -> Refused:
    """The refusal a served result name stands for."""
    known = REASONS[f"{OAUTH}.{reason}"]
    kind = errors.BadRequest if known.http_status == 400 else errors.ServerError
    return Refused(kind, known.http_status, known.grpc_code, known.message, reason, OAUTH)


WITHHELD = "[withheld: it may repeat what was sent]"
INVALID_REQUEST = refused("OAUTH_ERR_INVALID_REQUEST")
UNAUTHORIZED_CLIENT = refused("OAUTH_ERR_UNAUTHORIZED_CLIENT")
NOT_FOUND = Refused(errors.NotFound, 404, 5, "Not Found")
NOT_ALLOWED = Refused(errors.APIStatusError, 405, 9, "Method Not Allowed")
NOT_ACCEPTABLE = Refused(errors.APIStatusError, 406, 9, "Not Acceptable")
NOT_HTTP = Refused(errors.BadRequest, 400, 3, "Bad Request")
MOVED = Unexpected(301, "redirects are never followed")
NO_CODE = Unexpected(200, "leaves empty what it did not do")

TOO_MANY = 'error get query encoding unmarshal: too many values for field "state": a, b'
INTERNAL_ERROR = Refused(errors.BadRequest, 400, 13, TOO_MANY, "INTERNAL_ERROR", "io.tkeel")

GRANTED = """
    success success_again accept_json keepalive_1 success_other_tenant success_with_state long_state_8k
    unicode_emoji_state unicode_tenant unicode_username_password special_chars_password tenant_space_encoded
    redirect_uri_fragment redirect_uri_custom_scheme
"""
NO_LOGIN = "backend_mysql_down wrong_password keepalive_2 empty_password unknown_user unknown_tenant"

# What the SDK can send; one row for every scenario whose reach is sdk.
SENT: dict[str, Granted | Refused] = {
    **dict.fromkeys(GRANTED.split(), Granted()),
    **dict.fromkeys(NO_LOGIN.split(), INVALID_REQUEST),
    "backend_redis_frozen": UNAUTHORIZED_CLIENT,
    "redirect_uri_bad_port": UNAUTHORIZED_CLIENT,
    "redirect_uri_only_scheme_sep": UNAUTHORIZED_CLIENT,
    "tenant_encoded_slash": NOT_FOUND,
}

GRANTED_ALL_THE_SAME = """
    accept_encoding_gzip http10 http10_keepalive extra_unknown_param missing_redirect_uri trailing_slash
"""

# What the SDK does not send. Its answer is read all the same, when asked for by name.
READ: dict[str, Granted | Refused | Unexpected | NoAnswer] = {
    **dict.fromkeys(GRANTED_ALL_THE_SAME.split(), Granted()),
    **dict.fromkeys(("missing_response_type", "response_type_token", "response_type_unknown"), NO_CODE),
    **dict.fromkeys(("missing_username", "missing_password", "missing_all"), INVALID_REQUEST),
    "repeated_password_good_first": INTERNAL_ERROR._replace(
        message=WITHHELD
    ),  # its words repeat the password
    "repeated_state": INTERNAL_ERROR,
    **dict.fromkeys(("accept_xml", "accept_html"), NOT_ACCEPTABLE),
    **dict.fromkeys(("target_with_space", "tenant_bad_percent"), NOT_HTTP),
    **dict.fromkeys(("empty_tenant", "tenant_dot", "tenant_dotdot", "double_slash"), MOVED),
    **dict.fromkeys(("followed_redirect_dotdot", "tenant_raw_slash"), NOT_FOUND),
    **dict.fromkeys(("path_without_v1", "unknown_path_v1"), NOT_FOUND),
    **dict.fromkeys(("method_head", "method_options", "method_post_form"), NOT_ALLOWED),
    "token_authorization_code": Unexpected(200, "of another type, by its @type"),
    "token_authorization_code_replayed": refused("OAUTH_ERR_SERVER_ERROR"),
    "backend_mysql_frozen": NoAnswer(errors.DeadlineExceeded),
    "shutdown_sigkill_mid_request": NoAnswer(errors.ConnectionFailed),
}
