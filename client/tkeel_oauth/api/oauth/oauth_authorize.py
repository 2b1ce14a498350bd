# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""OauthAuthorize: GET /oauth/{tenant_id}/authorize."""

from tkeel_oauth._generated.api.oauth.oauth_authorize import asyncio, asyncio_detailed, sync, sync_detailed

__all__ = ["asyncio", "asyncio_detailed", "sync", "sync_detailed"]
