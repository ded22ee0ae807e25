"""The customers, how they reach us, and the browsers they wrote from."""

import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import count

from channels_ingest.mail.settings import KIND
from channels_ingest.models import VisitorSession
from conversations.models import Channel, Message
from customers import search
from customers.identities import NotAnAddress, display, normalise
from customers.models import Assurance, Customer, Identity, IdentityKind
from demo.dice import Dice
from demo.loading.copying import copy_in
from demo.planned import PlannedCustomer, PlannedMail, PlannedMatter
from demo.sites import SIGN_IN, shop_origins

NAMESPACE = uuid.UUID("0b7a3c1e-310e-4d5a-9a2f-2026ad310000")
BROWSERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/148.0 Safari/537.36",
)
# Begins what stands in the place of a session's token.
NO_TOKEN = "demo"  # noqa: S105  no token has such a hash
# Who shops as a guest has no account to sign in with.
SIGNED_IN = {"guest": 0.0, "regular": 0.4, "silver": 0.75, "gold": 0.9, "business": 0.6}
# The member that the demo shop signs in (see demo.shop.member).
MEMBER, MEMBER_ACCOUNT = "c01", "m-100293"


class Clients:
    """The rows of the customers, by the plan's ids."""

    def __init__(self, planned: list[PlannedCustomer], channels: dict[str, Channel], now: datetime, dice: Dice) -> None:
        self.channels, self.now, self.dice = channels, now, dice
        self.planned = {customer.id: customer for customer in planned}
        self.rows = {one.id: row(number, one, now) for number, one in enumerate(planned, start=1)}
        self.identities: list[Identity] = []
        self.by_address: dict[str, list[Identity]] = defaultdict(list)
        self.visitors: dict[tuple[str, str], Identity] = {}
        self.sessions: dict[tuple[str, str], VisitorSession] = {}
        self.numbers = count(1)

    def reach(self, matters: list[PlannedMatter]) -> None:
        """Addresses as registered; a browser for every chat site somebody wrote on; accounts of those who signed in."""
        for customer in self.planned.values():
            self.addresses(customer)
        for matter in sorted(matters, key=lambda matter: matter.opened_at):
            if not matter.chats:
                continue
            key = matter.customer.id, matter.channel
            if key not in self.visitors:
                self.browser(matter)
            session = self.sessions[key]
            origin = shop_origins()[0]
            session.page_url, session.page_title = origin + matter.page[0], matter.page[1]
        self.browser_of_member()

    def browser_of_member(self) -> None:
        """Who is signed in at the shop is known on each site where members sign in."""
        for public_id in SIGN_IN:
            channel = self.channels[public_id]
            if (MEMBER, public_id) not in self.visitors:
                kind, sure = IdentityKind.ACCOUNT, Assurance.AUTHENTICATED
                self.add(MEMBER, kind, MEMBER_ACCOUNT, sure, "chat", channel.public_id)

    def addresses(self, customer: PlannedCustomer) -> None:
        seen: set[tuple[str, str]] = set()
        for identity in customer.identities:
            try:
                value = normalise(identity.kind, identity.value)
            except NotAnAddress:
                continue
            if (identity.kind, value) not in seen:
                seen.add((identity.kind, value))
                self.add(customer.id, identity.kind, value, identity.assurance, identity.assured_by)

    def address(self, customer: str, mail: PlannedMail) -> Identity:
        """The address a mail came from or goes to. Of the same address of two people one is believed."""
        owner, value = self.rows[customer].pk, normalise(IdentityKind.EMAIL, mail.address)
        own = next((one for one in self.by_address[value] if one.customer_id == owner), None)
        return own or self.add(customer, IdentityKind.EMAIL, value, Assurance.CLAIMED)

    def phone(self, customer: str) -> Identity:
        """The number they call from."""
        owner = self.rows[customer].pk
        return next(one for one in self.identities if one.kind == IdentityKind.PHONE and one.customer_id == owner)

    def heard(self, identity: Identity, at: datetime) -> None:
        """The mail server vouched for the sender."""
        is_taken = any(one.assurance for one in self.by_address[identity.value])
        if identity.assurance < Assurance.ATTESTED and not is_taken:
            identity.assurance, identity.assured_by, identity.assured_at = Assurance.ATTESTED, KIND, at

    def came_back(self, message: Message, at: datetime) -> None:
        identity = self.identities[(message.identity_id or 0) - 1]
        identity.undeliverable_at, identity.undeliverable_reason = at, message.failure

    def typed(self, customer: str) -> Identity:
        """The address that somebody puts into a form: theirs, or one that nobody has heard of."""
        owner = self.rows[customer].pk
        own = (one for one in self.identities if one.kind == IdentityKind.EMAIL and one.customer_id == owner)
        made_up = f"{customer}@mail.example"
        return next(own, None) or self.add(customer, IdentityKind.EMAIL, made_up, Assurance.CLAIMED, "form")

    def browser(self, matter: PlannedMatter) -> None:
        customer, channel = matter.customer, self.channels[matter.channel]
        key = customer.id, matter.channel
        name = uuid.uuid5(NAMESPACE, "/".join(key))
        account = self.account(customer)
        visitor = self.add(
            customer.id,
            IdentityKind.VISITOR,
            str(name),
            Assurance.ATTESTED,
            "chat",
            channel.public_id,
            f"#{name.hex[:6]}",
        )
        if account:
            self.add(customer.id, IdentityKind.ACCOUNT, account, Assurance.AUTHENTICATED, "chat", channel.public_id)
        self.visitors[key] = visitor
        self.sessions[key] = VisitorSession(
            id=name,
            channel_id=channel.pk,
            identity_id=visitor.pk,
            created_at=matter.opened_at,
            account=account,
            language=customer.language,
            # No browser holds the token of such a hash: nobody can be this visitor.
            token_hash=f"{NO_TOKEN}{name.hex}".ljust(64, "-"),
            user_agent=self.dice.choice(BROWSERS),
        )

    def account(self, customer: PlannedCustomer) -> str:
        if customer.id == MEMBER:
            return MEMBER_ACCOUNT
        known = [session.account for (who, _site), session in self.sessions.items() if who == customer.id]
        if known:
            return known[0]
        return f"m-{100300 + self.rows[customer.id].pk * 7}" if self.dice.chance(SIGNED_IN[customer.tier]) else ""

    def add(
        self,
        customer: str,
        kind: str,
        value: str,
        assurance: int,
        assured_by: str = "",
        scope: str = "",
        shown: str = "",
    ) -> Identity:
        owner = self.rows[customer].pk
        identity = Identity(
            pk=next(self.numbers),
            customer_id=owner,
            home_id=owner,
            kind=kind,
            value=value,
            scope=scope,
            assurance=assurance,
            assured_by=assured_by,
            display=shown or display(kind, value),
            assured_at=self.assured(assurance),
            created_at=self.now,
        )
        self.identities.append(identity)
        if kind == IdentityKind.EMAIL:
            self.by_address[value].append(identity)
        return identity

    def assured(self, assurance: int) -> datetime | None:
        if not assurance:
            return None
        return self.now - timedelta(days=self.dice.randint(2, 80), minutes=self.dice.randint(0, 1400))

    def save(self) -> None:
        """After the matters are told: they know when each customer was last in touch."""
        copy_in(list(self.rows.values()))
        copy_in(self.identities)
        copy_in(list(self.sessions.values()))
        for customer in Customer.objects.prefetch_related("identities").order_by("pk"):
            search.index(customer)


def row(number: int, planned: PlannedCustomer, now: datetime) -> Customer:
    family_kana, _, given_kana = planned.kana.partition(" ")
    return Customer(
        pk=number,
        family_name=planned.family_name,
        given_name=planned.given_name,
        family_kana=family_kana,
        given_kana=given_kana,
        roman=planned.roman,
        company_name=planned.company,
        department=planned.department,
        honorific=planned.honorific,
        language=planned.language,
        tier=planned.tier,
        note=planned.note,
        since=date(planned.since, 4, 1) if planned.since else None,
        is_demo=True,
        created_at=now,
    )
