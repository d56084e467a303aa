"""The tables of this floor, from their rooms."""

from metrics.feeds.models import MetricFeed
from metrics.rollups.models import ChangedDay, ChangedMonth, DayTotal, MonthTotal, Standing
from metrics.sharing.models import MetricsLink
from metrics.targets.models import Target
from metrics.weekly.models import WeeklyMail, WeeklyReader

__all__ = [
    "ChangedDay",
    "ChangedMonth",
    "DayTotal",
    "MetricFeed",
    "MetricsLink",
    "MonthTotal",
    "Standing",
    "Target",
    "WeeklyMail",
    "WeeklyReader",
]
