"""What generated code declares with: schemas, models, the error model and operations."""
