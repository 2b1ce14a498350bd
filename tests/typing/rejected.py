"""A user's file full of mistakes: mypy and pyright refuse each line with a comment, by these rules."""

from __future__ import annotations

from tkeel_oauth import AsyncClient, Client, errors, models
from tkeel_oauth import Cleint  # refused: attr-defined, reportAttributeAccessIssue
from tkeel_oauth.api.oauth import oauth_authorize

client = Client("https://iot.example.com", tiemout=3)  # refused: call-arg, reportCallIssue
client = Client("https://iot.example.com", timeout="3")  # refused: arg-type, reportArgumentType
async_client = AsyncClient("https://iot.example.com", retries="2")  # refused: arg-type, reportArgumentType

client.oauth.authorise  # refused: attr-defined, reportAttributeAccessIssue
client.oauth.authorize("tenant-a", username="alice", redirect_uri="")  # refused: call-arg, reportCallIssue
client.oauth.authorize(
    "tenant-a",
    username="",
    password=1,  # refused: arg-type, reportArgumentType
    redirect_uri="",
)
client.oauth.authorize(
    "tenant-a",
    response_type="token",  # refused: arg-type, reportArgumentType
    username="",
    password="",
    redirect_uri="",
)

grant = client.oauth.authorize("tenant-a", username="", password="", redirect_uri="")
grant.cod  # refused: attr-defined, reportAttributeAccessIssue
number: int = grant.code  # refused: assignment, reportAssignmentType

forgotten = async_client.oauth.authorize("tenant-a", username="", password="", redirect_uri="")
forgotten.code  # refused: attr-defined, reportAttributeAccessIssue

oauth_authorize.sync(
    "tenant-a",
    client=async_client,  # refused: arg-type, reportArgumentType
    username="",
    password="",
    redirect_uri="",
)
detailed = oauth_authorize.sync_detailed("tenant-a", client=client, username="", password="", redirect_uri="")
detailed.parsed.message  # refused: union-attr, reportAttributeAccessIssue

models.RpcStatus(cod=3)  # refused: call-arg, reportCallIssue


def handled(error: errors.APIStatusError) -> None:
    error.status.mesage  # refused: attr-defined, reportAttributeAccessIssue
