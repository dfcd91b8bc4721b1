"""Whether a page tells a figure: as a number of its own, not as a piece of a code or a token."""

from __future__ import annotations

import re


def tells(text: str, figure: str) -> bool:
    """Whether the text holds this figure, with commas or without, and no letter or digit beside it.

    Take a figure of five digits: codes and numbers of made-up rows count up to some thousands.
    """
    plain = text.replace(",", "")
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(figure)}(?![0-9A-Za-z])", plain) is not None
