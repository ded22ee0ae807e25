from callbacks.models.callback import AGAIN, OPEN, TALKED, Attempt, Callback, Outcome, State, Through, Wish
from callbacks.models.slot import CallbackSettings, Slot

__all__ = [
    "AGAIN", "OPEN", "TALKED", "Attempt", "Callback", "CallbackSettings", "Outcome", "Slot", "State", "Through", "Wish",
]  # fmt: skip
