"""A report as one recipient gets it: worked out as they see it, in their language, with the headline in the mail."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agents.models import Agent, Company
from kpis import exports
from kpis.models import File, MailedReport
from kpis.reports import asking, catalogue, filtered, overview_taking, page, pdf, taking
from kpis.reports.asking import Asked

type Attached = tuple[str, bytes, str]


def compose(report: MailedReport, to: Agent) -> EmailMultiAlternatives:
    """Not sent yet."""
    with override(to.language), timezone.override(ZoneInfo(to.time_zone)):
        asked = asking.read(to, report.measure, QueryDict(report.query))
        found = overview_taking.page(asked) if report.measure == catalogue.OVERVIEW else page.page(to, asked)
        about = context(report, to, asked, found)
        subject = " ".join(render_to_string("kpis/mail/report_subject.txt", about).split())
        mail = EmailMultiAlternatives(
            subject,
            render_to_string("kpis/mail/report.txt", about).strip() + "\n",
            to=[to.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("kpis/mail/report.html", about), "text/html")
        for name, content, kind in attached(report, to, asked, found):
            mail.attach(name, content, kind)
    return mail


def context(report: MailedReport, to: Agent, asked: Asked, found: dict[str, Any]) -> dict[str, Any]:
    company = Company.current()
    return {
        "report": report,
        "to": to,
        "company": company.name if company else "Omnidesk",
        "name": catalogue.full_name(report.measure),
        "period": page.words_of(asked),
        "narrowed": filtered.words(asked),
        "figures": found.get("figures") or [],
        "meaning": found.get("meaning"),
        "link": link(catalogue.address(report.measure), report.query),
        "settings": link(reverse("mailed-reports")),
    }


def link(path: str, query: str = "") -> str:
    """From the setting alone, never from a request."""
    return f"{settings.PUBLIC_URL}{path}" + (f"?{query}" if query else "")


def told(asked: Asked, found: dict[str, Any]) -> tuple[list[tuple[str, exports.Cell]], list[exports.Table]]:
    if asked.measure == catalogue.OVERVIEW:
        return overview_taking.about(asked), overview_taking.tables(found)
    return taking.about(asked, found["meaning"]), taking.tables_of(asked, found)


def attached(report: MailedReport, to: Agent, asked: Asked, found: dict[str, Any]) -> list[Attached]:
    if not report.files:
        return []
    about, tables = told(asked, found)
    name = f"{report.measure}-{asked.slice.first:%Y%m%d}-{asked.slice.last:%Y%m%d}"
    made: dict[File, Callable[[], tuple[bytes, str]]] = {
        File.PDF: lambda: (pdf.made(pdf.Sheet(asked, found, to)), pdf.KIND),
        File.XLSX: lambda: (exports.workbook(about, tables).getvalue(), exports.XLSX),
        File.CSV: lambda: ("".join(exports.lines(about, tables)).encode(), "text/csv"),
    }
    chosen = [kind for kind in File if kind in report.files]
    return [(f"{name}.{kind.value}", *made[kind]()) for kind in chosen]
