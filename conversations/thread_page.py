"""What the thread pane, its composer and the context panel show of one matter to one agent."""

import uuid
from dataclasses import replace
from typing import Any

from agents.access import can
from agents.models import Agent
from conversations import code_letters, snoozing_times
from conversations.card_page import card_context
from conversations.facts_card import facts_context
from conversations.letter_page import letter_context
from conversations.models import CLOSED, Conversation, Draft, Status
from conversations.routes import Route, dialled, routes, ways_to
from conversations.suggesting import suggestion_for
from conversations.thread_window import Place, shut_of, window
from conversations.writing import LONGEST
from customers.identities import once
from customers.models import Assurance, Customer, Identity

# A status menu offers what a person decides; spam has a door of its own.
CHOSEN = [status for status in Status if status != Status.SPAM]
EARLIER = 8


def thread_context(conversation: Conversation, agent: Agent, before: Place | None = None) -> dict[str, Any]:
    """Everything of the two panes. The revision is read first: nothing falls between page and push."""
    customer = Customer.objects.get(pk=conversation.customer_id)
    conversation.customer = customer
    visible = Conversation.objects.visible_to(agent)
    return {
        "matter": conversation,
        "customer": customer,
        "thread": window(customer, visible, before),
        **bar_context(conversation, agent),
        **composer_context(conversation, agent),
        **panel_context(conversation, agent),
        "suggestion": suggestion_for(customer, agent),
    }


def bar_context(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    return {
        "matter": conversation,
        "customer": conversation.customer,
        "statuses": CHOSEN,
        "presets": snoozing_times.presets(agent),
        "is_closed": conversation.status in CLOSED,
        "is_spam": conversation.status == Status.SPAM,
        "mine": conversation.assignee_id == agent.pk,
    }


def composer_context(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    drafts = Draft.objects.filter(agent=agent, conversation=conversation).prefetch_related("attachments")
    kept = {str(draft.channel_id or "note"): draft for draft in drafts}
    ways = ways_to(conversation.customer)
    faces = faced(routes(conversation, agent, ways), kept)
    chosen = next((route for route in faces if route.chosen), None)
    at_hand = kept.get(str(chosen.channel.pk)) if chosen else None
    return {
        "faces": faces,
        "lines": dialled(ways),
        "drafts": {channel: as_kept(draft) for channel, draft in kept.items()},
        "draft": at_hand.text if at_hand else "",
        "draft_choices": at_hand.choices if at_hand else "",
        # For a plain form; with scripts the files are shown and sent by js/thread/files.js.
        "draft_files": list(at_hand.attachments.all()) if at_hand else [],
        "can_reply": chosen is not None,
        "client_key": uuid.uuid4().hex,
        "longest_text": LONGEST,
        **letter_context(conversation, faces, kept),
    }


def faced(found: list[Route], kept: dict[str, Draft]) -> list[Route]:
    """The route on which a draft lies is the chosen one; else the one they wrote last on."""
    replies = [draft for channel, draft in kept.items() if channel != "note"]
    latest = max(replies, key=lambda draft: draft.updated_at, default=None)
    drafted = next((it for it in found if latest and it.usable and it.channel.pk == latest.channel_id), None)
    return [replace(route, chosen=route is drafted) for route in found] if drafted else found


def as_kept(draft: Draft) -> dict[str, Any]:
    files = [{"id": str(file.public_id), "name": file.name, "size": file.size} for file in draft.attachments.all()]
    return {"text": draft.text, "files": files, "letter": draft.letter, "choices": draft.choices}


def panel_context(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    customer, visible = conversation.customer, Conversation.objects.visible_to(agent)
    identities = once(Identity.objects.filter(customer=customer).order_by("-assurance", "-assured_at", "pk"))
    others = visible.filter(customer=customer, joined_into=None).exclude(pk=conversation.pk)
    earlier = list(others.order_by("-last_activity_at", "-pk")[: EARLIER + 1])
    return {
        "matter": conversation,
        "customer": customer,
        "identities": identities,
        "may_look": can(agent, "unmask"),
        "provable": code_letters.offered(identities),
        "surest": identities[0] if identities and identities[0].assurance > Assurance.CLAIMED else None,
        "earlier": earlier[:EARLIER],
        **card_context(conversation, identities),
        "more_earlier": len(earlier) > EARLIER,
        # Not "the first one" where others lie behind a team's wall.
        "shut": not earlier and shut_of(customer, visible).exclude(pk=conversation.pk).exists(),
        **facts_context(conversation, visible),
    }
