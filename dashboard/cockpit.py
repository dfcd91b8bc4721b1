"""会议模式: the slides of a meeting, made from one report. Pure."""
