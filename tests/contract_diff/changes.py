"""Changes of the contract, each with what it does on the wire and to callers in Python.

Written before the tool. A change breaks the wire when a client that keeps to the old document and a server
that keeps to the new one no longer understand each other: a request that the old one allows is refused, or an
answer comes that the old one does not allow. It breaks Python when code that type-checks and runs with the
old package does not with the new.
"""

from __future__ import annotations

from tests.contract_diff.changing import (
    AUTHORIZE,
    DEVICES,
    GONE,
    Change,
    of_argument,
    of_operation,
    of_parameter,
    operation,
    register,
    renamed,
    schema,
    with_colour,
    with_parameter,
    without_parameter,
)
from tests.contract_diff.message_changes import ANSWERS, MESSAGES

_PROMPT = with_parameter("prompt", enum=["none", "login"])
_AGE = with_parameter("age", type="integer")

OPERATIONS = {
    "the path is renamed": Change(
        (lambda d: renamed(d["paths"], AUTHORIZE, "/oauth/{tenant_id}/login"),),
        wire="breaks",
        python="same",
    ),
    "the method is another": Change(
        (lambda d: renamed(d["paths"][AUTHORIZE], "get", "put"),), wire="breaks", python="same"
    ),
    "an operation is added": Change((register,), wire="adds", python="adds"),
    "an operation is gone": Change(
        (lambda d: d["paths"].pop(DEVICES),), before=(register,), wire="breaks", python="breaks"
    ),
    "the operationId is another": Change(
        (of_operation(operationId="OauthLogin"),), wire="same", python="breaks"
    ),
    "the tag is another": Change((of_operation(tags=["login"]),), wire="same", python="breaks"),
    "the server's path is another": Change(
        (lambda d: d["servers"][0].update(url="https://{host}/apis/security/v2"),),
        wire="breaks",
        python="same",
    ),
    "the operation is deprecated": Change((of_operation(deprecated=True),), wire="adds", python="same"),
    "a description is another": Change(
        (of_operation(description="In other words."),), wire="same", python="same"
    ),
    "an example is another": Change(
        (lambda d: d["paths"][AUTHORIZE]["get"]["parameters"][0]["examples"]["tenant"].update(value="t"),),
        wire="same",
        python="same",
    ),
}

PARAMETERS = {
    "an optional parameter is added": Change((with_parameter("scope"),), wire="adds", python="adds"),
    "a required parameter is added": Change(
        (with_parameter("scope", required=True),), wire="breaks", python="breaks"
    ),
    "an optional parameter is gone": Change((without_parameter("state"),), wire="breaks", python="breaks"),
    "a required parameter is gone": Change(
        (without_parameter("redirect_uri"),), wire="breaks", python="breaks"
    ),
    "a parameter becomes required": Change(
        (of_parameter("state", required=True),), wire="breaks", python="breaks"
    ),
    "a parameter becomes optional": Change(
        (of_parameter("redirect_uri", required=False),), wire="adds", python="adds"
    ),
    "a parameter has another name": Change(
        (of_parameter("redirect_uri", name="redirect_url"),), wire="breaks", python="breaks"
    ),
    "a parameter is in another place": Change(
        (of_parameter("state", **{"in": "header"}),), wire="breaks", python="same"
    ),
    "a parameter has another type": Change(
        (of_argument("state", type="integer"),), wire="breaks", python="breaks"
    ),
    "a constant is another": Change(
        (of_argument("response_type", const="token", default="token"),), wire="breaks", python="breaks"
    ),
    "a constant is given up": Change((of_argument("response_type", const=GONE),), wire="adds", python="adds"),
    "the default of a constant is gone": Change(
        (of_argument("response_type", default=GONE),), wire="same", python="breaks"
    ),
    "the default of an optional parameter is another": Change(
        (of_argument("prompt", default="login"),),
        before=(_PROMPT, of_argument("prompt", default="none")),
        wire="breaks",
        python="same",
    ),
    "the default of a required parameter is another": Change(
        (of_argument("scope", default="all"),),
        before=(with_parameter("scope", required=True, default="some"),),
        wire="same",
        python="breaks",
    ),
    "a parameter's enumeration shrinks": Change(
        (of_argument("prompt", enum=["none"]),), before=(_PROMPT,), wire="breaks", python="breaks"
    ),
    "a parameter's enumeration grows": Change(
        (of_argument("prompt", enum=["none", "login", "consent"]),),
        before=(_PROMPT,),
        wire="adds",
        python="adds",
    ),
    "a parameter's named enumeration shrinks": Change(
        (lambda d: schema(d, "colour").update(enum=["dark"]),),
        before=(with_colour,),
        wire="breaks",
        python="breaks",
    ),
    "a parameter's named enumeration grows": Change(
        (lambda d: schema(d, "colour").update(enum=["dark", "light", "none"]),),
        before=(with_colour,),
        wire="adds",
        python="adds",
    ),
    "a parameter gets a shortest length": Change(
        (of_argument("username", minLength=1),), wire="breaks", python="same"
    ),
    "a parameter's shortest length grows": Change(
        (of_argument("username", minLength=3),),
        before=(of_argument("username", minLength=1),),
        wire="breaks",
        python="same",
    ),
    "a parameter's shortest length shrinks": Change(
        (of_argument("username", minLength=1),),
        before=(of_argument("username", minLength=3),),
        wire="adds",
        python="same",
    ),
    "a parameter gets a longest length": Change(
        (of_argument("password", maxLength=64),), wire="breaks", python="same"
    ),
    "a parameter's longest length is gone": Change(
        (of_argument("password", maxLength=GONE),),
        before=(of_argument("password", maxLength=64),),
        wire="adds",
        python="same",
    ),
    "a parameter gets an enumeration": Change(
        (of_argument("state", enum=["on", "off"]),), wire="breaks", python="breaks"
    ),
    "a parameter's enumeration is given up": Change(
        (of_argument("prompt", enum=GONE),), before=(_PROMPT,), wire="adds", python="adds"
    ),
    "a parameter gets a constant": Change(
        (of_argument("state", const="on"),), wire="breaks", python="breaks"
    ),
    "a parameter's numbers may have fractions": Change(
        (of_argument("age", type="number"),), before=(_AGE,), wire="adds", python="adds"
    ),
    "a parameter's numbers must be whole": Change(
        (of_argument("age", type="integer"),),
        before=(_AGE, of_argument("age", type="number")),
        wire="breaks",
        python="breaks",
    ),
    "a parameter's format is narrower": Change(
        (of_argument("age", format="int32"),), before=(_AGE,), wire="breaks", python="same"
    ),
    "a parameter's format is wider": Change(
        (of_argument("age", format="int64"),),
        before=(_AGE, of_argument("age", format="int32")),
        wire="adds",
        python="same",
    ),
    "a parameter's format only says how to show it": Change(
        (of_argument("password", format=GONE),), wire="same", python="same"
    ),
    "a list in a parameter has items of another type": Change(
        (of_argument("labels", items={"type": "integer"}),),
        before=(with_parameter("labels", type="array", items={"type": "string"}),),
        wire="breaks",
        python="breaks",
    ),
    "the parameters stand in another order": Change(
        (lambda d: operation(d)["parameters"].reverse(),), wire="same", python="same"
    ),
    "a parameter is no longer a secret": Change(
        (of_argument("username", **{"x-sensitive": False}),), wire="same", python="same"
    ),
}

CHANGES = {**OPERATIONS, **PARAMETERS, **ANSWERS, **MESSAGES}

# Breaks on the wire that Redocly does not see, each with the rule of ours that does.
UNSEEN_BY_REDOCLY = {
    "the default of an optional parameter is another": "default-changed",
    "a parameter's format is narrower": "format-changed",
    "a status gets an answer of its own": "status-answered-otherwise",
    "a member of an answer has a wider format": "format-changed",
    "a body's member is gone": "request-property-removed",
}

# Breaks of callers that griffe does not see, because it does not compare annotations; ours does.
UNSEEN_BY_GRIFFE = {
    "a parameter has another type",
    "a parameter's enumeration shrinks",
    "a parameter's named enumeration shrinks",
    "a parameter gets an enumeration",
    "a parameter gets a constant",
    "a parameter's numbers must be whole",
    "a list in a parameter has items of another type",
    "a status gets an answer of its own",
    "an answer is another message",
    "the items of a list have another type",
    "an answer's enumeration grows",
    "an answer's enumeration shrinks",
    "an answer's enumeration is given up",
    "a constant in an answer is another",
    "the values of a mapping have another type",
    "the body's enumeration shrinks",
}
