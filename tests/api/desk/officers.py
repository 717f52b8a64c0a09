"""People at the desk as a browser without script plays them: they read pages and fill in the forms on them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx2

from api import desk
from api.look.static_files import routes
from api.routers import take_in
from api.security import Security
from cases.actions.consents import answer_consent
from cases.rules.vocabulary import Language
from tests.api.world import PASSPHRASE, Filed, World
from tests.support.authenticator import Authenticator, secret_of

PUBLIC_URL = "http://samleng.test"


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and what it would send untouched."""

    action: str
    id: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)  # what can be ticked or chosen, by name
    disabled: set[tuple[str, str]] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._area, self._text, self._select = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("id", ""))
            self.found.append(self._open)
        if self._open is None:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") in ("radio", "checkbox"):
            self._open.offered.setdefault(name, []).append(given["value"])
            if "disabled" in given:
                self._open.disabled.add((name, given["value"]))
            elif "checked" in given:
                self._open.values.append((name, given["value"]))
        elif tag == "input" and name:
            self._open.values.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._open.offered.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given:
                self._open.values.append((self._select, given["value"]))

    def handle_data(self, data: str) -> None:
        self._text += data if self._area else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._open is not None:
            self._open.values.append((self._area, self._text))
            self._area = ""


def forms(html: str) -> dict[str, Form]:
    """The forms of a page by their id, or by where they go."""
    parser = _Forms()
    parser.feed(html)
    return {form.id or form.action: form for form in parser.found}


class Officer:
    """Somebody at a browser."""

    def __init__(self, http: httpx2.AsyncClient, phone: Authenticator) -> None:
        self.http, self.phone = http, phone

    async def page(self, path: str, status: int = 200) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-400:])
        return answer.text

    async def sign_in(self, alias: str, passphrase: str = PASSPHRASE) -> Officer:
        typed = {"alias": alias, "passphrase": passphrase, "code": self.phone.code(secret_of(alias))}
        answer = await self.http.post("/desk/login", data=typed)
        assert answer.status_code == 303, answer.text
        return self

    async def form(self, number: str, form_id: str) -> Form:
        found = forms(await self.page(f"/desk/cases/{number}"))
        assert form_id in found, (form_id, sorted(found))
        return found[form_id]

    async def send(self, form: Form, **typed: str | list[str]) -> httpx2.Response:
        """Send a form with some fields filled in, the others as they stand."""
        data: dict[str, str | list[str]] = {}
        for name, value in form.values:
            data[name] = value
        return await self.http.post(form.action.partition("#")[0], data=data | typed)

    async def act(self, number: str, form_id: str, **typed: str | list[str]) -> str:
        """Fill in and send a form of a case's page; the address that it leads on to."""
        answer = await self.send(await self.form(number, form_id), **typed)
        assert answer.status_code == 303, (form_id, answer.status_code, alerts(answer.text))
        return answer.headers["location"]


class _Alerts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("role", "alert") in attrs:
            self.said.append("")
            self._inside = True

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.said[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "small"):
            self._inside = False


def alerts(html: str) -> list[str]:
    """The sentences that a page says about what went wrong."""
    parser = _Alerts()
    parser.feed(html)
    return [" ".join(words.split()) for words in parser.said]


def with_desk(world: World) -> World:
    """The world of the JSON tests with the desk in it."""
    world.app.state.html_error, world.app.state.public_url = desk.html_error, PUBLIC_URL
    world.app.add_middleware(Security)
    world.app.router.routes.extend(routes)
    take_in(world.app.router, desk.router)
    return world


@contextlib.asynccontextmanager
async def browser_of(world: World, alias: str = "", language: Language = Language.ENGLISH) -> AsyncIterator[Officer]:
    """A browser of its own, signed in when an alias is named."""
    transport = httpx2.ASGITransport(world.app, raise_app_exceptions=False)
    headers = {"Accept": "text/html"}
    cookies = {"lang": language.value}
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers, cookies=cookies) as http:
        officer = Officer(http, world.phone)
        yield await officer.sign_in(alias) if alias else officer


async def says_yes(world: World, filed: Filed, party: str) -> None:
    """The worker agrees to everything that this party's referral asks for."""
    consent = (await world.consents(filed))[party]
    async with world.store.writing() as unit:
        await answer_consent(
            unit,
            filed.complainant_id,
            consent.id,
            yes=True,
            parts=consent.parts,
            language=Language.KHMER,
            wording_digest="seen",
        )


def texts(form: Form) -> Iterator[str]:
    """Everything that stands in a form's fields."""
    return (value for _, value in form.values)
