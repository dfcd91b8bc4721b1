"""A leader's remark (批示) is given, made an order of, or noted."""
