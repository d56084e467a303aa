"""The tables of this floor, from their rooms."""

from presence.accounts.models import AccountLetter, User
from presence.apikeys.models import ApiKey, StoredAnswer
from presence.audit.models import Entry
from presence.customers.models import Contact, Customer, EmailAddress, PhoneNumber
from presence.imports.models import FilePiece, Import, ImportRow, RememberedMapping
from presence.members.models import Invitation
from presence.notices.models import Letter
from presence.tenancy.models import Membership, Organization, Team

__all__ = [
    "AccountLetter",
    "ApiKey",
    "Contact",
    "Customer",
    "EmailAddress",
    "Entry",
    "FilePiece",
    "Import",
    "ImportRow",
    "Invitation",
    "Letter",
    "Membership",
    "Organization",
    "PhoneNumber",
    "RememberedMapping",
    "StoredAnswer",
    "Team",
    "User",
]
