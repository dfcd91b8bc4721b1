#!/bin/sh
# Make .venv with the first Python of 3.11 or later on this machine, or say what is missing.
set -eu

for name in python3 python3.14 python3.13 python3.12 python3.11; do
  command -v "$name" >/dev/null 2>&1 || continue
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "${python:-}" ]; then
  echo "需要Python 3.11或更高版本，这台机器上没有找到。" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "$python缺少venv模块。请先运行：sudo apt-get install -y python3-venv" >&2
  exit 1
fi
# Half an environment from an interrupted run is not kept.
rm -rf .venv
"$python" -m venv .venv
