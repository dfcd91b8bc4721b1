"""How fast is it: `make bench`, every figure beside a signed-in empty page on the same server."""
