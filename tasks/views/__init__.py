"""The clerk's and the office's pages: what to do, figures, notes, review."""
