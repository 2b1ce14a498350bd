"""What the commands in scripts/ share. Importing it refuses a Python that is too old for the project."""

# No newer syntax here: the Pythons that are refused have to parse this file.
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "%s: needs Python 3.11 or newer, this is %d.%d; name a newer one, for example: python3.12 %s"
        % (sys.argv[0], sys.version_info[0], sys.version_info[1], " ".join(sys.argv))
    )
