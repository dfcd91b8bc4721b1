"""The pictures of docs/manual, taken from the running product: `python -m bench.manual`."""
