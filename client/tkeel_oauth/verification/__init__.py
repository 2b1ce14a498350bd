"""Verification: does a server, or a recording of one, still keep the contract?

`tkeel-oauth verify` and the pytest option `--tkeel-oauth-verify-base-url` stand on it.
"""
