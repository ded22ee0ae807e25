"""What the large providers say of their servers, so that nobody has to look it up.

Hosts and ports were compared with the providers' own pages, or with the configurations that widely used mail programs
carry, in November 2026. A provider that takes no password is not offered: it could never connect (Microsoft 365).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise

APP_PASSWORD: Words = _("Needs an app password: the one people sign in with is refused.")
MAIL_PASSWORD: Words = _("The password that was set for this mail address in the control panel.")
WHOLE_ADDRESS: Words = _("The user name is the whole mail address.")


@dataclass(frozen=True)
class End:
    """An empty host differs for each customer of the provider; `example` shows what it looks like."""

    host: str
    port: int
    security: str = "tls"
    example: str = ""


@dataclass(frozen=True)
class Preset:
    key: str
    name: Words
    imap: End
    smtp: End
    hints: tuple[Words, ...]
    # What the sending domain's SPF record must let in, and where the DKIM key usually lies.
    spf: str = ""
    selectors: tuple[str, ...] = ()


PRESETS: tuple[Preset, ...] = (
    # https://support.google.com/mail/answer/7126229 · app passwords: https://support.google.com/accounts/answer/185833
    Preset(
        "google",
        "Gmail / Google Workspace",
        End("imap.gmail.com", 993),
        End("smtp.gmail.com", 465),
        (APP_PASSWORD, _("It can be made once 2-Step Verification is on for the account.")),
        "_spf.google.com",
        ("google",),
    ),
    # https://support.yahoo-net.jp/PccMail/s/article/H000014864; the same in Thunderbird-like clients' lists
    Preset(
        "yahoo-jp",
        "Yahoo! JAPAN",
        End("imap.mail.yahoo.co.jp", 993),
        End("smtp.mail.yahoo.co.jp", 465),
        (_("Allow access by IMAP and SMTP in the settings of Yahoo! Mail first."),),
    ),
    # https://support.apple.com/102525 (server names), https://support.apple.com/102654 (app-specific passwords)
    Preset(
        "icloud",
        "iCloud",
        End("imap.mail.me.com", 993),
        End("smtp.mail.me.com", 587, "starttls"),
        (APP_PASSWORD,),
        "icloud.com",
        ("sig1",),
    ),
    # https://help.sakura.ad.jp/mail/2796/: the first domain that came with the contract is the server's name
    Preset(
        "sakura",
        _("Sakura Rental Server"),
        End("", 993, example="example.sakura.ne.jp"),
        End("", 587, "starttls", example="example.sakura.ne.jp"),
        (_("The server is the first domain of the contract, not your own one."), WHOLE_ADDRESS),
    ),
    # https://www.xserver.ne.jp/manual/man_mail_setting.php: sv….xserver.jp, 993 and 465
    Preset(
        "xserver",
        _("Xserver"),
        End("", 993, example="sv1234.xserver.jp"),
        End("", 465, example="sv1234.xserver.jp"),
        (_("The server's name stands in the server panel under server information."), WHOLE_ADDRESS),
    ),
    # https://lolipop.jp/manual/user/mail-info/
    Preset(
        "lolipop",
        _("Lolipop!"),
        End("imap.lolipop.jp", 993),
        End("smtp.lolipop.jp", 465),
        (MAIL_PASSWORD, WHOLE_ADDRESS),
        "_spf.lolipop.jp",
    ),
    # https://help.onamae.com/answer/9537: names under the customer's own domain fail the certificate check
    Preset(
        "onamae",
        _("Onamae.com"),
        End("", 993, example="mail1.onamae.ne.jp"),
        End("", 465, example="mail1.onamae.ne.jp"),
        (_("Use the server name from the control panel: one under your own domain fails the certificate check."),),
    ),
    # https://support.kagoya.jp/ (mail clients): the user name is the mail account, not the address
    Preset(
        "kagoya",
        "KAGOYA",
        End("imap.kagoya.net", 993),
        End("smtp.kagoya.net", 465),
        (_("The user name is the mail account, such as kir000000.info, not the address."),),
    ),
    # https://support.ntt.com/ocn/ · SMTP also in Thunderbird's ispdb/ocn.ne.jp.xml
    Preset(
        "ocn",
        "OCN",
        End("imap.ocn.ne.jp", 993),
        End("smtp.ocn.ne.jp", 465),
        (_("The mail password, not the one of the line."), WHOLE_ADDRESS),
    ),
    # https://www.fastmail.com/help/technical/servernamesandports.html
    Preset(
        "fastmail",
        "Fastmail",
        End("imap.fastmail.com", 993),
        End("smtp.fastmail.com", 465),
        (APP_PASSWORD,),
        "spf.messagingengine.com",
        ("fm1", "fm2", "fm3"),
    ),
    # https://www.zoho.com/mail/help/imap-access.html: "pro" hosts for own domains; other regions end otherwise
    Preset(
        "zoho",
        "Zoho Mail",
        End("imappro.zoho.com", 993),
        End("smtppro.zoho.com", 465),
        (_("Switch IMAP access on in Zoho. In Japan the servers end in zoho.jp."), APP_PASSWORD),
        "zohomail.com",
    ),
    # https://docs.aws.amazon.com/workmail/latest/userguide/using_IMAP.html, with its notice of the end
    Preset(
        "workmail",
        "Amazon WorkMail",
        End("imap.mail.us-east-1.awsapps.com", 993),
        End("smtp.mail.us-east-1.awsapps.com", 465),
        (_("Put in the region of your organization. Amazon ends this service on 31 March 2027."),),
        "amazonses.com",
    ),
    Preset(
        "own",
        _("Own server or another provider"),
        End("", 993, example="mail.example.com"),
        End("", 587, "starttls", example="mail.example.com"),
        (_("Host, port and kind of encryption as your mail server's documentation says."),),
    ),
)
BY_KEY = {preset.key: preset for preset in PRESETS}


def of_host(host: str) -> Preset | None:
    """Which provider's server this is, for hints after the form was saved."""
    return next((preset for preset in PRESETS if host and host in (preset.smtp.host, preset.imap.host)), None)
