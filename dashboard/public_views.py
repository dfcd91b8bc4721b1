"""What anybody may read of a plan that is open to the public."""
