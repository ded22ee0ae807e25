"""The demo's chat sites, by the public ids that the shop's pages carry, and its mailboxes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q

from conversations.models import Channel, Direction

STORE, MYPAGE, ENGLISH = "minato-store", "minato-mypage", "minato-english"
# Where members of the shop may be vouched for.
SIGN_IN = (STORE, MYPAGE)
# Which team answers on which site.
BY_TEAM = {"support": STORE, "orders": MYPAGE, "english": ENGLISH}
NAMES = {STORE: "みなと家電サポート", MYPAGE: "みなと家電 マイページ", ENGLISH: "Minato Kaden English desk"}
# The form on the shop's contact page.
FORM = "minato-contact"
# The telephone, which agents answer on apparatus of their own.
PHONE, PHONE_NAME = "minato-phone", "お電話窓口"
PHONE_SETTINGS = {"provider": "manual", "number": "+81120000310"}
FORM_NAME = "お問い合わせ"
FORM_TITLES = {"ja": "お問い合わせ", "en": "Contact us"}
FORM_CHOICES = ["故障・修理 | Repair", "配送 | Delivery", "返品・交換 | Return or exchange", "その他 | Something else"]
FORM_FIELDS = [{"label": "型番 | Model", "key": "product", "required": False}]
# The mailboxes of the teams. Nothing is read from a server: what comes is brought by the demo, what goes out is taken
# by its post office (demo.post).
DOMAIN = "minato-kaden.example"
MAIL_NAMES = {"support": "サポート窓口", "orders": "ご注文窓口", "english": "English desk"}
FROM_NAMES = {
    "support": "みなと家電 サポート窓口",
    "orders": "みなと家電 ご注文窓口",
    "english": "Minato Kaden English desk",
}
# Who vouches for senders: the post office, which plays the mail server of the company.
AUTHSERV = f"post.{DOMAIN}"
# Channels of practice, which only the simulator reaches.
PRACTICE = {"line": "practice-line", "twilio": "practice-sms"}
PRACTICE_NAMES = {"line": "練習用 LINE", "twilio": "練習用 SMS"}
COLOUR = "#214f9c"
GREETINGS = {
    STORE: {"ja": "こんにちは。お困りのことをお聞かせください。", "en": "Hello. What can we do for you?"},
    MYPAGE: {"ja": "ご注文・お届けについて承ります。", "en": "Ask us about your orders."},
    ENGLISH: {"ja": "英語の窓口です。日本語でもどうぞ。", "en": "Hello. Write to us in English."},
}


def tell_when_heard() -> None:
    """When each site last took a message in, and last sent one."""
    came, went = (Max("messages__shown_at", filter=Q(messages__direction=way)) for way in (Direction.IN, Direction.OUT))
    ours = Q(public_id__in=[*NAMES, FORM, PHONE]) | Q(settings__demo=True)
    for site in Channel.objects.filter(ours).annotate(came=came, went=went):
        Channel.objects.filter(pk=site.pk).update(last_inbound_at=site.came, last_outbound_at=site.went)


def shop_port() -> int:
    """The shop is another origin: the next port."""
    return (urlsplit(settings.PUBLIC_URL).port or settings.ENV.PORT) + 1


def shop_origins() -> list[str]:
    return [f"http://localhost:{shop_port()}", f"http://127.0.0.1:{shop_port()}"]


def address_of(team: str) -> str:
    return f"{team}@{DOMAIN}"


def post_port() -> int:
    """The post office, beside the shop."""
    return shop_port() + 1


def post_office() -> dict[str, str | int]:
    """The server for sending, as a mailbox keeps it: this machine, and nobody else's."""
    return {"host": "127.0.0.1", "port": post_port(), "security": "none", "username": ""}


def find_post_office() -> None:
    """The port may be another one today."""
    for channel in Channel.objects.filter(settings__demo=True).exclude(settings__smtp__port=post_port()):
        if channel.settings.get("smtp", {}).get("host") == "127.0.0.1":
            Channel.objects.filter(pk=channel.pk).update(settings=channel.settings | {"smtp": post_office()})
