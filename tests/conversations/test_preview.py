import pytest

from conversations.preview import preview_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("みなと家電 高橋様\n\n充電できません", "充電できません"),
        ("株式会社ミナト 御中\n領収書の件です", "領収書の件です"),
        ("Dear Sir or Madam,\n\nIt does not charge.", "It does not charge."),
        ("高橋様", "高橋様"),
        ("佐藤花子様宛の荷物が届きません\n確認してください", "佐藤花子様宛の荷物が届きません 確認してください"),
        ("  一行\n 二行 ", "一行 二行"),
    ],
)
def test_it_begins_after_the_salutation(text, shown):
    assert preview_of(text) == shown


def test_of_files_alone_it_tells_how_many():
    assert preview_of("", 2) == "📎 2"
