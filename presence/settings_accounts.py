"""How people sign in: django-allauth, by e-mail and password or by passkey, with one-time codes as second step."""

from presence import environment

_env = environment.Reader()
_BEHIND_PROXY = _env.flag("BEHIND_PROXY", default=False)
_LOCAL = _env.text("PRESENCE_ENV", "production") in ("local", "test")

ACCOUNT_ADAPTER = "presence.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _env.url("PRESENCE_URL", "http://localhost:8000" if _LOCAL else None).scheme
ACCOUNT_FORMS = {
    "login": "presence.accounts.forms.SignIn",
    "signup": "presence.accounts.forms.SignUp",
    "reset_password": "presence.accounts.forms.AskForReset",
    "reset_password_from_key": "presence.accounts.forms.ResetPassword",
    "change_password": "presence.accounts.forms.ChangePassword",
    "set_password": "presence.accounts.forms.SetPassword",
    "reauthenticate": "presence.accounts.forms.Reauthenticate",
    "add_email": "presence.accounts.forms.ChangeEmail",
    "confirm_email_verification_code": "presence.accounts.forms.ConfirmCode",
}

# A code instead of a link: whoever signs up stays in the same window. Nobody learns who has an account: a known address gets
# the same pages, and a letter that says so.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True

# Tries are counted in the cache by the address of the peer; X-Forwarded-For counts only behind a proxy that was declared.
# While the cache is away, a try is refused: presence.kit.views.too_many says why.
ALLAUTH_TRUSTED_PROXY_COUNT = _env.number("PROXY_COUNT", 1) if _BEHIND_PROXY else 0
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/15m/ip,10/15m/key",
    "signup": "30/15m/ip",
    "confirm_email": "10/15m/key",  # letters with a code to one address; allauth's one in ten seconds refuses who begins again
    "reset_password": "10/15m/ip,10/15m/key",
    "reset_password_from_key": "10/15m/ip",
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
    "invitation": "10/15m/ip",
    "promise_link": "30/15m/ip",
    "map_link": "30/15m/ip",
    "metrics_link": "30/15m/ip",
    "unsubscribe_link": "30/15m/ip",
    "hook": "30/15m/ip",
    "reach_link": "20/m/ip",
    "reach": "10/m/ip",
}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Presence"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _LOCAL
MFA_FORMS = {
    "authenticate": "presence.accounts.two_factor.EnterCode",
    "reauthenticate": "presence.accounts.two_factor.ReenterCode",
    "activate_totp": "presence.accounts.two_factor.ActivateApp",
    "add_webauthn": "presence.accounts.two_factor.AddPasskey",
    "authenticate_webauthn": "presence.accounts.two_factor.UsePasskey",
    "login_webauthn": "presence.accounts.two_factor.SignInWithPasskey",
    "reauthenticate_webauthn": "presence.accounts.two_factor.ConfirmWithPasskey",
    "edit_webauthn": "presence.accounts.two_factor.RenamePasskey",
}
MFA_ADAPTER = "presence.accounts.two_factor.Adapter"
