"""Whether the simulator's answers are what the specification says.

Beyond the schema, in which every property is optional: an answer has each property that the schema names, and no
other. A refusal, of which the specification says nothing, has the body that Twilio's page on API responses shows.
"""

import json
import re
import tomllib
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator

FORMATS = FormatChecker(formats=[])


@FORMATS.checks("date-time", raises=ValueError)
def is_iso8601(value):
    return not isinstance(value, str) or bool(datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ"))


@FORMATS.checks("date-time-rfc-2822", raises=ValueError)
def is_rfc2822(value):
    return not isinstance(value, str) or bool(datetime.strptime(value, "%a, %d %b %Y %H:%M:%S %z"))


@FORMATS.checks("uri")
def is_uri(value):
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


@FORMATS.checks("phone-number")
def is_e164(value):
    return not isinstance(value, str) or bool(re.fullmatch(r"\+[1-9]\d{6,14}", value))


class Exceptions:
    """The places where Twilio's own examples break its own schema."""

    def __init__(self, specification):
        self.listed = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text())["exception"]
        self.used = Counter()
        self.shown = set()
        for operation in specification.all:
            for example in operation.examples:
                for violation in schema_violations(operation, example):
                    self.shown.update(self.matching(violation))

    def matching(self, violation):
        field, rule, value = violation
        for number, listed in enumerate(self.listed):
            if field in listed["fields"] and rule in listed["rules"] and re.fullmatch(listed["value"], value):
                yield number

    def allow(self, violation):
        matching = list(self.matching(violation))
        self.used.update(matching)
        return bool(self.shown.intersection(matching))

    def verdicts(self):
        """An exception that no example of Twilio's shows is none, and one that nothing needs is too many."""
        for number, listed in enumerate(self.listed):
            name = f"exception for {', '.join(listed['fields'])}"
            if number not in self.shown:
                yield name, ["no example of the specification shows it"], ""
            elif not self.used[number]:
                yield name, ["no answer needs it"], ""


class Answers:
    """Sees what the simulator answers."""

    def __init__(self, specification):
        self.specification = specification
        self.exceptions = Exceptions(specification)
        self.valid = Counter()
        self.refusals = Counter()
        self.violations = defaultdict(Counter)

    def see(self, exchange):
        operation = self.specification.find(exchange.method, exchange.path)
        if operation is None:
            self.violations[f"{exchange.method} {exchange.path}"]["names no operation"] += 1
            return
        refusal = exchange.status >= 400
        found = list(refusal_violations(exchange) if refusal else self.success_violations(operation, exchange))
        self.violations[operation.id].update(found)
        if not found:
            (self.refusals if refusal else self.valid)[operation.id] += 1

    def success_violations(self, operation, exchange):
        if exchange.status != operation.status:
            yield f"status {exchange.status}, not {operation.status}"
        for name in sorted(operation.headers - {name.lower() for name in exchange.headers}):
            yield f"no header {name}"
        if operation.schema is None:
            if exchange.body:
                yield "has a body"
            return
        yield from content_type_violations(exchange)
        for violation in schema_violations(operation, json.loads(exchange.body or "null")):
            if not self.exceptions.allow(violation):
                field, rule, value = violation
                yield f"{field}: {rule} {value!r}"

    def verdicts(self):
        for operation in self.specification.ours:
            found = [f"{text} ({count}×)" for text, count in self.violations.pop(operation.id, Counter()).items()]
            valid = self.valid[operation.id]
            if not found and not valid:
                found = ["never seen"]
            yield operation.id, found, f"{valid} valid, {self.refusals[operation.id]} refused as documented"
        for name, found in self.violations.items():
            if found:
                yield name, list(found), ""
        yield from self.exceptions.verdicts()


def schema_violations(operation, body):
    """Field, rule and offending value of each violation."""
    if operation.schema is None:
        return
    for error in OAS30Validator(complete(operation.schema), format_checker=FORMATS).iter_errors(body):
        names = [part for part in error.absolute_path if isinstance(part, str)]
        value = error.instance
        if error.validator in ("required", "additionalProperties"):
            # The value would be the whole object; the message names the property.
            value = " ".join(re.findall(r"'(\w+)'", error.message))
        yield names[-1] if names else "body", error.validator, "null" if value is None else str(value)


def complete(schema):
    """The schema, with every property required and no other allowed."""
    if isinstance(schema, list):
        return [complete(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: complete(part) for name, part in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        schema["required"] = sorted(schema["properties"])
        schema["additionalProperties"] = False
    return schema


def refusal_violations(exchange):
    yield from content_type_violations(exchange)
    body = json.loads(exchange.body)
    names = {"code", "message", "more_info", "status"} | ({"detail"} if exchange.status == 401 else set())
    if set(body) != names:
        yield f"refusal with {sorted(body)}"
    elif body["status"] != exchange.status or body["more_info"] != f"https://www.twilio.com/docs/errors/{body['code']}":
        yield f"refusal {body}"


def content_type_violations(exchange):
    if exchange.headers.get_content_type() != "application/json":
        yield f"content type {exchange.headers.get_content_type()}"
