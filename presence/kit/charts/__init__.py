"""Charts as SVG, drawn on the server from plain values. Pure: no rows, no clock.

Positions along the width are shares of it ("12.5%"), so one drawing fits every screen and its words never shrink. Colors are
classes (static/css/chart.css), so both themes, print and forced colors work. Every chart says in words what it shows.
"""

from presence.kit.charts.bars import Part, goal, stack
from presence.kit.charts.points import Mark, Point, fitting_domain
from presence.kit.charts.spark import sparkline
from presence.kit.charts.trend import Target, trend
from presence.kit.charts.whisker import whisker

__all__ = ["Mark", "Part", "Point", "Target", "fitting_domain", "goal", "sparkline", "stack", "trend", "whisker"]
