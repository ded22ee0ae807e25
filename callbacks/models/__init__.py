from callbacks.models.callback import AGAIN, OPEN, Attempt, Callback, Outcome, State, Through, Wish
from callbacks.models.slot import CallbackSettings, Slot

__all__ = ["AGAIN", "OPEN", "Attempt", "Callback", "CallbackSettings", "Outcome", "Slot", "State", "Through", "Wish"]
