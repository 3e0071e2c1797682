"""Lists that do not fit on one page, in the styles of both APIs."""

from .peer import ACCOUNTS, equal, refused_page


def run(peer):
    client = peer.main
    trunks = client.trunking.v1.trunks
    lists = client.sip.ip_access_control_lists
    made = [trunks.create(friendly_name=f"page {number}") for number in range(5)]
    acls = [lists.create(f"page {number}") for number in range(5)]

    def pages(first):
        found = []
        while first:
            found.append([item.sid for item in first])
            first = first.next_page()
        return found

    def in_twos(items):
        sids = [item.sid for item in items]
        return [sids[0:2], sids[2:4], sids[4:]]

    with peer.check("paging: trunks over three pages, by absolute links"):
        equal(pages(trunks.page(page_size=2)), in_twos(made))

    with peer.check("paging: acls over three pages, by relative links"):
        equal(pages(lists.page(page_size=2)), in_twos(acls))

    with peer.check("paging: the SDK's list asks for page after page"):
        client.http_client.requests.clear()
        equal([trunk.sid for trunk in trunks.list(page_size=2)], [trunk.sid for trunk in made])
        equal(len(client.http_client.requests), 3)

    with peer.check("paging: a limit stops in time"):
        client.http_client.requests.clear()
        equal([acl.sid for acl in lists.list(limit=3, page_size=2)], [acl.sid for acl in acls[:3]])
        equal(len(client.http_client.requests), 2)

    with peer.check("paging: and back"):
        for collection, items in ((trunks, made), (lists, acls)):
            second = collection.page(page_size=2).next_page()
            equal([item.sid for item in second.previous_page()], in_twos(items)[0])

    with peer.check("paging: nothing before the first page and after the last"):
        only = trunks.page()
        equal((only.previous_page_url, only.next_page_url), (None, None))
        only = lists.page()
        equal((only.previous_page_url, only.next_page_url), (None, None))

    with peer.check("paging: the envelope of trunking v1"):
        trunks.page(page_size=2)
        meta = client.http_client.body()["meta"]
        link = f"{peer.base_url}/v1/Trunks?PageSize=2&Page=0"
        equal((meta["key"], meta["page"], meta["page_size"]), ("trunks", 0, 2))
        equal((meta["url"], meta["first_page_url"], meta["previous_page_url"]), (link, link, None))
        assert meta["next_page_url"].startswith(f"{peer.base_url}/v1/Trunks?PageSize=2&Page=1&PageToken="), meta

    with peer.check("paging: the envelope of the 2010 API"):
        lists.page(page_size=2)
        body = client.http_client.body()
        path = f"/2010-04-01/Accounts/{ACCOUNTS[0]['account_sid']}/SIP/IpAccessControlLists.json"
        equal((body["page"], body["page_size"], body["start"], body["end"]), (0, 2, 0, 1))
        equal((body["uri"], body["previous_page_uri"]), (f"{path}?PageSize=2&Page=0", None))
        assert body["next_page_uri"].startswith(f"{path}?PageSize=2&Page=1&PageToken="), body
        lists.page(page_size=2).next_page()
        equal([client.http_client.body()[key] for key in ("page", "start", "end")], [1, 2, 3])

    with peer.check("paging: 50 on a page unless asked otherwise"):
        trunks.page()
        equal(client.http_client.body()["meta"]["page_size"], 50)
        lists.page()
        equal(client.http_client.body()["page_size"], 50)

    with peer.check("paging: filters stay in the links"):
        found = client.incoming_phone_numbers.list(phone_number="+1415555010*", page_size=1)
        equal([number.phone_number for number in found], [n for n in ACCOUNTS[0]["numbers"] if n.startswith("+1415")])

    with peer.check("paging: a row deleted meanwhile hides none that follow"):
        first = trunks.page(page_size=2)
        equal(made.pop(1).delete(), True)
        equal([trunk.sid for trunk in first.next_page()], [trunk.sid for trunk in made[1:3]])

    with peer.check("paging: more than 1000 on a page is 400 and 20007"):
        refused_page(client, 400, 20007, "1000", lambda: trunks.page(page_size=1001))

    with peer.check("paging: a page without its token is 400 and 70002"):
        refused_page(client, 400, 70002, "PageToken", lambda: lists.page(page_number=1))

    with peer.check("paging: a token that is none is 400 and 21481"):
        refused_page(client, 400, 21481, "PageToken", lambda: trunks.page(page_number=1, page_token="nonsense"))

    for item in [*made, *acls]:
        item.delete()
