"""How tasks travel and when they are due (Celery's own settings; see omnidesk/celery.py)."""

from datetime import timedelta

from celery.schedules import crontab
from django.conf import settings

broker_url = settings.REDIS_URL
task_serializer = "json"
accept_content = ["json"]
task_ignore_result = True
timezone = "UTC"

# A task that was not finished is found again by its row; done twice, it must be harmless.
task_acks_late = True
task_reject_on_worker_lost = True
task_time_limit = 60
task_soft_time_limit = 50
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False
worker_cancel_long_running_tasks_on_connection_loss = False
worker_consumer = "omnidesk.reconnecting:SoonConsumer"
broker_connection_retry_on_startup = True
broker_connection_max_retries = None

# Celery closes the database's connection before and after every task, and a new one takes longer than most tasks. It is
# kept instead, and asked before each task whether it still lives (omnidesk.celery.look_at_the_line).
CELERY_DB_REUSE_MAX = 10_000

# A dead Redis may cost a request at most 200 ms: one try, no wait. `sweep` finds what was not woken.
task_publish_retry = False
broker_connection_timeout = 0.15
broker_transport_options = {"socket_connect_timeout": 0.15, "socket_keepalive": True, "max_retries": 0}

beat_scheduler = "omnidesk.ticking:SeenScheduler"
beat_schedule = {
    "sweep": {"task": "channels_ingest.sweep", "schedule": timedelta(seconds=10)},
    "mailboxes": {"task": "channels_ingest.look_into_mailboxes", "schedule": timedelta(minutes=1)},
    "silence": {"task": "channels_ingest.listen_for_silence", "schedule": timedelta(minutes=10)},
    "tokens": {"task": "channels_ingest.look_at_tokens", "schedule": timedelta(days=1)},
    "prune": {"task": "channels_ingest.prune", "schedule": timedelta(hours=1)},
    "practice log": {"task": "simulator.forget", "schedule": timedelta(hours=1)},
    "tidy": {"task": "agents.tidy", "schedule": timedelta(minutes=5)},
    "remind": {"task": "conversations.remind", "schedule": timedelta(minutes=1)},
    "callbacks": {"task": "callbacks.alarm", "schedule": timedelta(minutes=1)},
    "look back": {"task": "conversations.look_back", "schedule": timedelta(minutes=10)},
    "figures": {"task": "kpis.scan", "schedule": timedelta(seconds=20)},
    "wall": {"task": "kpis.wall", "schedule": timedelta(seconds=5)},
    "figures verified": {"task": "kpis.verify", "schedule": crontab(hour=18, minute=30)},
    # Looked at again it raises nothing twice, and a night without a worker is made up for.
    "unusual days": {"task": "kpis.unusual", "schedule": crontab(minute=12)},
    "limits": {"task": "kpis.limits", "schedule": crontab(minute="*/10")},
    "reports by mail": {"task": "kpis.mail_reports", "schedule": timedelta(minutes=1)},
    "surveys": {"task": "kpis.survey", "schedule": timedelta(minutes=1)},
    "doubles": {"task": "customers.seek_doubles", "schedule": timedelta(minutes=1)},
    **({"trickle": {"task": "demo.trickle", "schedule": timedelta(seconds=20)}} if settings.DEMO else {}),
}
