"""What the audit log says about this floor's verbs."""

SENTENCES = {
    "metric_feed.made": "made a feed of {metric} for a spreadsheet",
    "metric_feed.revoked": "revoked a feed of {metric}",
    "reader.made": "made a database login with which other programs read figures",
    "reader.removed": "removed the database login with which other programs read figures",
    "days.recounted": "counted the days of all interactions in {time_zone}; {moved} moved to another day",
    "metrics_link.made": "made a link to the figures for {label}, until {until}",
    "metrics_link.revoked": "withdrew the link to the figures for {label}",
    "weekly_mail.wanted": "wanted the week’s figures by mail, mornings in {time_zone}",
    "weekly_mail.stopped": "stopped the weekly mail",
    "metric_target.set": "set the target of {metric} to {level} from {from_day} on",
    "metric_target.ended": "ended the target of {metric} from {from_day} on",
}
