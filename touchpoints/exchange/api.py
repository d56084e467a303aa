"""The whole map over REST: the same document as the JSON file of the pages."""

from presence.kit.api.calls import Call, Reply
from presence.kit.api.operations import operation
from presence.kit.api.queries import NoQuery
from presence.kit.api.views import ApiView
from touchpoints.exchange import naming, shapes
from touchpoints.journeys import versions


class Map(ApiView):
    tag = "touchpoints"

    @operation(
        name="get_map",
        summary="Read the whole map",
        scope="touchpoints:read",
        answer=shapes.WholeMap,
        has_etag=True,
    )
    def get(self, call: Call[NoQuery]) -> Reply:
        """As it is drawn, in order: people by e-mail address, no ids."""
        return Reply(naming.told(versions.drawn()))
