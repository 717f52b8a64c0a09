"""The operator's desk: which parties there are, how far each has come, and the links for their first leads."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe

from fastapi import APIRouter
from sqlmodel import col, select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.reader import Reader, desk_page, go, language_of, name_of
from api.errors import sentence
from api.forms import form_without_files
from api.links import join_link
from cases.actions.joining import invite_first_lead
from cases.actions.parties import PartyState, add_party, all_parties
from cases.rules.errors import AlreadySent, BadInput, NotNow
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import PartyKind
from cases.store.once import done_before, finish
from cases.store.tables import Party, Staff
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()
PARTIES = "/desk/parties"
FIELDS = ("slug", "name_km", "name_en", "kind", "parent", "off_platform")
MAY_BE_INVITED = frozenset({PartyState.NEVER_INVITED, PartyState.INVITED})


@dataclass(frozen=True)
class Shown:
    """What the page says above its list."""

    link: str = ""
    invited: str = ""
    problem: str = ""


@router.get(PARTIES)
async def parties(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Every party, and the form for one more."""
    require(reader.role, Permission.SEE_INSTALLATION)
    return await _page(request, store, reader, Shown())


@router.post(PARTIES)
async def adds(request: Request, reader: Reader, store: StoreDep) -> Response:
    """One more party; the same form twice adds it once."""
    require(reader.role, Permission.ADD_PARTIES)
    form = await form_without_files(request)
    try:
        await _add(store, reader, form)
    except (BadInput, AlreadySent) as error:
        shown = Shown(problem=sentence(language_of(request), error.code, error.data))
        return await _page(request, store, reader, shown, form=form, status=422)
    return go(request, f"{PARTIES}#{_text(form, 'slug')}")


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()


async def _add(store: Store, viewer: Viewer, form: FormData) -> None:
    key, kind = _text(form, "form_key"), _text(form, "kind")
    if kind not in {one.value for one in PartyKind}:
        raise BadInput("unknown_word", field="kind", words=", ".join(PartyKind))
    said = "\n".join(_text(form, name) for name in FIELDS).encode()
    async with store.writing() as unit:
        if await done_before(unit, viewer.actor, "add-party", key, said) is not None:
            return
        party = await add_party(
            unit,
            _text(form, "slug"),
            _text(form, "name_en"),
            _text(form, "name_km"),
            PartyKind(kind),
            on_platform=_text(form, "off_platform") != "yes",
            parent=_text(form, "parent") or None,
        )
        await finish(unit, viewer.actor, "add-party", key, party.id)


@router.post(PARTIES + "/{slug}/invite")
async def invites(request: Request, reader: Reader, store: StoreDep, slug: str) -> Response:
    """The one-time link for a party's first lead, shown once; an earlier one that nobody used ends."""
    require(reader.role, Permission.INVITE_FIRST_LEADS)
    try:
        async with store.writing() as unit:
            secret = await invite_first_lead(unit, slug, reader.actor)
    except (BadInput, NotNow) as error:
        return await _page(
            request, store, reader, Shown(problem=sentence(language_of(request), error.code, error.data))
        )
    return await _page(request, store, reader, Shown(link=join_link(request, secret), invited=slug))


async def _page(
    request: Request, store: Store, viewer: Viewer, shown: Shown, *, form: FormData | None = None, status: int = 200
) -> Response:
    language = language_of(request)
    async with store.reading() as unit:
        rows = await all_parties(unit)
        own = await unit.session.get_one(Staff, viewer.staff_id)
        parents = (await unit.session.exec(select(Party).order_by(col(Party.name_en)))).all()
    names = {row.party.slug: name_of(language, row.party) for row in rows}
    return desk_page(
        request,
        "parties.html",
        status,
        rows=rows,
        names=names,
        states=PartyState,
        may_be_invited=MAY_BE_INVITED,
        shown=shown,
        invited=names.get(shown.invited, ""),
        typed={name: _text(form, name) if form else "" for name in FIELDS},
        kinds=PartyKind,
        parents=[(party.slug, name_of(language, party)) for party in parents],
        form_key=token_urlsafe(16),
        code_typed=own.recovery_typed_at is not None,
    )
