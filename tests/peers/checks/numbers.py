"""The account's numbers, and their binding to trunks."""

from .peer import ACCOUNTS, equal, has, matches, not_found, refused

APPLICATION = "AP" + "0" * 31 + "1"


def run(peer):
    client = peer.main
    owned = ACCOUNTS[0]["numbers"]
    numbers = client.incoming_phone_numbers

    with peer.check("numbers: the account's are listed"):
        listed = numbers.list()
        equal([number.phone_number for number in listed], owned)
        for number in listed:
            matches(number.sid, r"PN[0-9a-f]{32}")

    with peer.check("numbers: one is found by its E.164 number"):
        equal([found.sid for found in numbers.list(phone_number=owned[2])], [listed[2].sid])

    with peer.check("numbers: some are found by a part, with * for any digit"):
        found = numbers.list(phone_number="+4420794601**")
        equal([number.phone_number for number in found], [number for number in owned if number.startswith("+44")])

    number = numbers(listed[0].sid)

    with peer.check("numbers: fetched, one is unbound and can do what it can"):
        fetched = number.fetch()
        has(fetched, phone_number=owned[0], friendly_name="(415) 555-0100", trunk_sid=None, voice_application_sid="")
        has(fetched, account_sid=ACCOUNTS[0]["account_sid"], origin="twilio", beta=False, status="in-use")
        equal(fetched.capabilities["voice"], True)
        equal(fetched.uri, f"/2010-04-01/Accounts/{fetched.account_sid}/IncomingPhoneNumbers/{fetched.sid}.json")

    with peer.check("numbers: label and voice URLs are updated"):
        wanted = {"friendly_name": "Main line", "voice_url": "https://example.com/voice", "voice_method": "GET"}
        has(number.update(**wanted), **wanted)
        has(number.fetch(), **wanted)
        equal([found.sid for found in numbers.list(friendly_name="Main line")], [listed[0].sid])

    trunk = client.trunking.v1.trunks.create(friendly_name="numbers")
    bound = client.trunking.v1.trunks(trunk.sid).phone_numbers

    with peer.check("numbers: binding to a trunk deletes the voice application"):
        has(number.update(voice_application_sid=APPLICATION), voice_application_sid=APPLICATION)
        binding = bound.create(listed[0].sid)
        has(binding, sid=listed[0].sid, phone_number=owned[0], trunk_sid=trunk.sid, voice_application_sid="")
        has(number.fetch(), trunk_sid=trunk.sid, voice_application_sid="")

    with peer.check("numbers: the voice URL stays while the trunk takes the calls"):
        has(number.fetch(), voice_url="https://example.com/voice", voice_method="GET")

    with peer.check("numbers: the binding is fetched and listed by the number's own SID"):
        has(bound(listed[0].sid).fetch(), sid=listed[0].sid, url=f"{trunk.url}/PhoneNumbers/{listed[0].sid}")
        equal([found.sid for found in bound.list()], [listed[0].sid])

    with peer.check("numbers: the link of a binding to its number has no .json"):
        expected = f"{peer.base_url}/2010-04-01/Accounts/{trunk.account_sid}/IncomingPhoneNumbers/{listed[0].sid}"
        equal(binding.links, {"phone_number": expected})

    with peer.check("numbers: a number that is not the account's is 404 and 20404"):
        theirs = peer.other.incoming_phone_numbers.list()[0]
        not_found(client, lambda: bound.create(theirs.sid), numbers(theirs.sid).fetch)
        not_found(client, lambda: numbers(theirs.sid).update(friendly_name="mine"))

    with peer.check("numbers: a voice application takes the number off its trunk"):
        has(number.update(voice_application_sid=APPLICATION), trunk_sid=None)
        equal(bound.list(), [])

    with peer.check("numbers: TrunkSid on the number binds it too"):
        has(number.update(trunk_sid=trunk.sid), trunk_sid=trunk.sid, voice_application_sid="")
        equal([found.sid for found in bound.list()], [listed[0].sid])

    with peer.check("numbers: a TrunkSid that is none is 400 and 20001"):
        refused(client, 400, 20001, "TrunkSid", lambda: number.update(trunk_sid="TK1"))

    with peer.check("numbers: unbound, it stays in the account"):
        equal(bound(listed[0].sid).delete(), True)
        not_found(client, bound(listed[0].sid).fetch, bound(listed[0].sid).delete)
        has(number.fetch(), trunk_sid=None, phone_number=owned[0])

    with peer.check("numbers: a deleted trunk's stay in the account, unbound"):
        bound.create(listed[1].sid)
        equal(trunk.delete(), True)
        has(numbers(listed[1].sid).fetch(), trunk_sid=None)

    with peer.check("numbers: a released number is gone, 404 and 20404"):
        spare = peer.other.incoming_phone_numbers(theirs.sid)
        equal(spare.delete(), True)
        not_found(peer.other, spare.fetch, spare.delete)
        equal(peer.other.incoming_phone_numbers.list(), [])
