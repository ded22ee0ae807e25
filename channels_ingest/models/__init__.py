from channels_ingest.models.app import ConnectedApp, Scope
from channels_ingest.models.handoff import Handoff, RefusedHandoff
from channels_ingest.models.mailbox import Mailbox
from channels_ingest.models.once import SocketTicket, UsedToken
from channels_ingest.models.part import SentPart
from channels_ingest.models.raw import RawDelivery
from channels_ingest.models.refusal import Refusal
from channels_ingest.models.visitor import VisitorSession

__all__ = [
    "ConnectedApp",
    "Handoff",
    "Mailbox",
    "RawDelivery",
    "Refusal",
    "RefusedHandoff",
    "Scope",
    "SentPart",
    "SocketTicket",
    "UsedToken",
    "VisitorSession",
]
