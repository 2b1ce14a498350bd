"""Who logs in, as options."""

__all__ = ["ALICE", "USER"]

USER = ["--tenant-id", "tenant-a", "--username", "alice"]
ALICE = [*USER, "--redirect-uri", "http://tkeel.io/callback"]
