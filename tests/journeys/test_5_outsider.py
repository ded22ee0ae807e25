"""The outsider meets 404 or the sign-in; who is taken out of a team hears nothing more on the page that is open."""

from tests.journeys.conftest import Theatre
from tests.journeys.desk import bubble, open_matter_saying, thread


def test_a_matter_behind_a_wall_is_a_line_on_the_open_page_and_nothing_more(theatre: Theatre):
    member, visitor = theatre.agent("mayu.nishio"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("洗剤の入れ方を教えてください")
    open_matter_saying(member, "洗剤の入れ方を教えてください")
    pk = member.locator("body").get_attribute("data-matter")

    theatre.product.run(BEHIND_THE_WALL.format(pk=pk))
    line = thread(member).locator("[data-kind=shut]")
    line.filter(has_text="限定公開").wait_for()
    assert "ひみつ" not in member.content()
    theatre.product.run(OUT_OF_THE_WALL)
    thread(member).locator("[data-kind=matter]", has_text="ひみつ").wait_for()
    line.wait_for(state="detached")


def test_a_removed_member_hears_nothing_more(theatre: Theatre):
    admin, member, visitor = theatre.agent("tomoya.noguchi"), theatre.agent("mayu.nishio"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("脱水のときに揺れます")
    open_matter_saying(member, "脱水のときに揺れます")
    address = member.url

    theatre.outage = True  # the 404s of a page that has lost its rights are what this is about
    theatre.product.run(REMOVE)
    visitor.writes("もう一度書きます")
    visitor.sees("もう一度書きます")
    admin.goto(address)
    bubble(admin, "もう一度書きます").wait_for()
    assert bubble(member, "もう一度書きます").count() == 0
    assert member.goto(address).status == 404  # type: ignore[union-attr]  # a page always answers
    stranger = theatre.window()
    stranger.goto(address)
    assert "/accounts/login/" in stranger.url


BEHIND_THE_WALL = """
from django.db import transaction
from django.utils import timezone
from agents.models import Agent, Team
from conversations import threads
from conversations.changing import open_matter
from conversations.models import Conversation
with transaction.atomic():
    nishio, now = Agent.objects.get(email__startswith="mayu.nishio@"), timezone.now()
    customer = threads.lock(Conversation.objects.get(pk={pk})).customer
    wall = Team.objects.exclude(pk__in=nishio.memberships.values("team"))[0]
    open_matter(customer=customer, title="ひみつ", team=wall, opened_at=now, last_activity_at=now)
"""
OUT_OF_THE_WALL = """
from agents.models import Agent
from conversations import assigning
from conversations.models import Conversation
nishio = Agent.objects.get(email__startswith="mayu.nishio@")
assigning.move_to_team(Conversation.objects.get(title="ひみつ"), nishio.teams.all()[0], None)
"""
REMOVE = """
from django.db import transaction
from agents import rights
from agents.models import Agent, Membership
with transaction.atomic():
    agent = Agent.objects.get(email__startswith="mayu.nishio@")
    Membership.objects.filter(agent=agent).delete()
    rights.changed(agent)
"""
