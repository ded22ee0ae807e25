"""Small mails as customers write them: Japanese and English, some with a file, some with HTML, some replies."""

import base64
from email import policy
from email.message import EmailMessage

ADDRESS = "support@bench.example"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
JAPANESE = "お世話になっております。\n充電ランプが赤く点滅したままです。注文は{n}番です。\n\n計測 花子\n"
ENGLISH = "Hello,\n\nthe lamp keeps blinking red. My order is {n}.\n\nBest regards,\nAnn Bench\n"
WORDS = {"ja": ("計測{n}の件", JAPANESE, "計測 花子"), "en": ("About order {n}", ENGLISH, "Ann Bench")}
CHARSETS = {"ja": ("iso-2022-jp", "utf-8"), "en": ("us-ascii", "utf-8")}


def written(number: int) -> bytes:
    """Mail `number`; of four mails the last answers the first of the same person."""
    language = "en" if number // 4 % 3 == 2 else "ja"
    subject, text, name = (word.format(n=number // 4 + 1000) for word in WORDS[language])
    mail = EmailMessage()
    mail["From"] = f"{name} <customer{number // 4 % 40}-{number % 4 % 3}@customer.example>"
    mail["To"] = ADDRESS
    mail["Date"] = "Sun, 22 Nov 2026 10:00:00 +0900"
    mail["Message-ID"] = named(number)
    if number % 4 == 3:
        mail["In-Reply-To"] = mail["References"] = named(number - 3)
        subject = f"Re: {subject}"
        quoted = "".join(f"> {line}\n" for line in text.splitlines())
        text += f"\nOn Sun, Nov 22, 2026 at 10:00 AM {name} wrote:\n{quoted}"
    mail["Subject"] = subject
    mail.set_content(text, charset=CHARSETS[language][number % 2])
    if number % 4 == 1:
        mail.add_alternative("<p>" + "<br>".join(text.split("\n")) + "</p>", subtype="html")
    if number % 5 == 0:
        mail.add_attachment(PIXEL, maintype="image", subtype="png", filename="ランプ.png")
    return mail.as_bytes(policy=policy.SMTP)


def named(number: int) -> str:
    return f"<bench-{number}@customer.example>"
