"""The cast, with its story.

Aya and Tamura answer for the team 家電サポート, which Fujita supervises. Noguchi is the admin. Emily belongs to the
English desk: she is the outsider, who must never meet a matter of 家電サポート. Hanako is a customer who writes in the
chat of the shop; Kenichi is another customer.
"""

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from agents.models import Agent, Company, Membership, Team
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Channel, Conversation, Message
from customers.identifying import Sender
from customers.models import Assurance, Customer, Identity, IdentityKind

PASSWORD = "correct horse minato"

# Hashed once a run, because nearly every test begins with these people.
HASHED = make_password(PASSWORD)


@dataclass
class Desk:
    support: Team
    english: Team
    aya: Agent
    tamura: Agent
    emily: Agent
    fujita: Agent
    noguchi: Agent
    chat: Channel
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def open(cls) -> "Desk":
        Company.objects.create(pk=1, name="みなと家電", language="ja")
        support, english = Team.objects.bulk_create(
            [Team(name="家電サポート"), Team(name="English desk", language="en")]
        )
        chat = Channel.objects.create(
            kind="chat", name="みなと家電サポート", team=support, settings={"origins": ["https://shop.example"]}
        )
        # All at once: nearly every test begins here.
        people = Agent.objects.bulk_create(
            [
                named("aya", "高橋", "彩"),
                named("tamura", "田村", "圭吾"),
                named("emily", "岡部", "エミリ", language="en"),
                named("fujita", "藤田", "芳江", "supervisor"),
                named("noguchi", "野口", "智也", "admin"),
            ]
        )
        aya, tamura, emily, fujita, noguchi = people
        Membership.objects.bulk_create(
            Membership(agent=agent, team=english if agent is emily else support) for agent in people
        )
        return cls(support, english, aya, tamura, emily, fujita, noguchi, chat)

    def sender(self, value: str = "hanako-browser", family_name: str = "佐藤", given_name: str = "花子") -> Sender:
        return Sender(
            kind=IdentityKind.VISITOR,
            scope=self.chat.public_id,
            value=value,
            assurance=Assurance.ATTESTED,
            assured_by="chat",
            family_name=family_name,
            given_name=given_name,
        )

    def writes(
        self, text: str = "充電できません", *, sender: Sender | None = None, at: datetime | None = None, **more: object
    ) -> Message:
        """Hanako (or another sender) writes in the chat."""
        inbound = Inbound(
            channel=self.chat,
            external_id=f"m{next(self._numbers)}",
            sender=sender or self.sender(),
            text=text,
            received_at=at or timezone.now(),
            **more,  # type: ignore[arg-type]  # named as the fields of Inbound
        )
        return take_in(inbound)

    @property
    def hanako(self) -> Customer:
        return self.identity.customer

    @property
    def identity(self) -> Identity:
        """Hanako's browser; she has written once if she had not."""
        known = Identity.objects.select_related("customer")
        found = known.filter(value="hanako-browser").first()
        return found or known.get(pk=self.writes().identity_id)

    @property
    def matter(self) -> Conversation:
        """Hanako's newest matter."""
        return Conversation.objects.filter(customer=self.identity.customer).order_by("-id")[0]

    def client(self, agent: Agent) -> Client:
        client = Client()
        client.force_login(agent)
        return client


def named(name: str, family: str, given: str, role: str = "agent", language: str = "ja") -> Agent:
    email = f"{name}@minato-kaden.example"
    return Agent(email=email, password=HASHED, family_name=family, given_name=given, role=role, language=language)


def person(name: str, family: str, given: str, teams: list[Team], role: str = "agent", language: str = "ja") -> Agent:
    agent = named(name, family, given, role, language)
    agent.save()
    Membership.objects.bulk_create(Membership(agent=agent, team=team) for team in teams)
    return agent
