"""The whole map over REST: read it, change it, put it back. It is the same document as the JSON file of the pages."""

from typing import ClassVar

from presence.kit.api import problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.forms import MOST_PROBLEMS
from presence.kit.api.operations import operation
from presence.kit.api.problems import FieldProblem
from presence.kit.api.queries import NoQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers
from touchpoints.exchange import bringing, given, naming, shapes
from touchpoints.exchange.models import BroughtMap
from touchpoints.journeys import document as documents
from touchpoints.journeys import rules, versions, writing

EXAMPLE = {
    "journeys": [
        {
            "name": "From first contact to renewal",
            "stages": [
                {
                    "name": "Delivery",
                    "touchpoints": [
                        {"key": "visit-agreed", "name": "Visit agreed", "mode": "augment", "mode_reason": "A person sends it."},
                        {"key": "delay-told", "name": "Delay told", "protected": ["bad_news"], "channel": "call"},
                    ],
                }
            ],
        }
    ]
}


class Map(ApiView):
    tag = "touchpoints"
    refusals: ClassVar = {
        writing.StaleMap: problems.Stale,
        documents.BadDocument: problems.Invalid,
        rules.ProtectedNeverAutomate: problems.Invalid,
    }

    @operation(
        name="get_map",
        summary="Read the whole map",
        scope="touchpoints:read",
        answer=shapes.WholeMap,
        has_etag=True,
    )
    def get(self, call: Call[NoQuery]) -> Reply:
        """As it is drawn, in order: people by e-mail address, no ids. Its `ETag` is what writing it needs."""
        return Reply(naming.told(versions.drawn()))

    @operation(
        name="put_map",
        summary="Write the whole map",
        scope="touchpoints:write",
        body=shapes.WholeMap,
        answer=shapes.WholeMap,
        if_match="required",
        has_etag=True,
        example=EXAMPLE,
    )
    def put(self, call: Call[NoQuery], body: shapes.WholeMap) -> Reply:
        """Touchpoints are known by their keys, journeys and stages by their names. What the body does not name leaves the map;
        what comes back with its key comes back with its facts. Nothing is published, and no protection is taken away: that is
        asked for on the map."""
        drawn = versions.drawn()
        call.require_match(naming.told(drawn))
        try:
            bringing.bring(
                by=callers.actor(call),
                now=call.now,
                given=given.from_map(body),
                replace=True,
                expected=documents.digest(documents.dump(drawn)),
                source=BroughtMap.Source.API,
            )
        except bringing.CannotBeBrought as refusal:
            raise _invalid(refusal) from refusal
        return Reply(naming.told(versions.drawn()))


def _invalid(refusal: bringing.CannotBeBrought) -> problems.Invalid:
    found = [FieldProblem(_pointer(one), "invalid", one.words) for one in refusal.problems[:MOST_PROBLEMS]]
    return problems.Invalid(refusal.words, errors=found)


def _pointer(problem: given.Problem) -> str:
    """The place in the body; the whole body when the problem names no field."""
    return f"{problem.where}/{problem.field}" if problem.field else problem.where
