"""How mail programs introduce what they repeat. One list for the code, the tests and docs/mail-reading.md."""

import re

# Lines that stand alone above a repeated mail (Outlook, Yahoo!メール, Becky!, Notes …), in ASCII or full-width rules.
_RULE = r"[-_=─━―ー－*]{2,80}[ \t]{0,10}"
_TITLES = (
    "original message|original mail|original e-?mail"
    "|reply message|元のメッセージ|元のメール|オリジナルメッセージ|原始邮件|原始郵件|邮件原件|원본 메시지"
    "|원본 메일|ursprüngliche nachricht|message d'origine|message original|mensaje original|messaggio originale"
    "|mensagem original|oorspronkelijk bericht|oprindelig meddelelse|ursprungligt meddelande|opprinnelig melding"
    "|alkuperäinen viesti|původní zpráva|oryginalna wiadomość|исходное сообщение|reply all|antwort"
)
SEPARATOR = re.compile(rf"{_RULE}(?:{_TITLES})[ \t]{{0,10}}[-_=─━―ー－*]{{2,80}}", re.IGNORECASE)

# The header block that Outlook repeats: its first line names the sender, and two more of its kind follow.
_FROM = (
    "from|von|de|da|van|fra|från|lähettäjä|od|от|差出人|送信者|发件人|發件人|寄件者|보낸 사람|보낸사람|gönderen|kimden"
)
_OTHER = (
    "sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado|enviado el|fecha|para|asunto"
    "|inviato|data|a|oggetto|verzonden|aan|onderwerp|sendt"
    "|til|emne|dato|skickat|till|ämne|lähetetty|vastaanottaja|aihe"
    "|odesláno|komu|předmět|wysłano|do|temat"
    "|отправлено|кому|тема|送信日時|日時|宛先|件名|发送时间|时间|日期|收件人|抄送|主题"
    "|寄件日期|傳送時間|收件者|副本|主旨|보낸 날짜|날짜|받는 사람|받는사람|참조"
    "|제목|reply-to|organization|priority|importance"
)
FROM_LINE = re.compile(rf"[*_ \t]{{0,4}}(?:{_FROM})[ \t*_]{{0,4}}[:：]", re.IGNORECASE)
OTHER_LINE = re.compile(rf"[*_ \t]{{0,4}}(?:{_OTHER})[ \t*_]{{0,4}}[:：]", re.IGNORECASE)

# "… wrote:" without a quote mark below it. Each is the end of a line that also holds a date or an address.
_WROTE = (
    "wrote|writes|schrieb|schrieb am|a écrit|écrit|ha scritto"
    "|escribió|escreveu|schreef|skrev|kirjoitti|napsal|napsal\\(a\\)"
    "|napisał|napisał\\(a\\)|пишет|написал|написал\\(а\\)"
    "|さんは書きました|さんが書きました|のメール|のメッセージ|は書きました|写道|寫道|님이 작성|yazdı"
)
WROTE = re.compile(rf"(?:{_WROTE})(?:[ \t][^\n]{{0,80}})?[ \t]?[:：]\Z", re.IGNORECASE)
# Gmail and Apple in Japanese: "2026年11月20日(金) 10:15 名前 <a@b.example>:", "2026/11/20 10:15、名前のメール:"
JAPANESE = re.compile(r"\d{4}(?:年|[/.-])[ \t]?\d{1,2}(?:月|[/.-])[ \t]?\d{1,2}日?[^\n]{0,200}[:：](?:\Z|[ \t]?\Z)")
DATE_OR_ADDRESS = re.compile(r"\d{1,4}[./-]\d{1,2}|\d{4}|\d{1,2}:\d{2}|\S@\S")

# Below these only the sender's own card follows.
SIGNATURE = re.compile(r"--[ \t]?\Z|—\Z")
_FROM_PHONE = (
    r"sent from (?:my|yahoo|outlook|mail for|proton)\b.{0,60}"
    r"|get outlook for (?:ios|android).{0,60}|von meinem .{0,40} gesendet"
    r"|gesendet (?:von|mit) .{0,60}|envoyé (?:de"
    r"|depuis) .{0,60}|enviado desde .{0,60}|inviato da .{0,60}|.{0,30}から送信"
    r"|iphoneから送信|androidから送信|发自我的.{0,30}|從我的.{0,20}傳送|나의 .{0,20}에서 보냄"
)
FROM_PHONE = re.compile(_FROM_PHONE, re.IGNORECASE)
# Japanese cards lie between drawn lines and hold a way to reach the sender.
DRAWN = re.compile(r"[-_=─━―ー－＝＿*＊+☆★◇◆□■・.。~～:：;／/\\|♪｡ﾟ゜ \t]{6,200}\Z")
CONTACT = re.compile(r"@|tel|fax|phone|https?://|www\.|〒|電話|携帯|株式会社|有限会社|mobile", re.IGNORECASE)
FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|转发|轉寄|転送|doorst|vs|enc)\s*[:：]|\s*\[?(?:fwd|転送)", re.IGNORECASE)
