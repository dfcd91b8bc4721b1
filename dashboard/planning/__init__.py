"""The pages that make a plan: fed in, confirmed, copied forward; and many plans read together."""
