"""The broker: dramatiq over Redis, with its middleware spelled out.

The broker holds no truth. A message names an actor and an id; losing all of them loses nothing, because the sweep hands
out again what is planned, due and unclaimed. Due times, caps and retries live in the database.

Order of the middleware: age and time limits first, so that nothing old or stuck runs; ours opens the store before any
message; retries last, so that they see the failure the others left.
"""

from __future__ import annotations

from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Callbacks, Retries, ShutdownNotifications, TimeLimit
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from outreach.settings import Settings

CALLS, MESSAGES, CALLBACKS, MAINTENANCE = "calls", "messages", "callbacks", "maintenance"
QUEUES = (CALLS, MESSAGES, CALLBACKS, MAINTENANCE)
QUEUE_OF_CHANNEL = {"call": CALLS, "sms": MESSAGES, "email": MESSAGES}
_HEARTBEAT = 15_000  # ms of silence after which a worker's messages are handed to others
_MAINTENANCE = 50_000  # chance in a million per command that such messages are looked for


def make_broker(settings: Settings) -> RedisBroker:
    """A broker for one process."""
    client: Redis = Redis.from_url(
        settings.redis_url,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), 3),
        socket_timeout=10,
        socket_connect_timeout=3,
    )
    broker = RedisBroker(
        client=client,
        middleware=[AgeLimit(), TimeLimit(time_limit=120_000), ShutdownNotifications(), Callbacks()],
        heartbeat_timeout=_HEARTBEAT,
        maintenance_chance=_MAINTENANCE,
    )
    broker.add_middleware(Retries(max_retries=3, min_backoff=1_000, max_backoff=30_000))
    for queue in QUEUES:
        broker.declare_queue(queue)
    return broker


def post(broker: RedisBroker, queue: str, actor: str, *ids: str) -> bool:
    """Send a message; False when the broker cannot be reached, in which case the sweep will find the work."""
    try:
        broker.enqueue(Message(queue_name=queue, actor_name=actor, args=ids, kwargs={}, options={}))
    except (RedisError, OSError):
        return False
    return True
