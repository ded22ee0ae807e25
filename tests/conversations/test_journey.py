"""The road so far: what each step costs, and how it is drawn."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations import journey
from conversations.journey import Step
from tests.cast import Desk

NOON = datetime(2026, 6, 18, 12, tzinfo=UTC)


def step(hours: float, kind: str = "chat", what: str = "contact", **more: int) -> Step:
    return Step(NOON + timedelta(hours=hours), kind, what, kind, **({"matter": 1, "said": 1} | more))


def levels(*steps: Step) -> list[float]:
    return [round(step.level, 2) for step in journey.weighed(steps)]


def test_every_further_contact_raises_the_line():
    rising = levels(step(0), step(1, "email"), step(2, "chat"))
    assert rising == sorted(rising)
    assert rising[0] == journey.WRITING


def test_a_failed_step_costs_more_than_one_that_went_well():
    failed, well = (Step(NOON, "app", what, "") for what in ("failed", "step"))
    assert journey.effort(failed, None) > journey.effort(well, None) > journey.effort(step(0, what="wanted"), None)


def test_to_tell_again_costs_and_to_change_the_channel_costs():
    plain = journey.effort(step(1), step(0))
    assert journey.effort(step(1, told_again=1), step(0)) > plain
    assert journey.effort(step(1, "email"), step(0)) > plain


def test_what_lies_back_is_mostly_forgotten():
    soon, late = levels(step(0), step(1)), levels(step(0), step(24 * 30))
    assert soon[-1] > late[-1]


def test_the_drawing_has_one_place_for_each_step_and_shades_the_matter():
    strip = journey.strip([step(0), step(1), step(2, matter=2), step(3, matter=2)], most=3, width=300, mine=2)
    assert [one.x for one in strip.steps] == [50.0, 150.0, 250.0]
    assert (strip.mine_from, strip.mine_width) == (100.0, 200.0)
    assert all(journey.TOP <= one.y <= journey.GROUND for one in strip.steps)
    assert strip.line.startswith(f"M50.0 {strip.steps[0].y}")


def test_an_empty_road_is_no_drawing():
    assert journey.strip([], most=7, width=318).line == ""


@pytest.mark.parametrize("path", ["/conversations/{matter}/journey/", "/customers/{customer}/journey/"])
def test_the_drawing_has_a_table_as_its_twin(desk: Desk, path: str):
    desk.writes("充電できません")
    url = path.format(matter=desk.matter.pk, customer=desk.hanako.pk)
    html = desk.client(desk.aya).get(url).content.decode()
    assert 'class="journey"' in html
    assert "<table" in html
    assert html.count('<th scope="row">') == 1
    assert " style=" not in html


def test_what_another_team_was_told_is_no_step(desk: Desk):
    desk.writes("秘密の相談")
    html = desk.client(desk.emily).get(f"/customers/{desk.hanako.pk}/journey/").content.decode()
    assert 'class="journey"' not in html
    assert desk.client(desk.emily).get(f"/conversations/{desk.matter.pk}/journey/").status_code == 404
