"""That a file comes along, in Japanese: 「見積書を添付いたしました」, 「添付のとおり」, 「手順.pdf をお送りします」.

Each 添付 of a sentence is looked at by itself, with what stands right before it and behind it.
"""

import re

from sentences.expressions import expression

WORD = expression(r"添付|別添")
NEAR = 30  # letters before a deed in which its condition or its time may stand
PICTURE = r"(?:図|図面|画像|写真|スクリーンショット|スクショ|キャプチャ|動画)"
NAMED = expression(
    r"\.(?:pdf|xlsx?|docx?|pptx?|csv|zip|jpe?g|png|gif|heic|mp4|mov|txt)\b|pdf|(?:エクセル|ワード|excel|word)?ファイル"
    rf"|(?:^|[のがはもにてただる、 ]){PICTURE}"
)
SENDS = expression(
    r"\)?(?:[(「][^()「」]{0,30}[)」])? ?(?:を|にて|で)? ?(?:こちらに|ここに)?"
    r"(?:再度|改めて|あらためて|併せて|合わせて)?"
    r"(?:お送り|ご送付|送付|送信|送り)(?:(?:いた|致)?し(?:ます|ました)|申し上げま|させていただきま|ます|ました)"
)

# Somebody else's: 「お送りいただいた添付」, 「ご添付の写真」, 「お客様の添付ファイル」.
THEIRS = expression(
    r"(?:(?:いただ|頂|くださ|下さ)(?:い|っ|き)(?:た|ました|ている|ております)|(?:お客様|様|先方|貴社|御社)(?:から|より)?の"
    r"|届いた|届きました|受け取った|頂戴した)(?:(?:メール|写真|画像|資料|ファイル|書類|お問い合わせ|フォーム|ご返信)(?:の|に))?$"
    r"|ご$|要$|未$"
)
# It comes with the thing, or went with another message.
ELSEWHERE = expression(
    r"(?:製品|商品|本体|箱|機器|パッケージ|お届けの?品)に(?:は)?$"
    r"|(?:先ほど|先程|先日|昨日|一昨日|前回|以前|前|最初|別|別途|次|次回|\d日|曜日?)(?:に|の|、)?(?:お送りした|差し上げた|送った)?"
    r"(?:の)?(?:ご?案内|ご?返信|メール|メッセージ|お知らせ)[^。]{0,12}$"
    r"|お送りした(?:ご案内|メール|メッセージ)(?:に|で)[^。]{0,12}$"
)
LATER = expression(
    r"後ほど|のちほど|後日|明日|あす|明後日|来週|追って|追ってのご|別途|次第|次(?:の|回の)メール|ましたら|でしたら|であれば|場合|よろしければ|メールで(?:も)?(?=お送り|ご?送付|送)"
)
OURS = expression(r"(?:この|本|当|こちらの)メールで")

# What is done with it, right behind the word.
DONE = expression(
    r"(?:を|は|も|に)?(?:"
    r"(?:(?:いた|致)?し|させて(?:いただ|頂)き|申し上げ|してい|しており|いたしており|致しており|してあり|してござい|しておき|いたしておき|致しておき)"
    r"(?:ます|ました|まし(?:た|て)|ときます)(?!か|ょう)|してます|しました|しときます"
    r"|した(?:。|$)|(?:。|$|\))"
    r"|(?:(?:いた|致)?し(?:て)?|の(?:上|うえ)|にて|で|を)、?(?:お送り|ご?送付|送信|送り|ご?返信|お返し|お届け|ご案内|ご報告|失礼)"
    r"(?:(?:いた|致)?し|申し上げ|させて(?:いただ|頂)き)?(?:ます|ました|てお)(?!か|ょう)"
    r"|(?:で|と|に)(?:す|なります|ございます)|が(?:あり|ござい)ます|[::]\s*\S)"
)
# What it is for: the reader is shown to it.
FOR_YOU = expression(
    r"ご(?:確認|覧|参照|査収|一読|利用|記入|活用|署名|捺印|返送|検討|高覧|精査|印刷|提示|参考)"
    r"|お(?:目通し|納め|読み|試し|受け取り|使い|役立て|進め|確かめ)|とおり|通り|参照|参考に"
    r"|に(?:記載|まとめ|記し|示し|沿って|従って|書き)|開け(?:ない|ませんでし)|お送り(?:いた|致)?し|パスワード|開いて(?:くだ|いただ)|見て(?:くだ|いただ)"
)
RECEIVED = expression(
    r"拝見|拝読|拝受|受領|受け取(?:り|っ)ま|頂戴|(?<!ご)確認(?:(?:いた|致)?しま|でき|させて)|いただき[、まして]{0,4}(?:誠に)?ありがとう"
    r"|いただけました(?:で|か)|削除|とのこと|届いて"
)
LINK = expression(r"の(?:リンク|url|アドレス|ホームページ)")
ASKED = expression(
    r"(?:を|も|は)?(?:(?:の(?:上|うえ)|し(?!た|ま|てお|てい)(?:て)?|をして)[^。]{0,40})?"
    r"(?:いただ|頂|くださ|下さ|お願い|願いま|もら|ほし|欲し|賜)"
)
NOT = expression(
    r"(?:を|は|も|が)?(?:(?:いた|致)?し(?:て)?(?:は)?(?:おりません|いません|ません|おらず|いない|ない|なかった)"
    r"|でき|出来|可能|不要|不可|機能|ボタン|欄|(?:あり|ござい)ません|な(?:い|く|か)|漏れ|もれ|忘れ|され(?:て)?(?:おりません|いません|ません|ていない|ない)"
    r"|いたしましょう|しましょう|致しましょう)"
)
# Forgotten, and so it comes now.
AGAIN = expression(r"(?:が|を|の)?(?:漏れ|もれ|忘れ)[^。]{0,30}(?:お送り|再送|送り)(?:(?:いた|致)?し)?(?:ます|ました)")


def says_so(sentence: str) -> bool:
    return any(_attached(sentence, word) for word in WORD.finditer(sentence)) or _sends(sentence)


def _attached(sentence: str, word: re.Match[str]) -> bool:
    before, behind = sentence[: word.start()], sentence[word.end() :]
    if THEIRS.search(before) or ELSEWHERE.search(before) or LINK.match(behind):
        return False
    if AGAIN.match(behind):
        return True
    if NOT.match(behind):
        return False
    if DONE.match(behind):
        return not LATER.search(before[-NEAR:])
    return not ASKED.match(behind) and not RECEIVED.search(behind) and FOR_YOU.search(behind) is not None


def _sends(sentence: str) -> bool:
    """A file by its name or kind, which the same words send."""
    for named in NAMED.finditer(sentence):
        sends = SENDS.match(sentence, named.end())
        if sends and not sentence.startswith(("か", "ょう"), sends.end()):
            before = OURS.sub("", sentence[: sends.end()])
            return not LATER.search(before) and not ELSEWHERE.search(before)
    return False
