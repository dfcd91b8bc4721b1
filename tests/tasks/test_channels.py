"""Ways out of the house: a robot of our own on this machine, and the mail that Django keeps."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from tasks import channels
from tasks.channels import SendingError

SECRET = "SEC-of-the-group"


@pytest.fixture
def robot(settings, monkeypatch):
    """A group's robot: what it heard, and what it answers next."""
    heard = SimpleNamespace(calls=[], answer=(200, {"errcode": 0, "errmsg": "ok"}), location="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.calls.append((self.path, json.loads(body)))
            status, told = heard.answer
            self.send_response(status)
            if heard.location:
                self.send_header("Location", heard.location)
            self.end_headers()
            self.wfile.write(told if isinstance(told, bytes) else json.dumps(told).encode())

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("no_proxy", "*")
    settings.DEBUG = True
    settings.ROBOT_URL = f"http://127.0.0.1:{server.server_port}/robot/send?access_token=t"
    settings.ROBOT_SECRET = SECRET
    yield heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_group_gets_the_text_signed_as_its_secret_wants(robot):
    before = round(time.time() * 1000)
    channels.send_to_group("9月还有3项未报")
    ((path, body),) = robot.calls
    assert body == {"msgtype": "text", "text": {"content": "9月还有3项未报"}}
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert asked["access_token"] == "t"
    assert before <= int(asked["timestamp"]) <= round(time.time() * 1000)
    told = f"{asked['timestamp']}\n{SECRET}".encode()
    mine = hmac.new(SECRET.encode(), told, hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"], validate=True) == mine


def test_signature_is_the_one_worked_out_by_hand():
    # printf '1700000000000\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64
    address = channels.signed("https://robot.example/send?access_token=t", "SECabc", 1700000000000)
    assert address == (
        "https://robot.example/send?access_token=t&timestamp=1700000000000"
        "&sign=jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D"
    )


@pytest.mark.parametrize(
    ("status", "told", "sentence"),
    [
        (200, {"errcode": 310000, "errmsg": "sign not match"}, "310000 sign not match"),
        (200, b"<html>", "不是JSON"),
        (200, [], "没有接受"),
        (500, {}, "群机器人回答500"),
        (429, {}, "群机器人回答429"),
    ],
)
def test_answer_that_is_no_yes_is_a_failure(robot, status, told, sentence):
    robot.answer = (status, told)
    with pytest.raises(SendingError, match=sentence):
        channels.send_to_group("x")


def test_robot_that_leads_elsewhere_is_not_followed(robot, settings):
    robot.answer, robot.location = (302, {}), settings.ROBOT_URL
    with pytest.raises(SendingError, match="群机器人回答302"):
        channels.send_to_group("x")
    assert len(robot.calls) == 1


def test_plain_http_is_refused_outside_development(robot, settings):
    settings.DEBUG = False
    with pytest.raises(SendingError, match="https://"):
        channels.send_to_group("x")
    assert robot.calls == []


def test_robot_that_is_not_there_is_a_failure_without_its_token(settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    settings.DEBUG, settings.ROBOT_URL = True, "http://127.0.0.1:1/send?access_token=secret"
    with pytest.raises(SendingError) as failed:
        channels.send_to_group("x")
    assert failed.value.message.startswith("群机器人连不上")
    assert "secret" not in failed.value.message


def test_mail_goes_to_all_at_once(settings):
    settings.MAIL_FROM = "office@xushi.example"
    channels.send_mail(["a@x.example", "b@x.example"], "催报", "正文")
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email, sent.subject, sent.body) == (
        ["a@x.example", "b@x.example"],
        "office@xushi.example",
        "催报",
        "正文",
    )


def test_mail_to_nobody_is_a_failure_that_says_what_to_do():
    with pytest.raises(SendingError) as failed:
        channels.send_mail([], "催报", "正文")
    assert failed.value.is_final
    assert failed.value.message == "单位没有人登记邮箱，请由管理员补上后重发"


def test_mail_server_that_is_not_there_is_a_failure(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(SendingError, match="邮件服务器没有接受"):
        channels.send_mail(["a@x.example"], "催报", "正文")
