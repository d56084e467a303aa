"""The rules that stop an automation by itself, looked at every few minutes."""

from datetime import datetime

from touchpoints.automations import results, rules, switching
from touchpoints.automations.models import Automation, State


def look(*, now: datetime) -> int:
    """Stop each active automation whose rule is broken, with the numbers; gives how many."""
    active = list(Automation.rows().filter(state=State.ACTIVE))
    counted = results.of([one.pk for one in active], now=now, over=results.RULES_COUNT) if active else {}
    stopped = 0
    for automation in active:
        told = counted[automation.pk]
        numbers = rules.Counted(told.sent, told.complaints, told.unsubscribes, told.unresolved_replies)
        words = rules.broken(rules.stop_rules(automation.stop_rules), numbers)
        if words:
            switching.stop(now=now, automation=automation, why=words)
            stopped += 1
    return stopped
