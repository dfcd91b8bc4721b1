"""What will come of it: the forecast with its band, and the pace still needed beside the best month. Pure."""
