"""A problem changes state: raised, taken up, claimed solved, struck off or sent back."""
