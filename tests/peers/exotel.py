"""The real curl runs the commands of Exotel's pages against the simulated Exotel.

    TRUNKLINE_EXOTEL_BASE_URL=http://127.0.0.1:PORT EXOTEL_ACCOUNT_SID=... EXOTEL_API_KEY=... EXOTEL_API_TOKEN=... \\
        python exotel.py

The commands stand in `transcripts.txt` as they do on the pages; host, credentials and ids are replaced. The account is
the one of `fixture.json`, and has nothing else yet. One line for each command; the exit code is 1 when one failed.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

TRANSCRIPTS = Path(__file__).parents[2] / "crates/sim/tests/exotel_api/transcripts.txt"
# The pages' own mapping of a number, which nothing on them makes.
MAPPING = "41523"
MAPS = """curl -X POST "https://<api_key>:<api_token>@<subdomain>/v2/accounts/<account_sid>/trunks/<trunk_sid>/phone-numbers" \
-H "Content-Type: application/json" -d '{ "phone_number": "+918040264208" }'"""
# What a command is run after: it stays as it is, and neither a proxy nor a .curlrc changes what it does.
CURL = """curl() { command curl -q --silent --show-error --noproxy '*' --write-out '\\n%{http_code}' "$@"; }\n"""


class Terminal:
    """What the reader of the pages knows by now, and puts in place of what stands between brackets."""

    def __init__(self):
        account, key, token = (os.environ[f"EXOTEL_{name}"] for name in ("ACCOUNT_SID", "API_KEY", "API_TOKEN"))
        host = os.environ["TRUNKLINE_EXOTEL_BASE_URL"].removeprefix("http://")
        self.known = {
            "https://": "http://",
            "<subdomain>": host,
            "api.in.exotel.com": host,
            "<your_api_key>": key,
            "<api_key>": key,
            "<your_api_token>": token,
            "<api_token>": token,
            "<your_sid>": account,
            "<account_sid>": account,
        }

    def run(self, command):
        """Types a command, and keeps the ids that it is answered with."""
        if MAPPING in command and MAPPING not in self.known:
            self.known[MAPPING] = self.type(MAPS)["data"]["id"]
        response = self.type(command)
        for entry in response if isinstance(response, list) else [response]:
            if entry["status"] != "success":
                raise AssertionError(f"answered {entry}")
        data = response["data"] if isinstance(response, dict) else {}
        if isinstance(data, dict) and "trunk_sid" in data:
            self.known["<trunk_sid>"] = data["trunk_sid"]
        if isinstance(data, dict) and "user_name" in data:
            self.known["<credential_id>"] = data["id"]

    def type(self, command):
        for name, value in self.known.items():
            command = command.replace(name, value)
        if unknown := re.findall(r"<\w+>", command):
            raise AssertionError(f"{', '.join(unknown)} unknown")
        run = subprocess.run(["bash", "-c", CURL + command], capture_output=True, text=True, timeout=30)
        if run.returncode:
            raise AssertionError(f"curl ended with {run.returncode}: {run.stderr.strip()}")
        body, status = run.stdout.rsplit("\n", 1)
        if status != "200":
            raise AssertionError(f"status {status}: {body}")
        return json.loads(body)["response"]


def name_of(command):
    """The method, and the path behind the account's."""
    method = re.search(r"-X (\w+)", command)
    path = re.search(r"/v2/accounts/[^/]+/([^\"']+)", command)
    return f"{method[1] if method else 'GET'} {path[1]}"


def main() -> int:
    terminal, failed = Terminal(), 0
    for number, text in enumerate(TRANSCRIPTS.read_text().split("\n\n"), 1):
        command = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        name = f"curl: {number}. {name_of(command)}"
        try:
            terminal.run(command)
        except Exception as error:  # whatever curl, its answer or a comparison comes to is what went wrong
            failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}", flush=True)
        else:
            print(f"ok {name}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
