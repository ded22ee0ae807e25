import pickle

import pytest
import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from omnidesk.cache import FallbackRedisCache

ask = RedisCache.get


@pytest.fixture
def cache():
    cache = caches["default"]
    cache.clear()
    return cache


@pytest.fixture
def away(settings):
    return FallbackRedisCache("redis://127.0.0.1:1/0", settings.CACHES["default"])


def test_it_keeps_what_json_can_say(cache):
    cache.set("limits", [1.5, "a", None])
    assert cache.get("limits") == [1.5, "a", None]
    cache.set("count", 1)
    assert cache.incr("count") == 2


def test_a_pickle_laid_by_a_neighbour_is_never_opened(cache, settings):
    redis.Redis.from_url(settings.REDIS_URL).set(cache.make_key("evil"), pickle.dumps(Bomb()))
    assert cache.get("evil") is None
    assert not Bomb.went_off


class Bomb:
    went_off = False

    def __reduce__(self):
        return (setattr, (Bomb, "went_off", True))


def test_limits_count_on_while_redis_is_away(away):
    away.set("count", 1)
    assert away.incr("count") == 2
    assert away.add("count", 9) is False


def test_redis_is_not_asked_again_for_a_while(away, monkeypatch):
    asked = []
    monkeypatch.setattr("omnidesk.cache.REST_SECONDS", 60)
    monkeypatch.setattr(RedisCache, "get", lambda *args: asked.append(args) or ask(*args))
    for _ in range(100):
        away.get("anything")
    assert len(asked) == 1


def test_every_deed_of_the_cache_has_the_fallback():
    asking = {name for name, value in vars(FallbackRedisCache).items() if callable(value)}
    deeds = {name for name, value in vars(RedisCache).items() if callable(value) and not name.startswith("_")}
    assert deeds - asking == {"get_backend_timeout"}
