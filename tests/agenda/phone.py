"""A phone in a room: asks the pages of the agenda over HTTP, with a cookie of its own, as a browser would."""

import http.client
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 30


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)

    def said(self) -> str:
        """The notice on the page, as it reads."""
        found = re.search(r'class="notice"[^>]*>([^<]*)', self.text)
        return unescape(found.group(1)) if found else ""

    def hidden(self, name: str) -> list[str]:
        """The values of the hidden fields with this name."""
        return [unescape(v) for v in re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', self.text)]


@dataclass
class Phone:
    """One phone. `headers` go along with everything."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Reply:
        """One request on a connection of its own, as after a dropped line. Redirects are not followed."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        sent = {"Accept": "text/html", **self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, secret = value.partition(";")[0].partition("=")
                self.cookies[key] = secret
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: Any = (), **headers: str) -> Reply:
        """Send a plain form."""
        return self.ask("POST", path, urlencode(fields), **headers)

    def send(self, path: str, fields: Any) -> Reply:
        """Send a form as the script of the page does."""
        return self.post(path, fields, Accept="application/json")

    def join(self, code: str) -> Reply:
        """Press 'Meedoen', and follow to the questions."""
        reply = self.post(f"/meedoen/{code}", [("submission", mark) for mark in self.get(f"/meedoen/{code}").hidden("submission")[:1]])
        return self.get(urlsplit(reply.headers["location"]).path) if reply.status == 303 else reply
