from conversations.models.asked_again import AskedAgain, AskedAgainKind, Verdict
from conversations.models.attachment import Attachment, Scan
from conversations.models.call import CALL_RANK, Call, CallOutcome, CallState, WrapUp
from conversations.models.channel import Channel, Trouble
from conversations.models.choices import MessageChoices
from conversations.models.conversation import CLOSED, OPEN, Conversation, Status
from conversations.models.draft import Draft
from conversations.models.entry import Entry
from conversations.models.envelope import Envelope, Nature
from conversations.models.focus import FocusInterval
from conversations.models.handover import Handover, HandoverKind
from conversations.models.label import ConversationLabel, Label
from conversations.models.message import Delivery, Direction, Message
from conversations.models.number_question import NumberQuestion
from conversations.models.promise import Promise, PromiseState
from conversations.models.tally import Tally

__all__ = [
    "CALL_RANK",
    "CLOSED",
    "OPEN",
    "AskedAgain",
    "AskedAgainKind",
    "Attachment",
    "Call",
    "CallOutcome",
    "CallState",
    "Channel",
    "Conversation",
    "ConversationLabel",
    "Delivery",
    "Direction",
    "Draft",
    "Entry",
    "Envelope",
    "FocusInterval",
    "Handover",
    "HandoverKind",
    "Label",
    "Message",
    "MessageChoices",
    "Nature",
    "NumberQuestion",
    "Promise",
    "PromiseState",
    "Scan",
    "Status",
    "Tally",
    "Trouble",
    "Verdict",
    "WrapUp",
]
