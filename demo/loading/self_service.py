"""What customers tried by themselves in the shop: done, given up, or failed at and then brought to us (story §6).

The shop's server told it as it happened, as channels_ingest.api takes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.models import Conversation, Status
from customers.models import Customer, Place, Touchpoint
from demo.dice import Dice
from demo.loading.copying import copy_in
from demo.shop.system import APP

BACK = timedelta(days=90)
# Of the matters, those before which somebody had tried it alone; and for one of them, how many did it without us, and
# how many went away.
TRIED, DONE, GAVE_UP = 0.22, 1.6, 0.35


@dataclass(frozen=True)
class Flow:
    """fails: (number of the step, what it said, how often against the others)."""

    name: str
    steps: tuple[str, ...]
    fails: tuple[tuple[int, str, int], ...]


FLOWS = {
    "orders": (
        Flow(
            "住所変更", ("ログイン", "本人確認", "住所入力", "確認"),
            ((1, "", 9), (2, "E-ADDR-03", 14), (2, "E-ADDR-07", 4)),
        ),
        Flow("返品申込", ("注文選択", "理由", "写真", "引取日", "確認"), ((2, "E-RET-03", 11), (3, "E-RET-04", 6))),
        Flow("注文照会", ("注文番号と電話番号", "状況表示"), ((0, "E-ORD-01", 12), (0, "E-ORD-02", 7))),
        Flow("配送日時変更", ("ログイン", "注文選択", "日時", "確認"), ((2, "E-DLV-02", 18),)),
        Flow("定期便の停止", ("ログイン", "定期便", "理由", "完了"), ((2, "E-SUB-03", 10),)),
        Flow("領収書発行", ("注文選択", "宛名", "PDF"), ((1, "E-RCP-02", 8),)),
    ),
    "support": (
        Flow("修理申込", ("機種", "症状", "自己診断", "日程", "確認"), ((3, "E-REP-04", 5),)),
        Flow("製品登録", ("機種", "製造番号", "購入日", "完了"), ((1, "E-REG-02", 13),)),
        Flow("パスワード再設定", ("メール入力", "リンク", "新パスワード"), ((1, "E-PWD-02", 16),)),
    ),
}  # fmt: skip
EVERY = (*FLOWS["orders"], *FLOWS["support"])
# Chats of the orders team are brought by its own flows.
ORDERS_TEAM = 2


def steps(now: datetime) -> int:
    """Returns how many. By a chance of its own, so that nothing else in the demo falls otherwise."""
    dice = Dice("self-service")
    rows = [row for row in tries(now, dice) if row.at < now]
    for number, row in enumerate(rows, start=1):
        row.external_id = f"demo-step-{number}"
    copy_in(rows)
    return len(rows)


def tries(now: datetime, dice: Dice) -> Iterator[Touchpoint]:
    matters = Conversation.objects.filter(opened_at__gt=now - BACK).exclude(status=Status.SPAM).order_by("pk")
    brought = [one for one in matters.values_list("customer", "team", "opened_at") if dice.chance(TRIED)]
    for customer, team, at in brought:
        flow = dice.choice(FLOWS["orders" if team == ORDERS_TEAM else "support"])
        yield from failed(flow, customer, at - timedelta(minutes=dice.around(9, 45)), dice)
    people = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    for _ in range(round(len(brought) * DONE)):
        yield from walked(dice.choice(EVERY), dice.choice(people), some_time(now, dice), dice)
    for _ in range(round(len(brought) * GAVE_UP)):
        flow, at = dice.choice(EVERY), some_time(now, dice)
        yield from failed(flow, dice.choice(people), at, dice, "left")


def some_time(now: datetime, dice: Dice) -> datetime:
    return now - timedelta(days=1) - BACK * dice.random()


def failed(flow: Flow, customer: int, end: datetime, dice: Dice, outcome: str = "fail") -> Iterator[Touchpoint]:
    number, error, _often = dice.weighted(flow.fails, [often for _step, _error, often in flow.fails])
    for back in range(number, 0, -1):
        yield step(flow, number - back, "ok", "", customer, end - timedelta(seconds=back * dice.randint(20, 70)))
    yield step(flow, number, outcome, error if outcome == "fail" else "", customer, end)


def walked(flow: Flow, customer: int, begin: datetime, dice: Dice) -> Iterator[Touchpoint]:
    for number in range(len(flow.steps)):
        begin += timedelta(seconds=dice.randint(15, 90))
        yield step(flow, number, "ok", "", customer, begin)


def step(flow: Flow, number: int, outcome: str, error: str, customer: int, at: datetime) -> Touchpoint:
    name = flow.steps[number]
    return Touchpoint(
        customer_id=customer, home_id=customer, source=str(APP), place=Place.SELF_SERVICE, kind="step",
        title=f"{flow.name} · {name}", flow=flow.name, step=f"{number + 1} {name}", outcome=outcome, error=error,
        at=at, received_at=at, is_demo=True,
    )  # fmt: skip
