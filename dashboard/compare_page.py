"""Two months side by side, or units beside each other. Pure."""
