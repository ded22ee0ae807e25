"""The composer counts SMS as the desk does."""

import json

from channels_ingest.sms.segments import count
from tests.channels_ingest.sms_texts import TEXTS
from tests.looks.conftest import Open

COUNT = """async texts => {
    const { count, told } = await import("/static/js/thread/segments.js");
    return [texts.map((text) => count(text)), told("あ".repeat(71))];
}"""


OVER = """async () => {
    const { sayLength } = await import("/static/js/thread/segments.js");
    const form = document.createElement("form");
    form.innerHTML = '<textarea></textarea><span id="counter"></span><p id="too-long"></p>';
    const said = (text) => {
        form.firstChild.value = text;
        sayLength(form, form.firstChild, 4000, false);
        return form.querySelector("#too-long").textContent;
    };
    return [said("あ".repeat(6000)), said("あ".repeat(4000))];
}"""


def test_a_text_that_is_too_long_says_what_to_do(shell: Open) -> None:
    said = shell().evaluate(OVER)
    assert said == ["4,000文字を超えています。2,000文字以上減らすか、分けて送ってください。", ""]


def test_the_browser_and_the_desk_count_alike(shell: Open) -> None:
    counted, words = shell().evaluate(COUNT, [text for text, _segments in TEXTS])
    ours = [count(text).__dict__ for text, _segments in TEXTS]
    assert counted == json.loads(json.dumps(ours))
    assert [row["segments"] for row in counted] == [segments for _text, segments in TEXTS]
    assert words == "70文字まで1通 / いま2通"
