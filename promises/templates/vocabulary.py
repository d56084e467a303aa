"""The words by which a line of a quote or an e-mail shows what kind of term it is: patterns, language by language.

English first; German, French and Dutch as far as quotes and service agreements use them. Each pattern is tried on the line in
small letters.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# Says of something that it is left out. Stands before all others: a price may be named for what is left out.
LEFT_OUT = _any(
    r"^(?:not included|excluded|exclusions?|out of scope|outside (?:of )?(?:the )?scope|not covered|not part)\b",
    r"\b(?:is|are|was|were|will be)(?: explicitly)? (?:not (?!allowed|permitted|written)|excluded|outside)",
    r"\bnot part of\b|\bcharged separately\b|\bby others\b|\boutside this agreement\b",
    r"^(?:nicht enthalten|nicht inbegriffen|ausgeschlossen|ohne)\b",
    r"\b(?:sind|ist) (?:\w+ )*?(?:nicht|ausgeschlossen)\b|\bübernehmen wir nicht\b",
    r"\bnicht (?:im preis )?(?:enthalten|inbegriffen)\b",
    r"^(?:hors périmètre|non compris|exclus|sans)\b|\bn'(?:est|sont) pas\b|\bne sont pas\b|\bn’(?:est|sont) pas\b",
    r"^(?:niet inbegrepen|uitgesloten|zonder|buiten)\b|\b(?:is|zijn) (?:niet|uitgesloten)\b",
    r"\bniet inbegrepen\b|\bworden niet\b",
)

# We say that we do not do something.
NOT_DONE = _any(
    r"\bwe(?:'ll| will)? (?:do|will|can|shall)? ?(?:not|never|n't)\b|\bwe (?:don['’]t|won['’]t|can['’]t)\b",
    r"\bwe (?:give|offer|take) no\b",
    r"^no (?!later|work\b|more than)",
    r"^without\b",
    r"\bwir (?:\w+ )+(?:nicht|kein\w*)\b|^kein\w*\b",
    r"\bnous ne \w+ pas\b|^aucun\w*\b|^pas de\b",
    r"\bwe(?:j)? \w+ (?:niet|geen)\b|^geen\b",
)

PRICE = _any(
    r"\b(?:price|prices|priced|fee|fees|rate|rates|tariff|quote assumes|estimate|charged|indexed|discount|deposit|flat)\b",
    r"\bcosts? (?!\d* ?(?:center|centre))|\bper hour\b|\bvat\b|\bassum(?:es|ing)\b|\bincluded up to\b",
    r"\bno extra cost\b|\bpayable\b",
    r"\b(?:fest)?preis\w*|\bkostet\b|\bkosten\b|\bpauschal\w*|\bmwst\b|\bsofern\b|\bgebühr\w*|\bstundensatz\b",
    r"\bprix\b|\btarifs?\b|\bcoûte\b|\bforfait\w*|\bhors pièces\b|\btva\b|\bacompte\b",
    r"\bprij(?:s|zen)\b|\btarie(?:f|ven)\b|\bkost\b|\bbtw\b|\bvoorschot\b|\btotaal\b",
)

# Asked of the customer, or a limit within which we work.
LIMIT = _any(
    r"\b(?:must|needs?|needed|required|requires?|may not|cannot|only|please|provided by (?:you|the customer)|not before)\b",
    r"\byou (?:send|provide|water|give|make|keep|take care|arrange)\b|\bno work\b|\bpermit\b",
    r"\bstays? with\b|\boutside (?:opening|office) hours\b",
    r"\bas pdf\b|\bat most\b|\bno later\b|\bno more than\b|\bnot allowed\b",
    r"\bmuss\b|\bmüssen\b|\bnur\b|\bvon ihnen\b|\bvom kunden\b|\bbitte\b|\bdarf nicht\b",
    r"\bsie (?:stellen|liefern|senden)\b|\bbenötigen wir\b",
    r"\bdoit\b|\bdoivent\b|\bvous (?:fournissez|envoyez|mettez)\b|\buniquement\b|\bseulement\b",
    r"\bau plus tard\b|\bveuillez\b",
    r"\bmoet(?:en)?\b|\balleen\b|\baan te leveren\b|\bu (?:levert|zorgt|bezorgt)\b|\bmag niet\b|\bgelieve\b",
)

# How fast, how often reachable, how well.
LEVEL = _any(
    r"\bwithin (?:an?|\d+|one|two|three|four|five|half)\b|\b24/7\b|\bday and night\b|\bround the clock\b",
    r"\baround the clock\b|\bat any hour\b",
    r"\b(?:same|next) (?:working |business )?day\b|\buptime\b|\bavailability\b",
    r"\b(?:response|reaction) time\b|\bresponse within\b",
    r"\bhelp ?desk\b|\bhotline\b|\bnight desk\b|\bstaffed\b|\b24 hours\b|\bin \d+ (?:seconds|minutes)\b",
    r"\bcall back\b|\bare tested every\b",
    r"\binnerhalb von\b|\brund um die uhr\b|\bam selben tag\b|\berreichbar\b|\breaktionszeit\b",
    r"\bverfügbarkeit\b|\bbinnen\b",
    r"\bsous \d+|\bdans la journée\b|\bdans les \d+|\b24 ?h(?:eures)?(?: ?/ ?24)?\b|\bjoignable\b",
    r"\bdisponibilité\b|\bdélai de réponse\b",
    r"\bbinnen (?:de )?(?:\d+|een|één|twee|drie|vier|vijf)\b|\bbereikbaar\b|\breactietijd\b",
    r"\bbeschikbaarheid\b|\bdezelfde dag\b",
)

# A deed of ours with an end, where no day is named.
DEED = _any(
    r"\b(?:will be|gets?|have|has) .*\b(?:tomorrow|today|by (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    r"\bin week \d+\b",
    r"\bby (?:the )?end of (?:the )?(?:week|month|year)\b|\bby (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\bdeadline\b",
    r"\bbis (?:montag|dienstag|mittwoch|donnerstag|freitag|ende)\b|\bmorgen\b(?! früh bis)|\bkw \d+\b",
    r"\bd'ici (?:lundi|mardi|mercredi|jeudi|vendredi|la fin)\b|\bdemain\b",
    r"\btegen (?:maandag|dinsdag|woensdag|donderdag|vrijdag|eind)\b",
)

# Lines around the matter: greetings, thanks, closings.
AROUND = _any(
    r"^(?:dear|hi|hello|good (?:morning|afternoon|evening)|thank you|thanks)\b",
    r"^(?:kind regards|best (?:wishes|regards)|regards|yours|see you|sincerely|call with)\b",
    r"^(?:sehr geehrte\w*|hallo|guten (?:tag|morgen)|liebe\w*|vielen dank|mit freundlichen|freundliche grüße|viele grüße)\b",
    r"^(?:bonjour|chère?|madame|monsieur|merci|cordialement|bien à vous|salutations)\b",
    r"^(?:beste|geachte|dag|bedankt|met vriendelijke|vriendelijke groeten|groeten)\b",
    r"^(?:quote|offer|renewal|invoice|angebot|devis|offerte)\W*[\w-]*\d[\w-]*$",
)

LOOSE = _any(
    r"\b(?:about|approximately|approx|roughly|estimated|around(?! the clock)|flexible|or so|on average)\b",
    r"\b(?:etwa|ungefähr|voraussichtlich|flexibel)\b|\bca\.",
    r"\b(?:environ|approximativement|souple)\b",
    r"\b(?:ongeveer|circa|geschat)\b",
)
