# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""The operations, a package for each tag."""
