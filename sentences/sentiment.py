"""Whether somebody who was asked writes that they are content. For the comments of surveys and reviews.

    >>> sentiment_of("早くて助かりました。")
    1
    >>> sentiment_of("丁寧でしたが、三回も説明させられて残念です。")
    -1
    >>> sentiment_of("昨日届きました。")
    0

Words that are certain only. A complaint weighs more than a courtesy beside it: thanks open and close most complaints.
"""

from sentences.expressions import expression
from sentences.feeling import mood_of
from sentences.folding import fold

LONGEST_READ = 4_000
BAD = expression(
    r"不満|不親切|不快|不便|残念|がっかり|最悪|ひどい|酷い|対応が悪|態度が悪|感じが悪|面倒|失望|解決(?:し|でき|されて)(?:ない|ません|ていな)|"
    r"待たされ|遅(?:い|かった|すぎ|く)|つながらな|繋がらな|たらい回し|何度も(?:同じ|説明|聞)|[二三2-9]回も|分かりにく|わかりにく|困りました|"
    r"納得(?:でき|いか)|(?:満足|良|よ)(?:でき|く)?(?:ません|なかった|ない)|高すぎ|二度と"
    r"|\b(?:not (?:happy|satisfied|helpful|solved|resolved|good)|unhappy|dissatisf\w*|disappoint\w*|terrible|awful|poor"
    r"|rude|slow|too long|waste of time|never (?:again|solved)|unresolved|unhelpful|confusing|frustrat\w*|worse|worst"
    r"|bad|useless|had to (?:repeat|explain))\b"
)
GOOD = expression(
    r"満足|助かり|ありがと|感謝|丁寧|親切|迅速|素早|早(?:い|く|かった)|速(?:い|く|かった)|良かった|よかった|良い|最高|素晴らし|すばらし|"
    r"安心しました|分かりやす|わかりやす|嬉し|うれし|スムーズ|解決(?:し|でき|いたし)(?:まし|て)"
    r"|\b(?:great|good|excellent|helpful|quick(?:ly)?|fast|friendly|kind|polite|thank(?:s| you)|perfect|happy|satisfied"
    r"|easy|smooth(?:ly)?|solved|resolved|wonderful|appreciate)\b"
)


def sentiment_of(text: str) -> int:
    """-1, 0 or 1."""
    said = fold(text[:LONGEST_READ]).text
    if BAD.search(said) or mood_of(text) in ("angry", "annoyed"):
        return -1
    return 1 if GOOD.search(said) else 0
