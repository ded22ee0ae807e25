from channels_ingest.models.raw import RawDelivery
from channels_ingest.models.visitor import UsedToken, VisitorSession

__all__ = ["RawDelivery", "UsedToken", "VisitorSession"]
