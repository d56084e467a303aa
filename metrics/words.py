"""What the audit log says about this floor's verbs."""

SENTENCES = {
    "metric_feed.made": "made a feed of {metric} for a spreadsheet",
    "metric_feed.revoked": "revoked a feed of {metric}",
    "days.recounted": "counted the days of all interactions in {time_zone}; {moved} moved to another day",
}
