# pyright: reportMissingTypeStubs=false
"""Tests of docs/django.md that the page does not show: mistakes, and what their reports hold of the form.

`test_docs.py` puts them beside the page's files, where Django is set up.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.utils.log import AdminEmailHandler

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = ("/login", "/login-async")
FORM = {"tenant": "tenant-0815", "username": "alice", "password": "wonderland", "state": "state-0815"}


class Kept(AdminEmailHandler):  # type: ignore[misc] # Django has no types
    """The mails, with all that they can hold, kept instead of sent."""

    mails: ClassVar[list[str]] = []

    def send_mail(self, subject: str, message: str, *_: object, **more: object) -> None:
        self.mails.append(f"{subject}{message}{more['html_message']}")


@pytest.fixture
def mails() -> Iterator[list[str]]:
    handler = Kept(include_html=True)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield Kept.mails
    logger.removeHandler(handler)
    Kept.mails.clear()


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr("tkeel.client", fail)
    monkeypatch.setattr("tkeel.async_client", fail)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("broken")
def test_a_mail_does_not_hold_the_form(page: str, mails: list[str]) -> None:
    browser: Any = Browser(raise_request_exception=False)
    assert browser.post(page, FORM).status_code == 500
    (mail,) = mails
    assert "tkeel.client()" in mail or "tkeel.async_client()" in mail
    assert [value for value in FORM.values() if value in mail] == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("broken", "mails")
def test_the_page_of_debug_does_as_the_text_warns(page: str) -> None:
    browser: Any = Browser(raise_request_exception=False)
    with override_settings(DEBUG=True):
        assert FORM["password"] in browser.post(page, FORM).text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("mails")
def test_a_wrong_base_url_is_no_mistake_of_the_user(page: str) -> None:
    browser: Any = Browser(raise_request_exception=False)
    with override_settings(TKEEL_BASE_URL="ftp://tkeel.example.com"):
        assert browser.post(page, FORM).status_code == 500
