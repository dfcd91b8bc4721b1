"""A list as it is shown, for a spreadsheet: CSV and Excel."""
