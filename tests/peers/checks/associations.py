"""Lists in use on trunks."""

from .peer import equal, has, not_found, refused


def run(peer):
    client = peer.main
    trunk = client.trunking.v1.trunks.create(friendly_name="associations")
    context = client.trunking.v1.trunks(trunk.sid)
    acl = client.sip.ip_access_control_lists.create("Edge")
    credentials = client.sip.credential_lists.create("Phones")
    kinds = [
        ("acl", context.ip_access_control_lists, acl, "IpAccessControlLists", 21236, "IP_ACL"),
        ("credential list", context.credentials_lists, credentials, "CredentialLists", 21241, "CREDENTIAL_LIST"),
    ]

    for kind, associated, used, segment, mapped, auth_type in kinds:
        with peer.check(f"associations: the {kind} keeps SID and name on the trunk"):
            association = associated.create(used.sid)
            wanted = {"sid": used.sid, "friendly_name": used.friendly_name, "trunk_sid": trunk.sid}
            has(association, account_sid=trunk.account_sid, url=f"{trunk.url}/{segment}/{used.sid}", **wanted)
            has(associated(used.sid).fetch(), **wanted)
            equal([listed.sid for listed in associated.list()], [used.sid])

        with peer.check(f"associations: the {kind} decides how the trunk's calls authenticate"):
            assert auth_type in context.fetch().auth_type_set, context.fetch().auth_type_set

        with peer.check(f"associations: the {kind} a second time is 400 and 21245"):
            refused(client, 400, 21245, "already associated with Trunk", lambda: associated.create(used.sid))

        with peer.check(f"associations: an unknown {kind} is 404 and 20404"):
            unknown = used.sid[:2] + "0" * 32
            not_found(client, lambda: associated.create(unknown), associated(unknown).fetch)

        with peer.check(f"associations: the {kind} cannot be deleted while it is in use, 400 and {mapped}"):
            refused(client, 400, mapped, "still mapped", used.delete)

    with peer.check("associations: with both kinds, calls need both"):
        fetched = context.fetch()
        equal(set(fetched.auth_type_set), {"IP_ACL", "CREDENTIAL_LIST"})
        equal(set(fetched.auth_type.split(",")), {"IP_ACL", "CREDENTIAL_LIST"})

    for kind, associated, used, *_ in kinds:
        with peer.check(f"associations: the {kind} taken off the trunk stays in the account"):
            equal(associated(used.sid).delete(), True)
            not_found(client, associated(used.sid).fetch, associated(used.sid).delete)
            equal(associated.list(), [])
            has(used.fetch(), sid=used.sid)

    with peer.check("associations: without any, auth_type is empty again"):
        has(context.fetch(), auth_type="", auth_type_set=[])

    with peer.check("associations: a deleted trunk's lists stay in the account"):
        for _, associated, used, *_ in kinds:
            associated.create(used.sid)
        equal(trunk.delete(), True)
        equal((acl.delete(), credentials.delete()), (True, True))
