"""晾晒榜: two boards, each part of a score opening to the figures behind it. Pure."""
