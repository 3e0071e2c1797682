"""Twilio's own specification judges Trunkline's requests, and the simulator's answers.

    python specification.py requests --openapi FOLDER --prism FILE COMMAND...
    python specification.py answers --openapi FOLDER --simulator URL COMMAND...

Each COMMAND is run by bash with TRUNKLINE_TWILIO_BASE_URL set to a place from which its requests reach Prism, which
is started for the time, or the simulator. One line for each operation; the exit code is 1 when one failed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from judge.exchange import between
from judge.operations import Specification


def main() -> int:
    arguments = parse()
    specification = Specification(arguments.openapi)
    passed, failed = 0, 0
    judged = requests(specification, arguments) if arguments.judged == "requests" else answers(specification, arguments)
    for name, violations, praise in judged:
        if violations:
            failed += 1
            print(f"FAILED {arguments.judged}: {name}: {'; '.join(violations)}")
        else:
            passed += 1
            print(f"ok {arguments.judged}: {name}: {praise}")
    print(f"{arguments.judged}: {passed} of {len(specification.ours)} operations", flush=True)
    return 1 if failed else 0


def requests(specification, arguments):
    from judge.prism import mock
    from judge.requests import Requests

    court = Requests(specification)
    prism = arguments.prism
    with mock(prism, specification.trunking) as trunking, mock(prism, specification.api_2010) as api:
        # One origin for both of Twilio's hosts: their paths do not collide.
        with between(lambda path: trunking if path.startswith("/v1/") else api, court.see) as url:
            yield from run(arguments.commands, url)
    yield from court.verdicts()


def answers(specification, arguments):
    from judge.answers import Answers

    court = Answers(specification)
    with between(lambda _: arguments.simulator, court.see) as url:
        yield from run(arguments.commands, url)
    yield from court.verdicts()


def run(commands, url):
    """Runs the commands that make the requests. One that fails without saying why is a failure of its own."""
    environment = {**os.environ, "TRUNKLINE_TWILIO_BASE_URL": url}
    for command in commands:
        why = False
        with subprocess.Popen(["bash", "-c", command], env=environment, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                why |= line.startswith("FAILED ")
        if process.returncode and not why:
            yield command, [f"ended with {process.returncode}"], ""


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("judged", choices=["requests", "answers"])
    parser.add_argument("--openapi", type=Path, required=True)
    parser.add_argument("--prism", type=Path)
    parser.add_argument("--simulator")
    parser.add_argument("commands", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
