"""The sync side."""
