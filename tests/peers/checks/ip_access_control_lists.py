"""IP access control lists and their addresses."""

from .peer import equal, has, matches, not_found, refused


def run(peer):
    client = peer.main
    lists = client.sip.ip_access_control_lists

    with peer.check("acls: created, fetched, listed"):
        acl = lists.create("Office")
        matches(acl.sid, r"AL[0-9a-f]{32}")
        base = f"/2010-04-01/Accounts/{acl.account_sid}/SIP/IpAccessControlLists/{acl.sid}"
        has(acl, friendly_name="Office", uri=f"{base}.json")
        has(acl, subresource_uris={"ip_addresses": f"{base}/IpAddresses.json"})
        has(lists(acl.sid).fetch(), sid=acl.sid, friendly_name="Office", date_created=acl.date_created)
        equal([listed.sid for listed in lists.list()], [acl.sid])

    with peer.check("acls: renamed"):
        has(acl.update("Head office"), sid=acl.sid, friendly_name="Head office")
        has(lists(acl.sid).fetch(), friendly_name="Head office")

    other = lists.create("Branch")

    with peer.check("acls: a name that exists is 400 and 21235"):
        refused(client, 400, 21235, "same FriendlyName", lambda: lists.create("Head office"))
        refused(client, 400, 21235, "same FriendlyName", lambda: other.update("Head office"))

    with peer.check("acls: a name of 256 characters is 400 and 21235, one of 255 is not"):
        refused(client, 400, 21235, "255", lambda: lists.create("x" * 256))
        equal(lists.create("x" * 255).delete(), True)

    addresses = lists(acl.sid).ip_addresses

    with peer.check("addresses: without a prefix, one is a whole address"):
        address = addresses.create("SBC 1", "203.0.113.10")
        matches(address.sid, r"IP[0-9a-f]{32}")
        has(
            address,
            friendly_name="SBC 1",
            ip_address="203.0.113.10",
            cidr_prefix_length=32,
            ip_access_control_list_sid=acl.sid,
            account_sid=acl.account_sid,
            uri=f"{base}/IpAddresses/{address.sid}.json",
        )

    with peer.check("addresses: with a prefix, one is a range"):
        block = addresses.create("SBC 2", "198.51.100.0", cidr_prefix_length=24)
        has(addresses(block.sid).fetch(), ip_address="198.51.100.0", cidr_prefix_length=24)

    with peer.check("addresses: the documentation's private example is accepted"):
        equal(addresses.create("example", "192.168.1.1").delete(), True)

    with peer.check("addresses: updated, what is not named stays"):
        has(address.update(ip_address="203.0.113.11"), ip_address="203.0.113.11", friendly_name="SBC 1")
        has(address.update(friendly_name="SBC one"), ip_address="203.0.113.11", friendly_name="SBC one")
        has(addresses(address.sid).fetch(), friendly_name="SBC one", cidr_prefix_length=32)

    with peer.check("addresses: listed in the order of their creation"):
        equal([listed.sid for listed in addresses.list()], [address.sid, block.sid])

    with peer.check("addresses: an address that is in the list is 400 and 21235"):
        message = "already contains that IP Address"
        refused(client, 400, 21235, message, lambda: addresses.create("again", "203.0.113.11"))

    with peer.check("addresses: a name that is in the list is 400 and 21235"):
        refused(client, 400, 21235, "same FriendlyName", lambda: addresses.create("SBC one", "203.0.113.12"))
        refused(client, 400, 21235, "same FriendlyName", lambda: block.update(friendly_name="SBC one"))

    with peer.check("addresses: what is not an IPv4 address is 400 and 21238"):
        for text in ("203.0.113", "203.0.113.*", "2001:db8::1", "sbc.example.com"):
            refused(client, 400, 21238, "IpAddress", lambda: addresses.create("wrong", text))

    with peer.check("addresses: a prefix above 32 is 400 and 21238"):
        create = lambda: addresses.create("wrong", "203.0.113.0", cidr_prefix_length=33)
        refused(client, 400, 21238, "CidrPrefixLength", create)

    with peer.check("addresses: deleted, it is gone: 404 and 20404 on every verb"):
        equal(address.delete(), True)
        gone = addresses(address.sid)
        not_found(client, gone.fetch, gone.delete, lambda: gone.update(friendly_name="x"))
        equal([listed.sid for listed in addresses.list()], [block.sid])

    with peer.check("addresses: the 101st is 400 and 21237"):
        for number in range(99):
            addresses.create(f"n{number}", f"192.0.2.{number}")
        refused(client, 400, 21237, "100", lambda: addresses.create("n100", "192.0.2.100"))

    with peer.check("acls: deleted, it is gone with its addresses: 404 and 20404 on every verb"):
        equal((acl.delete(), other.delete()), (True, True))
        gone = lists(acl.sid)
        not_found(client, gone.fetch, gone.delete, lambda: gone.update("x"), addresses(block.sid).fetch)
        not_found(client, lambda: addresses.create("x", "192.0.2.1"))
        equal(lists.list(), [])
