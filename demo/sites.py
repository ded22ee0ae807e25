"""The demo's chat sites, by the public ids that the shop's pages carry."""

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
COLOUR = "#214f9c"
GREETINGS = {
    STORE: {"ja": "こんにちは。お困りのことをお聞かせください。", "en": "Hello. What can we do for you?"},
    MYPAGE: {"ja": "ご注文・お届けについて承ります。", "en": "Ask us about your orders."},
    ENGLISH: {"ja": "英語の窓口です。日本語でもどうぞ。", "en": "Hello. Write to us in English."},
}


def tell_when_heard() -> None:
    """When each site last took a message in, and last sent one."""
    came, went = (Max("messages__shown_at", filter=Q(messages__direction=way)) for way in (Direction.IN, Direction.OUT))
    for site in Channel.objects.filter(public_id__in=NAMES).annotate(came=came, went=went):
        Channel.objects.filter(pk=site.pk).update(last_inbound_at=site.came, last_outbound_at=site.went)


def shop_port() -> int:
    """The shop is another origin: the next port."""
    return (urlsplit(settings.PUBLIC_URL).port or settings.ENV.PORT) + 1


def shop_origins() -> list[str]:
    return [f"http://localhost:{shop_port()}", f"http://127.0.0.1:{shop_port()}"]
