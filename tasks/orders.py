"""An order or a request for help changes state: issued, signed for, answered, closed."""
