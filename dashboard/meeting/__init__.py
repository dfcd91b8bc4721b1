"""What a meeting gets, made from a monthly report."""
