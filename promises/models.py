"""Every table of the promises floor."""

from promises.agreement.models import SignOff, SignOffWording
from promises.answers.models import CustomerAnswer, DisputeResolution, PromiseLink
from promises.commitments.models import Feed
from promises.marks.models import ReadingMark, Reminder, ReminderStop
from promises.record.models import Commitment, Flexibility, Promise, Revision, RevisionWording, Term, TermWording
from promises.templates.models import PromiseTemplate, TemplateTerm

__all__ = [
    "Commitment",
    "CustomerAnswer",
    "DisputeResolution",
    "Feed",
    "Flexibility",
    "Promise",
    "PromiseLink",
    "PromiseTemplate",
    "ReadingMark",
    "Reminder",
    "ReminderStop",
    "Revision",
    "RevisionWording",
    "SignOff",
    "SignOffWording",
    "TemplateTerm",
    "Term",
    "TermWording",
]
