"""Many counties' plans read together: what can be added up, and what cannot. Pure."""
