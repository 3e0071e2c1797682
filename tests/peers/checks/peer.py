"""The SDK, pointed at the simulator, and the words a check is written in."""

import json
import re
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

ACCOUNTS = json.loads((Path(__file__).parent.parent / "fixture.json").read_text())["twilio"]


class Loopback(TwilioHttpClient):
    """Sends to the simulator what is meant for Twilio, and keeps the answer.

    It sends nothing anywhere else. The answer is kept because the SDK's exceptions leave parts of it out.
    """

    def __init__(self, base_url):
        super().__init__(timeout=10)
        self.base_url = base_url.rstrip("/")
        self.session.trust_env = False
        self.requests = []
        self.answer = None

    def request(self, method, url, *args, **kwargs):
        host = urlsplit(url).hostname or ""
        if host.endswith(".twilio.com"):
            url = self.base_url + url.split(host, 1)[1]
        elif not url.startswith(self.base_url + "/"):
            raise AssertionError(f"a link leads to {url}")
        self.requests.append(url[len(self.base_url) :])
        self.answer = super().request(method, url, *args, **kwargs)
        return self.answer

    def body(self):
        return json.loads(self.answer.text)


class Control:
    """The simulator's control API."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sim/{path}", data, method=method)
        with self.opener.open(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")


class Peer:
    """A client for each account, and the count of what failed."""

    def __init__(self, base_url, control_url):
        self.base_url = base_url
        self.control = Control(control_url)
        self.failed = 0
        self.main, self.other, self.full = (
            self.client(account["account_sid"], account["auth_token"]) for account in ACCOUNTS
        )

    def client(self, user, password, account_sid=None):
        client = Client(user, password, account_sid, http_client=Loopback(self.base_url))
        assert not client.edge and not client.region, "TWILIO_EDGE and TWILIO_REGION must not be set"
        return client

    @contextmanager
    def check(self, name):
        """One check: one line."""
        try:
            yield
        except Exception as error:  # whatever the SDK or a comparison raises is what went wrong
            self.fail(name, error)
        else:
            print(f"ok sdk: {name}", flush=True)

    def fail(self, name, error):
        """A check that failed: one line too."""
        self.failed += 1
        print(f"FAILED sdk: {name}: {type(error).__name__}: {error}", flush=True)


def equal(actual, expected):
    """Compares, and shows both."""
    if actual != expected:
        raise AssertionError(f"{actual!r}, expected {expected!r}")


def has(resource, **fields):
    """Compares fields of a resource."""
    for name, expected in fields.items():
        actual = getattr(resource, name)
        if actual != expected:
            raise AssertionError(f"{name} is {actual!r}, expected {expected!r}")


def matches(text, pattern):
    """Compares a text with a pattern."""
    if not re.fullmatch(pattern, text or ""):
        raise AssertionError(f"{text!r} is not {pattern}")


def refused(client, status, code, message, call):
    """`call` ends in the SDK's exception with this status and code, and with a message that contains these words.

    The exception has no `more_info`: that is read from the answer itself.
    """
    try:
        call()
    except TwilioRestException as error:
        body = client.http_client.body()
        equal((error.status, error.code), (status, code))
        equal(client.http_client.answer.status_code, status)
        equal((body["status"], body["code"]), (status, code))
        equal(body["more_info"], f"https://www.twilio.com/docs/errors/{code}")
        if message not in body["message"] or not error.msg.endswith(f": {body['message']}"):
            raise AssertionError(f"{error.msg!r}, answered as {body['message']!r}, expected {message!r}") from None
    else:
        raise AssertionError(f"was not refused; expected {status} and {code}")


def not_found(client, *calls):
    """Each call ends in 404 and 20404."""
    for call in calls:
        refused(client, 404, 20404, "was not found", call)


def refused_page(client, status, code, message, call):
    """Likewise for a list, which the SDK fails without status and code: both are read from the answer."""
    try:
        call()
    except Exception as error:
        matches(str(error), r".*Unable to fetch page.*")
        body = client.http_client.body()
        equal(client.http_client.answer.status_code, status)
        equal((body["status"], body["code"]), (status, code))
        equal(body["more_info"], f"https://www.twilio.com/docs/errors/{code}")
        if message not in body["message"]:
            raise AssertionError(f"{body['message']!r}, expected {message!r}") from None
    else:
        raise AssertionError(f"was not refused; expected {status} and {code}")
