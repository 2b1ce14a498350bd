"""The recordings that ship with the package, as HAR 1.2 files."""
