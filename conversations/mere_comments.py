"""Are these words surely no more than how the help was? Then they ask for nothing, and are nobody's turn.

    >>> is_mere_comment("返事が遅かったです。説明は丁寧でした。")
    True
    >>> is_mere_comment("返品をお願いします")
    False

A closed list, as conversations.thanks has one: of whatever holds one word more, be it an order number or a "but",
nobody can be sure, and a person reads it.
"""

import re
import unicodedata

from conversations.thanks import is_bare_thanks

_LONGEST = 120
_WHO = r"担当(?:者|の方|者の方)?|スタッフ(?:の方|さん)?|オペレーター(?:の方|さん)?"
_HELP = rf"(?:ご|お)?(?:対応|応対|返事|返信|回答|説明|案内|サービス|態度|言葉遣い|待ち時間|{_WHO})"
_VERY = r"(?:とても|大変|たいへん|非常に|すごく|本当に|かなり|やや|少し|ちょっと|全体的に|割と|まあ)?"
_QUALITY = r"(?:丁寧|親切|迅速|的確|スムーズ|完璧|最高|満足|普通|ふつう|まあまあ|いまいち|不満|不親切|冷淡|雑)"
_CLEAR = r"分かりやす|わかりやす|分かりにく|わかりにく"
_WAS = rf"(?:早|速|素早|遅|長|短|良|よ|悪|素晴らし|すばらし|嬉し|うれし|優し|冷た|{_CLEAR})"
_FELT = r"(?:(?:助かり|安心し|満足し|待たされ|よくしていただき)ました|(?:満足|感謝)しています)"
_SO_I_THINK = r"(?:ね|よ|と思います|と思いました|と感じました)?"
_SAID = rf"(?:{_QUALITY}(?:でした|です|だった)?|{_WAS}かった(?:です)?|{_FELT}){_SO_I_THINK}"
_JAPANESE = rf"(?:{_HELP}(?:が|は|も|に)?)?{_VERY}(?:(?:{_QUALITY}で|{_WAS}くて)?{_SAID}|{_QUALITY}な{_HELP}でした)"
_NOTHING = r"(?:特に|とくに)(?:ありません|ございません|なし|ないです)"
_ADVERB = r"(?:(?:very|really|so|quite|too|a bit) )?"
_GOOD = r"(?:good|great|excellent|perfect|fine|ok|okay)"
_HOW = rf"{_ADVERB}(?:{_GOOD}|polite|friendly|kind|helpful|quick|fast|slow|rude|average)"
_HELPED = r"(?:it|everything|(?:the |your )?(?:service|support|reply|response|answer|explanation|help|staff|agent))"
# "Quick!" alone is said by whoever is in a hurry.
_ENGLISH = rf"{_HELPED} was {_HOW}(?: and {_HOW})?|{_ADVERB}{_GOOD}(?: (?:service|support|help))?"
_MERE = re.compile(rf"(?:{_JAPANESE}|{_NOTHING}|{_ENGLISH})")
_ENDS = re.compile(r"[。.!、,\n♪☆~〜…]+")


def is_mere_comment(text: str) -> bool:
    """Each part of it says how something was, or thanks."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if not plain or len(plain) > _LONGEST:
        return False
    parts = [part.strip() for part in _ENDS.split(plain) if part.strip()]
    return bool(parts) and all(_MERE.fullmatch(part) or is_bare_thanks(part) for part in parts)
