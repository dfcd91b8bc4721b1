"""一页纸: the month on one sheet of A4. Pure."""
