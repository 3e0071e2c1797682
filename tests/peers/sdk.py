"""Twilio's official Python SDK drives the simulated Twilio as its users would drive the real one.

    TRUNKLINE_TWILIO_BASE_URL=http://127.0.0.1:PORT TRUNKLINE_SIM_CONTROL_URL=http://127.0.0.1:PORT python sdk.py

The simulator has the accounts of `fixture.json`, nothing else yet, and a clock that stands. One line for each check; the exit code is 1
when one failed.
"""

import os
import sys

from checks import (
    accounts,
    associations,
    credential_lists,
    ip_access_control_lists,
    limits,
    numbers,
    origination_urls,
    paging,
    trouble,
    trunks,
)
from checks.peer import Peer

FAMILIES = [
    accounts,
    trunks,
    origination_urls,
    ip_access_control_lists,
    credential_lists,
    associations,
    numbers,
    paging,
    limits,
    trouble,
]


def main() -> int:
    peer = Peer(os.environ["TRUNKLINE_TWILIO_BASE_URL"], os.environ["TRUNKLINE_SIM_CONTROL_URL"])
    for family in FAMILIES:
        try:
            family.run(peer)
        except Exception as error:  # what comes before or between the checks of a family
            peer.fail(family.__name__, error)
    return 1 if peer.failed else 0


if __name__ == "__main__":
    sys.exit(main())
