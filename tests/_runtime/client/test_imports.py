"""What importing costs: nothing that is not used. Each question is asked of a fresh interpreter."""

from __future__ import annotations

import json

from tests.fresh import run_fresh

HEAVY = {
    *(
        "asyncio",
        "attr",
        "attrs",
        "certifi",
        "email",
        "httpcore",
        "httpx",
        "inspect",
        "json",
        "logging",
        "re",
    ),
    *("re", "socket", "ssl", "threading", "typing", "urllib.parse"),
}


def loaded(code: str, *flags: str) -> set[str]:
    """The modules that some code loads, beyond those Python starts with."""
    text = run_fresh(
        f"import sys; before = set(sys.modules)\n{code}\n"
        "found = sorted(set(sys.modules) - before); import json; print(json.dumps(found))",
        *flags,
    )
    return set(json.loads(text.splitlines()[-1]))


def test_importing_the_package_loads_next_to_nothing() -> None:
    own = {
        "tkeel_oauth",
        "tkeel_oauth._version",
        "tkeel_oauth._runtime",
        "tkeel_oauth._runtime.base",
        "tkeel_oauth._runtime.base.lazy",
    }
    assert loaded("import tkeel_oauth", "-S") - {"__future__"} == own


def test_looking_around_loads_nothing_heavy() -> None:
    code = (
        "import tkeel_oauth; tkeel_oauth.__version__; dir(tkeel_oauth)\n"
        "import tkeel_oauth.models; dir(tkeel_oauth.models)"
    )
    assert not loaded(code, "-S") & HEAVY


def test_looking_at_operations_loads_no_model_and_no_http() -> None:
    found = loaded("from tkeel_oauth.api.oauth import oauth_authorize; dir(oauth_authorize)", "-S")
    assert not found & {"attr", "attrs", "httpx", "httpcore", "ssl", "asyncio", "socket", "logging"}
    assert "tkeel_oauth.models.v1_authorize_response" not in found


def test_names_alone_load_no_http() -> None:
    code = "from tkeel_oauth import errors, models, types, callback_url, BadRequest; models.RpcStatus"
    assert not loaded(code) & {"httpx", "httpcore", "ssl", "asyncio"}


def test_a_sync_client_needs_no_asyncio_of_its_own_and_no_tls_context_before_it_connects() -> None:
    code = (
        "import ssl\n"
        "def refuse(*a, **k): raise RuntimeError('made too early')\n"
        "ssl.SSLContext.__new__ = refuse\n"
        "from tkeel_oauth import Client\n"
        "for _ in range(2): Client('https://x.example').oauth"
    )
    modules = loaded(code)
    assert "tkeel_oauth._runtime.transport.sync.pool" in modules
    assert "asyncio" not in modules
    assert not {
        name for name in modules if name.startswith("tkeel_oauth") and ("async" in name or ".aio" in name)
    }
    assert not modules & {"tkeel_oauth.testing", "tkeel_oauth.cli", "respx", "uvicorn"}


def test_every_public_name_is_there_and_stays() -> None:
    code = (
        "import tkeel_oauth as package\n"
        "for name in package.__all__: assert getattr(package, name) is getattr(package, name), name\n"
        "assert set(package.__all__) <= set(dir(package))\n"
        "assert package.errors.BadRequest is package.BadRequest\n"
        "from tkeel_oauth import *\n"
        "assert Client is package.Client and new_state is package.new_state"
    )
    assert run_fresh(code, "-W", "error", "-X", "dev", "-bb") == ""  # and nothing is printed or warned about


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    modules = ["tkeel_oauth", "tkeel_oauth.models", "tkeel_oauth.api", "tkeel_oauth.api.oauth"]
    code = "".join(
        f"import {module} as module\ntry: module.Cilent\nexcept AttributeError as error: print(error)\n"
        for module in modules
    )
    assert run_fresh(code) == "".join(f"module '{module}' has no attribute 'Cilent'\n" for module in modules)
