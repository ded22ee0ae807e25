from channels_ingest.models.mailbox import Mailbox
from channels_ingest.models.once import SocketTicket, UsedToken
from channels_ingest.models.raw import RawDelivery
from channels_ingest.models.visitor import VisitorSession

__all__ = ["Mailbox", "RawDelivery", "SocketTicket", "UsedToken", "VisitorSession"]
