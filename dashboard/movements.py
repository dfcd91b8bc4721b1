"""What changed since the month before: lights crossed, jumps, corrections, first figures. Pure."""
