"""Merge two customers with all their matters, and undo it: everything goes back by the identity it came through."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from conversations import fact_moving, files, splitting
from conversations.changing import change, open_matter
from conversations.history import record
from conversations.models import Conversation, Direction, Entry, Message
from customers import merging, search
from customers.models import Customer, Identity, Merge
from omnidesk.live import PanelHint, ThreadHint
from omnidesk.telling import publish


class CannotMerge(Exception):
    """Both are known by claims only, or it is the same customer twice."""


class MergedMeanwhile(CannotMerge):
    """One of them is no record of its own any more. `is_one`: it is one with the other, so there is nothing to do."""

    def __init__(self, is_one: bool) -> None:
        super().__init__()
        self.is_one = is_one


class TooLate(Exception):
    """The merge is undone already, or older than the time in which it can be undone."""


@dataclass
class Returns:
    """What an undo would send back: identities, whole matters, and matters that hold both and would be split."""

    identities: list[Identity] = field(default_factory=list)
    matters: list[Conversation] = field(default_factory=list)
    split: list[Conversation] = field(default_factory=list)


def lock_both(*customers: Customer) -> list[Customer]:
    """In the order of their keys, merged or not, with one revision above that of each.

    Whoever asks what came after the last row they saw must find what moves from one thread to the other.
    """
    for pk in sorted({customer.pk for customer in customers}):
        Customer.objects.filter(pk=pk).update(revision=F("revision") + 1)
    locked = Customer.objects.filter(pk__in=[customer.pk for customer in customers])
    locked.update(revision=locked.aggregate(top=Max("revision"))["top"])
    fresh = locked.in_bulk()
    return [fresh[customer.pk] for customer in customers]


@transaction.atomic
def merge(source: Customer, target: Customer, agent: Agent, choices: dict[str, str] | None = None) -> Merge:
    """`source` becomes one with `target`. choices: {field: 'source' | 'target'} where a person decided."""
    source, target = lock_both(source, target)
    if source.merged_into_id or target.merged_into_id:
        raise MergedMeanwhile(len(set(merging.owners({source.pk, target.pk}).values())) == 1)
    if not merging.may_merge(source, target):
        raise CannotMerge
    overwritten = merging.overwrite(source, target, choices or {})
    made = Merge.objects.create(source=source, target=target, merged_by=agent, overwritten=overwritten)
    Customer.objects.filter(pk=source.pk).update(merged_into=target)
    source.merged_into = target
    matters = list(Conversation.objects.select_for_update(of=("self",)).filter(customer=source).order_by("pk"))
    merging.send_home(list(Identity.objects.filter(customer=source)))
    for matter in matters:
        hand_over(matter, target)
    merging.send_home_all({source.pk, target.pk})
    contacts = [at for at in (source.last_contact_at, target.last_contact_at) if at]
    Customer.objects.filter(pk=target.pk).update(last_contact_at=max(contacts, default=None))
    finish(made, "merged", agent, [source, target], target)
    return made


def hand_over(matter: Conversation, to: Customer) -> None:
    """The whole matter, locked, becomes another customer's; open pages find its rows by the new revision."""
    matter.messages.update(customer=to, revision=to.revision, arrived_revision=0)
    matter.entries.update(customer=to, revision=to.revision)
    change(matter, customer=to)
    fact_moving.hand_over(matter)


def finish(done: Merge, kind: str, agent: Agent, customers: list[Customer], shown_on: Customer) -> None:
    """Index, tell the open pages, write the history and the audit."""
    for customer in customers:
        search.index(customer)
        publish(ThreadHint(customer.pk, customer.revision))
        publish(PanelHint(customer.pk))
    matter = Conversation.objects.filter(customer=shown_on).order_by("-last_activity_at", "-pk").first()
    if matter is not None:
        matter.customer = shown_on
        record(
            matter,
            kind,
            actor=agent,
            merge=done.pk,
            source=done.source_id,
            target=done.target_id,
            name=done.source.name,
        )
    audit(agent, f"customer.{kind}", done, source=done.source_id, target=done.target_id)


def returns(done: Merge) -> Returns:
    """What undoing this merge would do, without doing it."""
    root = Customer.objects.get(pk=merging.owners({done.target_id})[done.target_id])
    going = homes_behind(done)
    found = Returns(identities=list(Identity.objects.filter(customer=root, home__in=going)))
    for matter in Conversation.objects.filter(customer=root).order_by("opened_at"):
        theirs, ours = shares(matter, going)
        if theirs and ours:
            found.split.append(matter)
        elif theirs:
            found.matters.append(matter)
    return found


def homes_behind(done: Merge) -> set[int]:
    """The source, and whoever is merged into it by other merges in force."""
    arrows = list(Merge.objects.filter(undone_at=None).exclude(pk=done.pk).values_list("source_id", "target_id"))
    homes, before = {done.source_id}, 0
    while len(homes) != before:
        before = len(homes)
        homes |= {source for source, target in arrows if target in homes}
    return homes


def shares(matter: Conversation, going: set[int]) -> tuple[list[Message], list[Message]]:
    """The messages that came through (or went to) identities of those homes, and those of the others."""
    spoken = list(matter.messages.select_related("identity").exclude(identity=None).order_by("shown_at", "id"))
    theirs = [message for message in spoken if message.identity and message.identity.home_id in going]
    return theirs, [message for message in spoken if message.identity and message.identity.home_id not in going]


@transaction.atomic
def undo(done: Merge, agent: Agent) -> Merge:
    """Take the merge back, with everything that arrived for the source since."""
    root = Customer.objects.get(pk=merging.owners({done.target_id})[done.target_id])
    source, root = lock_both(done.source, root)
    done = Merge.objects.select_for_update().get(pk=done.pk)
    if not merging.can_be_undone(done) or merging.owners({done.target_id})[done.target_id] != root.pk:
        # Undone, or merged further, while this waited for the locks.
        raise TooLate
    matters = list(Conversation.objects.select_for_update(of=("self",)).filter(customer=root).order_by("pk"))
    going = homes_behind(done)
    done.undone_at, done.undone_by = timezone.now(), agent
    done.save(update_fields=["undone_at", "undone_by"])
    source.merged_into = None
    source.save(update_fields=["merged_into"])
    merging.restore(Customer.objects.get(pk=done.target_id), done.overwritten)
    merging.send_home(list(Identity.objects.filter(customer=root, home__in=going)))
    for matter in matters:
        matter.customer = root
        give_back(matter, source, going, agent)
    follow_joined(matters, source)
    merging.send_home_all({source.pk, root.pk})
    finish(done, "unmerged", agent, [source, root], root)
    return done


def give_back(matter: Conversation, source: Customer, going: set[int], agent: Agent) -> None:
    """A matter of theirs goes back whole; one that holds both is split; ours stays."""
    theirs, ours = shares(matter, going)
    if theirs and not ours:
        hand_over(matter, source)
    elif theirs:
        split_off(matter, theirs, source, agent)


def follow_joined(matters: list[Conversation], source: Customer) -> None:
    """The empty line of a joined matter says nothing of its owner: it stays with the matter that it went into."""
    gone = {matter.pk for matter in matters if matter.customer_id == source.pk}
    for matter in matters:
        if matter.joined_into_id in gone and matter.pk not in gone and not matter.messages.exists():
            hand_over(matter, source)


def split_off(matter: Conversation, theirs: list[Message], source: Customer, agent: Agent) -> None:
    other = open_matter(
        customer=source,
        title=matter.title,
        status=matter.status,
        team=matter.team,
        assignee=matter.assignee,
        opened_at=theirs[0].shown_at,
        last_activity_at=theirs[-1].shown_at,
        resolved_at=matter.resolved_at,
    )
    Message.objects.filter(pk__in=[message.pk for message in theirs]).update(customer=source, arrived_revision=0)
    for message in theirs:
        message.customer = source
    splitting.move(theirs, other)
    Entry.objects.filter(message__in=theirs).update(conversation=other, customer=source, revision=source.revision)
    copy_notes(matter, other)
    splitting.summarise(matter)
    splitting.summarise(other)
    record(other, "split_off", actor=agent, out_of=matter.pk, unmerged=True)


def copy_notes(matter: Conversation, other: Conversation) -> None:
    """Nobody can say whom a note is about: both sides keep it with its files, and the copy says so (is_automatic)."""
    for note in matter.messages.filter(direction=Direction.NOTE).order_by("shown_at", "id"):
        kept = list(note.attachments.all())
        note.pk, note._state.adding = None, True
        note.conversation, note.customer, note.seq = other, other.customer, other.next_seq
        note.revision = note.arrived_revision = other.customer.revision
        note.client_key, note.is_automatic = None, True
        note.save()
        files.share(kept, note)
        other.next_seq += 1
