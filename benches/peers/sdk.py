"""A thousand calls of Twilio's official Python SDK to a simulator, one after the other on one connection.

    python sdk.py URL ACCOUNT_SID TOKEN

Prints how long they took and their CPU time, in seconds; then its name and versions.
"""

import platform
import sys
import time
from urllib.parse import urlsplit

from twilio import __version__
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

ROUNDS = 250


class Loopback(TwilioHttpClient):
    """Sends to the simulator what is meant for Twilio; its session keeps the connection open."""

    def __init__(self, base_url):
        super().__init__(timeout=10)
        self.base_url = base_url
        self.session.trust_env = False

    def request(self, method, url, *args, **kwargs):
        host = urlsplit(url).hostname
        return super().request(method, self.base_url + url.split(host, 1)[1], *args, **kwargs)


def four_calls(trunk):
    target = "sip:sbc.example.com:5061;transport=tls"
    added = trunk.origination_urls.create(1, 0, True, "sbc", target)
    assert len(trunk.origination_urls.list()) == 1
    assert trunk.fetch().sid == added.trunk_sid
    assert trunk.origination_urls(added.sid).delete()


def main():
    url, account, token = sys.argv[1:]
    trunks = Client(account, token, http_client=Loopback(url)).trunking.v1.trunks
    made = trunks.create(friendly_name="python")
    trunk = trunks(made.sid)
    for _ in range(10):
        four_calls(trunk)
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        four_calls(trunk)
    print(time.perf_counter() - began, time.process_time() - cpu)
    print(f"Twilio's Python SDK {__version__}, Python {platform.python_version()}")
    trunk.delete()


main()
