"""A regular meeting is called and held; what it resolves is followed until it is done."""
