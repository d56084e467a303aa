"""Maps to begin with. What a person does best stays with people; where a machine may help, it says why.

A few moments are suggested as automatic, with a first message: they are answered by whoever takes the template, until they name
somebody else, and they need that person's approval like any other. Nothing of a template is published by taking it.
"""

from dataclasses import dataclass
from typing import Any

from touchpoints.journeys import starter
from touchpoints.journeys.document import Document, JourneyPart, Message, Moment, StagePart
from touchpoints.journeys.models import Channel, Mode, Protection, Stake

HUMAN, AUGMENT, AUTOMATE = Mode.HUMAN_ONLY, Mode.AUGMENT, Mode.AUTOMATE
REPLY_MINUTES = 240
"""How soon whoever takes a template answers, until they say otherwise: half a working day."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A map that comes with the product."""

    slug: str
    name: str
    about: str
    document: Document


def _moment(key: str, name: str, intent: str, mode: Mode = HUMAN, why: str = "", **more: Any) -> Moment:
    return Moment(key=key, name=name, intent=intent, mode=mode, mode_reason=why, **more)


def _journey(name: str, **stages: list[Moment]) -> Document:
    parts = [StagePart(name=word.replace("_", " ").capitalize(), touchpoints=moments) for word, moments in stages.items()]
    return Document(journeys=[JourneyPart(name=name, stages=parts)])


def _usual() -> Document:
    stages = [
        StagePart(
            name=name,
            touchpoints=[
                _moment(one.key, one.name, one.intent, protected=[Protection(mark) for mark in one.protected], top_five=True)
                for one in moments
            ],
        )
        for name, moments in starter.STAGES.items()
    ]
    return Document(journeys=[JourneyPart(name=starter.JOURNEY, stages=stages)])


LEAD = _journey(
    "New lead to first value",
    first_contact=[
        _moment(
            "inquiry-received",
            "Inquiry received",
            "To know that it arrived, and who will answer when.",
            AUTOMATE,
            "Only says that it arrived. The answer comes from a person.",
            channel=Channel.EMAIL,
            response_target_minutes=15,
            message=Message(
                subject="We have your inquiry",
                text="Thank you for writing to us. A person reads your message now and will call or write to you within half a"
                " working day. If it cannot wait, use the link below to reach somebody at once.",
            ),
        ),
        _moment(
            "first-conversation",
            "First conversation",
            "To be understood before anything is offered.",
            why="Listening cannot be prepared for them.",
            channel=Channel.CALL,
            response_target_minutes=240,
            stakes=[Stake.EMOTION],
            key_moment=True,
        ),
        _moment(
            "polite-no",
            "Saying that we are not the right one",
            "To learn it early and to hear who could help.",
            why="A no is remembered. It deserves a voice.",
            protected=[Protection.BAD_NEWS],
            stakes=[Stake.EMOTION],
        ),
    ],
    understanding=[
        _moment(
            "visit-arranged",
            "Visit arranged",
            "To agree on a time without writing back and forth.",
            AUGMENT,
            "Times are proposed from the calendar; a person sends them.",
            channel=Channel.EMAIL,
        ),
        _moment(
            "needs-walkthrough",
            "Walk through what is needed",
            "To show what is really going on.",
            why="What matters is often said in passing.",
            channel=Channel.VISIT,
            stakes=[Stake.COMPLEX],
        ),
        _moment(
            "notes-confirmed",
            "Notes sent back",
            "To see that they were understood.",
            AUGMENT,
            "A draft from the notes saves an hour; whoever was there corrects it.",
            channel=Channel.EMAIL,
            response_target_minutes=1440,
        ),
    ],
    proposal=[
        _moment(
            "quote-presented",
            "Quote presented",
            "To understand what it costs, and what would change that.",
            why="The first truth is said, not attached.",
            channel=Channel.CALL,
            protected=[Protection.PRICING],
            stakes=[Stake.VALUE],
            key_moment=True,
            top_five=True,
            first_truth_due=True,
        ),
        _moment(
            "terms-settled",
            "Terms settled",
            "To get what matters most, knowing what gives.",
            why="Giving something up is agreed between people.",
            protected=[Protection.NEGOTIATION, Protection.SCOPE_TRADEOFF],
            stakes=[Stake.VALUE, Stake.REVERSIBILITY],
        ),
        _moment(
            "quote-reminder",
            "Quote about to expire",
            "To be reminded once, without being pressed.",
            AUGMENT,
            "A reminder is easily pushy. A person reads it first.",
            channel=Channel.EMAIL,
        ),
    ],
    start=[
        _moment(
            "welcome-call",
            "Welcome call",
            "To meet the people who will do the work.",
            why="The hand-over from sales is felt here.",
            channel=Channel.CALL,
            response_target_minutes=1440,
            key_moment=True,
            top_five=True,
        ),
        _moment(
            "start-reminder",
            "Reminder before the first day",
            "To have everything ready in time.",
            AUTOMATE,
            "The same list for everybody; a question still reaches a person.",
            channel=Channel.EMAIL,
            message=Message(
                subject="Your first day with us",
                text="We begin in two days. Please have somebody at hand who can open the rooms, and tell us about anything"
                " that has changed since we spoke. Is something unclear? Use the link below and a person will answer.",
            ),
        ),
    ],
    first_value=[
        _moment(
            "first-result",
            "First result shown",
            "To see that it was worth it.",
            why="Pride and doubt are both heard in a conversation.",
            channel=Channel.MEETING,
            key_moment=True,
            top_five=True,
        ),
        _moment(
            "first-week-check",
            "How was the first week",
            "To say what is not right while it is small.",
            why="Small complaints are told to a person who asks.",
            channel=Channel.CALL,
            protected=[Protection.RECOVERY],
        ),
    ],
)

ADVOCATE = _journey(
    "Customer to advocate",
    settled=[
        _moment(
            "quarterly-talk",
            "Talk every quarter",
            "To be asked, and not only when something is due.",
            why="Nobody opens up to a form.",
            channel=Channel.CALL,
            stakes=[Stake.EMOTION],
            top_five=True,
        ),
        _moment(
            "results-summary",
            "Summary of what was done",
            "To show colleagues what they get for their money.",
            AUGMENT,
            "Figures are collected for us; a person says what they mean.",
            channel=Channel.EMAIL,
        ),
        _moment(
            "teaching-session",
            "Teaching session for their team",
            "To become able to do it themselves.",
            why="People learn from people.",
            channel=Channel.VISIT,
            protected=[Protection.TEACHING],
        ),
    ],
    something_more=[
        _moment(
            "thank-you",
            "Thank-you by hand",
            "To be thanked by somebody who means it.",
            why="A thank-you from a machine is none.",
            key_moment=True,
        ),
        _moment(
            "useful-hint",
            "Useful hint for their trade",
            "To get something of use that is not an offer.",
            AUGMENT,
            "A draft from what we saw at others; a person decides whether it fits.",
            channel=Channel.EMAIL,
        ),
    ],
    asking=[
        _moment(
            "how-likely",
            "Asked how it went",
            "To be heard, and to see that it changes something.",
            why="Whoever asks must be able to answer.",
            channel=Channel.CALL,
            key_moment=True,
        ),
        _moment(
            "reference-request",
            "Asked to be named as a reference",
            "To be free to say no.",
            why="A favor is asked by the person who earned it.",
            channel=Channel.CALL,
            stakes=[Stake.SENSITIVE],
            top_five=True,
        ),
        _moment(
            "criticism-answered",
            "Criticism answered",
            "To be taken seriously, and to hear what changes.",
            why="An apology has a face.",
            protected=[Protection.APOLOGY, Protection.RECOVERY],
            stakes=[Stake.EMOTION],
            response_target_minutes=480,
            top_five=True,
        ),
    ],
    advocate=[
        _moment(
            "introduction-made",
            "Introduction to somebody they know",
            "To look good in front of a friend.",
            why="They lend us their name.",
            stakes=[Stake.STRATEGIC],
        ),
        _moment(
            "introduction-thanked",
            "Told what became of it",
            "To learn how it ended, without asking.",
            AUGMENT,
            "The facts are gathered; the words are ours.",
            response_target_minutes=2880,
        ),
        _moment(
            "event-invitation",
            "Invitation to meet others",
            "To meet people with the same questions.",
            AUGMENT,
            "The list is prepared, each line is written for one person.",
            channel=Channel.EMAIL,
        ),
    ],
)

RENEWAL = _journey(
    "Renewal to expansion",
    early_look=[
        _moment(
            "promises-reviewed",
            "What we promised, looked at together",
            "To see whether the word was kept.",
            why="Before anything is sold again, the old word is settled.",
            channel=Channel.MEETING,
            key_moment=True,
            top_five=True,
        ),
        _moment(
            "renewal-date-told",
            "The date is near",
            "To know the date, and that nothing happens without them.",
            AUTOMATE,
            "A date is a fact. Price and scope are talked about.",
            channel=Channel.EMAIL,
            message=Message(
                subject="Your agreement ends in 90 days",
                text="Your agreement with us ends in 90 days. Nothing is renewed without your word. One of us will call you in"
                " the coming weeks to go through what we promised. If you would rather talk now, use the link below.",
            ),
        ),
    ],
    review=[
        _moment(
            "open-issues-closed",
            "What is still open is closed",
            "Not to be asked to sign while something is broken.",
            why="Making good comes before asking.",
            protected=[Protection.RECOVERY],
            top_five=True,
        ),
        _moment(
            "use-summary",
            "What was used, and what was not",
            "To pay for what is used.",
            AUGMENT,
            "Figures are collected; a person says what to leave out.",
            channel=Channel.EMAIL,
        ),
    ],
    proposal=[
        _moment(
            "price-change",
            "Price change explained",
            "To hear why, before it is on paper.",
            why="A higher price is said by a person, with the reason.",
            channel=Channel.CALL,
            protected=[Protection.PRICING, Protection.BAD_NEWS],
            stakes=[Stake.VALUE, Stake.EMOTION],
            first_truth_due=True,
            top_five=True,
        ),
        _moment(
            "renewal-quote",
            "Renewal proposed",
            "To choose between two or three clear ways.",
            why="What changes cost or time fastest is said first.",
            channel=Channel.MEETING,
            protected=[Protection.PRICING],
            first_truth_due=True,
            key_moment=True,
        ),
    ],
    decision=[
        _moment(
            "renewal-agreed",
            "Renewal agreed",
            "To be sure of what was agreed.",
            AUGMENT,
            "The summary is drafted from the promise; a person sends it.",
            channel=Channel.EMAIL,
            response_target_minutes=480,
        ),
        _moment(
            "goodbye",
            "They leave",
            "To leave without trouble, and to be asked why.",
            why="The last talk is remembered longest.",
            channel=Channel.CALL,
            protected=[Protection.BAD_NEWS],
            stakes=[Stake.EMOTION, Stake.REVERSIBILITY],
        ),
    ],
    expansion=[
        _moment(
            "next-problem",
            "Their next problem",
            "To be helped with what comes, not sold what is there.",
            why="It takes somebody who knows them.",
            channel=Channel.MEETING,
            stakes=[Stake.STRATEGIC],
            key_moment=True,
        ),
        _moment(
            "pilot-offered",
            "Something new, tried small",
            "To try it without a long commitment.",
            why="What it will not do is said before they begin.",
            protected=[Protection.SCOPE_TRADEOFF],
            first_truth_due=True,
        ),
        _moment(
            "pilot-report",
            "Report on the trial",
            "To decide on facts.",
            AUGMENT,
            "The figures are prepared; the advice is ours.",
            response_target_minutes=2880,
        ),
    ],
)

READY = {
    one.slug: one
    for one in (
        Ready(
            "usual-moments",
            "The five usual moments",
            "First response, status update, scope change, invoice or renewal, post-issue follow-up. All human-only at first.",
            _usual(),
        ),
        Ready(
            "new-lead-to-first-value",
            "New lead to first value",
            "From the first message to the first result: an early no, an honest quote, and a welcome by those who do the work.",
            LEAD,
        ),
        Ready(
            "customer-to-advocate",
            "Customer to advocate",
            "Stay in touch when nothing is due, give something more, and ask for a favor only when it is earned.",
            ADVOCATE,
        ),
        Ready(
            "renewal-to-expansion",
            "Renewal to expansion",
            "Settle the old word first, say the price aloud, and grow with their next problem.",
            RENEWAL,
        ),
    )
}
