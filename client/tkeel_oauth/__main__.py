"""`python -m tkeel_oauth`, the same as the command `tkeel-oauth`."""

from __future__ import annotations

import sys

from tkeel_oauth.cli import main

sys.exit(main())
