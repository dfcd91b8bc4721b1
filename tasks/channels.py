"""The ways out of the house: e-mail, and a group's robot (钉钉) by a signed web-hook."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from tasks.choices import Channel

SECONDS = 5
MOST_BYTES = 64 * 1024


class SendingError(Exception):
    """It did not go out; the message says why. `is_final`: trying again would not help."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.is_final = is_final


def is_set_up(way: str) -> bool:
    """Whether this installation can send by this way at all."""
    if way == Channel.EMAIL:
        return bool(settings.MAIL_FROM)
    return way != Channel.ROBOT or bool(settings.ROBOT_URL)


def send_mail(to: Sequence[str], subject: str, text: str) -> None:
    """One message to all of them. Raises SendingError."""
    if not to:
        raise SendingError("单位没有人登记邮箱，请由管理员补上后重发", is_final=True)
    mail = EmailMessage(subject, text, from_email=settings.MAIL_FROM, to=list(to))
    try:
        mail.send()
    except (OSError, ValueError) as error:  # smtplib's own are OSErrors; a bad header a ValueError
        raise SendingError(f"邮件服务器没有接受：{error}") from error


def send_to_group(text: str) -> None:
    """One message to the group, signed with its secret. Raises SendingError."""
    address = settings.ROBOT_URL
    if not address.startswith("https://") and not settings.DEBUG:
        raise SendingError("ROBOT_URL须以https://开头", is_final=True)
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    request = urllib.request.Request(  # noqa: S310 - https, see above
        signed(address, settings.ROBOT_SECRET, round(time.time() * 1000)),
        data=body.encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=SECONDS) as response:
            _check(response.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        error.close()
        raise SendingError(f"群机器人回答{error.code}") from error
    except (OSError, HTTPException) as error:
        raise SendingError(f"群机器人连不上：{error}") from error


def signed(address: str, secret: str, timestamp: int) -> str:
    """The web-hook's address with timestamp and signature, as DingTalk wants them.

    HMAC-SHA256 with the secret over "timestamp, new line, secret", in base64, quoted.
    """
    if not secret:
        return address
    told = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), told, hashlib.sha256).digest()
    sign = urllib.parse.quote_plus(base64.b64encode(digest))
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}timestamp={timestamp}&sign={sign}"


def _check(answer: bytes) -> None:
    """The robot says in its body whether it took the message."""
    try:
        told: Any = json.loads(answer)
    except ValueError as error:
        raise SendingError("群机器人的回答不是JSON") from error
    if not isinstance(told, dict) or told.get("errcode") != 0:
        code, why = (
            (told.get("errcode"), told.get("errmsg")) if isinstance(told, dict) else ("", "")
        )
        raise SendingError(f"群机器人没有接受：{code} {why}".strip())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A web-hook that leads elsewhere is refused: the message goes where it was meant to go."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
