"""The one company that this installation serves, and the token that lets its first admin in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """Of whom a second step at sign-in is required."""

    NOBODY = "", _("Nobody; everybody may switch it on")
    ADMINS = "admins", _("Admins")
    SUPERVISORS = "supervisors", _("Admins and supervisors")
    EVERYBODY = "everybody", _("Everybody")


class Company(models.Model):
    """A single row: one installation serves one company."""

    name = models.CharField(_("company name"), max_length=120)
    language = models.CharField(_("company language"), max_length=8, choices=settings.LANGUAGES, default="ja")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Tokyo")
    second_factor_for = models.CharField(
        _("second step at sign-in is required of"), max_length=12, choices=Duty, default=Duty.NOBODY, blank=True
    )
    is_demo = models.BooleanField(default=False)
    trickle_on = models.BooleanField(default=True)
    set_up_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_company")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Company | None":
        return cls.objects.filter(pk=1).first()


class SetupToken(models.Model):
    """Opens the set-up page once; only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
