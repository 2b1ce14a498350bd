"""The command itself, for an environment that has the generator: ``python -m generation``."""

import sys

from generation.command import main

sys.exit(main(sys.argv[1:]))
