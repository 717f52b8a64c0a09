"""The receipt page's form: look, write, say yes or no, confirm, withdraw. Each act is carried out once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

import locales
from api.chat import (
    own_numbers,
    page_tokens,
    receipt_common_case,
    receipt_consents,
    receipt_days,
    receipt_handover,
    receipt_heat,
    receipt_ministry,
    receipt_owed,
    receipt_remedies,
    receipt_standing,
    receipt_trouble,
)
from api.chat.receipt import OpenReceipt, language_of, open_receipt, receipt_of
from api.chat.uploads import heard_from
from api.chat.views import (
    By,
    KeptCall,
    Line,
    ReceiptAct,
    ReceiptView,
    SureView,
    TrackView,
)
from api.forms import refuse_bad_characters
from api.look import page
from bot.answers import consent_question, wording_digest
from bot.dialogue import advice
from bot.dialogue.model import AnswerKind
from bot.outbound import drawn
from bot.rendering import render
from bot.runner import Heard
from cases.actions import consents, filing, forgetting, telling, withdrawing
from cases.actions.filing import Piece
from cases.rules import case_numbers
from cases.rules.digits import two_numbers
from cases.rules.errors import SamlengError, TooMany
from cases.rules.vocabulary import Issue, Language, Trouble
from cases.store import once
from cases.store.unit import Store, Unit
from cases.store.views import Said
from cases.store.watching import trouble_asked
from cases.store.worker_views import is_carried, own_case, own_consent, own_thread
from cases.vault.staff_keys import new_secret

router = APIRouter(include_in_schema=False)
MOST_TYPED = 60  # characters of two numbers
CHECKS = {
    ReceiptAct.CONSENT_CHECK: ReceiptAct.CONSENT_YES,
    ReceiptAct.HANDOVER_CHECK: ReceiptAct.HANDOVER_YES,
    ReceiptAct.ANSWER_REMEDY_CHECK: ReceiptAct.ANSWER_REMEDY,
    ReceiptAct.WITHDRAW_CONSENT_CHECK: ReceiptAct.WITHDRAW_CONSENT,
    ReceiptAct.WITHDRAW_CASE_CHECK: ReceiptAct.WITHDRAW_CASE,
    ReceiptAct.ERASE_CHECK: ReceiptAct.ERASE,
    ReceiptAct.UNLINK_CHECK: ReceiptAct.UNLINK,
    ReceiptAct.STANDING_CHECK: ReceiptAct.STANDING_GIVE,
    ReceiptAct.STANDING_END_CHECK: ReceiptAct.STANDING_END,
}


@router.get("/receipt")
async def receipt_form(request: Request) -> HTMLResponse:
    """Where she types the two numbers."""
    language = language_of(request.query_params.get("lang", ""))
    return _opening(request, language)


@router.post("/receipt")
async def receipt(request: Request) -> HTMLResponse:
    """Open a receipt, or act behind one."""
    store: Store = request.app.state.store
    async with request.form(max_files=10, max_part_size=1024 * 1024) as form:
        refuse_bad_characters(form)
        language = language_of(str(form.get("language", "")))
        try:
            if form.get("receipt") is not None:
                token = await open_receipt(store, str(form["receipt"]), str(form.get("page", "")))
                return await _show(request, store, token, language)
            return await _act(request, store, form, language)
        except SamlengError as problem:
            return await _problem(request, store, form, language, problem)


async def _problem(
    request: Request, store: Store, form: FormData, language: Language, problem: SamlengError
) -> HTMLResponse:
    """Say what went wrong: on her page when it is still open, else above the two numbers."""
    if problem.code == "receipt_erased":
        return page(request, "erased.html", language)
    sentence = locales.text(language, f"error.{problem.code}", problem.data)
    token = str(form.get("token", ""))
    if token and problem.code != "receipt_over":
        return await _show(request, store, token, language, problem=sentence, kept=form)
    return _opening(request, language, form, 429 if isinstance(problem, TooMany) else 422, problem=sentence)


def _opening(
    request: Request,
    language: Language,
    form: FormData | None = None,
    status: int = 200,
    *,
    problem: str = "",
    done: str = "",
) -> HTMLResponse:
    """The two numbers are asked for. A page keeps its token, and what was typed, from one try to the next."""
    keys, typed = request.app.state.store.keys, form or FormData()
    token = str(typed.get("page", ""))
    token = token if page_tokens.is_ours(keys, token) else page_tokens.issue(keys)
    kept = str(typed.get("receipt", ""))[:MOST_TYPED]
    return page(request, "receipt_open.html", language, status, problem=problem, done=done, token=token, kept=kept)


async def _act(request: Request, store: Store, form: FormData, language: Language) -> HTMLResponse:
    said, token = form.get("act"), str(form.get("token", ""))
    act = ReceiptAct(said) if said in set(ReceiptAct) else ReceiptAct.SHOW
    if act in CHECKS:
        return await _ask_again(request, store, form, language, CHECKS[act])
    if act is ReceiptAct.SHOW:
        return await _show(request, store, token, language, kept=form)
    if act is ReceiptAct.OWN_NUMBERS:
        digits = await own_numbers.propose(store, token)
        return page(
            request, "receipt_own.html", language, numbers=two_numbers(digits), token=token, form_key=new_secret()
        )
    if act is ReceiptAct.JOIN_CHECK:
        view = await receipt_common_case.propose(store, token, form, language)
        return page(request, "receipt_join.html", language, view=view, token=token, form_key=new_secret())
    if act in WITH_FILES:
        done = await _with_files(store, form, token, language, act)
    else:
        taken = await _once(store, form, token, language, ACTS[act])
        done = TAKEN.get(act, taken)
    if act is ReceiptAct.ERASE:
        return page(request, "erased.html", language)
    if act is ReceiptAct.OWN_NUMBERS_KEPT:
        return _opening(request, language, done=locales.text(language, "page.own.kept"))
    return await _show(request, store, token, language, done=locales.text(language, done))


# ------------------------------------------------------------------------------------------------- acts
Act = Callable[[Unit, OpenReceipt, FormData, Language], Awaitable[None]]


async def _once(
    store: Store, form: FormData, token: str, language: Language, act: Act, files: Sequence[Heard] = ()
) -> str:
    """Carry an act out once; another file sent from the same form is another act."""
    fields = sorted(
        (name, value) for name, value in form.multi_items() if isinstance(value, str) and name != "language"
    )
    digests = "".join(one.stored.digest[:8] for one in files if one.stored)
    async with store.writing() as unit:
        opened = await receipt_of(unit, token)
        key, verb = (str(form.get("form_key") or new_secret())[:40] + digests)[:64], str(form.get("act"))
        if await once.done_before(unit, f"receipt:{opened.complainant.id}", verb, key, repr(fields).encode()) is None:
            await act(unit, opened, form, language)
    return "page.receipt.taken"


async def _write(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
    await telling.write_to_case(unit, opened.complainant.id, str(form.get("text", "")).strip())


async def _with_files(store: Store, form: FormData, token: str, language: Language, act: ReceiptAct) -> str:
    """Her words and her files; a file that cannot be taken says why, and the words are taken all the same."""
    async with store.reading() as unit:
        opened = await receipt_of(unit, token)
        size = await filing.evidence_of_case(unit, opened.complainant.case_id)
    files = await heard_from(store, form, (0, size))
    files_alone = act is ReceiptAct.WRITE and files and not str(form.get("text", "")).strip()

    async def add(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
        if not files_alone:
            await WITH_FILES[act](unit, opened, form, language)
        for one in files:
            await _add_file(unit, opened, one)

    await _once(store, form, token, language, add, files)
    refused = next((one.answer.text for one in files if one.answer.kind is AnswerKind.REFUSED), "")
    return f"refused.{refused}" if refused else TAKEN.get(act, "page.receipt.taken")


async def _add_file(unit: Unit, opened: OpenReceipt, heard: Heard) -> None:
    item, stored = heard.answer.evidence, heard.stored
    if item is None or stored is None:
        return
    case_id = opened.complainant.case_id
    await filing.keep_evidence(
        unit, stored.evidence_id, stored.kind, stored.size, conversation_id=None, case_id=case_id
    )
    piece = Piece(item.kind, item.text, item.evidence_id, item.file_key, item.media_type, item.seconds)
    await filing.add_to_story(unit, opened.complainant.id, piece)


async def _consent_yes(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    await _answer_consent(unit, opened, form, language, yes=True)


async def _consent_no(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    await _answer_consent(unit, opened, form, language, yes=False)


async def _answer_consent(unit: Unit, opened: OpenReceipt, form: FormData, language: Language, *, yes: bool) -> None:
    consent_id, owner = str(form.get("consent", "")), opened.complainant.id
    consent, referral, party = await own_consent(unit, owner, consent_id)
    question = await consent_question(unit, language, consent, referral, party)
    await consents.answer_consent(
        unit,
        owner,
        consent_id,
        yes=yes,
        parts=[str(part) for part in form.getlist("part")],
        language=language,
        wording_digest=wording_digest(language, question),
    )


async def _withdraw_consent(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
    await consents.withdraw_consent(unit, opened.complainant.id, str(form.get("consent", "")))


async def _withdraw_case(unit: Unit, opened: OpenReceipt, _form: FormData, _language: Language) -> None:
    await withdrawing.withdraw_case(unit, opened.complainant.id)


async def _erase(unit: Unit, opened: OpenReceipt, _form: FormData, _language: Language) -> None:
    await withdrawing.erase_now(unit, opened.complainant.id)


async def _unlink(unit: Unit, opened: OpenReceipt, _form: FormData, _language: Language) -> None:
    await forgetting.unlink_chat(unit, opened.complainant.id)


async def _own_numbers_kept(unit: Unit, opened: OpenReceipt, _form: FormData, _language: Language) -> None:
    await own_numbers.keep(unit, opened)


ACTS: Mapping[ReceiptAct, Act] = {
    ReceiptAct.ERASE: _erase,
    ReceiptAct.UNLINK: _unlink,
    ReceiptAct.OWN_NUMBERS_KEPT: _own_numbers_kept,
    ReceiptAct.CONSENT_YES: _consent_yes,
    ReceiptAct.CONSENT_NO: _consent_no,
    ReceiptAct.STANDING_GIVE: receipt_standing.give,
    ReceiptAct.STANDING_END: receipt_standing.end,
    ReceiptAct.CONSENT_STOP: receipt_standing.stop,
    ReceiptAct.HANDOVER_YES: receipt_handover.say_yes,
    ReceiptAct.HANDOVER_NO: receipt_handover.say_no,
    ReceiptAct.JOIN_YES: receipt_common_case.say_yes,
    ReceiptAct.JOIN_NO: receipt_common_case.say_no,
    ReceiptAct.TROUBLE_NONE: receipt_trouble.saying(Trouble.NONE),
    ReceiptAct.TROUBLE_YES: receipt_trouble.saying(Trouble.YES),
    ReceiptAct.TROUBLE_THREATENED: receipt_trouble.saying(Trouble.THREATENED),
    ReceiptAct.WITHDRAW_CONSENT: _withdraw_consent,
    ReceiptAct.ANSWER_REMEDY: receipt_remedies.say,
    ReceiptAct.WITHDRAW_CASE: _withdraw_case,
}

WITH_FILES: Mapping[ReceiptAct, Act] = {
    ReceiptAct.WRITE: _write,
    ReceiptAct.MINISTRY: receipt_ministry.say,
    ReceiptAct.HEAT: receipt_heat.say,
}
TAKEN = {
    ReceiptAct.MINISTRY: "page.ministry.taken",
    ReceiptAct.HEAT: "page.heat.taken",
    ReceiptAct.JOIN_YES: "page.join.taken",
    ReceiptAct.TROUBLE_NONE: "page.trouble.taken",
    ReceiptAct.TROUBLE_YES: "page.trouble.taken.yes",
    ReceiptAct.TROUBLE_THREATENED: "page.trouble.taken.threatened",
}


# ------------------------------------------------------------------------------------------------- pages
async def _ask_again(
    request: Request, store: Store, form: FormData, language: Language, act: ReceiptAct
) -> HTMLResponse:
    """The second step: what will happen, named."""
    token = str(form.get("token", ""))
    async with store.reading() as unit:
        opened = await receipt_of(unit, token)
        asked = await receipt_consents.about(unit, opened.complainant.id, form, language, act)
        said = None
        if act is ReceiptAct.ANSWER_REMEDY:
            said = await receipt_remedies.about_to_say(unit, opened.complainant.id, form, language)
        handing = None
        if act is ReceiptAct.HANDOVER_YES:
            handover_id = str(form.get("handover", ""))
            handing = await receipt_handover.about(unit, opened.complainant.id, handover_id, language)
        standing = None
        if act in (ReceiptAct.STANDING_GIVE, ReceiptAct.STANDING_END):
            standing = await receipt_standing.about(unit, opened.complainant.id, form, language)
        own = await own_case(unit, opened.complainant.id)
    form_key = str(form.get("form_key", ""))
    view = SureView(token, form_key, own.case.version, act, asked, said, handing, standing=standing, others=own.others)
    return page(request, "sure.html", language, view=view)


async def _show(
    request: Request,
    store: Store,
    token: str,
    language: Language,
    *,
    done: str = "",
    problem: str = "",
    kept: FormData | None = None,
) -> HTMLResponse:
    """Her page; `kept` is a form that was not taken, so that what she typed stands there again."""
    async with store.writing() as unit:  # a look keeps it open
        opened = await receipt_of(unit, token)
        own = await own_case(unit, opened.complainant.id)
        thread = await own_thread(unit, opened.keys, opened.complainant)
        days = await receipt_days.ahead(unit, own, opened, thread, language)
        view = ReceiptView(
            token=token,
            form_key=new_secret(),
            version=own.case.version,
            number=case_numbers.shown(own.case.number),
            status=own.status,
            lead=_name(language, own.lead.name_en, own.lead.name_km),
            closing_reason=own.closing_reason,
            tracks=tuple(
                TrackView(
                    receipt_consents.recipient(language, referral, party), referral.status, is_carried(referral, party)
                )
                for referral, party in own.tracks
            ),
            days=days,
            coming=await receipt_days.coming(unit, own, days, language),
            messages=_messages(thread.lines, language),
            asked=await receipt_consents.asked(unit, own, language),
            handovers=await receipt_handover.asked(unit, opened.complainant.id, language),
            joins=await receipt_common_case.asked(unit, opened.complainant.id, language),
            given=await receipt_consents.given(unit, own, language),
            standing=await receipt_standing.standing_of_hers(unit, opened.complainant.id, language),
            trouble_asked=await trouble_asked(unit, opened.complainant.id),
            remedies=await receipt_remedies.remedies_asked(unit, own, opened, language, kept),
            agreed=() if own.left else await receipt_remedies.agreed_for_her(unit, opened, language),
            owed=None if own.withdrawn else await receipt_owed.shown(unit, opened, language),
            advice=() if own.withdrawn else _advice(language, own.case.issue),
            can_withdraw=not own.withdrawn,
            can_erase=own.withdrawn and own.case.erased_at is None,
            left=own.left,
            handed_over=opened.complainant.receipt_handed_over,
            chat_linked=opened.complainant.correspondent_id is not None,
            unopened=thread.unopened,
            done=done,
            problem=problem,
            kept_text=str(kept.get("text", "")) if kept is not None else "",
            kept_call=_kept_call(kept),
            heat=receipt_heat.form_of(own, thread.lines, language, unit.now, kept),
        )
    return page(request, "receipt.html", language, view=view)


def _advice(language: Language, issue: Issue) -> tuple[tuple[str, ...], ...]:
    """The same card as in the chat: the law, what to keep, what not to sign."""
    words = render(language, advice.card(issue)).text
    return tuple(tuple(paragraph.split("\n")) for paragraph in words.split("\n\n"))


def _kept_call(form: FormData | None) -> KeptCall | None:
    """What she typed of the ministry, when it was not taken or she only changed the language."""
    said = {name: str(form.get(name, "")) for name in ("due_on", "place")} if form and "due_on" in form else {}
    return KeptCall(**said) if any(said.values()) else None


def _name(language: Language, english: str, khmer: str) -> str:
    return khmer if language is Language.KHMER else english


def _messages(thread: Sequence[Said], language: Language) -> tuple[Line, ...]:
    lines = []
    for said in thread:
        if said.by_worker:
            lines.append(Line(By.HER, said.text, said.at))
            continue
        texts = [one.text for one in drawn(language, {"notice": said.notice, "params": said.params})]
        lines.append(Line(By.US, "\n".join(texts), said.at))
    return tuple(lines)
