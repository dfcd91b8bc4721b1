"""A confirmed draft becomes a plan with its units, targets, tasks and periods, at once or not at all."""
