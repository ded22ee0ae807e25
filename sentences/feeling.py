"""How a customer feels, as far as their words say it; and what they ask us. For the card of the hand-over.

    >>> mood_of("もう3回目です。いい加減にしてください。")
    'angry'
    >>> questions_in("届きません。いつ届きますか。")
    ('いつ届きますか。',)

Few and certain words only: a card that calls a calm customer angry is worse than one that says nothing.
"""

import re

from sentences.expressions import expression
from sentences.folding import fold
from sentences.splitting import sentences_of, without_quotes

# From the strongest to the weakest; the first that is found is the mood.
MOODS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "angry",
        expression(
            r"いい加減に|ふざけ|怒っ|許せ|あり得な|ありえな|話になら|責任者を?出|責任者から|消費(?:者|生活)センター|"
            r"二度と|[3-9三四五六]回目|また最初から|だから.{1,20}!|最悪|訴え|詐欺|(?:と|って)書きました。|"
            r"\b(?:unacceptable|ridiculous|outrageous|furious|disgusted|sick of|fed up|worst|lawyer|third time)\b"
            r"|\buseless\b|\bdo you even\b|\bthe third question\b"
        ),
    ),
    (
        "anxious",
        expression(
            r"煙が?|焦げ|火が|漏れて|心配|不安|震え|怖|間に合わ|間に合い|大丈夫でしょうか|身に覚え|二件載って|二重に"
            r"|\b(?:worried|scared|anxious|smoke|smell of burning|leaking|afraid|charged twice)\b|\burgent please\b"
        ),
    ),
    (
        "annoyed",
        expression(
            r"困って(?:い|お)|困りま|まだ(?:届|返事|連絡|対応)|返事が(?:ない|ありま)|上に書|既に|もう(?:お)?伝え|先ほども|前に?も|"
            r"(?:はず|たはず)です|(?:結局|一体)[^。]{0,12}いつ|その後[^。]{0,6}いかが|至急|違っております|止めてください|どっちですか|がっかり|残念"
            r"|\b(?:as i (?:said|wrote)|still waiting|nobody (?:got|answered|called)|again\?|already (?:told|wrote)"
            r"|already (?:said|sent)|disappointed|frustrat|asap|how (?:much longer|long do i have to)"
            r"|in my (?:first )?(?:e-?mail|mail))"
        ),
    ),
)
ASKS = expression(r"[?]\s*$|(?:ます|です|でしょう|ません|でした|ました)か[。?]?\s*$|(?:の|ん)(?:です)?か[。?]?\s*$")
LONGEST_READ = 4_000


def mood_of(text: str) -> str:
    """'angry', 'anxious', 'annoyed', or '' where the words do not tell."""
    folded = without_quotes(fold(text[:LONGEST_READ]).text)
    return next((mood for mood, words in MOODS if words.search(folded)), "")


def questions_in(text: str, most: int = 3) -> tuple[str, ...]:
    """The sentences of the original that ask something, in their order."""
    folded = fold(text[:LONGEST_READ])
    found = []
    for start, end in sentences_of(folded.text):
        if ASKS.search(folded.text[start:end]):
            first, last = folded.span(start, end)
            found.append(text[first:last].strip())
    return tuple(found[:most])
