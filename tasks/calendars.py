"""One person's calendar: its secret address, and what is due in it."""
