"""What the recipient's page says, in the languages that mail is written in. A language that is not here gets English."""

from collections.abc import Mapping
from dataclasses import dataclass

from touchpoints.suppression.models import Kind


@dataclass(frozen=True, slots=True)
class Phrases:
    """The page's words in one language. Names in braces are filled in; `kinds` has the empty kind for everything."""

    ask: str
    asked: str
    done: str
    done_lead: str
    stop: str
    chosen: str
    no_more: str
    at_most: str
    undo: str
    less: str
    save: str
    people: str
    person: str
    which: str
    how: str
    send_none: str
    send_less: Mapping[int, str]
    kinds: Mapping[str, str]
    gone: str
    gone_lead: str
    gone_how: str


ENGLISH = Phrases(
    ask="Stop this mail?",
    asked="{what}, sent by {organization} to {address}.",
    done="You get no more of this mail",
    done_lead="{organization} sends {address} nothing of it any more.",
    stop="Stop this mail",
    chosen="What you chose",
    no_more="no more",
    at_most="at most one message in {days} days",
    undo="Undo",
    less="Less often, or other mail",
    save="Save my choice",
    people="This ends what is sent automatically. People at {organization} can still write to you themselves.",
    person="Talk to a person instead",
    which="Which mail?",
    how="What should happen?",
    send_none="Send me no more",
    send_less={
        7: "Send me at most one a week",
        30: "Send me at most one a month",
        90: "Send me at most one in three months",
    },
    kinds={
        Kind.SERVICE: "Confirmations, reminders and news about what you asked for",
        Kind.LIFECYCLE: "Tips and what is next for you as a customer",
        Kind.SURVEY: "Questions about how it was",
        "": "Everything that is sent to you automatically",
    },
    gone="This page cannot be opened",
    gone_lead="The link may have been cut when it was copied. Nothing was changed.",
    gone_how="Open it from the mail itself. Or answer that mail and say that you want no more: a person reads it.",
)
GERMAN = Phrases(
    ask="Diese E-Mails abbestellen?",
    asked="{what}, gesendet von {organization} an {address}.",
    done="Sie bekommen diese E-Mails nicht mehr",
    done_lead="{organization} sendet {address} nichts mehr davon.",
    stop="Diese E-Mails abbestellen",
    chosen="Was Sie gewählt haben",
    no_more="nichts mehr",
    at_most="höchstens eine Nachricht in {days} Tagen",
    undo="Rückgängig",
    less="Seltener, oder andere E-Mails",
    save="Auswahl speichern",
    people="Das beendet, was automatisch gesendet wird. Menschen bei {organization} können Ihnen weiterhin selbst schreiben.",
    person="Lieber mit einem Menschen sprechen",
    which="Welche E-Mails?",
    how="Was soll geschehen?",
    send_none="Keine mehr senden",
    send_less={7: "Höchstens eine pro Woche", 30: "Höchstens eine im Monat", 90: "Höchstens eine in drei Monaten"},
    kinds={
        Kind.SERVICE: "Bestätigungen, Erinnerungen und Neues zu dem, worum Sie gebeten haben",
        Kind.LIFECYCLE: "Hinweise und was für Sie als Nächstes ansteht",
        Kind.SURVEY: "Fragen, wie es war",
        "": "Alles, was Ihnen automatisch gesendet wird",
    },
    gone="Diese Seite lässt sich nicht öffnen",
    gone_lead="Vielleicht wurde der Link beim Kopieren abgeschnitten. Nichts wurde geändert.",
    gone_how="Öffnen Sie ihn aus der E-Mail selbst. Oder antworten Sie, dass Sie nichts mehr möchten: Ein Mensch liest es.",
)
FRENCH = Phrases(
    ask="Ne plus recevoir ces e-mails ?",
    asked="{what}, envoyés par {organization} à {address}.",
    done="Vous ne recevez plus ces e-mails",
    done_lead="{organization} n’en envoie plus à {address}.",
    stop="Ne plus recevoir ces e-mails",
    chosen="Ce que vous avez choisi",
    no_more="plus rien",
    at_most="au plus un message en {days} jours",
    undo="Annuler",
    less="Moins souvent, ou d’autres e-mails",
    save="Enregistrer mon choix",
    people="Cela met fin aux envois automatiques. Les personnes de {organization} peuvent toujours vous écrire elles-mêmes.",
    person="Parler plutôt à une personne",
    which="Quels e-mails ?",
    how="Que faut-il faire ?",
    send_none="Ne plus m’en envoyer",
    send_less={7: "Au plus un par semaine", 30: "Au plus un par mois", 90: "Au plus un en trois mois"},
    kinds={
        Kind.SERVICE: "Confirmations, rappels et nouvelles de ce que vous avez demandé",
        Kind.LIFECYCLE: "Conseils et suites pour vous en tant que client",
        Kind.SURVEY: "Questions sur votre expérience",
        "": "Tous les messages automatiques",
    },
    gone="Cette page ne peut pas s’ouvrir",
    gone_lead="Le lien a peut-être été coupé lors de la copie. Rien n’a changé.",
    gone_how="Ouvrez-le depuis l’e-mail. Ou répondez que vous ne voulez plus rien recevoir : une personne vous lit.",
)
DUTCH = Phrases(
    ask="Deze e-mails stoppen?",
    asked="{what}, door {organization} gestuurd naar {address}.",
    done="U krijgt deze e-mails niet meer",
    done_lead="{organization} stuurt {address} hier niets meer van.",
    stop="Deze e-mails stoppen",
    chosen="Wat u koos",
    no_more="niets meer",
    at_most="hoogstens één bericht in {days} dagen",
    undo="Ongedaan maken",
    less="Minder vaak, of andere e-mails",
    save="Mijn keuze bewaren",
    people="Dit stopt wat automatisch wordt gestuurd. Mensen bij {organization} kunnen u nog altijd zelf schrijven.",
    person="Liever met een mens praten",
    which="Welke e-mails?",
    how="Wat moet er gebeuren?",
    send_none="Stuur mij niets meer",
    send_less={7: "Hoogstens één per week", 30: "Hoogstens één per maand", 90: "Hoogstens één in drie maanden"},
    kinds={
        Kind.SERVICE: "Bevestigingen, herinneringen en nieuws over wat u vroeg",
        Kind.LIFECYCLE: "Tips en wat er voor u als klant volgt",
        Kind.SURVEY: "Vragen over hoe het was",
        "": "Alles wat u automatisch krijgt",
    },
    gone="Deze pagina gaat niet open",
    gone_lead="Misschien is de link bij het kopiëren afgebroken. Er is niets veranderd.",
    gone_how="Open hem vanuit de e-mail zelf. Of antwoord dat u niets meer wilt: een mens leest het.",
)
SPANISH = Phrases(
    ask="¿Dejar de recibir estos correos?",
    asked="{what}, enviados por {organization} a {address}.",
    done="Ya no recibe estos correos",
    done_lead="{organization} no envía más a {address}.",
    stop="Dejar de recibirlos",
    chosen="Lo que eligió",
    no_more="nada más",
    at_most="como máximo un mensaje en {days} días",
    undo="Deshacer",
    less="Menos a menudo, u otros correos",
    save="Guardar mi elección",
    people="Esto termina los envíos automáticos. Las personas de {organization} aún pueden escribirle ellas mismas.",
    person="Mejor hablar con una persona",
    which="¿Qué correos?",
    how="¿Qué debe pasar?",
    send_none="No me envíen más",
    send_less={7: "Como máximo uno por semana", 30: "Como máximo uno al mes", 90: "Como máximo uno cada tres meses"},
    kinds={
        Kind.SERVICE: "Confirmaciones, recordatorios y novedades de lo que pidió",
        Kind.LIFECYCLE: "Consejos y lo que viene para usted como cliente",
        Kind.SURVEY: "Preguntas sobre cómo le fue",
        "": "Todo lo que recibe automáticamente",
    },
    gone="Esta página no se puede abrir",
    gone_lead="Quizá el enlace se cortó al copiarlo. No se cambió nada.",
    gone_how="Ábralo desde el propio correo. O responda que no quiere recibir más: una persona lo lee.",
)

ITALIAN = Phrases(
    ask="Non ricevere più queste e-mail?",
    asked="{what}, da {organization} a {address}.",
    done="Non riceve più queste e-mail",
    done_lead="{organization} non ne invia più a {address}.",
    stop="Non voglio più riceverle",
    chosen="Che cosa ha scelto",
    no_more="più niente",
    at_most="al massimo un messaggio in {days} giorni",
    undo="Annullare",
    less="Meno spesso, o altre e-mail",
    save="Salvare la scelta",
    people="Così finiscono gli invii automatici. Le persone di {organization} possono ancora scriverle di persona.",
    person="Preferisco parlare con una persona",
    which="Quali e-mail?",
    how="Che cosa deve succedere?",
    send_none="Non inviarmene più",
    send_less={7: "Al massimo una alla settimana", 30: "Al massimo una al mese", 90: "Al massimo una ogni tre mesi"},
    kinds={
        Kind.SERVICE: "Conferme, promemoria e novità su quello che ha chiesto",
        Kind.LIFECYCLE: "Consigli e prossimi passi per lei come cliente",
        Kind.SURVEY: "Domande su come è andata",
        "": "Tutto quello che riceve automaticamente",
    },
    gone="Questa pagina non si apre",
    gone_lead="Forse il link è stato tagliato quando è stato copiato. Non è cambiato niente.",
    gone_how="Lo apra dall’e-mail stessa. Oppure risponda che non ne vuole più: una persona legge la risposta.",
)

LANGUAGES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "nl": DUTCH, "es": SPANISH, "it": ITALIAN}
