"""How the figures go: what is promised, and what is reported of it month by month."""

from targets.models.filed import Correction, Measurement, MeasurementVersion
from targets.models.plain import light_names_of, promise_of, release_day, scale_of, share_of
from targets.models.promised import (
    GoalChange,
    PastFigure,
    Proposal,
    Quotation,
    Schedule,
    Target,
    all_months,
)

__all__ = [
    "Correction",
    "GoalChange",
    "Measurement",
    "MeasurementVersion",
    "PastFigure",
    "Proposal",
    "Quotation",
    "Schedule",
    "Target",
    "all_months",
    "light_names_of",
    "promise_of",
    "release_day",
    "scale_of",
    "share_of",
]
