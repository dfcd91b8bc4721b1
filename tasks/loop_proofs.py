"""Who may read the evidence of a milestone, problem, order, resolution or highlight."""
