"""Where a trunk's inbound calls go."""

from .peer import equal, has, matches, not_found, refused


def run(peer):
    client = peer.main
    trunk = client.trunking.v1.trunks.create(friendly_name="origination")
    urls = client.trunking.v1.trunks(trunk.sid).origination_urls
    wanted = {
        "weight": 10,
        "priority": 20,
        "enabled": True,
        "friendly_name": "SBC",
        "sip_url": "sip:sbc.example.com:5061;transport=tls",
    }

    with peer.check("origination: created, one keeps its parameters"):
        url = urls.create(**wanted)
        has(url, account_sid=trunk.account_sid, trunk_sid=trunk.sid, **wanted)
        has(url, url=f"{trunk.url}/OriginationUrls/{url.sid}")
        matches(url.sid, r"OU[0-9a-f]{32}")

    with peer.check("origination: fetched, it is the same"):
        has(urls(url.sid).fetch(), sid=url.sid, **wanted)

    with peer.check("origination: updated, what is not named stays"):
        has(url.update(weight=65535, enabled=False), **{**wanted, "weight": 65535, "enabled": False})
        has(urls(url.sid).fetch(), priority=20, weight=65535, enabled=False)

    with peer.check("origination: the same target twice is two"):
        again = urls.create(**wanted)
        equal([listed.sid for listed in urls.list()], [url.sid, again.sid])

    with peer.check("origination: weight 0, sips and a private address are accepted"):
        has(again.update(weight=0), weight=0)
        has(again.update(sip_url="sips:192.168.1.4:5061"), sip_url="sips:192.168.1.4:5061")

    with peer.check("origination: a target that is not SIP is 400 and 20001"):
        refused(client, 400, 20001, "SipUrl", lambda: url.update(sip_url="http://sbc.example.com"))

    with peer.check("origination: a priority above 65535 is 400 and 20001"):
        refused(client, 400, 20001, "Priority", lambda: urls.create(**{**wanted, "priority": 65536}))

    with peer.check("origination: a missing parameter is 400 and 20001"):
        refused(client, 400, 20001, "SipUrl", lambda: urls.create(**{**wanted, "sip_url": None}))

    with peer.check("origination: the eleventh is 400 and 21249"):
        for _ in range(8):
            urls.create(**wanted)
        refused(client, 400, 21249, "Maximum Origination", lambda: urls.create(**wanted))
        equal(len(urls.list()), 10)

    with peer.check("origination: deleted, it is gone: 404 and 20404 on every verb"):
        equal(url.delete(), True)
        gone = urls(url.sid)
        not_found(client, gone.fetch, gone.delete, lambda: gone.update(weight=1))
        equal(len(urls.list()), 9)

    with peer.check("origination: a deleted trunk's go with it, 404 and 20404"):
        equal(trunk.delete(), True)
        not_found(client, urls(again.sid).fetch, lambda: urls.create(**wanted))
