"""What can go wrong with a mail server, each in one sentence that says what to do.

The sentences are kept in English and translated where they are shown, because colleagues read different languages; so
none of them holds a name or a number.
"""

import imaplib
import smtplib
import ssl

from django.utils.translation import gettext_noop

HOST_UNKNOWN = gettext_noop("There is no server of this name. Check the server's name for typing errors.")
PRIVATE = gettext_noop(
    "This server lies in a private network, where mail servers must be allowed by name (ALLOWED_PRIVATE_HOSTS)."
)
PORT_CLOSED = gettext_noop("The server refuses connections on this port. Check the port number.")
SILENT = gettext_noop("The server does not answer. Check its name and port, and whether a firewall is in between.")
NEEDS_TLS = gettext_noop("The server does not answer. This port expects SSL/TLS: choose it as the encryption.")
NO_TLS = gettext_noop("The server does not speak SSL/TLS on this port. Choose STARTTLS, or another port.")
NO_STARTTLS = gettext_noop(
    "The server does not offer STARTTLS. Choose SSL/TLS and its port, so that nobody can listen."
)
NOT_TRUSTED = gettext_noop(
    "The server's certificate comes from an authority that this installation does not trust. "
    "Ask the server's administrator for one that is, or have the authority added (SSL_CERT_FILE)."
)
EXPIRED = gettext_noop("The server's certificate has expired. Ask the server's administrator to renew it.")
WRONG_NAME = gettext_noop("The server's certificate was made for another name. Enter the name the provider tells you.")
WRONG_PASSWORD = gettext_noop(
    "The server refuses the user name or the password. Enter them again; some providers need an app password."
)
NO_AUTH = gettext_noop("The server lets nobody sign in on this port. Use the port for sending (usually 465 or 587).")
NO_FOLDER = gettext_noop("The mailbox has no folder of this name. Check it; the inbox is called INBOX.")
BUSY = gettext_noop("The server is too busy for us at the moment. It is tried again by itself.")
BROKE = gettext_noop("The connection to the server broke. It is tried again by itself.")
SPOKE_OTHERWISE = gettext_noop("The server answers in a way that is no mail server's. Check its name and port.")

SENDER_REFUSED = gettext_noop("The server does not let this mailbox send from its address.")
RECIPIENT_REFUSED = gettext_noop("The server says that this address does not exist or takes no mail from us.")
RECIPIENT_LATER = gettext_noop("The recipient's server asks to come back later. It is tried again by itself.")
TOO_LARGE = gettext_noop("The mail is larger than the server takes. Send smaller files, or a link to them.")
CONTENT_REFUSED = gettext_noop("The server refused the content of the mail.")
FOREIGN_LETTERS = gettext_noop("The server cannot send to an address with such letters.")
NO_RECIPIENT = gettext_noop("The mail has no recipient.")
NOT_SET_UP = gettext_noop("No server for sending is set up for this mailbox.")

CAN_READ = gettext_noop("Signed in, and the folder is there.")
CAN_SEND = gettext_noop("Signed in, and the server sends from this address.")

TLS_PORTS = (465, 993)
MADE_FOR_ANOTHER_NAME, OF_ANOTHER_ADDRESS, PAST_ITS_END = 62, 64, 10


class Trouble(Exception):
    """`reason` is one of the sentences above; a permanent one does not pass by waiting. `detail` is for the log."""

    def __init__(self, reason: str, *, permanent: bool = False, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.detail = reason, permanent, detail


# What a server, or the way to it, may do to us; anything else is a mistake of ours and is not caught.
EXPECTED = (Trouble, OSError, imaplib.IMAP4.error, smtplib.SMTPException, EOFError)


def told(error: BaseException, port: int = 0, *, encrypted: bool = True) -> Trouble:
    """The same as a sentence."""
    if isinstance(error, Trouble):
        return error
    detail = type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble(certificate(error.verify_code), permanent=True, detail=error.verify_message)
    # The SMTP library tells of a time-out as of a lost line.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Trouble(NEEDS_TLS if port in TLS_PORTS and not encrypted else SILENT, detail=detail)
    if isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG"):
        return Trouble(NO_TLS, permanent=True, detail=error.reason)
    if isinstance(error, ConnectionRefusedError):
        return Trouble(PORT_CLOSED, detail=detail)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Trouble(NO_AUTH, permanent=True, detail=str(error))
    if isinstance(error, OSError | EOFError | imaplib.IMAP4.abort | smtplib.SMTPServerDisconnected):
        return Trouble(BROKE, detail=detail)
    return Trouble(SPOKE_OTHERWISE, detail=f"{detail}: {error}"[:300])


def certificate(verify_code: int) -> str:
    if verify_code == PAST_ITS_END:
        return EXPIRED
    return WRONG_NAME if verify_code in (MADE_FOR_ANOTHER_NAME, OF_ANOTHER_ADDRESS) else NOT_TRUSTED
