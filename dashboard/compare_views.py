"""The pages that compare."""
