"""What was promised: plans, themes and reporting periods."""
