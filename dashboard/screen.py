"""大屏: the month at a glance for a wall, refreshed by itself. Pure."""
