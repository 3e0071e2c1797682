"""What Twilio answers when it has enough, which its user has to ask the simulator for."""

from concurrent.futures import ThreadPoolExecutor

from .peer import equal, refused


def run(peer):
    trunks, control = peer.main.trunking.v1.trunks, peer.control

    with peer.check("trouble: one request more than the concurrency limit is 429 and 20429"):
        held = {"carrier": "twilio", "operation": "CreateTrunk", "fault": {"delay": {"milliseconds": 1000}}}
        control.ask("PUT", "faults", {"rules": [held]})
        control.ask("PUT", "switches", {"twilio": {"concurrency_limit": 1}})
        control.ask("DELETE", "requests")
        # A client of its own: the other keeps one answer.
        slow = peer.client(*peer.main.auth).trunking.v1.trunks
        with ThreadPoolExecutor(1) as pool:
            created = pool.submit(slow.create, friendly_name="slow")
            try:
                while not control.ask("GET", "requests") and not created.done():
                    pass
                refused(peer.main, 429, 20429, "Too Many Requests", lambda: trunks("TK" + "0" * 32).fetch())
            finally:
                # The clock stands, and with it the answer that is held back.
                while not created.done():
                    control.ask("POST", "clock/advance", {"seconds": 1})
                control.ask("DELETE", "faults")
                control.ask("PUT", "switches", {})
        equal(trunks(created.result().sid).fetch().friendly_name, "slow")
        trunks(created.result().sid).delete()

    with peer.check("trouble: 429 with Retry-After keeps it, and nothing is made"):
        status = {"code": 429, "retry_after": 3}
        rule = {"carrier": "twilio", "operation": "CreateTrunk", "fault": {"status": status}}
        control.ask("PUT", "faults", {"rules": [rule]})
        try:
            refused(peer.main, 429, 20429, "Too Many Requests", trunks.create)
            equal(peer.main.http_client.answer.headers["Retry-After"], "3")
        finally:
            control.ask("DELETE", "faults")
        equal(trunks.list(), [])
