"""通报 as a page: its sentences, their figures, and what may be edited before it is issued. Pure."""
