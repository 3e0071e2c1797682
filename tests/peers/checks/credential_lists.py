"""Credential lists and their credentials."""

from .peer import equal, has, matches, not_found, refused

PASSWORD = "Correct-Horse-1"


def run(peer):
    client = peer.main
    lists = client.sip.credential_lists

    with peer.check("credential lists: created, fetched, listed"):
        created = lists.create("Agents")
        matches(created.sid, r"CL[0-9a-f]{32}")
        base = f"/2010-04-01/Accounts/{created.account_sid}/SIP/CredentialLists/{created.sid}"
        has(created, friendly_name="Agents", uri=f"{base}.json")
        has(created, subresource_uris={"credentials": f"{base}/Credentials.json"})
        has(lists(created.sid).fetch(), sid=created.sid, friendly_name="Agents")
        equal([listed.sid for listed in lists.list()], [created.sid])

    with peer.check("credential lists: renamed"):
        has(created.update("Voice agents"), sid=created.sid, friendly_name="Voice agents")
        has(lists(created.sid).fetch(), friendly_name="Voice agents")

    other = lists.create("Others")

    with peer.check("credential lists: a name that exists is 400 and 21240"):
        refused(client, 400, 21240, "same FriendlyName", lambda: lists.create("Voice agents"))
        refused(client, 400, 21240, "same FriendlyName", lambda: other.update("Voice agents"))

    with peer.check("credential lists: a name of 65 characters is 400 and 21240, one of 64 is not"):
        refused(client, 400, 21240, "64", lambda: lists.create("x" * 65))
        equal(lists.create("x" * 64).delete(), True)

    credentials = lists(created.sid).credentials

    with peer.check("credentials: created, fetched, listed"):
        credential = credentials.create("agent-1", PASSWORD)
        matches(credential.sid, r"CR[0-9a-f]{32}")
        has(credential, username="agent-1", credential_list_sid=created.sid, account_sid=created.account_sid)
        has(credential, uri=f"{base}/Credentials/{credential.sid}.json")
        has(credentials(credential.sid).fetch(), sid=credential.sid, username="agent-1")
        equal([listed.sid for listed in credentials.list()], [credential.sid])

    with peer.check("credentials: a password never comes back"):
        credentials.create("agent-2", PASSWORD)
        for call in (credentials(credential.sid).fetch, credentials.list, lambda: credential.update(PASSWORD)):
            call()
            assert PASSWORD not in client.http_client.answer.text, "it does"

    with peer.check("credentials: another password keeps SID and user name"):
        has(credential.update(password="Another-Horse-2"), sid=credential.sid, username="agent-1")

    with peer.check("credentials: a weak password is 400 and 21243"):
        for password in ("Short-1", "no-upper-case-1", "NO-LOWER-CASE-1", "No-Digit-At-All"):
            refused(client, 400, 21243, "Password", lambda: credentials.create("agent-3", password))
            refused(client, 400, 21243, "Password", lambda: credential.update(password))

    with peer.check("credentials: a user name of 33 characters is 400 and 21243, one of 32 is not"):
        refused(client, 400, 21243, "Username", lambda: credentials.create("x" * 33, PASSWORD))
        equal(credentials.create("x" * 32, PASSWORD).delete(), True)

    with peer.check("credentials: a user name that is in the list is 400 and 21243"):
        refused(client, 400, 21243, "same Username", lambda: credentials.create("agent-1", PASSWORD))

    with peer.check("credentials: the same user name in another list is another credential"):
        assert lists(other.sid).credentials.create("agent-1", PASSWORD).sid != credential.sid

    with peer.check("credentials: deleted, it is gone: 404 and 20404 on every verb"):
        equal(credential.delete(), True)
        gone = credentials(credential.sid)
        not_found(client, gone.fetch, gone.delete, lambda: gone.update(PASSWORD))
        equal([listed.username for listed in credentials.list()], ["agent-2"])

    with peer.check("credential lists: deleted, it is gone with its credentials: 404 and 20404 on every verb"):
        equal((created.delete(), other.delete()), (True, True))
        gone = lists(created.sid)
        not_found(client, gone.fetch, gone.delete, lambda: gone.update("x"))
        not_found(client, lambda: credentials.create("x", PASSWORD), credentials(credential.sid).fetch)
        equal(lists.list(), [])
