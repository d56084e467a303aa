"""What the log says about each fact of this floor, after the name of who did it. Upper floors list theirs in AUDIT_WORDS.

A word in braces is taken from the entry's detail.
"""

SENTENCES = {
    "organization.created": "made the organization {name}",
    "organization.changed": "changed the organization",
    "member.joined": "joined as {role} in the team {team}",
    "member.role_changed": "made a member {role} who was {former}",
    "member.team_changed": "moved a member from the team {former} to {team}",
    "member.removed": "removed {name} ({email})",
    "invitation.made": "invited {email} as {role} for the team {team}",
    "invitation.resent": "sent the invitation of {email} again",
    "invitation.revoked": "revoked the invitation of {email}",
    "team.added": "added the team {name}",
    "team.renamed": "renamed the team {former} to {name}",
    "team.deleted": "deleted the team {name}",
    "key.made": "made the API key {name} ({scopes})",
    "key.rotated": "replaced the API key {name}",
    "key.revoked": "revoked the API key {name}",
    "customer.added": "added a customer",
    "customer.changed": "changed a customer",
    "customer.removed": "removed a customer",
    "customers.added": "added {count} customers",
    "import.uploaded": "uploaded a file to import",
    "import.read_again": "had an uploaded file read as {encoding}",
    "import.matched": "matched the columns of an import",
    "import.corrected": "corrected line {line} of an import",
    "import.checked": "had an import checked",
    "import.started": "started an import of {rows} rows",
    "import.finished": "finished an import",
    "import.failed": "could not finish an import: {reason}",
    "import.canceled": "canceled an import",
    "import.undo_started": "began to undo an import",
    "import.undone": "undid an import",
    "import.discarded": "discarded an import",
}
