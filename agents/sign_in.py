"""Sign-in by the library's rules, with ours on top: no open sign-up, lock-out with what is left, everything audited."""

import time
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agents import letters, lockout, rights, second_factor_duty, sessions
from agents.audit import audit
from agents.models import Agent
from agents.models.agent import Presence
from agents.presence import set_presence
from agents.rights import SINCE

log = structlog.get_logger(__name__)

CHOSEN_LANGUAGE = "chosen_language"
# What the library tells by mail: in our words (agents/letters.py), and in the audit record.
NOTICES = {
    "account/email/password_changed": "password.changed",
    "account/email/password_reset": "password.changed",
    "account/email/password_set": "password.changed",
    "mfa/email/totp_activated": "second_factor.on",
    "mfa/email/totp_deactivated": "second_factor.off",
    "mfa/email/recovery_codes_generated": "recovery_codes.made",
}
SILENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """The library takes an address apart before it judges it; what cannot be taken apart is none of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        attempt = lockout.count(credentials.get("email", ""), self.get_client_ip(request))
        request.META["omnidesk.attempt"] = attempt
        if attempt.closes:
            self.note_lock(credentials.get("email", ""), self.get_client_ip(request))
        if attempt.refused:
            raise ValidationError(_("Sign-in is locked for now."), code="locked")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Somebody who left is answered like somebody who never was."""
        user = super().authenticate(request, **credentials)
        if user is None:
            return None
        if not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        lockout.forgive(credentials.get("email", ""), self.get_client_ip(request))
        return user  # type: ignore[no-any-return]  # the library has no types

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The typed address is not kept: people type passwords into that field."""
        locked = request.META["omnidesk.attempt"].left == 0
        known = account_of(credentials.get("email", ""))
        audit(known, "sign_in.locked" if locked else "sign_in.refused", ip=self.get_client_ip(request))

    def note_lock(self, email: str, ip: str) -> None:
        """One of the slower locks has closed."""
        log.warning("sign-in is locked after many wrong passwords")
        audit(account_of(email), "sign_in.locked", ip=ip)

    def post_login(self, request: HttpRequest, user: Agent, **kwargs: Any) -> HttpResponse:
        keep_chosen_language(request, user)
        sessions.begin(request.session, user)
        set_presence(user, Presence.AVAILABLE)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        audit(user, "sign_in", ip=self.get_client_ip(request))
        response.delete_cookie(CHOSEN_LANGUAGE)
        return response

    def logout(self, request: HttpRequest) -> None:
        agent, key = request.user, request.session.session_key
        with transaction.atomic():
            super().logout(request)
            UserSession.objects.filter(session_key=key).delete()
            if isinstance(agent, Agent):
                set_presence(agent, Presence.OFFLINE)
                rights.changed(agent)
                audit(agent, "sign_out", ip=self.get_client_ip(request))

    def set_password(self, user: Agent, password: str) -> None:
        """The sessions that knew the old one end with it (their hash no longer fits), and so do their sockets."""
        ip = self.get_client_ip(self.request)
        with transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            rights.changed(user)
            audit(user, "password.changed", user, ip)
        lockout.reset(user.email, ip)

    def send_notification_mail(self, template_prefix: str, user: Agent, *args: Any, **kwargs: Any) -> None:
        """Called by the library after each change of a factor. Who held a session without it signs in again."""
        kind = NOTICES.get(template_prefix)
        if kind is None:
            return
        if kind != "password.changed":
            audit(user, kind, user, self.get_client_ip(self.request))
            sessions.end(user, keep_key=self.request.session.session_key)
        letters.post(kind, user.pk)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who has to set up a second step right after signing in has given the password a moment ago."""
        just_now = time.time() - self.request.session.get(SINCE, 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        led_here = just_now and second_factor_duty.owes(self.request.user)
        return not led_here and bool(super().is_reauthentication_required(app=app))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """That one is signed in is seen anyway."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


def sign_in(request: HttpRequest, agent: Agent, to: str) -> HttpResponse:
    """The one way in for doors that proved the person otherwise: an invitation, the first run."""
    response: HttpResponse = perform_login(request, agent, email_verification="none", redirect_url=to)
    return response


def account_of(email: str) -> Agent | None:
    return Agent.objects.filter(email=email.strip().lower()).first()


def keep_chosen_language(request: HttpRequest, agent: Agent) -> None:
    """What was chosen on the sign-in page just now is kept for the person."""
    chosen = chosen_language(request, agent.language)
    if chosen != agent.language:
        agent.language = chosen
        agent.save(update_fields=["language"])


def chosen_language(request: HttpRequest, otherwise: str) -> str:
    code = request.COOKIES.get(CHOSEN_LANGUAGE, otherwise)
    return code if code in dict(settings.LANGUAGES) else otherwise
