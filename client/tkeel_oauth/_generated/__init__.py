# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""What `openapi.yaml` says, as declarations; how a call is made stands in ``_runtime``."""
