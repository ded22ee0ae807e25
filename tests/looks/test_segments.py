"""The composer counts SMS as the desk does."""

import json

from channels_ingest.sms.segments import count
from tests.channels_ingest.sms_texts import TEXTS
from tests.looks.conftest import Open

COUNT = """async texts => {
    const { count, told } = await import("/static/js/thread/segments.js");
    return [texts.map((text) => count(text)), told("あ".repeat(71))];
}"""


def test_the_browser_and_the_desk_count_alike(shell: Open) -> None:
    counted, words = shell().evaluate(COUNT, [text for text, _segments in TEXTS])
    ours = [count(text).__dict__ for text, _segments in TEXTS]
    assert counted == json.loads(json.dumps(ours))
    assert [row["segments"] for row in counted] == [segments for _text, segments in TEXTS]
    assert words == "70文字まで1通 / いま2通"
