"""The words by which `said` knows a commitment, language by language.

`promise` and `grant` speak for themselves; `will` needs a time or an amount in the same sentence; `against` takes it all back.
"""

import re
from dataclasses import dataclass

_MONEY = (
    r"(?:[€£$]\s?\d[\d.,]*|\d[\d., ]*(?:€|£|\$|%|(?:eur|euros?|gbp|usd|pounds?|dollars?|percent|prozent|procent|pour ?cent)\b))"
)
# A reason given is no objection: "because the first quote was wrong".
REASON = re.compile(r"\b(?:because|weil|wegen|parce que|à cause|omdat|vanwege)\b.*", re.IGNORECASE)
_CLOCK = r"\d{1,2}(?::|\s?h\s?)\d{2}"
_PERIOD_BEFORE = r"[^.,;]{0,20}?"


@dataclass(frozen=True, slots=True)
class Words:
    """One language; `common` are words that give it away."""

    common: re.Pattern[str]
    promise: re.Pattern[str]
    grant: re.Pattern[str]
    will: re.Pattern[str]
    time: re.Pattern[str]
    against: re.Pattern[str]
    money: re.Pattern[str] = re.compile(_MONEY, re.IGNORECASE)


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def _against(*parts: str) -> re.Pattern[str]:
    """A question takes back whatever it asks about."""
    return re.compile(r"\?|(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


ENGLISH = Words(
    common=_any(r"the|and|of|to|is|for|with|that|he|she|him|her|we|was|not|on|from|they|will|our|so|by"),
    promise=_any(
        r"(?:promised|guaranteed?|assured|committed|pledged|agreed|granted|offered|undertook)(?! by)",
        r"as (?:promised|agreed)|(?:gave|given) (?:my|our) word",
    ),
    grant=_any(
        r"(?:no|without|at no) (?:extra |additional |further )?(?:charge|costs?|fee)|free of charge|for free",
        r"on the house|free \w+",
        r"(?:is|are|be) included|(?:parts|labou?r|travel|everything) included|including \w+",
        r"(?:is|are) part of (?:the|their|your) (?:\w+ )?(?:price|package|contract|fee)|won't (?:cost|be charged)[^.,]*",
        r"(?:we|i)(?:'ll|'re| are| will| would| shall)? (?:waiv|cover|refund|pay|extend|keep)(?:e|ing)?",
        r"(?:discount|refund|credit)[^.]{0,30}? (?:granted|given|goes)|gave (?:\w+ )?\d+ ?%(?: off)?",
    ),
    will=_any(
        r"(?:i|we|you)(?:'ll| will| shall)|(?:i am|i'm|we are|we're) (?:going to )?\w+|will \w+|is going",
        r"gets?|receives?|comes?|starts?|begins?|goes|joins?|takes place|delivers?|stays|remains",
        r"(?:delivery|visit|appointment) (?:booked|moved|set|fixed|scheduled|confirmed)",
        r"confirmed|booked|quoted|fixed|moved|told (?:him|her|them|the)|let (?:him|her|them) know|price for",
    ),
    time=_any(
        r"today|tonight|tomorrow|this (?:afternoon|evening|week|month|morning|time)",
        r"next (?:week|month|year|time|order|bill|visit)",
        r"(?:(?:before|by|until|on|from) )?(?:weekends?|lunch|noon)",
        r"(?:(?:before|by|until|on|from) )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?",
        r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:january|february|march|april|may|june|july|august|september|october)",
        r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:november|december)",
        r"\d{1,2} (?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)",
        rf"(?:within|in|for|by) {_PERIOD_BEFORE}(?:hours?|days?|weeks?|months?|years?)|end of (?:the )?\w+|week \d+",
        r"(?:before|between|at|by) \d{1,2}",
        _CLOCK,
    ),
    against=_against(
        r"not (?:included|possible)|excluded|(?:did|do|does|could|can|have|has|was|is|are)(?: not|n't)|cannot|can't|couldn't",
        r"refused|declined|rejected|impossible|unable|no (?:answer|reply|promises?)|was (?:refused|canceled)|canceled",
        r"(?:nothing|never) (?:was |is |has been )?(?:promised|agreed|guaranteed|granted|offered)",
        r"no charge was",
        r"(?:wants?|would like|hopes?|expects?|wishes|demands?|insists?|asks|asked|wonders?)",
        r"(?:he|she|they|customer|client|tenant|supplier) (?:has |have )?(?:promised|offered|agreed|says|thinks|said(?! yes))",
        r"(?:customer|client|tenant|supplier|they) (?:will|sends?|calls?|pays?|takes?)",
        r"(?:he|she) will (?:send|call|pay|decide|sign)",
        r"^if|would have|might|maybe|perhaps|possibly|depending|could|should|were told",
        r"we (?:delivered|came|finished|repaired|replaced|sent)|paid|complain\w*|yesterday|last \w+|previous \w+",
    ),
)
GERMAN = Words(
    common=_any(
        r"der|die|das|und|ist|ich|wir|er|sie|ihm|ihr|mit|nicht|auf|für|bei|von|dem|den|zu|im|am|ein|eine|habe|hat|dass|wird|bis"
    ),
    promise=_any(
        r"zugesagt|versprochen|zugesichert|garantiert|garantieren|vereinbart|ausgemacht|angeboten|gewährt",
        r"verpflichtet|geeinigt",
        r"wort gegeben",
    ),
    grant=_any(
        r"kostenlos\w*|kostenfrei\w*|gratis|unentgeltlich|ohne (?:aufpreis|mehrkosten|zusatzkosten|berechnung)",
        r"auf unsere kosten",
        r"inklusive|inbegriffen|enthalten|im (?:preis|paket|vertrag) dabei",
        r"kostet (?:ihn|sie|ihnen|ihr) nichts|berechnen wir nichts|wir berechnen [^.]*?nichts",
        r"wir (?:verzichten|übernehmen|erstatten|halten|verlängern)",
        r"(?:rabatt|nachlass|gutschrift|garantie)[^.]{0,40}? (?:gegeben|verlängert|erteilt)",
    ),
    will=_any(
        r"(?:ich|wir) \w+e[n]?|(?:rufe|melde|schicke|sende|kläre|gebe|liefere|bringe)",
        r"(?:schicken|senden|melden|kommen|liefern) wir",
        r"dass wir|unser team|kommt|bekommt|erhält|ruft|beginnt|fährt|geht|erfolgt|kostet|bleibt|wird [^.]{0,40}?\w+t",
        r"findet [^.]*? statt|termin|lieferung|vorgezogen|gutschrift|rückerstattung|bestätigt|mitgeteilt|informiert",
    ),
    time=_any(
        r"heute|morgen|übermorgen|(?:noch )?diese woche|nächste[nrs]? \w+|diesmal|ab sofort",
        r"(?:(?:bis|vor|am|ab|zum) )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende)\w*|mittag",
        r"(?:\d{1,2}\. )?(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)",
        r"\d{1,2}\.\d{1,2}\.|kw ?\d+|(?:vor|bis|um|gegen|nach) \d{1,2}|\d{1,2} uhr|ende \w+",
        rf"(?:innerhalb|binnen|in|um|weitere) {_PERIOD_BEFORE}(?:stunden?|tage[ns]?|werktage?[ns]?|wochen?|monate[n]?)",
        r"(?:\d+|ein|zwei|drei|vier) stunden?",
        _CLOCK,
    ),
    against=_against(
        r"nicht|kein\w*|nichts (?:zugesagt|versprochen|vereinbart)|abgelehnt|abgesagt|verweigert|unmöglich",
        r"für den [^.]*? nichts",
        r"ob|möchte|hätte|hofft|wünscht|will|wollte|fragt|gefragt|erwartet|verlangt|fordert",
        r"(?:er|sie|kunde|kundin) (?:sagt|meint|bot|schickt|zahlt|hat)|hat versprochen|ruft (?:er|sie)",
        r"könnte\w*|würde\w*|hätten|sollte\w*|vielleicht|eventuell|möglicherweise|je nach|^wenn|^falls",
        r"letzte[nrs]? \w+|vorige\w* \w+|gestern|bezahlt|wir (?:waren|haben)|wurde\w*|beschwert\w*",
    ),
)
FRENCH = Words(
    common=_any(r"le|la|les|des|du|et|est|nous|je|il|elle|lui|pour|que|qui|ne|pas|sur|avec|dans|un|une|au|aux|à|ce|on"),
    promise=_any(
        r"promis|garantie?|garantissons|garantis|convenu|engagé|engagement|accordée?s?|assuré|proposé|d'accord avec",
    ),
    grant=_any(
        r"gratuit\w*|sans (?:supplément|surcoût|frais)|à nos frais|offerte?s?|ne sera pas facturée?",
        r"(?:est|sont|pièces|main-d'œuvre|tout) (?:compris\w*|inclus\w*)|(?:font|fait) partie du \w+|compris\w* dans",
        r"(?:nous|on) (?:renonçons|prenons en charge|remboursons|gardons|offrons|prolongeons)",
        r"prolongée? de|prix ferme|remise[^.]{0,20}? accordée",
    ),
    will=_any(
        r"(?:je|nous|on) (?:vous |lui |la |le |les |leur )?\w+(?:rons|rai|ra|ons)|on va|nous allons|je vais|\w+era",
        r"(?:je (?:la |le |lui )?|j')(?:rappelle|envoie|vois|viens|passe|donne|confirme)|\w+(?:dra|vra|ura)",
        r"vient|part|commence|notre équipe|prévue?|fixée?|avancée?|livraison|remboursement|avoir de|reste|coûte|délai",
    ),
    time=_any(
        r"aujourd'hui|demain|ce soir|cette (?:semaine|fois)|la semaine prochaine|prochaine?",
        r"(?:d'ici|avant|jusqu'à|jusqu'au|à partir de|au plus tard|dès) [^.,]{1,20}|midi|week-end",
        r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
        r"(?:\d{1,2} )?(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)",
        rf"(?:sous|dans|en|pendant|de) {_PERIOD_BEFORE}(?:heures?|jours?(?: ouvrables?)?|semaines?|mois)|semaine \d+",
        r"\d{1,2} ?h(?: ?\d{2})?",
    ),
    against=_against(
        r"(?:ne |n')[^.,]*? (?:rien|jamais|plus|pas(?! facturée?))|rien|aucune?|refusé|décliné|impossible",
        r"pas (?:encore|de|compris)",
        r"demande|demandé|voudrait|aimerait|souhaite|espère|attend|veut|voulait|exige|^si|^s'il|est-il|est-elle",
        r"(?:il|elle|ils|client|cliente) (?:dit|pense|a promis)",
        r"(?:elle|il|client) (?:nous )?(?:envoie|enverra|appellera|paiera)",
        r"nous (?:enverra|envoie|appellera)|\w+(?:rait|raient|rions)|peut-être|éventuellement|selon",
        r"derni[eè]re?|hier|avons \w+é|sommes venus|a payé|payée|annulée|a été|leur a dit|se plaint|promettait|je dois",
    ),
)
DUTCH = Words(
    common=_any(r"de|het|een|en|is|ik|we|wij|hij|zij|ze|hem|haar|met|niet|op|voor|van|dat|te|naar|er|nog|om|aan|heeft"),
    promise=_any(
        r"beloofd|toegezegd|toezegging|gegarandeerd|garanderen|afgesproken|afspraak gemaakt|aangeboden|woord gegeven|verzekerd",
    ),
    grant=_any(
        r"gratis|kosteloos|zonder (?:meerprijs|meerkost\w*|kosten|bijbetaling)|op onze kosten",
        r"inbegrepen|inclusief \w+|in de (?:vaste )?prijs|rekenen (?:we|wij) niet aan|kost (?:hem|haar|hen|u) niets",
        r"(?:we|wij) (?:betalen|schelden|vergoeden|houden|verlengen)",
        r"(?:korting|garantie)[^.]{0,30}? (?:gegeven|toegekend|verlengd)",
    ),
    will=_any(
        r"(?:ik|we|wij) \w+|(?:bel|mail|stuur) (?:hem|haar|hen)|dat (?:we|wij)|de monteur|ons team|er is",
        r"krijgt|ontvangt|komt|belt|begint|gebeurt|gaat|volgt|wordt [^.]{0,40}?\w+d|blijft|kost",
        r"levering|vervroegd|creditnota|terugbetaling|reactietijd|bevestigd",
    ),
    time=_any(
        r"vandaag|vanavond|morgen|overmorgen|deze (?:week|keer|maand)|volgende \w+|vanaf nu|middag",
        r"(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|weekend)\w*",
        r"(?:\d{1,2} )?(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)",
        rf"(?:binnen|in|nog) {_PERIOD_BEFORE}(?:uur|dag(?:en)?|werkdag(?:en)?|weken|week|maanden)|week \d+|eind \w+",
        r"\d{1,2} uur",
        _CLOCK,
    ),
    against=_against(
        r"niet(?! aan)|geen|niets (?:toegezegd|beloofd|aangerekend)|geweigerd|afgezegd|onmogelijk",
        r"of|wil|wilt|wilde|hoopt|verwacht|vraagt|vroeg|zou|zouden|graag",
        r"(?:hij|zij|ze|klant) (?:zegt|vindt|bood|heeft|stuurt)|heeft beloofd|belt (?:zij|hij)|zij stuurt",
        r"^als|misschien|eventueel|afhankelijk|kan duren|vorige?|gisteren|hadden|hebben|waren|was|werd",
        r"betaald|klaagt|moet ik",
    ),
)
LANGUAGES = (ENGLISH, GERMAN, FRENCH, DUTCH)
