"""A browser without JavaScript: it reads pages, fills in forms and presses buttons, and keeps no cookie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2

File = tuple[str, bytes, str]  # name, content, media type
VOID = frozenset({"input", "link", "meta", "br", "img", "hr"})


@dataclass
class Form:
    """One form: what it would send as it stands, and its buttons as (name, value, label)."""

    action: str
    encoding: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def has(self, name: str, value: str = "") -> bool:
        pressable = [(one, said) for one, said, _ in self.buttons]
        return any(one == name and _is(said, value) for one, said in [*self.fields, *pressable])


def _is(said: str, value: str) -> bool:
    """Whether a field or button says this; "" is any, and the mark of a case may be left out."""
    return value in ("", said, said.partition("@")[0])


class Reader(HTMLParser):
    """The words and forms of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._button: tuple[str, str] | None = None
        self._label: list[str] = []
        self._area: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: Mapping[str, str] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said["action"], said.get("enctype", ""))
            self.forms.append(self._form)
        elif tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif self._form is None:
            return
        elif tag == "input" and said.get("type") == "file":
            self._form.files.append(said["name"])
        elif tag == "input" and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self._form.fields.append((said.get("name", ""), said.get("value", "")))
        elif tag == "button" and said.get("type") != "button":
            self._button, self._label = (said.get("name", ""), said.get("value", "")), []
        elif tag == "textarea":
            self._area = said["name"]
            self._form.fields.append((self._area, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button" and self._button and self._form:
            self._form.buttons.append((*self._button, " ".join("".join(self._label).split())))
            self._button = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._button:
            self._label.append(data)
        if self._area and self._form:
            name, before = self._form.fields[-1]
            self._form.fields[-1] = (name, before + data)
        elif data.strip():
            self.words.append(data.strip())


class Browser:
    """One page at a time."""

    def __init__(self, base_url: str) -> None:
        self.client = httpx2.Client(base_url=base_url, timeout=30)
        self.page = Reader("")
        self.status = 0

    def open(self, path: str, **query: str) -> Browser:
        return self._read(self.client.get(path, params=query))

    def follow(self, ending: str) -> Browser:
        """Go where the first link goes that contains `ending`."""
        return self._read(self.client.get(next(link for link in self.page.links if ending in link)))

    def press(
        self,
        name: str = "",
        value: str = "",
        *,
        without: Sequence[tuple[str, str]] = (),
    ) -> Browser:
        """Press the button `name=value` of the first form that has it, some of its boxes unticked."""
        form = self.form(name, value) if name else self.page.forms[0]
        (pressed,) = [(n, v) for n, v, _ in form.buttons if n == name and _is(v, value)][:1]
        return self.send(form, pressed, without=without)

    def send(
        self,
        form: Form,
        pressed: tuple[str, str] = ("", ""),
        *,
        files: Sequence[File] = (),
        without: Sequence[tuple[str, str]] = (),
        **typed: str,
    ) -> Browser:
        """Send a form, as a browser would."""
        data: dict[str, Any] = {}
        kept = [pair for pair in form.fields if pair not in without and pair[0] not in typed]
        for one, said in [*kept, *typed.items(), *([pressed] if pressed[0] else [])]:
            data.setdefault(one, []).append(said)
        if form.encoding == "multipart/form-data":
            named = [("files", file) for file in files] or [("files", ("", b"", "application/octet-stream"))]
            return self._read(self.client.post(form.action, data=data, files=named))
        return self._read(self.client.post(form.action, data=data))

    def labelled(self, words: str) -> tuple[str, str]:
        """Name and value of the button with these words on it."""
        for form in self.page.forms:
            for name, value, label in form.buttons:
                if words in label:
                    return name, value
        raise AssertionError(f"no button says {words}; there are {[f.buttons for f in self.page.forms]}")

    def form(self, name: str, value: str = "") -> Form:
        """The first form with such a field or button."""
        found = next((one for one in self.page.forms if one.has(name, value)), None)
        assert found, f"no form has {name}={value}; the page ({self.status}) says: {self.text}"
        return found

    def has(self, name: str, value: str = "") -> bool:
        """Whether some form has such a field or button."""
        return any(one.has(name, value) for one in self.page.forms)

    @property
    def text(self) -> str:
        return "\n".join(self.page.words)

    def _read(self, answer: httpx2.Response) -> Browser:
        while answer.is_redirect:
            answer = self.client.get(answer.headers["location"])
        self.page, self.status = Reader(answer.text), answer.status_code
        return self
