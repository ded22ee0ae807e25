"""A matter that takes long to come: its boxes lie over what stood there, after a moment and no sooner."""

from tests.looks.conftest import Open

BODY = """<main id="thread" class="pane thread"><input></main><aside id="context" class="pane context"></aside>
<template id="thread-bones"><div class="over"><div class="bones"></div></div></template>
<template id="context-bones"><div class="over"><div class="bones"></div></div></template>"""
OPENED = """async () => {
    const bones = await import("/static/js/queue/bones.js");
    const state = () => [document.querySelectorAll(".opening[aria-busy] > .over").length,
        document.getElementById("thread").inert, document.activeElement.tagName];
    document.querySelector("#thread input").focus();
    bones.begin();
    bones.begin();
    const said = [state()];
    await new Promise((done) => setTimeout(done, 300));
    said.push(state());
    bones.end({ back: true });
    said.push(state());
    bones.begin();
    bones.end();
    await new Promise((done) => setTimeout(done, 300));
    return [...said, state()];
}"""


def test_the_boxes_come_late_and_go_with_the_answer(shell: Open) -> None:
    rest, busy = [0, False, "INPUT"], [2, True, "BODY"]
    assert shell(BODY).evaluate(OPENED) == [rest, busy, rest, rest]


def test_where_one_pane_is_shown_at_a_time_the_list_stays(shell: Open) -> None:
    page = shell(BODY)
    page.set_viewport_size({"width": 390, "height": 800})
    assert [*map(tuple, page.evaluate(OPENED))] == [(0, False, "INPUT")] * 4
