"""The plugin under its earlier name, until every environment is set up anew."""

from __future__ import annotations

from .pytest_plugin import *  # noqa: F403
