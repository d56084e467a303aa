"""The counters that every metric is calculated from: sums of whole numbers over interactions.

Each is a sum over single interactions, so the sum of two parts is the counter of both: that is what makes a rollup equal to a
recomputation. `metrics/facts/measures.py` says how each is counted in SQL.
"""

OUTCOMES = ("kept", "broken_late", "broken_overdue", "broken_judged", "renegotiated", "cannot_tell", "unchecked")
RESPONSES = ("responses", "with_target", "within_target", "green_but_broken")
FIRST_TRUTHS = ("first_truth_stated", "first_truth_not_stated", "first_truth_not_due", "first_truth_missing")
TOUCHES = ("touched_by_human", "touched_assisted", "touched_by_automation", "missed")
PRESENCE = (
    "presence_contacts",
    "presence_untimed",
    "outreach_seconds",
    "clarifying_call_seconds",
    "follow_up_seconds",
    "presence_squares",
)
WORK = ("contacts_by_people", "untimed_by_people", "seconds_by_people", "squares_by_people")
RECOVERY = ("exceptions", "conversations_held", "conversations_not_held", "attempts_counted", "attempts")

COUNTERS = ("interactions", *OUTCOMES, *RESPONSES, *FIRST_TRUTHS, *TOUCHES, *PRESENCE, *WORK, *RECOVERY)
