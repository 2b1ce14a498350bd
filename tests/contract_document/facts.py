"""What `openapi.yaml` has to say, in a form of our own: a name for each fact, and the fact.

The right-hand sides are written as `reading.py` reports what it finds in a document.
"""

from __future__ import annotations

# What tKeel's page on the call says.
PAGE = {
    "operations": "GET /oauth/{tenant_id}/authorize",
    "operation": "OauthAuthorize, tagged oauth",
    "parameters": "tenant_id, response_type, username, password, redirect_uri, state",
    "parameter tenant_id": "path, string, required",
    "parameter response_type": "query, string, required, always 'code'",
    "parameter username": "query, string, required",
    "parameter password": "query, string, required",
    "parameter redirect_uri": "query, string, required",
    "parameter state": "query, string, optional",
    "request body": "none",
    "answers": "200, default",
    "answer 200": "v1AuthorizeResponse",
    "answer default": "rpcStatus",
    "messages": "v1AuthorizeResponse, rpcStatus, protobufAny",
    "v1AuthorizeResponse": "object: code",
    "v1AuthorizeResponse.code": "string",
    "rpcStatus": "object: code, message, details",
    "rpcStatus.code": "integer",
    "rpcStatus.message": "string",
    "rpcStatus.details": "array of protobufAny",
    "protobufAny": "object: @type, and any other member",
    "protobufAny.@type": "string",
}

# What the page says of `@type`; each has to be found in our own description of it.
TYPE_URL = {
    "names one type": "stands for this one type and no other",
    "holds a slash": "at least one `/`",
    "last segment": "follows the last `/`",
    "full name": "the type's full name, as in `path/google.protobuf.Duration`",
    "canonical form": "canonical form",
    "no leading dot": "does not start with a `.`",
    "compiled in": "compiled in",
    "type server": "type server",
    "schemes": "`http` or `https`, or there is none",
    "https is meant": "Without a scheme, `https` is meant",
    "lookup": "An HTTP GET of the URL either fails or yields a `google.protobuf.Type`",
    "binary": "binary format",
    "may be kept": "may keep what it was given",
    "stays compatible": "must therefore stay compatible in binary",
    "versioned names": "new type name, with a version in it",
    "not in releases": "releases come without such a server",
    "never asked": "`type.googleapis.com` are never looked up",
    "other schemes": "other than `http`, `https` and none",
}

# What the page leaves open and we decided.
OURS = {
    "openapi": "3.1.0",
    "server path": "/apis/security/v1",
    "security": "none",
    "media types": "application/json",
    "required in v1AuthorizeResponse": "code",
    "required in rpcStatus": "nothing",
    "required in protobufAny": "nothing",
    "shortest code": "1",
    "format of rpcStatus.code": "int32",
    "format of password": "password",
    "default of response_type": "code",
    "not secret": "redirect_uri",
    "secret in answers": "v1AuthorizeResponse.code",
}
