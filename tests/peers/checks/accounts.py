"""Who may ask, and the headers of every answer."""

from datetime import timedelta

from .peer import ACCOUNTS, equal, matches, not_found, refused, refused_page

NOWHERE = "TK" + "0" * 32


def run(peer):
    sid, token = ACCOUNTS[0]["account_sid"], ACCOUNTS[0]["auth_token"]
    key = ACCOUNTS[0]["api_keys"][0]

    with peer.check("auth: account SID and auth token open both APIs"):
        equal(peer.main.trunking.v1.trunks.list(), [])
        equal(len(peer.main.incoming_phone_numbers.list()), len(ACCOUNTS[0]["numbers"]))

    with peer.check("auth: API key, secret and account SID open both APIs"):
        by_key = peer.client(key["sid"], key["secret"], sid)
        equal(by_key.trunking.v1.trunks.list(), [])
        equal(len(by_key.incoming_phone_numbers.list()), len(ACCOUNTS[0]["numbers"]))

    with peer.check("auth: a wrong token is 401 and 20003"):
        wrong = peer.client(sid, "wrong")
        refused(wrong, 401, 20003, "Authenticate", wrong.trunking.v1.trunks(NOWHERE).fetch)
        refused(wrong, 401, 20003, "Authenticate", lambda: wrong.sip.credential_lists.create("x"))

    with peer.check("auth: the 401 carries an empty detail"):
        equal(wrong.http_client.body()["detail"], "")

    with peer.check("auth: a list with a wrong secret is 401 and 20003"):
        wrong = peer.client(key["sid"], "wrong", sid)
        refused_page(wrong, 401, 20003, "Authenticate", wrong.trunking.v1.trunks.list)

    with peer.check("auth: another account's path of the 2010 API is 404 and 20404"):
        stranger = peer.client(ACCOUNTS[1]["account_sid"], ACCOUNTS[1]["auth_token"], sid)
        not_found(stranger, stranger.incoming_phone_numbers("PN" + "0" * 32).fetch)

    with peer.check("auth: a trunk of another account is 404 and 20404"):
        trunk = peer.main.trunking.v1.trunks.create(friendly_name="mine")
        theirs = peer.other.trunking.v1.trunks(trunk.sid)
        not_found(peer.other, theirs.fetch, theirs.delete, lambda: theirs.update(friendly_name="theirs"))
        trunk.delete()

    with peer.check("headers: request id, concurrency, duration and host, as Twilio sends them"):
        peer.main.trunking.v1.trunks.list()
        headers = peer.main.http_client.answer.headers
        matches(headers["Twilio-Request-Id"], r"RQ[0-9a-f]{32}")
        matches(headers["Twilio-Concurrent-Requests"], r"[1-9][0-9]*")
        matches(headers["Twilio-Request-Duration"], r"[0-9]+\.[0-9]{3}")
        matches(headers["Content-Type"], r"application/json(;.*)?")
        equal(headers["X-API-Domain"], "trunking.twilio.com")
        peer.main.incoming_phone_numbers.list()
        equal(peer.main.http_client.answer.headers["X-API-Domain"], "api.twilio.com")

    with peer.check("headers: a refusal has an id of its own"):
        not_found(peer.main, peer.main.trunking.v1.trunks(NOWHERE).fetch)
        first = peer.main.http_client.answer.headers["Twilio-Request-Id"]
        not_found(peer.main, peer.main.trunking.v1.trunks(NOWHERE).fetch)
        assert peer.main.http_client.answer.headers["Twilio-Request-Id"] != first, "the id repeats"

    with peer.check("dates: ISO 8601 on trunking v1 and RFC 2822 on the 2010 API are dates to the SDK"):
        trunk = peer.main.trunking.v1.trunks.create()
        matches(peer.main.http_client.body()["date_created"], r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
        acl = peer.main.sip.ip_access_control_lists.create("dates")
        rfc2822 = r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} \+0000"
        matches(peer.main.http_client.body()["date_created"], rfc2822)
        for date in (trunk.date_created, trunk.date_updated, acl.date_created, acl.date_updated):
            equal(date.utcoffset(), timedelta(0))
        trunk.delete()
        acl.delete()
