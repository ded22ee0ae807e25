"""What a socket may listen to: the same question as the page asks, through visible_to."""

import re

from django.conf import settings
from django.utils.module_loading import import_string

from agents.models import Agent, Team
from conversations.models import Conversation
from customers.models import Customer

_TOPIC = re.compile(r"(matter|customer)\.([1-9]\d{0,17})")
# What a page asks for, and is asked about again; the others (see own) come by themselves.
GRANTED = ("matter.", "customer.", "wall.", "wallboard.")
# More than one thread has matters; a page that wants more is not ours.
MOST = 500


def own(agent: Agent) -> set[str]:
    """What every page of this agent hears."""
    topics = {f"agent.{agent.pk}", "people"}
    teams = list(Team.objects.values_list("pk", flat=True)) if agent.role == "admin" else agent.team_keys()
    if teams or agent.role == "admin":
        topics.add("team.none")
    return topics | {f"team.{team}" for team in teams}


def allowed(agent: Agent, asked: list[object]) -> set[str]:
    """The topics among `asked` that this agent may hear now; anything else is left out without a word.

    Of those of the rooms above, these say themselves who may hear them (settings.TOPICS).
    """
    named = [topic for topic in asked[:MOST] if isinstance(topic, str)]
    above = {topic for name in settings.TOPICS for topic in import_string(name)(agent, named)}
    return above | of_customers(agent, named)


def of_customers(agent: Agent, named: list[str]) -> set[str]:
    found = [match for topic in named if (match := _TOPIC.fullmatch(topic))]
    matters = {int(match[2]) for match in found if match[1] == "matter"}
    customers = {int(match[2]) for match in found if match[1] == "customer"}
    seen = Conversation.objects.visible_to(agent).filter(pk__in=matters).values_list("pk", flat=True)
    known = Customer.objects.visible_to(agent).filter(pk__in=customers).values_list("pk", flat=True)
    return {f"matter.{pk}" for pk in seen} | {f"customer.{pk}" for pk in known}
