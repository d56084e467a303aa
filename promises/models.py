"""Every table of the promises floor."""

from promises.record.models import Commitment, Flexibility, Promise, Revision, RevisionWording, Term, TermWording

__all__ = ["Commitment", "Flexibility", "Promise", "Revision", "RevisionWording", "Term", "TermWording"]
