"""On which touchpoints a playbook hangs. Whoever hangs one locks the touchpoints first, so that two never fight for one."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, QuerySet

from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks.models import Playbook, PlaybookUse


def of(playbook: Playbook) -> list[Touchpoint]:
    """The touchpoints it hangs on, in the map's order."""
    ids = PlaybookUse.rows().filter(playbook=playbook).values("touchpoint")
    return list(placed().filter(pk__in=ids))


def placed() -> QuerySet[Touchpoint]:
    """Touchpoints with their stage and journey, in the map's order."""
    rows = Touchpoint.rows().select_related("stage__journey")
    return rows.order_by("stage__journey__position", "stage__position", "position", "pk")


def lock(touchpoints: Iterable[Touchpoint]) -> None:
    """Nobody else hangs anything on these until the transaction ends. Everybody locks in the same order."""
    ids = {touchpoint.pk for touchpoint in touchpoints}
    if ids:
        list(Touchpoint.rows().filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def hang(playbook: Playbook, touchpoints: Sequence[Touchpoint]) -> None:
    """Hang it on exactly these. A touchpoint that has another one gives it up, and that playbook notices by its version."""
    wanted = {touchpoint.pk for touchpoint in touchpoints}
    PlaybookUse.rows().filter(playbook=playbook).exclude(touchpoint__in=wanted).delete()
    taken = PlaybookUse.rows().filter(touchpoint__in=wanted).exclude(playbook=playbook)
    Playbook.rows().filter(pk__in=taken.values("playbook")).update(version=F("version") + 1)
    taken.update(playbook=playbook)
    present = set(PlaybookUse.rows().filter(playbook=playbook).values_list("touchpoint_id", flat=True))
    PlaybookUse.objects.bulk_create(PlaybookUse(playbook=playbook, touchpoint_id=pk) for pk in sorted(wanted - present))


def give(uses: QuerySet[PlaybookUse], playbook_id: UUID | str) -> None:
    """Hang another playbook there instead, which notices by its version."""
    if uses.update(playbook=playbook_id):
        Playbook.rows().filter(pk=playbook_id).update(version=F("version") + 1)
