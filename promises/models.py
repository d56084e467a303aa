"""Every table of the promises floor."""

from promises.answers.models import CustomerAnswer, DisputeResolution, PromiseLink
from promises.commitments.models import Feed
from promises.record.models import Commitment, Flexibility, Promise, Revision, RevisionWording, Term, TermWording

__all__ = [
    "Commitment",
    "CustomerAnswer",
    "DisputeResolution",
    "Feed",
    "Flexibility",
    "Promise",
    "PromiseLink",
    "Revision",
    "RevisionWording",
    "Term",
    "TermWording",
]
