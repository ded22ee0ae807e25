"""Who works here: the user model."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agents.models.team import Team


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMIN = "admin", _("Admin")


class Presence(models.TextChoices):
    AVAILABLE = "available", _("Available")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


class AgentAccounts(BaseUserManager["Agent"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        agent = self.model(email=email.strip().lower(), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def get_by_natural_key(self, email: str | None) -> "Agent":
        return self.get(email=(email or "").strip().lower())


class Agent(AbstractBaseUser):
    """A person of the company. Signs in by e-mail; the name in histories stays after they leave (is_active=False)."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    family_name = models.CharField(_("family name"), max_length=60)
    given_name = models.CharField(_("given name"), max_length=60, blank=True)
    kana = models.CharField(_("reading"), max_length=120, blank=True)
    roman = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    # Their own, in E.164: it rings before a customer's, and is shown to nobody outside.
    telephone = models.CharField(
        _("own telephone"), max_length=20, blank=True, default="", help_text=_("Rings first when you call a customer.")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, through="Membership", related_name="members")
    capacity = models.PositiveSmallIntegerField(_("matters at the same time"), default=4)

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="ja")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Tokyo")
    theme = models.CharField(
        _("theme"),
        max_length=8,
        default="system",
        choices=[("system", _("Same as the device")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    density = models.CharField(
        _("density"),
        max_length=8,
        default="standard",
        choices=[("compact", _("Compact")), ("standard", _("Standard")), ("roomy", _("Roomy"))],
    )
    single_key_shortcuts = models.BooleanField(_("single-letter shortcuts"), default=True)

    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.OFFLINE)
    presence_since = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    # Raised by every change of role, team or activity; open sockets and requests compare it.
    rights_version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["family_name"]
    objects: ClassVar[AgentAccounts] = AgentAccounts()

    class Meta:
        ordering = ["kana", "family_name", "id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="agent_email_once")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return self._latin or f"{self.family_name} {self.given_name}".strip()

    # Set while one page is being answered, which asks for the teams in many places: {} = not asked yet.
    known_teams: dict[str, list[int]] | None = None

    def team_keys(self) -> list[int]:
        """Of the teams they are in; asked anew each time but for within one page (agents.middleware)."""
        if self.known_teams is None:
            return list(self.memberships.values_list("team_id", flat=True))
        if "keys" not in self.known_teams:
            self.known_teams["keys"] = list(self.memberships.values_list("team_id", flat=True))
        return self.known_teams["keys"]

    @property
    def short_name(self) -> str:
        """What colleagues call them, without さん."""
        return self._latin.split()[-1] if self._latin else self.family_name

    @property
    def initial(self) -> str:
        """One character; of a Latin name both initials, for many begin alike."""
        words = self._latin.split()
        return (words[0][:1] + words[-1][:1] if len(words) > 1 else (self._latin or self.family_name)[:1]).upper()

    @property
    def _latin(self) -> str:
        """Readers of English get the name in Latin letters, where it is known."""
        return self.roman.strip() if (get_language() or "").startswith("en") else ""


class Membership(models.Model):
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "team"], name="in_a_team_once")]


class PresenceChange(models.Model):
    """Every change of presence with its time: later measures cannot recover it."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="presence_changes")
    presence = models.CharField(max_length=10, choices=Presence.choices)
    at = models.DateTimeField(auto_now_add=True)
