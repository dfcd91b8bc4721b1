"""The month's papers, each alone and all together."""
