"""How gunicorn serves the product: threads, for views that wait on the database; nginx in front.

PORT and WEB_CONCURRENCY come from the environment (README, 设置). More than one process needs a
shared CACHE_URL; settings.py refuses to start without.
"""

import os
from typing import Any

wsgi_app = "dashboard.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
loglevel = "warning"
control_socket_disable = True  # nobody steers it but systemd


def when_ready(server: Any) -> None:
    """Say where it is, once it can be opened."""
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"序时已启动：http://{host}:{port}（按Ctrl+C停止）", flush=True)  # noqa: T201 - for whoever started it
