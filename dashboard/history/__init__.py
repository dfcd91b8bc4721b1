"""History and audit (审计记录): who, when, from what, to what, why, by which way.

Figure and note versions, history rows and the dated acts of other tables are read together as one
list, newest first; nothing here writes. `sources` says what is read, `searching` finds it,
`wording` tells it, `steps` is one figure's own trail, `files` takes the list away.
"""

from dashboard.history.kept_words import Change
from dashboard.history.people import parties
from dashboard.history.searching import Found, Wanted, chosen_from, count, lines_of, page
from dashboard.history.sources import ACTS, WAYS
from dashboard.history.wording import Line

__all__ = [
    "ACTS",
    "WAYS",
    "Change",
    "Found",
    "Line",
    "Wanted",
    "chosen_from",
    "count",
    "lines_of",
    "page",
    "parties",
]
