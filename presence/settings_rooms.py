"""What rooms register by string, so that a lower floor can call an upper one without importing it."""

# Classification of pages that libraries bring; ours declare their access beside the view (presence/tenancy/access.py).
LIBRARY_ACCESS = {
    "allauth.": "public",
    "django.views.static": "public",
    "django.views.i18n": "public",
}

# Sidebar entries, in order: dotted paths of presence.kit.navigation.Item values.
NAVIGATION: list[str] = [
    "presence.customers.navigation.CUSTOMERS",
    "promises.pages.navigation.PROMISES",
    "promises.commitments.navigation.COMMITMENTS",
    "touchpoints.handoffs.navigation.HANDOFFS",
    "touchpoints.map.navigation.MAP",
    "touchpoints.playbooks.navigation.PLAYBOOKS",
    "touchpoints.automations.navigation.AUTOMATIONS",
    "touchpoints.log.navigation.LOG",
    "touchpoints.interactions.navigation.INTERACTIONS",
    "touchpoints.followups.navigation.FOLLOWUPS",
    "touchpoints.incoming.navigation.INCOMING",
    "touchpoints.said.navigation.SAID",
    "touchpoints.sends.navigation.OUTBOX",
    "metrics.dashboard.offers.ITEM",
    "touchpoints.delivery.navigation.DELIVERY",
    "touchpoints.reach.navigation.REACH",
    "presence.imports.navigation.IMPORTS",
    "presence.members.navigation.MEMBERS",
    "touchpoints.presence.navigation.PRESENCE",
    "touchpoints.timer.navigation.TIMER",
    "touchpoints.calendars.navigation.CALENDARS",
    "presence.hours.navigation.MINE",
    "presence.hours.navigation.BUSINESS",
    "presence.apikeys.navigation.KEYS",
    "presence.audit.navigation.LOG",
    "presence.tenancy.navigation.ORGANIZATION",
    "promises.marks.navigation.REMINDERS",
    "metrics.weekly.navigation.WEEKLY",
    "presence.accounts.navigation.ACCOUNT",
    "touchpoints.brief.navigation.PHONE_SYSTEM",
]

# Command palette entries: dotted paths of functions (member) -> iterable of presence.kit.navigation.Action.
PALETTE: list[str] = [
    "presence.customers.navigation.actions",
    "promises.pages.navigation.actions",
    "promises.commitments.navigation.actions",
    "touchpoints.handoffs.navigation.actions",
    "touchpoints.reach.navigation.actions",
    "touchpoints.map.navigation.actions",
    "touchpoints.pictures.navigation.actions",
    "touchpoints.simulator.navigation.actions",
    "touchpoints.planner.navigation.actions",
    "touchpoints.exchange.navigation.actions",
    "touchpoints.brief.navigation.actions",
    "touchpoints.playbooks.navigation.actions",
    "touchpoints.automations.navigation.actions",
    "touchpoints.log.navigation.actions",
    "touchpoints.interactions.navigation.actions",
    "touchpoints.timer.navigation.actions",
    "touchpoints.calendars.navigation.actions",
    "touchpoints.followups.navigation.actions",
    "touchpoints.presence.navigation.actions",
    "touchpoints.said.navigation.actions",
    "touchpoints.sends.navigation.actions",
    "touchpoints.delivery.navigation.actions",
    "touchpoints.suppression.navigation.actions",
    "touchpoints.incoming.navigation.actions",
    "metrics.dashboard.offers.palette",
    "metrics.feeds.navigation.actions",
    "presence.saved.navigation.actions",
    "presence.imports.navigation.actions",
    "presence.members.navigation.actions",
    "presence.hours.navigation.actions",
    "presence.apikeys.navigation.actions",
    "presence.tenancy.navigation.actions",
    "presence.accounts.navigation.actions",
]

# CSV importers: kind -> dotted path of a presence.imports.importers.Importer.
IMPORTERS: dict[str, str] = {
    "interactions": "touchpoints.interactions.importer.InteractionImporter",
    "customers": "presence.customers.importer.CustomerImporter",
}

# Functions that run in the same transaction when a lower row changes: event -> dotted paths.
REACTIONS: dict[str, list[str]] = {
    "organization.created": [
        "presence.audit.reactions.organization_created",
        "touchpoints.journeys.starter.organization_created",
    ],
    "organization.changed": ["presence.audit.reactions.organization_changed", "metrics.rollups.zones.organization_changed"],
    "member.removed": [
        "presence.apikeys.reactions.member_removed",
        "promises.commitments.feeds.member_removed",
        "metrics.feeds.actions.member_removed",
        "touchpoints.handoffs.reactions.member_removed",
        "touchpoints.timer.reactions.member_removed",
        "touchpoints.calendars.reactions.member_removed",
    ],
    "promise.disputed": ["touchpoints.handoffs.reactions.promise_disputed"],
    "promise.dispute_resolved": ["touchpoints.handoffs.reactions.dispute_resolved"],
    "commitments.settled": ["touchpoints.interactions.commitments.commitments_settled"],
    "customer.erased": [
        "presence.apikeys.reactions.customer_erased",
        "presence.notices.reactions.customer_erased",
        "promises.record.erasing.customer_erased",
        "touchpoints.interactions.erasing.customer_erased",
        "touchpoints.said.erasing.customer_erased",
        "touchpoints.sends.erasing.customer_erased",
        "touchpoints.suppression.erasing.customer_erased",
        "touchpoints.incoming.erasing.customer_erased",
        "touchpoints.automations.reactions.customer_erased",
        "touchpoints.handoffs.reactions.customer_erased",
        "touchpoints.followups.reactions.customer_erased",
        "touchpoints.presence.reactions.customer_erased",
        "touchpoints.calendars.reactions.customer_erased",
    ],
    "customer.merged": [
        "promises.record.merging.customer_merged",
        "promises.answers.reactions.customer_merged",
        "touchpoints.interactions.merging.customer_merged",
        "touchpoints.sends.merging.customer_merged",
        "touchpoints.incoming.merging.customer_merged",
        "touchpoints.automations.reactions.customer_merged",
        "touchpoints.handoffs.reactions.customer_merged",
        "touchpoints.timer.reactions.customer_merged",
        "touchpoints.followups.reactions.customer_merged",
        "touchpoints.calendars.reactions.customer_merged",
    ],
    "customer.unmerged": [
        "promises.record.merging.customer_unmerged",
        "promises.answers.reactions.customer_unmerged",
        "touchpoints.interactions.merging.customer_unmerged",
        "touchpoints.sends.merging.customer_unmerged",
        "touchpoints.incoming.merging.customer_unmerged",
        "touchpoints.automations.reactions.customer_unmerged",
        "touchpoints.handoffs.reactions.customer_unmerged",
        "touchpoints.timer.reactions.customer_unmerged",
        "touchpoints.followups.reactions.customer_unmerged",
        "touchpoints.calendars.reactions.customer_unmerged",
    ],
    "address.suppressed": ["touchpoints.sends.stopping.address_suppressed"],
    "delivery.stopped": [],
    "delivery.resumed": ["touchpoints.sends.stopping.delivery_resumed"],
    "automation.resumed": ["touchpoints.sends.stopping.automation_resumed"],
    "automation.ended": ["touchpoints.sends.stopping.cancel_queued"],
    "letter.needed": ["presence.notices.actions.write_letter"],
    "letters.canceled": ["presence.notices.actions.cancel_letters"],
}

# Lists whose views people may save: dotted paths of presence.saved.lists.SavedList values.
SAVED_LISTS: list[str] = ["promises.pages.filters.SAVED", "presence.customers.forms.SAVED"]

# What the customers room shows of upper floors: promises per customer (ids, now) -> {id: presence.customers.standing.Standing},
# what they hold of one customer, for merging and erasing: (id) -> presence.customers.holdings.Holding,
# and more places where a search looks: functions (text, limit) -> list of presence.customers.search.Found.
CUSTOMER_STANDING = "promises.record.standing.of_customers"
CUSTOMER_HOLDINGS: list[str] = ["promises.record.standing.held_by", "touchpoints.interactions.recorded.held_by"]
SEARCHES: list[str] = ["promises.record.search.find"]

# What else the search field finds, below the customers: functions (text, limit) -> list of customers.search.FoundBeside.
SEARCHES_BESIDE: list[str] = ["touchpoints.playbooks.finding.find"]

# How often terms were kept, for the pages of promises: (keys) -> {key: promises.record.verdicts.Verdicts}.
TERM_VERDICTS = "touchpoints.interactions.verdicts.of_terms"

# Which promises were judged not kept, for their list: () -> a queryset of ids.
PROMISES_NOT_KEPT = "touchpoints.interactions.verdicts.promises_not_kept"

# What members and customers said of commitments: (keys) -> {(key, due_at): promises.record.opinions.Opinion}.
COMMITMENT_OPINIONS = "touchpoints.interactions.commitments.opinions"

# What automations led to, for their pages and stop rules: (ids, since) -> {id: touchpoints.automations.results.Results}.
AUTOMATION_RESULTS: list[str] = ["touchpoints.sends.results.of_automations"]

# Checks of `manage.py verify`: dotted paths of functions () -> iterable of words, one for each thing found wrong.
VERIFY: list[str] = ["promises.record.verification.chains", "metrics.rollups.verification.sums"]

# What the audit log says about each verb: dotted paths of verb -> sentence, floor by floor.
AUDIT_WORDS: list[str] = [
    "presence.audit.words.SENTENCES",
    "promises.words.SENTENCES",
    "touchpoints.words.SENTENCES",
    "metrics.words.SENTENCES",
]

# Where an interaction comes from, for its page: dotted paths of functions (id) -> words, or nothing.
INTERACTION_SOURCES: list[str] = ["touchpoints.timer.reading.source", "touchpoints.calendars.reading.source"]

# The first and last day that has data, or None: dotted path of a function () -> (date, date) | None.
DAYS_WITH_DATA = "touchpoints.interactions.recorded.days"

# What a new organization does first: dotted paths of presence.kit.first_steps.FirstStep values, in order.
FIRST_STEPS: list[str] = [
    "presence.imports.first_step.STEP",
    "touchpoints.journeys.first_step.STEP",
    "promises.pages.first_step.STEP",
    "presence.members.first_step.STEP",
    "presence.apikeys.first_step.STEP",
]

# What runs for a member until they stop it, in the frame of every page: (member) -> presence.kit.running.Running or None.
RUNNING: list[str] = ["touchpoints.timer.reading.running_for"]

# What waits for a person, on top of the first page: functions (member) -> presence.kit.attention.Attention or None.
ATTENTION: list[str] = [
    "touchpoints.handoffs.navigation.needs_a_person",
    "promises.answers.attention.disputes",
    "touchpoints.map.asking.attention",
    "touchpoints.playbooks.attention.due",
    "touchpoints.followups.attention.due",
    "touchpoints.sends.attention.uncertain",
    "touchpoints.automations.attention.stopped",
    "touchpoints.log.attention.unspoken",
]

# What everybody is told on top of every page: functions (member) -> presence.kit.banners.Banner or None.
BANNERS: list[str] = ["touchpoints.delivery.banners.banner"]

# Fills the example organization: dotted paths of functions (by, now, dice), in order, floor by floor.
EXAMPLES: list[str] = [
    "presence.customers.example.fill",
    "presence.hours.example.fill",
    "promises.example.fill",
    "touchpoints.example.fill",
    "touchpoints.reach.example.fill",
    "touchpoints.simulator.example.fill",
    "touchpoints.planner.example.fill",
    "touchpoints.playbooks.example.fill",
    "touchpoints.presence.example.fill",
    "touchpoints.calendars.example.fill",
    "touchpoints.automations.example.fill",
    "touchpoints.delivery.example.fill",
    "touchpoints.sends.example.fill",
    "touchpoints.handoffs.example.fill",  # after what was sent: nothing leaves to whom a person owes an answer
    "touchpoints.suppression.example.fill",
    "touchpoints.incoming.example.fill",
    "touchpoints.exchange.example.fill",
    "touchpoints.pictures.example.fill",
    "metrics.targets.example.fill",
]

# The REST API (presence/kit/api): who calls, where answers to repeated requests are kept, and how often one may ask.
API_CALLER = "presence.apikeys.callers.find"
API_ANSWERS = "presence.apikeys.answers.Shelf"
API_REQUESTS_PER_MINUTE = 600
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "presence.kit.api.schema.OperationSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Presence",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [],
}
