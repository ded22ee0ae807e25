import pytest
from django.utils.translation import override

from customers.models import Customer
from customers.names import addressed

HANAKO = {"family_name": "佐藤", "given_name": "花子", "roman": "Hanako Sato"}


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (HANAKO, "佐藤 花子 様"),
        ({**HANAKO, "honorific": "先生"}, "佐藤 花子 先生"),
        ({**HANAKO, "honorific": ""}, "佐藤 花子"),
        ({**HANAKO, "honorific": "御中"}, "佐藤 花子 様"),
        ({"company_name": "株式会社ミナト"}, "株式会社ミナト 御中"),
        ({"company_name": "株式会社ミナト", "honorific": "御中"}, "株式会社ミナト 御中"),
        ({"company_name": "株式会社ミナト", **HANAKO}, "佐藤 花子 様"),
        ({"family_name": "Hartwell", "given_name": "Imogen"}, "Imogen Hartwell 様"),
        ({"pk": 7}, "訪問者 7"),
    ],
)
def test_it_addresses_a_customer_in_japanese(fields: dict[str, str], shown: str) -> None:
    with override("ja"):
        assert addressed(Customer(**fields)) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (HANAKO, "Hanako Sato"),
        ({"family_name": "佐藤"}, "佐藤"),
        ({"company_name": "Minato"}, "Minato"),
        ({"pk": 7}, "Visitor 7"),
    ],
)
def test_it_gives_no_honorific_in_english(fields: dict[str, str], shown: str) -> None:
    with override("en"):
        assert addressed(Customer(**fields)) == shown
