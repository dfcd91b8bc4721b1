#!/bin/sh
# Browser tests need a Chromium and a Chinese font: install what this machine lacks, or say how.
set -eu

missing=
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="chromium"
if ! command -v fc-list >/dev/null 2>&1 || [ -z "$(fc-list :lang=zh family 2>/dev/null)" ]; then
  missing="$missing fontconfig fonts-noto-cjk"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "浏览器测试还缺：$missing。请先运行：sudo apt-get install -y $missing" >&2
  exit 1
fi
echo "正在安装浏览器测试所需的：$missing"
apt-get update -qq
# shellcheck disable=SC2086 - several packages
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
