"""The tables of this floor, from their rooms."""

from presence.accounts.models import AccountLetter, User
from presence.apikeys.models import ApiKey, StoredAnswer
from presence.audit.models import Entry
from presence.customers.models import (
    Contact,
    Customer,
    EmailAddress,
    Erasure,
    FormerReference,
    Merge,
    MergedCustomer,
    PhoneNumber,
)
from presence.hours.models import Absence, Calendar, FrontlineHours, Holiday, Opening
from presence.imports.models import FilePiece, Import, ImportRow, RememberedMapping
from presence.members.models import Invitation
from presence.notices.models import Letter
from presence.saved.models import SavedView
from presence.tenancy.models import Membership, Organization, Team

__all__ = [
    "Absence",
    "AccountLetter",
    "ApiKey",
    "Calendar",
    "Contact",
    "Customer",
    "EmailAddress",
    "Entry",
    "Erasure",
    "FilePiece",
    "FormerReference",
    "FrontlineHours",
    "Holiday",
    "Import",
    "ImportRow",
    "Invitation",
    "Letter",
    "Membership",
    "Merge",
    "MergedCustomer",
    "Opening",
    "Organization",
    "PhoneNumber",
    "RememberedMapping",
    "SavedView",
    "StoredAnswer",
    "Team",
    "User",
]
