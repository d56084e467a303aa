"""Telephone systems that can open an address when it rings, and their lines: a table, so that one more is a row."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """`where` is the place in its settings; `query` carries its own placeholder for the number that rings."""

    name: str
    where: str
    query: str

    def line(self, address: str) -> str:
        return f"{address}?{self.query}"


SYSTEMS = (
    System("Any telephone system", "Wherever it opens an address when it rings; put its word for the number behind the sign =.",
           "phone=NUMBER"),
    System("3CX", "In the app's settings, at the address to open for an incoming call.", "phone=%CallerNumber%"),
    System("3CX, as a CRM template", "In the template's output for the contact, as ContactUrl.", "phone=[Number]"),
    System("Wildix", "Collaboration, Settings, Personal, Popup URL / App, event Ringing.", "phone={CALLERNUM}"),
    System("Webex Contact Center", "In the flow, activity Screen Pop, as the address with one query parameter.",
           "phone={{NewPhoneContact.ANI}}"),
    System("Auerswald COMfortel SoftPhone", "Automation, a rule for the event Call state changes, action Open URL.",
           "phone=number"),
    System("Global IP, NFON and others that pack the number", "In the action URL for an incoming call.",
           "b64=1&phone=<base64($RemoteParty)>"),
    System("Znuny", "In the customer's map of Kernel/Config.pm, as the link of the phone field.",
           "phone=[% Data.UserPhone | uri %]&email=[% Data.UserEmail | uri %]"),
    System("Znuny's telephone add-on", "Where your telephone opens Znuny, in a second line: the parameter is the same.",
           "CallerID=XXX"),
)  # fmt: skip
