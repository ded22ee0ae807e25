"""Every way in and out. A new channel is one file here and one line below (docs/adding-a-channel.md says how)."""

from channels_ingest.adapters.api import Api
from channels_ingest.adapters.base import Adapter
from channels_ingest.adapters.chat import Chat
from channels_ingest.adapters.email import Email
from channels_ingest.adapters.form import Form
from channels_ingest.adapters.line import Line
from channels_ingest.adapters.phone import Phone
from channels_ingest.adapters.sms import Sms
from conversations.capabilities import Capabilities

_ALL = (Api(), Chat(), Email(), Form(), Line(), Phone(), Sms())
ADAPTERS: dict[str, Adapter] = {adapter.kind: adapter for adapter in _ALL}

# Asked by name from the room below: see conversations.capabilities.
CAPABILITIES: dict[str, Capabilities] = {kind: adapter.capabilities for kind, adapter in ADAPTERS.items()}
