# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""The operations tagged ``oauth``."""
