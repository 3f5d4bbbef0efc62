"""The queue's transport: Redis, where a line that is cut is told as one.

A worker that loses its broker still tries to acknowledge, or to put back, the task it had under
way. kombu 5.7 then looks the broker's address up through a connection that is gone, and the
worker ends with an AttributeError. As a connection error it is one that kombu and Celery know:
the worker connects again, and the task, which could not be acknowledged, may be run once more.
"""

from typing import Any

from kombu.transport import redis


class Kanal(redis.Channel):
    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the line to the queue is closed")
        return super()._connparams(asynchronous)  # type: ignore[misc,no-any-return]


class Transport(redis.Transport):
    Channel = Kanal
