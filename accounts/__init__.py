"""Who: districts, units, people, their roles and what each may do."""
