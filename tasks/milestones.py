"""A milestone changes state: put forward, agreed, claimed, confirmed, given more time."""
