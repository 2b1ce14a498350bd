"""The changes of answers and messages; changes.py says what the words mean."""

from __future__ import annotations

from tests.contract_diff.changing import (
    DEVICES,
    GONE,
    Change,
    answers,
    first,
    of_member,
    of_message,
    operation,
    register,
    renamed,
    schema,
    with_member,
    with_message,
    without_member,
)

_GRANT = "v1AuthorizeResponse"
_KIND = with_member(_GRANT, "kind", required=True, enum=["short", "long"])

ANSWERS = {
    "a success has another status": Change(
        (lambda d: renamed(operation(d)["responses"], "200", "201"),), wire="breaks", python="same"
    ),
    "a status gets an answer of its own": Change(
        (with_message("missing", what={}), answers("404", "missing")), wire="breaks", python="breaks"
    ),
    "a status is named that answers as before": Change(
        (answers("404", "rpcStatus"),), wire="adds", python="same"
    ),
    "the default answer is gone": Change(
        # the package makes an RpcStatus of every error, described or not
        (lambda d: operation(d)["responses"].pop("default"),),
        wire="breaks",
        python="same",
    ),
    "an answer is another message": Change(
        (answers("200", "ticket"),),
        before=(with_message("ticket", code={}),),
        wire="breaks",
        python="breaks",
    ),
}

MESSAGES = {
    "an optional member is added to an answer": Change(
        (with_member(_GRANT, "scope"),), wire="adds", python="adds"
    ),
    "a required member is added to an answer": Change(
        (with_member(_GRANT, "scope", required=True),), wire="adds", python="breaks"
    ),
    "a required member of an answer is gone": Change(
        (without_member(_GRANT, "code"), of_message(_GRANT, required=GONE)), wire="breaks", python="breaks"
    ),
    "an optional member of an answer is gone": Change(
        (without_member("rpcStatus", "message"),), wire="breaks", python="breaks"
    ),
    "a member of an answer has another name": Change(
        (
            lambda d: renamed(schema(d, _GRANT)["properties"], "code", "grant"),
            of_message(_GRANT, required=["grant"]),
        ),
        wire="breaks",
        python="breaks",
    ),
    "a member of an answer becomes optional": Change(
        (of_message(_GRANT, required=GONE),), wire="breaks", python="adds"
    ),
    "a member of an answer becomes required": Change(
        (of_message("rpcStatus", required=["code"]),), wire="same", python="breaks"
    ),
    "a member of an answer has another type": Change(
        (of_member("rpcStatus", "code", type="string", format=GONE),), wire="breaks", python="breaks"
    ),
    "a member of an answer has a wider format": Change(
        (of_member("rpcStatus", "code", format="int64"),), wire="breaks", python="same"
    ),
    "a member of an answer has a narrower format": Change(
        (of_member("rpcStatus", "code", format="int32"),),
        before=(of_member("rpcStatus", "code", format="int64"),),
        wire="same",
        python="same",
    ),
    "a member of an answer may be null": Change(
        (of_member("rpcStatus", "message", type=["string", "null"]),), wire="breaks", python="breaks"
    ),
    "the items of a list have another type": Change(
        (of_member("rpcStatus", "details", items={"type": "string"}),), wire="breaks", python="breaks"
    ),
    "the shortest length of an answer's member grows": Change(
        (of_member(_GRANT, "code", minLength=8),), wire="same", python="same"
    ),
    "the shortest length of an answer's member is gone": Change(
        (of_member(_GRANT, "code", minLength=GONE),), wire="breaks", python="same"
    ),
    "an answer's enumeration grows": Change(
        (of_member(_GRANT, "kind", enum=["short", "long", "odd"]),),
        before=(_KIND,),
        wire="breaks",
        python="breaks",
    ),
    "an answer's enumeration shrinks": Change(
        (of_member(_GRANT, "kind", enum=["short"]),), before=(_KIND,), wire="same", python="breaks"
    ),
    "an answer's enumeration is given up": Change(
        (of_member(_GRANT, "kind", enum=GONE),), before=(_KIND,), wire="breaks", python="breaks"
    ),
    "a constant in an answer is another": Change(
        (of_member(_GRANT, "kind", const="long"),),
        before=(with_member(_GRANT, "kind", required=True, const="short"),),
        wire="breaks",
        python="breaks",
    ),
    "a number in an answer may have fractions": Change(
        (of_member(_GRANT, "age", type="number"),),
        before=(with_member(_GRANT, "age", type="integer"),),
        wire="breaks",
        python="breaks",
    ),
    "a number in an answer is whole from now on": Change(
        (of_member(_GRANT, "age", type="integer"),),
        before=(with_member(_GRANT, "age", type="number"),),
        wire="same",
        python="breaks",
    ),
    "the values of a mapping have another type": Change(
        (of_member(_GRANT, "marks", additionalProperties={"type": "integer"}),),
        before=(with_member(_GRANT, "marks", type="object", additionalProperties={"type": "string"}),),
        wire="breaks",
        python="breaks",
    ),
    "a longest length in an answer grows": Change(
        (of_member(_GRANT, "code", maxLength=64),),
        before=(of_member(_GRANT, "code", maxLength=48),),
        wire="breaks",
        python="same",
    ),
    "a message has another name": Change(
        (
            lambda d: renamed(d["components"]["schemas"], _GRANT, "v1AuthorizeReply"),
            answers("200", "v1AuthorizeReply"),
        ),
        wire="same",
        python="breaks",
    ),
    "the members of a message stand in another order": Change(
        (lambda d: first(schema(d, "rpcStatus")["properties"], "message"),),
        wire="same",
        python="breaks",
    ),
    "any other member is no longer mentioned": Change(
        (of_message("protobufAny", additionalProperties=GONE),), wire="same", python="same"
    ),
    "a body gets an optional member": Change(
        (with_member("device", "place"),), before=(register,), wire="adds", python="adds"
    ),
    "a body gets a required member": Change(
        (with_member("device", "place", required=True),), before=(register,), wire="breaks", python="breaks"
    ),
    "a body's member becomes required": Change(
        (of_message("device", required=["name"]),), before=(register,), wire="breaks", python="breaks"
    ),
    "a body's member may be null": Change(
        (of_member("device", "name", type=["string", "null"]),),
        before=(register,),
        wire="adds",
        # it can be read, too
        python="breaks",
    ),
    "a body's member is gone": Change(
        (without_member("device", "name"),), before=(register,), wire="breaks", python="breaks"
    ),
    "a body becomes optional": Change(
        (lambda d: d["paths"][DEVICES]["put"]["requestBody"].update(required=False),),
        before=(register,),
        wire="adds",
        python="adds",
    ),
    "a body becomes required": Change(
        (lambda d: d["paths"][DEVICES]["put"]["requestBody"].update(required=True),),
        before=(register, lambda d: d["paths"][DEVICES]["put"]["requestBody"].update(required=False)),
        wire="breaks",
        python="breaks",
    ),
    "the body's enumeration shrinks": Change(
        (of_member("device", "kind", enum=["sensor"]),), before=(register,), wire="breaks", python="breaks"
    ),
}
