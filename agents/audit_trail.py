"""The audit record as the settings show it: newest first, paged by key, filtered by person and kind of deed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Agent, AuditEntry
from agents.models.agent import Role

PAGE = 50

WORDS = {
    "sign_in": gettext_lazy("Sign-in succeeded"),
    "sign_in.refused": gettext_lazy("Sign-in refused"),
    "sign_in.locked": gettext_lazy("Sign-in locked after wrong passwords"),
    "sign_out": gettext_lazy("Signed out"),
    "sessions.ended": gettext_lazy("Signed out other devices"),
    "password.changed": gettext_lazy("Changed the password"),
    "second_factor.on": gettext_lazy("Switched the second factor on"),
    "second_factor.off": gettext_lazy("Switched the second factor off"),
    "recovery_codes.made": gettext_lazy("Created new recovery codes"),
    "person.role": gettext_lazy("Changed a role"),
    "person.teams": gettext_lazy("Changed teams"),
    "person.deactivated": gettext_lazy("Deactivated somebody"),
    "person.reactivated": gettext_lazy("Reactivated somebody"),
    "person.second_factor": gettext_lazy("Took somebody's second step away"),
    "person.profile": gettext_lazy("Changed their own profile"),
    "invitation.made": gettext_lazy("Invited somebody"),
    "invitation.sent_again": gettext_lazy("Sent an invitation again"),
    "invitation.withdrawn": gettext_lazy("Withdrew an invitation"),
    "invitation.accepted": gettext_lazy("Accepted an invitation"),
    "team.made": gettext_lazy("Created a team"),
    "team.changed": gettext_lazy("Changed a team"),
    "team.callbacks": gettext_lazy("Changed a team's callbacks"),
    "calendar.made": gettext_lazy("Created a calendar"),
    "calendar.changed": gettext_lazy("Changed a calendar"),
    "calendar.exception": gettext_lazy("Set an exception"),
    "calendar.exception_removed": gettext_lazy("Removed an exception"),
    "calendar.removed": gettext_lazy("Removed a calendar"),
    "company.set_up": gettext_lazy("Set up this installation"),
    "company.changed": gettext_lazy("Changed the company's settings"),
    "company.second_factor": gettext_lazy("Changed of whom a second step is required"),
    "channel.made": gettext_lazy("Created a channel"),
    "channel.changed": gettext_lazy("Changed a channel"),
    "channel.paused": gettext_lazy("Paused a channel"),
    "channel.resumed": gettext_lazy("Resumed a channel"),
    "channel.removed": gettext_lazy("Removed a channel"),
    "simulator.restarted": gettext_lazy("Restarted a practice"),
    "channel.tested": gettext_lazy("Tested a channel's connection"),
    "channel.echo": gettext_lazy("Sent an echo test"),
    "channel.identify": gettext_lazy("Changed how a site signs its customers in"),
    "channel.raw_run_again": gettext_lazy("Ran deliveries again"),
    "channel.raw_read_again": gettext_lazy("Read a mail again"),
    "channel.raw_opened": gettext_lazy("Looked at a raw delivery"),
    "channel.raw_solved": gettext_lazy("Marked a delivery as solved"),
    "channel.secret": gettext_lazy("Created a new shared secret"),
    "channel.credentials": gettext_lazy("Entered a channel's credentials"),
    "channel.previous_ended": gettext_lazy("Ended a channel's earlier credentials"),
    "channel.live": gettext_lazy("Put a channel into service"),
    "channel.tried": gettext_lazy("Let a channel try again"),
    "channel.exported": gettext_lazy("Exported the settings of channels"),
    "channel.imported": gettext_lazy("Imported the settings of channels"),
    "app.made": gettext_lazy("Connected an app"),
    "app.changed": gettext_lazy("Changed a connected app"),
    "app.key": gettext_lazy("Changed the key of a connected app"),
    "app.key_ended": gettext_lazy("Ended the earlier key of a connected app"),
    "app.imported": gettext_lazy("Imported touchpoints of a connected app"),
    "app.paused": gettext_lazy("Paused a connected app"),
    "app.resumed": gettext_lazy("Resumed a connected app"),
    "customer.handoff_code": gettext_lazy("Entered a code that was read out"),
    "product.saved": gettext_lazy("Changed a product"),
    "product.removed": gettext_lazy("Removed a product"),
    "product.imported": gettext_lazy("Brought in products"),
    "pattern.saved": gettext_lazy("Changed a number pattern"),
    "pattern.removed": gettext_lazy("Removed a number pattern"),
    "survey.made": gettext_lazy("Created a survey"),
    "survey.changed": gettext_lazy("Changed a survey"),
    "survey.on": gettext_lazy("Switched a survey on"),
    "survey.off": gettext_lazy("Switched a survey off"),
    "survey.rest": gettext_lazy("Changed for how long nobody is asked again"),
    "wall.limits": gettext_lazy("Changed the limits of the wall"),
    "wall.limits_cleared": gettext_lazy("Gave a team the company's limits of the wall again"),
    "wall.link_made": gettext_lazy("Gave a screen its link"),
    "wall.link_revoked": gettext_lazy("Revoked the link of a screen"),
    "review.imported": gettext_lazy("Brought in reviews"),
    "figures.exported": gettext_lazy("Exported figures"),
    "agent.day": gettext_lazy("Looked at a colleague's day"),
    "figures.scheduled": gettext_lazy("Scheduled a report by mail"),
    "figures.schedule_paused": gettext_lazy("Paused a report by mail"),
    "figures.schedule_resumed": gettext_lazy("Resumed a report by mail"),
    "figures.schedule_removed": gettext_lazy("Removed a report by mail"),
    "figures.schedule_left": gettext_lazy("Took themselves off a report by mail"),
    "figures.schedule_sent": gettext_lazy("Sent a report by mail at once"),
    "costs.entered": gettext_lazy("Entered what costs are reckoned with"),
    "costs.changed": gettext_lazy("Changed what costs are reckoned with"),
    "costs.removed": gettext_lazy("Removed what costs are reckoned with"),
    "goal.made": gettext_lazy("Set a goal"),
    "goal.changed": gettext_lazy("Changed a goal"),
    "goal.closed": gettext_lazy("Closed a goal"),
    "alert.rule_made": gettext_lazy("Set a limit for alerts"),
    "alert.rule_changed": gettext_lazy("Changed a limit for alerts"),
    "alert.rule_ended": gettext_lazy("Ended a limit for alerts"),
    "alert.seen": gettext_lazy("Explained an alert"),
    "day_note.made": gettext_lazy("Wrote a note on a day"),
    "day_note.changed": gettext_lazy("Changed a note on a day"),
    "day_note.removed": gettext_lazy("Removed a note on a day"),
    "retrospective.made": gettext_lazy("Recorded a retrospective"),
    "retrospective.changed": gettext_lazy("Changed a retrospective"),
    "decision.done": gettext_lazy("Ticked a decision off"),
    "decision.opened": gettext_lazy("Opened a decision again"),
}
GROUPS = {
    "sign_in": gettext_lazy("Sign-in"),
    "person": gettext_lazy("People"),
    "invitation": gettext_lazy("Invitations"),
    "team": gettext_lazy("Teams"),
    "calendar": gettext_lazy("Calendars"),
    "company": gettext_lazy("Company"),
    "channel": gettext_lazy("Channels"),
    "app": gettext_lazy("Connected apps"),
    "customer": gettext_lazy("Customers"),
    "product": gettext_lazy("Products"),
    "pattern": gettext_lazy("Number patterns"),
    "survey": gettext_lazy("Surveys"),
    "review": gettext_lazy("Reviews"),
    "wall": gettext_lazy("Wallboards"),
    "figures": gettext_lazy("Figures"),
    "costs": gettext_lazy("Costs"),
    "goal": gettext_lazy("Goals"),
    "alert": gettext_lazy("Alerts"),
    "day_note": gettext_lazy("Notes on days"),
    "retrospective": gettext_lazy("Retrospectives"),
    "agent.": gettext_lazy("Looks at a colleague's day"),
}


@dataclass(frozen=True)
class Line:
    entry: AuditEntry
    words: str
    about: str


def page(asked: QueryDict) -> dict[str, Any]:
    person, group, before = asked.get("person", ""), asked.get("action", ""), asked.get("before", "")
    rows = list(entries(person, group, before)[: PAGE + 1])
    shown = rows[:PAGE]
    return {
        "lines": lines(shown),
        "people": Agent.objects.all(),
        "groups": list(GROUPS.items()),
        "asked": {"person": person, "action": group},
        "next": shown[-1].pk if len(rows) > PAGE else None,
    }


def entries(person: str, group: str, before: str) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.select_related("actor")
    rows = rows.filter(actor=int(person)) if person.isdecimal() else rows
    rows = rows.filter(action__startswith=group) if group in GROUPS else rows
    return rows.filter(pk__lt=int(before)) if before.isdecimal() else rows


def lines(rows: list[AuditEntry]) -> list[Line]:
    named = {agent.pk: agent.full_name for agent in Agent.objects.filter(pk__in=persons(rows))}
    return [Line(row, str(WORDS.get(row.action, row.action)), about(row, named)) for row in rows]


def persons(rows: list[AuditEntry]) -> set[int]:
    return {int(row.thing_id) for row in rows if row.thing == "agent" and row.thing_id.isdecimal()}


def about(row: AuditEntry, named: dict[int, str]) -> str:
    """Which person or thing, and from what to what."""
    is_person = row.thing == "agent" and row.thing_id.isdecimal()
    thing = named.get(int(row.thing_id), "") if is_person else row.data.get("name") or row.data.get("email") or ""
    return " ".join(filter(None, (str(thing), change(row))))


def change(row: AuditEntry) -> str:
    if row.action == "person.role":
        words = dict(Role.choices)
        before, after = (words.get(row.data.get(end), "") for end in ("before", "after"))
        return _("%(before)s → %(after)s") % {"before": before, "after": after}
    return str(row.data.get("date") or row.data.get("period", ""))
