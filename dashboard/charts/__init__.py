"""A chart as data, drawn twice: the resting SVG in the page, and Plotly when someone touches it."""

from dashboard.charts.figure import Chart, Size
from dashboard.charts.resting import draw

__all__ = ["Chart", "Size", "draw"]
