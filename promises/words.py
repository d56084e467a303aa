"""What the audit log says about each fact of this floor."""

SENTENCES = {
    "promise.written": "wrote a promise",
    "promise.amended": "amended a promise to revision {number}",
    "promise.in_review": "put a promise up for review",
    "promise.agreed": "agreed a promise",
    "promise.fulfilled": "marked a promise as fulfilled",
    "promise.ended": "ended a promise",
    "commitment.done": "marked a commitment as done",
    "commitment.reopened": "opened a commitment again",
    "feed.made": "made a calendar feed",
    "feed.revoked": "revoked a calendar feed",
    "promise.void": "declared a promise void: {reason}",
    "promise.link_made": "made a link for the customer",
    "promise.link_revoked": "withdrew a link for the customer",
    "promise.confirmed": "confirmed that revision {number} is what they were told",
    "promise.disputed": "said that revision {number} is not what they were sold",
    "promise.dispute_resolved": "settled what the customer disputed",
}
