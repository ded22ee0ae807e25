"""What the customer has already tried."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.told.reading import Reading, pieces
from sentences.told.shapes import Found, Knowledge

CLAUSE = expression(
    r"[。!?\n、]|(?<=[たす])(?:が|けど|けれど|のに|のですが|んですが)|(?<=ても)|(?<=でも)(?=[、 ]|だめ|ダメ"
    r"|変わ|同じ|直)"
)
REMEDY = (
    r"(?:リセット|再起動|初期化|再インストール|インストールし直|再設定|設定し直|設定を(?:変|見直)"
    r"|電源(?:コード|プラグ|ボタン|ケーブル)?[をも]?(?:切|入れ|落|抜)|コンセント|プラグ|抜き差し|入れ直"
    r"|差し直|挿し直|掃除(?!機)"
    r"|洗[いっ]|電池|充電し直|ケーブル|ルーター|ブレーカー|フィルター|説明書|アンインストール|ログインし直"
    r"|ログアウト|別の(?:端末|ブラウザ|コンセント|スマホ|ケーブル|部屋)"
    r"|更新|アップデート|キャッシュ|蛇口|接続し直|つなぎ直|繋ぎ直|取り?外し|交換し|替え|換え|放電|強制終了"
    r"|ペアリング|迷惑メール|拭[いき]|乾かし|置き直|向きを|変え(?=て(?:み|も))|離(?=し)|入れ替え|時間を(?:置"
    r"|お)いて|やり直し|磨[いき]|ほぐし|箱の中|空にし|(?:配線|接続|水量|水平|傾き|通信|電波"
    r"|設定|汚れ|ごみ|ゴミ|水位|向き|日付|入力)(?:を|は|も|の)[^。]{0,8}確認|fa?q|よくある質問|歯ブラシ)"
)
DONE = (
    r"(?:ました|みた(?!い)|した(?!い)|済み|済んで|(?:っ|い|け|し|え|り|て)ても|みて(?:も|います)|ずみ|してい?ます"
    r"|やった|っても|しても|ましたし|りました|いた(?!だ|し))"
)
TRIED = expression(
    rf"{REMEDY}.{{0,24}}?{DONE}|(?:試し(?:まし|た|て(?:み|も))|やってみ(?:まし|た|て)|(?:全部|一通り"
    r"|ひととおり|すべて|それは|もう)やりました|試しました)"
)
NOT_TRIED = expression(
    r"くださ|いただ(?:け|き)|ますか|でしょうか|たい(?:です|の|と)?|(?:替え|交換し|更新し)て(?:ほし|欲し)"
    r"|できませ|されまし|してない|していませ|注文し|購入し|言われ|ませんでした|と聞|とのこと|お金|届[いき]"
    r"|メールを確認し|確認できました|承知|確認の?(?:メール|電話)|勝手に"
)
EN_DID = (
    r"(?:restarted|rebooted|reset|re-?installed|unplugged|replugged|plugged|cleaned|brushed|descaled|checked"
    r"|updated|charged it|swapped|cleared|re-?paired|re-?connected|switched it|turned it (?:off|on)|looked (?:in"
    r"|under|behind|for)|emptied|rinsed|removed (?:the|it|all)|tightened|followed|power.cycled|factory.reset|logged out"
    r"|contacted the (?:shop|seller))"
)
EN_TRIED = expression(
    r"\b(?:i|we)?(?:'ve| have)? ?(?:already |also |even |just |both )*(?:tried(?! to (?:call|return|reach"
    rf"|contact|order|buy|pay|cancel|phone|get (?:a|my)|speak))|{EN_DID}|(?:changed|replaced) (?:the |both "
    r"|its |all )*(?:batter|filter|cable|bulb|outlet|setting|fuse|plug|hose)\w*)\b[^.!?\n,;]*"
)
EN_CUT = expression(r"\s+(?:but|and (?:it|nothing|still|the)|still|with no|to no|no luck|without)\b.*$")
EN_NOT = expression(
    r"\b(?:should|could|please|can you|will|would|not|haven't|didn't|who|they|you|he|she|was|were|is|be"
    r"|been)\s?(?:have )?$"
    r"|\bi(?:'d| would) (?:have )?$"
)


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """Remedies that are told as done."""
    if reading.japanese:
        yield from _in_japanese(reading)
    if reading.english:
        yield from _in_english(reading)


def _in_japanese(reading: Reading) -> Iterator[Found]:
    for start, end in pieces(reading.text, CLAUSE):
        clause = reading.text[start:end]
        if TRIED.search(clause) and not NOT_TRIED.search(clause) and reading.text[end : end + 1] != "?":
            yield Found("tried", start, end, re.sub(r"\s+", " ", clause), 0.8, "tried_and_done")


def _in_english(reading: Reading) -> Iterator[Found]:
    for match in EN_TRIED.finditer(reading.text):
        cut = EN_CUT.search(match.group())
        end = match.start() + (cut.start() if cut else len(match.group()))
        said = reading.text[match.start() : end].strip()
        if said and not EN_NOT.search(reading.text[max(0, match.start() - 24) : match.start()]):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield Found("tried", start, start + len(said), said, 0.8, "tried_in_english")
