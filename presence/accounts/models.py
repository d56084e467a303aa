"""People who sign in. A user exists once and may be a member of several organizations."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac

from presence.kit.ids import new_id
from presence.kit.post import Mailable


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str = "", password: str | None = None) -> "User":
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Signs in by e-mail. The three preferences follow the person into every organization."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "Same as my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", "Comfortable"
        COMPACT = "compact", "Compact"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)
    single_keys = models.BooleanField("single-key shortcuts", default=True)
    last_organization_slug = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    session_stamp = models.PositiveIntegerField(default=0, editable=False, help_text="Raised to end every session at once.")
    date_joined = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Sessions carry this hash and end when it changes: with the password, as in Django, and with the stamp."""
        salt = "presence.accounts.models.User.get_session_auth_hash"
        return salted_hmac(salt, f"{self.password}:{self.session_stamp}", secret=secret, algorithm="sha256").hexdigest()


class AccountLetter(Mailable):
    """One mail about an account (verify, reset, security notice). It belongs to a person, so to no organization."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="account_letter_due"),
            models.Index(fields=["leased_until"], condition=Q(state="sending"), name="account_letter_sending"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=Mailable.State.values), name="account_letter_state_known"),
        ]

    def __str__(self) -> str:
        return self.subject
