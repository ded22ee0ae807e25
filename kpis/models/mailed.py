"""Reports that go out by mail: what is sent when and to whom, and every sending with what became of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Every(models.TextChoices):
    DAY = "day", pgettext_lazy("every", "Every day")
    WEEK = "week", pgettext_lazy("every", "Every week")
    MONTH = "month", pgettext_lazy("every", "Every month, on the 1st")


class File(models.TextChoices):
    PDF = "pdf", _("PDF, to read and to print")
    XLSX = "xlsx", _("XLSX, for Excel")
    CSV = "csv", _("CSV, for any program")


class MailedReport(models.Model):
    """A view of a report, by its address, at an hour of the company's zone. Each recipient gets it as they see it."""

    measure = models.CharField(max_length=40)
    # The address's own words: period=28&team=3. Never days of the calendar, which would be the same for ever.
    query = models.CharField(max_length=500, blank=True)
    every = models.CharField(_("how often"), max_length=5, choices=Every.choices, default=Every.WEEK)
    # Monday is 0; only of those of every week.
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0, validators=[MaxValueValidator(6)])
    hour = models.PositiveSmallIntegerField(_("hour"), default=8, validators=[MaxValueValidator(23)])
    files = ArrayField(models.CharField(max_length=4, choices=File.choices), default=list, verbose_name=_("attached"))
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("recipients"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(db_index=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["MailedReport"]] = models.Manager()

    class Meta:
        ordering = ["measure", "id"]

    def __str__(self) -> str:
        return f"{self.measure}?{self.query}"


class Outcome(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("sending", "Waiting")
    SENDING = "sending", pgettext_lazy("sending", "Being sent")
    SENT = "sent", pgettext_lazy("sending", "Sent")
    FAILED = "failed", pgettext_lazy("sending", "Not sent")
    # Nobody to send it to any more: they left, or may no longer see figures.
    SKIPPED = "skipped", pgettext_lazy("sending", "Left out")


class ReportSending(models.Model):
    """One report to one person for one time: the row is what makes it go out once, whoever finds it first."""

    report = models.ForeignKey(MailedReport, on_delete=models.CASCADE, related_name="sendings")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    # When it is tried (again), and when a worker took it.
    try_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # A word of kpis.mailed.page.why.
    reason = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager["ReportSending"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "recipient", "due_at"], name="report_sent_once")]
        indexes = [
            models.Index(
                fields=["try_at"], name="report_to_send", condition=models.Q(outcome__in=["queued", "sending"])
            )
        ]
