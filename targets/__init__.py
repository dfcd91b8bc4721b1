"""How the figures go: targets, monthly figures, arithmetic, checks and review."""
