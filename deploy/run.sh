#!/bin/sh
# `make run`: the demonstration on this machine alone. The first time it installs all it needs; later it
# starts within seconds and keeps all data (var/xushi.sqlite3).
set -eu

port=${PORT:-8000}
if [ -x .venv/bin/python ]; then python=.venv/bin/python; else python=python3; fi

# A port in use is told before anything long begins.
"$python" - "$port" <<'PYTHON' || exit 1
import socket, sys

port = sys.argv[1]
if not (port.isdecimal() and 0 < int(port) < 65536):
    sys.exit(f"端口须是1到65535的整数，不是“{port}”。例如：make run PORT=8001")
try:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", int(port)))
except PermissionError:
    sys.exit(f"没有权限使用端口{port}，请换一个1024以上的端口，例如：make run PORT=8001")
except OSError:
    sys.exit(f"端口{port}已被占用，请换一个端口，例如：make run PORT={min(int(port) + 1, 65535)}")
PYTHON

"${MAKE:-make}" --no-print-directory -s install

mkdir -p var
key=var/secret-key
[ -s "$key" ] || (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))' >"$key")
export DEMO=1 SECRET_KEY_FILE="$key" PORT="$port"

# Style sheets and scripts are collected again only after one of them, or a package, has changed.
collected=var/static-collected
if [ ! -d var/static ] || [ ! -e "$collected" ] ||
  [ -n "$(find static .venv/runtime-* -newer "$collected" -print 2>/dev/null | head -n 1)" ]; then
  .venv/bin/python manage.py collectstatic --noinput -v0
  touch "$collected"
fi
.venv/bin/python manage.py migrate -v0
.venv/bin/python manage.py bootstrap
exec .venv/bin/gunicorn -c deploy/gunicorn.conf.py
