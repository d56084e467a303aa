"""What the page behind a link says, in the languages customers have. A language that is not here gets English."""

from dataclasses import dataclass

from django.http import HttpRequest

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The page's words in one language. Names in braces are filled in."""

    title: str
    lead: str
    somebody: str
    from_team: str
    about: str
    open_now: str
    closed_now: str
    by_when: str
    never: str
    call: str
    hours: str
    place_time: str
    closed: str
    caller: str
    caller_hint: str
    caller_missing: str
    words: str
    words_hint: str
    too_long: str
    leave_empty: str
    button: str
    asked: str
    next: str
    more: str
    add: str
    unreachable: str
    discreet: str
    problem: str
    gone: str
    gone_lead: str
    gone_open: str
    gone_answer: str
    gone_call: str


ENGLISH = Phrases(
    title="Reach a person",
    lead="You reach a person here, not a machine.",
    somebody="Somebody at {organization} reads what you write.",
    from_team="Somebody from {team} reads what you write.",
    about="This is about: {touchpoint}",
    open_now="We are here now.",
    closed_now="We are back on {moment}.",
    by_when="If you write now, you hear from us by {moment}.",
    never="We answer as soon as somebody is here.",
    call="Call {phone}",
    hours="When we are here",
    place_time="{place} time",
    closed="closed",
    caller="How do we reach you?",
    caller_hint="Your name, and a phone number or an e-mail address.",
    caller_missing="Say how we reach you: a phone number or an e-mail address.",
    words="What is it about?",
    words_hint="A few words are enough. You may also leave it empty: then we simply get in touch.",
    too_long="Use at most {most} characters.",
    leave_empty="Leave this empty",
    button="Ask for a person",
    asked="You asked for a person on {moment}.",
    next="You hear from a person by {moment}. Until then no automatic message goes out to you.",
    more="Is there more to say?",
    add="Add this",
    unreachable="Too much came from your connection in a short time. Your text is still below: wait a minute, then send it.",
    discreet="Only people with this link can open this page. It does not expire.",
    problem="Please look at this first",
    gone="This link does not open",
    gone_lead="It may have been cut when it was copied, or replaced by a newer one. You still reach a person.",
    gone_open="Open the message again and press its link instead of copying it.",
    gone_answer="Answer the message: a person reads what you write.",
    gone_call="Call the number on your invoice or contract, or the one on the website of whoever wrote to you.",
)

GERMAN = Phrases(
    title="Einen Menschen erreichen",
    lead="Hier erreichen Sie einen Menschen, keine Maschine.",
    somebody="Jemand bei {organization} liest, was Sie schreiben.",
    from_team="Jemand aus dem Team {team} liest, was Sie schreiben.",
    about="Es geht um: {touchpoint}",
    open_now="Wir sind gerade da.",
    closed_now="Wir sind wieder da: {moment}.",
    by_when="Wenn Sie jetzt schreiben, hören Sie von uns bis {moment}.",
    never="Wir antworten, sobald jemand da ist.",
    call="{phone} anrufen",
    hours="Wann wir da sind",
    place_time="Ortszeit {place}",
    closed="geschlossen",
    caller="Wie erreichen wir Sie?",
    caller_hint="Ihr Name und eine Telefonnummer oder E-Mail-Adresse.",
    caller_missing="Sagen Sie uns, wie wir Sie erreichen: eine Telefonnummer oder E-Mail-Adresse.",
    words="Worum geht es?",
    words_hint="Ein paar Worte genügen. Das Feld darf auch leer bleiben: dann melden wir uns einfach.",
    too_long="Höchstens {most} Zeichen, bitte.",
    leave_empty="Bitte leer lassen",
    button="Um einen Menschen bitten",
    asked="Sie haben um einen Menschen gebeten: {moment}.",
    next="Ein Mensch meldet sich bis {moment}. Bis dahin bekommen Sie keine automatischen Nachrichten.",
    more="Möchten Sie noch etwas sagen?",
    add="Hinzufügen",
    unreachable="Von Ihrem Anschluss kam in kurzer Zeit zu viel. Ihr Text steht noch unten: eine Minute warten, dann senden.",
    discreet="Nur wer diesen Link hat, kann die Seite öffnen. Er läuft nicht ab.",
    problem="Bitte sehen Sie sich das zuerst an",
    gone="Dieser Link lässt sich nicht öffnen",
    gone_lead="Er wurde wohl beim Kopieren abgeschnitten oder ersetzt. Einen Menschen erreichen Sie trotzdem.",
    gone_open="Öffnen Sie die Nachricht noch einmal und tippen Sie auf den Link, statt ihn zu kopieren.",
    gone_answer="Antworten Sie auf die Nachricht: Ein Mensch liest, was Sie schreiben.",
    gone_call="Rufen Sie die Nummer auf Ihrer Rechnung oder Ihrem Vertrag an, oder die auf der Website des Absenders.",
)

FRENCH = Phrases(
    title="Joindre une personne",
    lead="Ici, vous joignez une personne, pas une machine.",
    somebody="Quelqu’un chez {organization} lit ce que vous écrivez.",
    from_team="Quelqu’un de l’équipe {team} lit ce que vous écrivez.",
    about="Il s’agit de : {touchpoint}",
    open_now="Nous sommes là en ce moment.",
    closed_now="Nous serons de retour : {moment}.",
    by_when="Si vous écrivez maintenant, vous aurez de nos nouvelles au plus tard : {moment}.",
    never="Nous répondons dès que quelqu’un est là.",
    call="Appeler le {phone}",
    hours="Quand nous sommes là",
    place_time="heure locale : {place}",
    closed="fermé",
    caller="Comment vous joindre ?",
    caller_hint="Votre nom et un numéro de téléphone ou une adresse e-mail.",
    caller_missing="Dites-nous comment vous joindre : un numéro de téléphone ou une adresse e-mail.",
    words="De quoi s’agit-il ?",
    words_hint="Quelques mots suffisent. Vous pouvez aussi laisser ce champ vide : nous vous contacterons.",
    too_long="Au plus {most} caractères, s’il vous plaît.",
    leave_empty="Laissez ce champ vide",
    button="Demander une personne",
    asked="Vous avez demandé une personne : {moment}.",
    next="Une personne vous contacte au plus tard : {moment}. D’ici là, vous ne recevez aucun message automatique.",
    more="Voulez-vous ajouter quelque chose ?",
    add="Ajouter",
    unreachable="Trop d’envois en peu de temps. Votre texte est encore ci-dessous : attendez une minute, puis envoyez-le.",
    discreet="Seules les personnes qui ont ce lien peuvent ouvrir cette page. Il n’expire pas.",
    problem="Regardez d’abord ceci",
    gone="Ce lien ne s’ouvre pas",
    gone_lead="Il a peut-être été coupé lors de la copie, ou remplacé. Vous pouvez tout de même joindre une personne.",
    gone_open="Ouvrez de nouveau le message et appuyez sur son lien au lieu de le copier.",
    gone_answer="Répondez au message : une personne lit ce que vous écrivez.",
    gone_call="Appelez le numéro de votre facture ou de votre contrat, ou celui du site de l’expéditeur.",
)

DUTCH = Phrases(
    title="Een mens bereiken",
    lead="Hier bereikt u een mens, geen machine.",
    somebody="Iemand bij {organization} leest wat u schrijft.",
    from_team="Iemand van het team {team} leest wat u schrijft.",
    about="Het gaat over: {touchpoint}",
    open_now="Wij zijn er nu.",
    closed_now="Wij zijn er weer: {moment}.",
    by_when="Als u nu schrijft, hoort u van ons vóór {moment}.",
    never="Wij antwoorden zodra er iemand is.",
    call="Bel {phone}",
    hours="Wanneer wij er zijn",
    place_time="plaatselijke tijd {place}",
    closed="gesloten",
    caller="Hoe bereiken wij u?",
    caller_hint="Uw naam en een telefoonnummer of e-mailadres.",
    caller_missing="Zeg ons hoe wij u bereiken: een telefoonnummer of e-mailadres.",
    words="Waar gaat het over?",
    words_hint="Een paar woorden zijn genoeg. Leeg laten mag ook: dan nemen wij gewoon contact op.",
    too_long="Gebruik hoogstens {most} tekens.",
    leave_empty="Laat dit leeg",
    button="Vraag om een mens",
    asked="U vroeg om een mens: {moment}.",
    next="Een mens neemt contact op vóór {moment}. Tot dan krijgt u geen automatische berichten.",
    more="Wilt u nog iets zeggen?",
    add="Toevoegen",
    unreachable="Er kwam in korte tijd te veel. Uw tekst staat nog hieronder: wacht een minuut en verstuur hem dan.",
    discreet="Alleen wie deze link heeft, kan deze pagina openen. Hij verloopt niet.",
    problem="Kijk hier eerst naar",
    gone="Deze link gaat niet open",
    gone_lead="Misschien is hij bij het kopiëren afgebroken, of vervangen door een nieuwere. U bereikt nog altijd een mens.",
    gone_open="Open het bericht opnieuw en druk op de link in plaats van hem te kopiëren.",
    gone_answer="Beantwoord het bericht: een mens leest wat u schrijft.",
    gone_call="Bel het nummer op uw factuur of contract, of dat op de website van de afzender.",
)

SPANISH = Phrases(
    title="Hablar con una persona",
    lead="Aquí se comunica con una persona, no con una máquina.",
    somebody="Alguien de {organization} lee lo que escribe.",
    from_team="Alguien del equipo {team} lee lo que escribe.",
    about="Se trata de: {touchpoint}",
    open_now="Ahora mismo estamos aquí.",
    closed_now="Volvemos: {moment}.",
    by_when="Si escribe ahora, tendrá noticias nuestras a más tardar: {moment}.",
    never="Respondemos en cuanto haya alguien.",
    call="Llamar al {phone}",
    hours="Cuándo estamos",
    place_time="hora local de {place}",
    closed="cerrado",
    caller="¿Cómo le contactamos?",
    caller_hint="Su nombre y un número de teléfono o una dirección de correo.",
    caller_missing="Díganos cómo contactarle: un número de teléfono o una dirección de correo.",
    words="¿De qué se trata?",
    words_hint="Bastan unas palabras. También puede dejarlo vacío: entonces le contactamos sin más.",
    too_long="Use como máximo {most} caracteres.",
    leave_empty="Deje esto vacío",
    button="Pedir una persona",
    asked="Pidió hablar con una persona: {moment}.",
    next="Una persona le contacta a más tardar: {moment}. Hasta entonces no recibe mensajes automáticos.",
    more="¿Quiere añadir algo?",
    add="Añadir",
    unreachable="Se envió demasiado desde su conexión en poco tiempo. Su texto sigue abajo: espere un minuto y envíelo.",
    discreet="Solo quien tiene este enlace puede abrir esta página. No caduca.",
    problem="Mire esto primero",
    gone="Este enlace no se abre",
    gone_lead="Quizá se cortó al copiarlo, o lo sustituyó uno más nuevo. Aun así puede hablar con una persona.",
    gone_open="Abra de nuevo el mensaje y pulse su enlace en lugar de copiarlo.",
    gone_answer="Responda al mensaje: una persona lee lo que escribe.",
    gone_call="Llame al número de su factura o contrato, o al de la página web de quien le escribió.",
)

ITALIAN = Phrases(
    title="Parlare con una persona",
    lead="Qui parla con una persona, non con una macchina.",
    somebody="Qualcuno di {organization} legge quello che scrive.",
    from_team="Qualcuno del gruppo {team} legge quello che scrive.",
    about="Si tratta di: {touchpoint}",
    open_now="In questo momento ci siamo.",
    closed_now="Torniamo: {moment}.",
    by_when="Se scrive adesso, ci sente al più tardi: {moment}.",
    never="Rispondiamo appena c’è qualcuno.",
    call="Chiamare {phone}",
    hours="Quando ci siamo",
    place_time="ora locale di {place}",
    closed="chiuso",
    caller="Come possiamo contattarla?",
    caller_hint="Il suo nome e un numero di telefono o un indirizzo e-mail.",
    caller_missing="Ci dica come contattarla: un numero di telefono o un indirizzo e-mail.",
    words="Di che cosa si tratta?",
    words_hint="Bastano poche parole. Può anche lasciare vuoto: in tal caso la contattiamo e basta.",
    too_long="Usi al massimo {most} caratteri.",
    leave_empty="Lasci vuoto questo campo",
    button="Chiedere di una persona",
    asked="Ha chiesto di parlare con una persona: {moment}.",
    next="Una persona la contatta al più tardi: {moment}. Fino ad allora non riceve messaggi automatici.",
    more="Vuole aggiungere qualcosa?",
    add="Aggiungere",
    unreachable="Troppi invii in poco tempo. Il suo testo è ancora qui sotto: aspetti un minuto, poi lo invii.",
    discreet="Solo chi ha questo link può aprire la pagina. Il link non scade.",
    problem="Guardi prima questo",
    gone="Questo link non si apre",
    gone_lead="Forse è stato tagliato nella copia, o sostituito. Può comunque parlare con una persona.",
    gone_open="Apra di nuovo il messaggio e prema il link invece di copiarlo.",
    gone_answer="Risponda al messaggio: una persona legge quello che scrive.",
    gone_call="Chiami il numero della fattura o del contratto, o quello del sito di chi le ha scritto.",
)

LANGUAGES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "nl": DUTCH, "es": SPANISH, "it": ITALIAN}


def accepted(request: HttpRequest) -> list[str]:
    """The languages that the browser asks for, in its order; most name the one they like best first."""
    return [part.partition(";")[0] for part in request.headers.get("Accept-Language", "")[:200].split(",")]


def language_of(*wanted: str) -> str:
    """The first of these languages ("de", "de-AT", "French" is none) that the page speaks."""
    known = (text.strip().lower().replace("_", "-").partition("-")[0] for text in wanted)
    return next((one for one in known if one in LANGUAGES), FALLBACK)
