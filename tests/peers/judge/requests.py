"""Whether the requests of Trunkline's Twilio client are what the specification asks for.

Prism, a mock built from the specification, accepts a request or refuses it. What it lets pass is looked at here:
parameters that the specification does not have, and required ones that are missing.
"""

import json
from collections import defaultdict

from .operations import NOT_OURS

# Parameters that the client cannot send, and why.
WITHHELD = {
    "UpdateIncomingPhoneNumber": {"AccountSid"},  # it would give the number away to another account
}


class Requests:
    """Sees what goes to the mock, and what the mock says."""

    def __init__(self, specification):
        self.specification = specification
        self.accepted = defaultdict(list)
        self.violations = defaultdict(list)

    def see(self, exchange):
        operation = self.specification.find(exchange.method, exchange.path)
        if operation is None or operation.id in NOT_OURS:
            self.violations[f"{exchange.method} {exchange.path}"].append("is no request of ours")
            return
        found = list(violations(operation, exchange))
        self.violations[operation.id].extend(found)
        if not found:
            self.accepted[operation.id].append(exchange.parameters)
        self.add_page(exchange)

    def add_page(self, exchange):
        """The mock's lists have one page: a link to another makes the client ask for it."""
        if exchange.method != "GET" or exchange.status != 200 or "PageToken" in exchange.parameters:
            return
        body = json.loads(exchange.body)
        link = f"{exchange.target}&Page=1&PageToken=PT1"
        if "meta" in body:
            body["meta"]["next_page_url"] = f"http://{exchange.request_headers['Host']}{link}"
        elif "next_page_uri" in body:
            body["next_page_uri"] = link
        exchange.body = json.dumps(body).encode()

    def verdicts(self):
        for operation in self.specification.ours:
            violations = self.violations.pop(operation.id, [])
            accepted = self.accepted[operation.id]
            wanted = operation.parameters - WITHHELD.get(operation.id, set())
            full = sum(sent >= wanted for sent in accepted)
            if not violations and not full:
                missing = ", ".join(sorted(wanted.difference(*accepted))) or "all of them at once"
                violations = [f"{len(accepted)} accepted, none with {missing}"]
            yield operation.id, violations, f"{len(accepted)} accepted, {full} with every parameter"
        for name, violations in self.violations.items():
            if violations:
                yield name, violations, ""


def violations(operation, exchange):
    if not 200 <= exchange.status < 300:
        yield f"the mock answers {exchange.status} {exchange.body.decode()[:500]}"
    # Without a refusal, the mock tells what it saw in a header.
    for seen in json.loads(exchange.headers.get("sl-violations", "[]")):
        if seen["location"][0] == "request":
            yield seen["message"]
    for name in sorted(exchange.parameters - operation.parameters):
        yield f"{name} is no parameter of it"
    for name in sorted(operation.required - exchange.parameters):
        yield f"{name} is missing"
