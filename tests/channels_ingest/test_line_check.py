"""The connection test of a LINE account: one line for each thing that may be wrong, with what to do."""

import pytest
from django.utils.translation import override

from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.line import Line
from channels_ingest.adapters.webhook import webhook_address
from conversations.models import Channel
from tests.channels_ingest.line_account import Account


def lines(account: Account) -> dict[str, tuple[str, str]]:
    adapter = ADAPTERS["line"]
    assert isinstance(adapter, Line)
    with override("en"):
        return {str(one.label): (one.outcome, str(one.detail)) for one in adapter.check(account.channel)}


def test_all_is_well(account: Account):
    account.line.endpoint = (webhook_address(account.channel), True)
    assert lines(account) == {
        "Access token": ("met", "みなと家電 @minato"),
        "Webhook address": ("met", webhook_address(account.channel)),
        "LINE calls us": ("met", "The test delivery arrived and its signature is right."),
        "Messages left this month": ("met", "10"),
    }
    kept = Channel.objects.get(pk=account.channel.pk)
    assert (kept.settings["bot_user_id"], kept.settings["basic_id"]) == ("Ub9952f8a4c0d4f1f8e5a7c2f4d6e8a10", "@minato")
    assert kept.quota_left == 10


def test_a_token_that_line_refuses(account: Account):
    account.channel.credentials = "{}"
    assert lines(account)["Access token"][0] == "failed"


@pytest.mark.parametrize("trouble", [(500, {}, {}), "broken"])
def test_a_line_that_does_not_answer(account: Account, trouble):
    account.line.troubles["/v2/bot/info"] = [trouble]
    outcome, detail = lines(account)["Access token"]
    assert outcome == "failed"
    assert detail


def test_another_tool_owns_the_webhook(account: Account):
    account.line.endpoint = ("https://other.example/hook", True)
    outcome, detail = lines(account)["Webhook address"]
    assert outcome == "failed"
    assert "https://other.example/hook" in detail


@pytest.mark.parametrize("is_entered", [False, True])
def test_a_webhook_that_is_missing_or_switched_off(account: Account, is_entered: bool):
    account.line.endpoint = (webhook_address(account.channel), False) if is_entered else None
    outcome, detail = lines(account)["Webhook address"]
    assert outcome == "failed"
    assert ("off at LINE" in detail) == is_entered


@pytest.mark.parametrize(
    ("told", "advice"),
    [
        ({"success": False, "statusCode": 403, "reason": "ERROR_STATUS_CODE", "detail": "403"}, "channel secret"),
        ({"success": False, "statusCode": 0, "reason": "COULD_NOT_CONNECT", "detail": "TLS"}, "COULD_NOT_CONNECT TLS"),
    ],
)
def test_a_call_of_line_s_that_does_not_arrive(account: Account, told, advice: str):
    account.line.test = told
    outcome, detail = lines(account)["LINE calls us"]
    assert outcome == "failed"
    assert advice in detail


@pytest.mark.parametrize(("limit", "used", "outcome", "left"), [(None, 5, "met", None), (10, 12, "warned", 0)])
def test_what_is_left_of_the_month(account: Account, limit, used, outcome: str, left):
    account.line.limit, account.line.used = limit, used
    assert lines(account)["Messages left this month"][0] == outcome
    assert Channel.objects.get(pk=account.channel.pk).quota_left == left
