"""An uploaded entry workbook held against what the system has: what would change, and what is wrong."""
