"""Reading the queue, whichever broker the suite runs on."""

import json
from base64 import b64decode

from django.conf import settings
from redis import Redis


def everything_queued() -> str:
    """Return the arguments of tasks as one text: they are packed in the messages."""
    if settings.REDIS_URL:
        with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
            queues = list(broker.scan_iter(_type="list"))
            messages = [one for queue in queues for one in broker.lrange(queue, 0, -1)]
    else:
        messages = [path.read_bytes() for path in settings.BROKER_DIR.rglob("*.msg")]
    return "".join(b64decode(json.loads(message)["body"]).decode() for message in messages)
