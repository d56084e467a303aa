"""Every table of the promises floor."""

from promises.record.models import Flexibility, Promise, Revision, RevisionWording, Term, TermWording

__all__ = ["Flexibility", "Promise", "Revision", "RevisionWording", "Term", "TermWording"]
