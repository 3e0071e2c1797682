"""What the specification says of each operation."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

TRUNKING, API_2010 = "twilio_trunking_v1.json", "twilio_api_v2010_sip_subset.json"

# Trunkline buys no number and releases none: no request of ours is one of these two.
NOT_OURS = {"CreateIncomingPhoneNumber", "DeleteIncomingPhoneNumber"}


@dataclass(frozen=True)
class Operation:
    """One operation, with what is needed to judge a request and an answer."""

    id: str
    method: str
    path: re.Pattern = field(repr=False)
    parameters: frozenset = field(repr=False)
    required: frozenset = field(repr=False)
    status: int = field(repr=False)
    schema: dict | None = field(repr=False)
    headers: frozenset = field(repr=False)
    examples: tuple = field(repr=False)


class Specification:
    """The operations of both files."""

    def __init__(self, folder: Path):
        self.trunking, self.api_2010 = folder / TRUNKING, folder / API_2010
        documents = [json.loads(file.read_text()) for file in (self.trunking, self.api_2010)]
        self.all = [operation for document in documents for operation in operations(document)]
        self.ours = [operation for operation in self.all if operation.id not in NOT_OURS]

    def find(self, method, path):
        """The operation that a method and a path name, if there is one."""
        for operation in self.all:
            if operation.method == method and operation.path.fullmatch(path):
                return operation
        return None


def operations(document):
    for template, item in document["paths"].items():
        for method in ("get", "post", "delete"):
            if method in item:
                yield read(document, method, template, item)


def read(document, method, template, item):
    described = item[method]
    listed = [*item.get("parameters", []), *described.get("parameters", [])]
    query = {parameter["name"] for parameter in listed if parameter["in"] == "query"}
    form = described.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
    form = form.get("schema", {})
    ((status, answer),) = described["responses"].items()
    content = answer.get("content", {}).get("application/json", {})
    schema = content.get("schema")
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))),
        parameters=frozenset(query | set(form.get("properties", {}))),
        required=frozenset(form.get("required", [])),
        status=int(status),
        # References lead to the document's components, so these come along.
        schema=schema and {**schema, "components": document["components"]},
        headers=frozenset(name.lower() for name in answer.get("headers", {})),
        examples=tuple(example["value"] for example in content.get("examples", {}).values()),
    )
