"""What the audit log says about each fact of this floor."""

SENTENCES = {
    "map.started": "began the map with the usual moments",
    "journey.added": "added the journey {name}",
    "journey.renamed": "renamed a journey",
    "journey.moved": "moved the journey {name}",
    "journey.removed": "removed the journey {name}",
    "stage.added": "added the stage {name} to {journey}",
    "stage.renamed": "renamed a stage",
    "stage.moved": "moved the stage {name}",
    "stage.removed": "removed the stage {name}",
    "touchpoint.added": "added the touchpoint {name}",
    "touchpoint.changed": "changed the touchpoint {name}",
    "touchpoint.moved": "moved the touchpoint {name}",
    "touchpoint.archived": "archived the touchpoint {name}",
    "touchpoint.restored": "brought back the touchpoint {name}",
    "interactions.recorded": "recorded {created} new and {updated} changed interactions",
    "interactions.undone": "took an import's interactions back",
    "interaction.corrected": "corrected an interaction",
    "interaction.deleted": "deleted an interaction",
    "interaction.restored": "brought an interaction back",
    "commitments.broken": "marked {count} commitments as overdue",
}
