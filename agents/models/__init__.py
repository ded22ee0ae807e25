from agents.models.agent import Agent, Membership, PresenceChange
from agents.models.audit import AuditEntry
from agents.models.calendar import BusinessHours, Calendar, CalendarException, KeptHours
from agents.models.company import Company, SetupToken
from agents.models.invitation import Invitation
from agents.models.team import Team

__all__ = [
    "Agent",
    "AuditEntry",
    "BusinessHours",
    "Calendar",
    "CalendarException",
    "Company",
    "Invitation",
    "KeptHours",
    "Membership",
    "PresenceChange",
    "SetupToken",
    "Team",
]
