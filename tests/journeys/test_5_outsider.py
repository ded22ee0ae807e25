"""The outsider meets 404 or the sign-in; who is taken out of a team hears nothing more on the page that is open."""

from tests.journeys.conftest import Theatre
from tests.journeys.desk import bubble, open_matter_saying


def test_a_removed_member_hears_nothing_more(theatre: Theatre):
    admin, member, visitor = theatre.agent("tomoya.noguchi"), theatre.agent("mayu.nishio"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("脱水のときに揺れます")
    open_matter_saying(member, "脱水のときに揺れます")
    address = member.url

    theatre.outage = True  # the 404s of a page that has lost its rights are what this is about
    theatre.product.manage("shell", "-c", REMOVE)
    visitor.writes("もう一度書きます")
    visitor.sees("もう一度書きます")
    admin.goto(address)
    bubble(admin, "もう一度書きます").wait_for()
    assert bubble(member, "もう一度書きます").count() == 0
    assert member.goto(address).status == 404  # type: ignore[union-attr]  # a page always answers
    stranger = theatre.window()
    stranger.goto(address)
    assert "/accounts/login/" in stranger.url


REMOVE = """
from django.db import transaction
from agents import rights
from agents.models import Agent, Membership
with transaction.atomic():
    agent = Agent.objects.get(email__startswith="mayu.nishio@")
    Membership.objects.filter(agent=agent).delete()
    rights.changed(agent)
"""
