"""What an official text is made of, read from its characters alone. Pure."""

from plans.reader.outline import Block, Kind, number_of, outline

__all__ = ["Block", "Kind", "number_of", "outline"]
