"""What differs between two reports of the same month, figure first, then what follows. Pure."""
