"""A plan copied forward: next year's draft, baselines from this year's close."""
