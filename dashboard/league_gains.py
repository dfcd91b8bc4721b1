"""哪里最能提分: what each possible step would add to a unit's score, by the same formula. Pure."""
