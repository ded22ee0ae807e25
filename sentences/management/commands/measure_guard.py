from sentences.asking import asks_in
from sentences.measuring_command import MeasureCommand


class Command(MeasureCommand):
    help = (
        "Say how well the guard against asking twice reads sentences. A value counts as known for every key. "
        "Labelled with a key: found is a hit, not found is missed, every other key found besides is wrong. "
        "Labelled none: every key found is wrong. Keys joined by + are all meant."
    )

    def found_in(self, text: str) -> set[str]:
        return {ask.key for ask in asks_in(text)}
