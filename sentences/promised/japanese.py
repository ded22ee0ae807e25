"""Promises in Japanese: a verb in its future form, by us, with a time or with 「折り返し」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentences.expressions import expression
from sentences.promised.due import Clock, due_in, says_when

SENTENCE = expression(r"[^。!?\n]+[。!?]?")
WILL = (
    r"(?:いたします|致します|します|申し上げます|差し上げます|さしあげます|させていただきます|させて頂きます"
    r"|する予定です|いたす予定です|予定です|の予定でございます)"
)
# What we do: 「お電話いたします」「お送りします」「伺います」「折り返します」
DOING = (
    r"(?:(?:お|ご)?(?:電話|連絡|伝え|伺い|返事|返信|回答|報告|案内|知らせ|送り|送付|発送|出荷|届け|手配|返金"
    r"|振込|振り込み|振り込みの手続き|引き取り|引取り?|用意|準備|調べ|確認|登録|修正|差し替え|交換|変更"
    r"|手続き|対応|取り置き|取り消し|再送|再発行|配達|配送|持ち|渡し|お渡し|着金|入金|訪問|メール|ファクス"
    r"|共有|提出|完了|"
    r"返送|投函|折り返し|折返し|掛け直し|かけ直し|おかけ直し|説明|見積り?|設置)(?:を|の手続きを"
    r"|の手続きに)?(?:お送り|差し上げ|さしあげ)?"
)
VERB = expression(
    rf"{DOING}{WILL})|(?:伺い|うかがい|参り|折り返し|折返し|掛け直し|かけ直し|送り|届け|差し替え|取り置き"
    r"|済ませ|届き|着き|戻り|お出しし|出し|直し|消え|引き取り|持って行き|入れ|進め|調べ|知らせ"
    r"|受け取り)ます(?!か)"
    r"|(?:発送|出荷|お届け|到着|返金|着金|配達)されます(?:と思います)?|(?:お電話|ご?連絡|お知らせ"
    r"|お伝え)(?:を)?(?:差し上げ|さしあげ)ます|(?:お知らせ|お送り|ご連絡|お電話|お返事)できます|と思います"
    r"|(?:電話|連絡|お知らせ|発送|出荷|回答|報告|返金|手配|メール|送付|返信|折り返し電話|電話を)する(?=$"
    r"|[。と、]|こと|予定)|(?:引き取りに|修理に)?伺う(?=$|[。と、])|折り返す(?=$|[。と、])|(?:できる|られる)ようにします|で確約"
    r"|(?:担当が電話|回答|お電話|ご連絡|ご返信|折り返し)(?=$|。)"
)
SOON = expression(
    r"すぐ|至急|早急|なるべく早く|できるだけ早く|早めに|後ほど|のちほど|まもなく|間もなく|追って|改めて"
    r"|あらためて|近日|次第|確認(?:し(?:て|まして|、)|の(?:うえ|上)|でき)|調べ(?:て|まして)"
    r"|(?<!いただけま)(?<!いただきま)(?:し|り|い|ち|ち|き|ぎ|び|み|れ|え|け|せ)(?:まし)?たら"
)
CONTACT = expression(
    r"折り?返|掛け直|かけ直|(?:お電話|ご?連絡|お?返事|ご?返信|ご?回答|ご?報告)(?:を|の)?(?:いた|致|し|申|差|さ)"
)
# 「お送りしました」「お電話ください」「お届けできます」「ご希望でしたら」
NOT_OURS = expression(
    r"(?:ください|下さい|お待ち(?:して|くだ)|いただけ(?:ます|れば|ない)|お願い(?:いた|し|申)(?!.*(?:伺い"
    r"|お電話))|願います)[^、]*$"
)
CONDITION = expression(
    r"(?:ご希望|ご不明|よろしけ|宜しけ|ご都合|必要|お急ぎ|ご返信|ご了承|お知らせ|お送り|お申し付け|いただけ"
    r"|いただき|いただい|くださ|ご入用|ご連絡|直らな|問題|お済み|ご覧になれ|お困り|お気に|ご注文|ご購入"
    r"|お申し込み)[^、。]{0,14}?(?:でしたら|ましたら|ませんでしたら|であれば|ければ|れば|なら|場合|際|とき"
    r"|時)(?:は|に|には)?|(?:その|万一の|この)?(?:場合|際|とき)は|(?:いただき|頂き|くださり)次第|もし|万一|万が一"
)
GENERAL = expression(r"通常|一般に|一般的|目安|平均|だいたい|毎[日週月年]|いつも|基本的|原則|につき|順次")
ASKED = expression(r"(?:ます|でしょう|です|ません)か[。?]?$|(?:よろしい|いかが|ご都合)[^、]*か?[。?]?$|\?$")
ANNOUNCED = expression(
    r"(?:下記|以下|次|添付|こちら)の(?:とおり|通り)|について(?:ご案内|ご説明|お知らせ)|お詫び|御礼|お礼|感謝"
)

LONGEST = 160  # letters before a verb in which its time may stand


@dataclass(frozen=True)
class Commitment:
    """A promise at [start:end] of the folded text; `when` are the words that name its time."""

    start: int
    end: int
    when: str
    rule: str


def commitments(text: str, clock: Clock) -> Iterator[Commitment]:
    """Sentence by sentence; each verb takes the words since the verb before it."""
    for sentence in SENTENCE.finditer(text):
        if ASKED.search(sentence.group().strip()):
            continue
        last = sentence.start()
        for verb in VERB.finditer(text, sentence.start(), sentence.end()):
            found = _made(text, max(last, verb.start() - LONGEST), verb, clock)
            if found:
                yield found
            last = verb.end()


def _made(text: str, start: int, verb: re.Match[str], clock: Clock) -> Commitment | None:
    words = text[start : verb.end()]
    if (
        words.count("「") > words.count("」")
        or CONDITION.search(words)
        or GENERAL.search(words)
        or NOT_OURS.search(words)
        or re.match(r"か|と(?:幸い|助)", text[verb.end() :])
    ):
        return None
    if says_when(text[start : verb.start()], clock):
        rule = "promise_with_a_time"
    elif ANNOUNCED.search(words):
        return None
    elif SOON.search(words):
        rule = "promise_soon"
    elif CONTACT.search(verb.group()):
        rule = "promise_of_contact"
    else:
        return None
    if verb.group() == "と思います" and not re.search(r"発送|届|到着|出荷", words):
        return None
    begin = _begin(text, start, verb, clock, rule)
    return Commitment(begin, verb.end(), text[begin : verb.start()], rule)


def _begin(text: str, start: int, verb: re.Match[str], clock: Clock, rule: str) -> int:
    """The part of the sentence, from one 、 to the next, in which the time stands."""
    begin = start
    for comma in re.finditer(r"、", text[start : verb.start()]):
        rest = text[start + comma.end() : verb.start()]
        timed = says_when(rest, clock) and due_in(rest, clock) == due_in(text[start : verb.start()], clock)
        if (rule == "promise_with_a_time" and not timed) or (
            rule != "promise_with_a_time" and not SOON.search(rest + verb.group())
        ):
            break
        begin = start + comma.end()
    return begin + len(text[begin : verb.end()]) - len(text[begin : verb.end()].lstrip(" 、,"))
