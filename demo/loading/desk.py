"""The company: its calendars, teams, people, chat sites and mailboxes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from agents.models import Agent, BusinessHours, Calendar, CalendarException, Company, Membership, PresenceChange, Team
from agents.models.agent import Presence
from channels_ingest.chat.identify import new_secret
from channels_ingest.mail.settings import KIND
from conversations.models import Channel
from demo import sites
from demo.dice import Dice
from demo.growth.mail_words import mail_words
from demo.hours import works
from demo.loading.copying import copy_in
from demo.logins import PASSWORD
from demo.shop import system
from demo.story import World
from demo.story.cast import Person
from simulator import making
from simulator.parts import named

# Days the whole company is closed (story.md §2), as month and day.
CLOSED = ((12, 31), (1, 1), (1, 2), (1, 3), (8, 14), (8, 15), (6, 1), (12, 1))
HOLIDAY_HOURS = (10, 17)
# Who works in which other team as well.
ALSO_IN = {"s01": ["english"], "s02": [], "x01": ["support", "english"], "a10": ["support"]}
PRESENCE_DAYS = 30


@dataclass(frozen=True)
class Desk:
    """The rows that everything else points to, by the story's ids."""

    teams: dict[str, Team]
    agents: dict[str, Agent]
    channels: dict[str, Channel]
    # By the id of their team.
    mailboxes: dict[str, Channel]
    form: Channel
    phone: Channel


def build(world: World, now: datetime, dice: Dice) -> Desk:
    Company.objects.create(pk=1, name="みなと家電", language="ja", time_zone="Asia/Tokyo", is_demo=True)
    teams = {group.id: team(number, group.id, world, now) for number, group in enumerate(world.groups, start=1)}
    agents = people(world, now, teams)
    channels = {team: site(number, team, teams[team]) for number, team in enumerate(teams, start=1)}
    mailboxes = {team: mailbox(len(teams) + number, team, teams[team]) for number, team in enumerate(teams, start=1)}
    presence_of(world, agents, now, dice)
    system.connect()
    form = contact_form(2 * len(teams) + 1, teams["support"])
    practice(2 * len(teams) + 2, teams["support"])
    phone = telephone(2 * len(teams) + 2 + len(sites.PRACTICE), teams["support"])
    return Desk(teams, agents, {channel.public_id: channel for channel in channels.values()}, mailboxes, form, phone)


def team(number: int, group_id: str, world: World, now: datetime) -> Team:
    group = next(group for group in world.groups if group.id == group_id)
    # Chat is answered on holidays too; what is closed stands as exceptions.
    name = f"{group.name} 受付時間"
    calendar = Calendar.objects.create(pk=number, name=name, year_end_holidays=False, japanese_holidays=False)
    BusinessHours.objects.bulk_create(
        BusinessHours(calendar=calendar, weekday=day, opens=group.opens, closes=group.closes) for day in range(7)
    )
    days_off = [CalendarException(calendar=calendar, date=on, name="休業") for on in closed(now)]
    CalendarException.objects.bulk_create(days_off)
    return Team.objects.create(
        pk=number,
        name=group.name,
        language=group.language,
        calendar=calendar,
        signatures=mail_words()["signatures"][group_id],
        is_demo=True,
    )


def closed(now: datetime) -> list[date]:
    return sorted(date(year, month, day) for year in (now.year, now.year + 1) for month, day in CLOSED)


def people(world: World, now: datetime, teams: dict[str, Team]) -> dict[str, Agent]:
    # One hash for all: the password is printed at the start anyway.
    secret = make_password(PASSWORD)
    rows = {person.id: account(number, person, now, secret) for number, person in enumerate(world.people, start=1)}
    Agent.objects.bulk_create(rows.values())
    Membership.objects.bulk_create(
        Membership(agent=rows[person.id], team=teams[name])
        for person in world.people
        for name in dict.fromkeys([person.team, *ALSO_IN.get(person.id, [])])
    )
    return rows


def account(number: int, person: Person, now: datetime, secret: str) -> Agent:
    # Whenever somebody looks at the demo, some of the desk are there; who has a day off may still be away.
    there = works(person, now) or number % 3 == 1
    return Agent(
        pk=number,
        email=person.email,
        password=secret,
        family_name=person.family_name,
        given_name=person.given_name,
        kana=person.kana,
        roman=person.roman,
        role=person.role,
        language="en" if person.team == "english" else "ja",
        presence=Presence.AVAILABLE if there else Presence.OFFLINE,
        presence_since=now - timedelta(hours=2) if there else now - timedelta(hours=14),
        is_demo=True,
    )


def site(number: int, team_id: str, team: Team) -> Channel:
    public_id = sites.BY_TEAM[team_id]
    channel = Channel.objects.create(
        pk=number,
        kind="chat",
        name=sites.NAMES[public_id],
        public_id=public_id,
        team=team,
        language=team.language,
        settings={
            "origins": sites.shop_origins(),
            "color": sites.COLOUR,
            "greeting": sites.GREETINGS[public_id],
            "identify": {"algorithm": "HS256", "public_keys": []},
        },
    )
    new_secret(channel)
    return channel


def contact_form(number: int, team: Team) -> Channel:
    return Channel.objects.create(
        pk=number,
        kind="form",
        name=sites.FORM_NAME,
        public_id=sites.FORM,
        team=team,
        language=team.language,
        settings={"origins": sites.shop_origins(), "choices": sites.FORM_CHOICES, "own": sites.FORM_FIELDS}
        | {"title": sites.FORM_TITLES},
    )


def telephone(number: int, team: Team) -> Channel:
    return Channel.objects.create(
        pk=number, kind="phone", name=sites.PHONE_NAME, public_id=sites.PHONE, team=team, language=team.language,
        settings=sites.PHONE_SETTINGS,
    )  # fmt: skip


def practice(number: int, team: Team) -> None:
    """For the simulator: whoever comes new tries a channel at once, with credentials that are nobody's."""
    for more, (choice, public_id) in enumerate(sites.PRACTICE.items()):
        provider = named(choice)
        assert provider is not None, choice  # noqa: S101  the simulator plays it
        making.make(provider, team=team, pk=number + more, public_id=public_id, name=sites.PRACTICE_NAMES[choice])


def mailbox(number: int, team_id: str, team: Team) -> Channel:
    """No server to read from: the demo brings what comes, and takes what goes out."""
    return Channel.objects.create(
        pk=number,
        kind=KIND,
        name=sites.MAIL_NAMES[team_id],
        team=team,
        language=team.language,
        settings={
            "demo": True,
            "address": sites.address_of(team_id),
            "aliases": [],
            "from_name": sites.FROM_NAMES[team_id],
            "imap": {},
            "smtp": sites.post_office(),
            "authserv_id": sites.AUTHSERV,
            "since_days": 0,
            "plus_address": True,
        },
    )


def presence_of(world: World, agents: dict[str, Agent], now: datetime, dice: Dice) -> None:
    """A month of coming and going, so that the record is not empty."""
    changes = [
        PresenceChange(agent_id=agents[person.id].pk, presence=presence, at=at)
        for person in world.people
        for back in range(PRESENCE_DAYS, 0, -1)
        for presence, at in shift_of(person, now - timedelta(days=back), dice)
    ]
    changes.extend(
        PresenceChange(agent_id=one.pk, presence=one.presence, at=since)
        for one in agents.values()
        if (since := one.presence_since)
    )
    copy_in(changes)


def shift_of(person: Person, day: datetime, dice: Dice) -> list[tuple[str, datetime]]:
    begins = day.replace(hour=person.shift.opens.hour, minute=0, second=0) - timedelta(minutes=dice.randint(1, 9))
    if day.weekday() not in person.shift.days:
        return []
    ends = day.replace(hour=person.shift.closes.hour, minute=dice.randint(1, 25), second=0)
    lunch = day.replace(hour=12, minute=dice.randint(0, 30), second=0)
    return [
        (Presence.AVAILABLE, begins),
        (Presence.AWAY, lunch),
        (Presence.AVAILABLE, lunch + timedelta(minutes=55)),
        (Presence.OFFLINE, ends),
    ]
