"""Trunks, their domains and how their calls are recorded."""

from .peer import ACCOUNTS, equal, has, matches, not_found, refused

NOWHERE = "TK" + "0" * 32


def run(peer):
    client = peer.main
    trunks = client.trunking.v1.trunks

    with peer.check("trunks: created without parameters, one has Twilio's defaults"):
        bare = trunks.create()
        has(
            bare,
            account_sid=ACCOUNTS[0]["account_sid"],
            friendly_name=None,
            domain_name=None,
            secure=False,
            cnam_lookup_enabled=False,
            symmetric_rtp_enabled=False,
            transfer_mode="disable-all",
            transfer_caller_id="from-transferee",
            recording={"mode": "do-not-record", "trim": "do-not-trim"},
            disaster_recovery_url=None,
            disaster_recovery_method="POST",
            auth_type="",
            auth_type_set=[],
        )
        matches(bare.sid, r"TK[0-9a-f]{32}")

    with peer.check("trunks: links lead to the four collections, on this origin"):
        equal(bare.url, f"{peer.base_url}/v1/Trunks/{bare.sid}")
        equal(
            bare.links,
            {
                "origination_urls": f"{bare.url}/OriginationUrls",
                "credential_lists": f"{bare.url}/CredentialLists",
                "ip_access_control_lists": f"{bare.url}/IpAccessControlLists",
                "phone_numbers": f"{bare.url}/PhoneNumbers",
            },
        )

    with peer.check("trunks: created with every parameter, one keeps them"):
        wanted = {
            "friendly_name": "Contact centre",
            "domain_name": "peers-all.pstn.twilio.com",
            "disaster_recovery_url": "https://example.com/recovery",
            "disaster_recovery_method": "GET",
            "transfer_mode": "sip-only",
            "transfer_caller_id": "from-transferor",
            "secure": True,
            "cnam_lookup_enabled": True,
        }
        full = trunks.create(**wanted)
        has(full, **wanted)

    with peer.check("trunks: fetched, it is the same"):
        has(trunks(full.sid).fetch(), sid=full.sid, date_created=full.date_created, **wanted)

    with peer.check("trunks: updated, what is not named stays"):
        updated = full.update(friendly_name="Renamed", secure=False)
        has(updated, **{**wanted, "friendly_name": "Renamed", "secure": False})
        has(trunks(full.sid).fetch(), friendly_name="Renamed", secure=False, transfer_mode="sip-only")

    with peer.check("trunks: every transfer mode and caller id is accepted"):
        for mode in ("enable-all", "sip-only", "disable-all"):
            has(full.update(transfer_mode=mode), transfer_mode=mode)
        for caller in ("from-transferee", "from-transferor"):
            has(full.update(transfer_caller_id=caller), transfer_caller_id=caller)

    with peer.check("trunks: names need not be unique"):
        has(bare.update(friendly_name="Renamed"), friendly_name="Renamed")

    with peer.check("trunks: listed in the order of their creation"):
        equal([trunk.sid for trunk in trunks.list()], [bare.sid, full.sid])

    with peer.check("recording: a new trunk does not record"):
        has(bare.recordings().fetch(), mode="do-not-record", trim="do-not-trim")

    with peer.check("recording: every mode and trim is kept and shown on the trunk"):
        recording = trunks(bare.sid).recordings()
        for mode in ("ringing", "answer", "ringing-dual", "answer-dual"):
            has(recording.update(mode=f"record-from-{mode}", trim="trim-silence"), mode=f"record-from-{mode}")
        has(recording.update(trim="do-not-trim"), mode="record-from-answer-dual", trim="do-not-trim")
        has(trunks(bare.sid).fetch(), recording={"mode": "record-from-answer-dual", "trim": "do-not-trim"})

    with peer.check("recording: an unknown mode is 400 and 20001"):
        refused(client, 400, 20001, "Mode", lambda: recording.update(mode="always"))

    with peer.check("trunks: an unknown transfer mode is 400 and 20001"):
        refused(client, 400, 20001, "TransferMode", lambda: trunks.create(transfer_mode="maybe"))

    with peer.check("trunks: an unknown caller id is 400 and 20001, and nothing changes"):
        refused(client, 400, 20001, "TransferCallerId", lambda: full.update(secure=True, transfer_caller_id="me"))
        has(trunks(full.sid).fetch(), secure=False)

    with peer.check("domains: another suffix is 400 and 21245"):
        message = "must end with pstn.twilio.com"
        refused(client, 400, 21245, message, lambda: trunks.create(domain_name="peers.example.com"))

    with peer.check("domains: one in use by the account is 400 and 21248"):
        message = "This Termination URI (Domain) is not available."
        refused(client, 400, 21248, message, lambda: trunks.create(domain_name=wanted["domain_name"]))

    with peer.check("domains: one in use by another account is 400 and 21248"):
        create = peer.other.trunking.v1.trunks.create
        refused(peer.other, 400, 21248, "not available", lambda: create(domain_name=wanted["domain_name"]))

    with peer.check("domains: update to one in use is 400 and 21248"):
        refused(client, 400, 21248, "not available", lambda: bare.update(domain_name=wanted["domain_name"]))

    with peer.check("domains: a subdomain needs its parent, 400 and 21247"):
        message = "parent domain does not exist"
        refused(client, 400, 21247, message, lambda: trunks.create(domain_name="a.peers-no.pstn.twilio.com"))

    with peer.check("domains: a parent cannot go before its subdomain, 400 and 21247"):
        below = trunks.create(domain_name="a.peers-all.pstn.twilio.com")
        refused(client, 400, 21247, "subdomains", full.delete)
        refused(client, 400, 21247, "subdomains", lambda: full.update(domain_name="peers-new.pstn.twilio.com"))
        equal(below.delete(), True)

    with peer.check("trunks: deleted, they are gone: 404 and 20404 on every verb"):
        equal((bare.delete(), full.delete()), (True, True))
        equal(client.http_client.answer.status_code, 204)
        gone = trunks(full.sid)
        not_found(client, gone.fetch, gone.delete, lambda: gone.update(secure=True), gone.recordings().fetch)
        equal(trunks.list(), [])

    with peer.check("trunks: the message of a 404 names the resource"):
        refused(client, 404, 20404, f"The requested resource /v1/Trunks/{NOWHERE} was not found", trunks(NOWHERE).fetch)

    with peer.check("domains: a deleted trunk's stays reserved, 400 and 21248"):
        refused(client, 400, 21248, "not available", lambda: trunks.create(domain_name=wanted["domain_name"]))
