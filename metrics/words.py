"""What the audit log says about this floor's verbs."""

SENTENCES = {
    "days.recounted": "counted the days of all interactions in {time_zone}; {moved} moved to another day",
}
