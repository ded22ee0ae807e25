import pytest
from django.core.management import call_command
from django.db import connection

from conversations.models import Channel
from omnidesk import checks, secrets

pytestmark = pytest.mark.django_db

OLD, NEW = "old-key-" * 6, "new-key-" * 6


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.CREDENTIAL_KEYS = [OLD]


@pytest.fixture
def channel(old_key):
    return Channel.objects.create(kind="chat", name="Shop", credentials='{"secret": "hush"}')


def stored(channel):
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM conversations_channel WHERE id = %s", [channel.pk])
        return cursor.fetchone()[0]


def test_the_database_holds_no_word_of_it(channel):
    assert "hush" not in stored(channel)
    assert Channel.objects.get(pk=channel.pk).credentials == '{"secret": "hush"}'


def test_the_same_words_never_look_the_same():
    assert secrets.encrypt("hush", "a") != secrets.encrypt("hush", "a")


def test_a_value_of_another_column_does_not_open():
    with pytest.raises(secrets.WrongKey):
        secrets.decrypt(secrets.encrypt("hush", "a"), "b")


@pytest.mark.parametrize("broken", ["plain", "v1:00000000:AAAA", "v1::", "v1:x:y:z"])
def test_what_is_no_ciphertext_of_ours_does_not_open(broken):
    with pytest.raises(secrets.WrongKey):
        secrets.decrypt(broken, "a")


def test_an_older_key_opens_until_everything_is_under_the_new_one(channel, settings):
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    assert Channel.objects.get(pk=channel.pk).credentials == '{"secret": "hush"}'
    call_command("rotate_keys", verbosity=0)
    settings.CREDENTIAL_KEYS = [NEW]
    assert Channel.objects.get(pk=channel.pk).credentials == '{"secret": "hush"}'


def test_rotating_twice_changes_nothing_the_second_time(channel, settings, capsys):
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    call_command("rotate_keys")
    assert capsys.readouterr().out.splitlines() == [
        "1 values are now under the newest key.",
        "0 values are now under the newest key.",
    ]


def test_a_wrong_key_is_told_in_one_sentence(channel, settings):
    settings.CREDENTIAL_KEYS = [NEW]
    (found,) = checks.check_server(databases=["default"])
    assert found.id == "omnidesk.E003"
    assert "add the key they were saved with" in str(found.msg)
    assert "\n" not in str(found.msg)
