"""How much fits into an account, on one that nothing else uses."""

from concurrent.futures import ThreadPoolExecutor

from .peer import equal, refused

PASSWORD = "Correct-Horse-1"


def fill(count, create):
    """Creates that many, a few at a time."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(create, range(count)))


def run(peer):
    client = peer.full

    with peer.check("limits: the 101st trunk is 400 and 21244"):
        trunks = client.trunking.v1.trunks
        fill(100, lambda number: trunks.create())
        refused(client, 400, 21244, "Maximum", lambda: trunks.create())
        equal(len(trunks.list()), 100)

    with peer.check("limits: the 101st credential list is 400 and 21239"):
        lists = client.sip.credential_lists
        filled = fill(100, lambda number: lists.create(f"n{number}"))
        refused(client, 400, 21239, "100", lambda: lists.create("one too many"))

    with peer.check("limits: the 1001st credential of a list is 400 and 21242"):
        credentials = lists(filled[0].sid).credentials
        fill(1000, lambda number: credentials.create(f"n{number}", PASSWORD))
        refused(client, 400, 21242, "1000", lambda: credentials.create("one-too-many", PASSWORD))
        equal(len(credentials.list(page_size=1000)), 1000)

    with peer.check("limits: the 1001st acl is 400 and 21255"):
        acls = client.sip.ip_access_control_lists
        fill(1000, lambda number: acls.create(f"n{number}"))
        refused(client, 400, 21255, "1000", lambda: acls.create("one too many"))
