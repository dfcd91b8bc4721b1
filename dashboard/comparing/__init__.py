"""Side by side, as tables: two months, units, the year to come, and last year. Pure.

Each module makes a `Table` of a report's rows; `table` sorts one and lets it be taken away.
"""
