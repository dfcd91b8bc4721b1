"""The month in an address: 2024-08."""

from __future__ import annotations

from typing import NamedTuple


class Month(NamedTuple):
    """A calendar month, as it stands in addresses and on the command line."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


class MonthConverter:
    """Path converter `month`; anything but 2024-01 … 2024-12 does not match."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """Read 2024-08."""
        year, month = value.split("-")
        return Month(int(year), int(month))

    def to_url(self, value: Month | str) -> str:
        """Write 2024-08; a string is taken as it is."""
        return str(value)
