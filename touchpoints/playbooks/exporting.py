"""Playbooks as a document that guidelines.py reads again."""

from collections.abc import Sequence
from typing import Any

from touchpoints.playbooks import reading, rules
from touchpoints.playbooks.models import Playbook

FORMAT = "presence-playbooks/1"


def document(playbooks: Sequence[Playbook]) -> dict[str, Any]:
    """What each says now, on which touchpoints it hangs, who owns it and when it is looked through."""
    contents, hung = reading.contents(playbooks), reading.touchpoints_of(playbooks)
    return {
        "format": FORMAT,
        "playbooks": [
            {
                **rules.document(contents[playbook.pk]),
                "touchpoints": [touchpoint.key for touchpoint in hung.get(playbook.pk, [])],
                "owner": playbook.owner.user.email if playbook.owner else None,
                "review_date": playbook.review_date.isoformat(),
                "version": playbook.number,
            }
            for playbook in playbooks
        ],
    }
