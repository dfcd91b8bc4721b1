"""A plan being confirmed: an official text fed in, findings settled one by one, kept as a draft."""
