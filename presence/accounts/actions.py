"""Making accounts and signing in outside allauth's own pages."""

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from presence.accounts.models import User
from presence.kit.refusals import Refusal


class AddressTaken(Refusal):
    """There is an account with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"There is an account for {email} already. Sign in with it.", pointer="email")


def create_account(*, email: str, name: str, password: str) -> User:
    """Make an account whose address is proved already, by an invitation or by the operator. Raises AddressTaken."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email=email, name=" ".join(name.split()), password=password)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise AddressTaken(email) from error
    return user


def sign_in(request: HttpRequest, user: User, *, then: str) -> HttpResponse:
    """Sign somebody in who has just proved their address, under a new session key; answers with the way to `then`."""
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=then)
    return response
