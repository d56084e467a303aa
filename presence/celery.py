"""The Celery application and the whole timetable, on one page.

The timetable ticks in UTC and looks for due rows in PostgreSQL, which is the truth. The broker only wakes workers, so losing
it costs latency and nothing else.
"""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presence.settings")

app = Celery("presence")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = 60.0
NICENESS = 5  # whoever waits for a page goes before whoever waits for a mail, where they share processors

app.conf.beat_schedule = {
    "prove-beat-is-alive": {"task": "presence.tasks.beat_pulse", "schedule": 15.0},
    "send-letters": {"task": "presence.tasks.send_letters", "schedule": 5.0, "options": {"expires": 5}},
    "run-imports": {"task": "presence.tasks.run_imports", "schedule": 2.0, "options": {"expires": 2}},
    "forget-abandoned-imports": {"task": "presence.tasks.forget_abandoned_imports", "schedule": 60 * MINUTE},
    "forget-old-merges": {"task": "presence.tasks.forget_old_merges", "schedule": 60 * MINUTE},
    "tidy-accounts": {"task": "presence.tasks.tidy_accounts", "schedule": 60 * MINUTE},
    "forget-old-answers": {"task": "presence.tasks.forget_old_answers", "schedule": 60 * MINUTE},
    "remind-readers": {"task": "promises.tasks.remind_readers", "schedule": 15 * MINUTE, "options": {"expires": 15 * MINUTE}},
    "break-overdue-commitments": {"task": "touchpoints.tasks.break_overdue_commitments", "schedule": MINUTE},
    "remind-playbook-owners": {
        "task": "touchpoints.tasks.remind_playbook_owners",
        "schedule": 15 * MINUTE,
        "options": {"expires": 15 * MINUTE},
    },
    "probe-ways-to-a-person": {
        "task": "touchpoints.tasks.probe_ways_to_a_person",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "begin-map-versions": {"task": "touchpoints.tasks.begin_map_versions", "schedule": MINUTE},
    "look-for-occasions": {
        "task": "touchpoints.tasks.look_for_occasions",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "stop-automations": {"task": "touchpoints.tasks.stop_automations", "schedule": 5 * MINUTE},
    "send-messages": {"task": "touchpoints.tasks.send_messages", "schedule": 5.0, "options": {"expires": 5}},
    "record-sent-messages": {
        "task": "touchpoints.tasks.record_sent_messages",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "roll-up": {"task": "metrics.tasks.roll_up", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "look-for-mail": {"task": "touchpoints.tasks.look_for_mail", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "read-calendars": {
        "task": "touchpoints.tasks.read_calendars",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "recount-moved-days": {
        "task": "metrics.tasks.recount_moved_days",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "mail-weeks": {"task": "metrics.tasks.mail_weeks", "schedule": 15 * MINUTE, "options": {"expires": 15 * MINUTE}},
    "look-through-notes": {"task": "touchpoints.tasks.look_through_notes", "schedule": MINUTE},
}


@beat_init.connect  # type: ignore[untyped-decorator]  # Celery has no types
def prove_beat_at_once(**_event: object) -> None:
    """A new beat would wait for its first interval, and /readyz with it."""
    app.send_task("presence.tasks.beat_pulse")


@worker_init.connect  # type: ignore[untyped-decorator]
def give_way(**_event: object) -> None:
    os.nice(NICENESS)
