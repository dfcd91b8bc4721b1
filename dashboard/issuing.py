"""The 通报 of a month is edited, and issued; figures in it stay bound to its edition."""
