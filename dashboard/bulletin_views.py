"""The pages of the 通报."""
