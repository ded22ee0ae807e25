"""The numbers at which people of the company are rung."""

import phonenumbers

# Written without a country code, a number is Japanese.
REGION = "JP"


class NoTelephone(ValueError):
    """Nobody can be rung there."""


def e164(said: str) -> str:
    try:
        number = phonenumbers.parse(said, REGION)
    except phonenumbers.NumberParseException as error:
        raise NoTelephone(said) from error
    if not phonenumbers.is_valid_number(number):
        raise NoTelephone(said)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
