"""The tables of this floor, from their rooms."""

from metrics.rollups.models import ChangedDay, ChangedMonth, DayTotal, MonthTotal, Standing

__all__ = ["ChangedDay", "ChangedMonth", "DayTotal", "MonthTotal", "Standing"]
