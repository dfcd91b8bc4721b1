"""The entry workbook (填报表): written for a unit or the office, filled in by Excel or WPS, read back.

Pure of requests and rows: plain values in, bytes out; bytes in, plain values out. `writing` makes
it, `reading` reads it, `marking` gives back the rows that were not taken; `layout` is what all
three agree on.
"""
