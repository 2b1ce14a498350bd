"""What knows nobody: the clock, strict JSON, secrets, headers, codes and errors."""
