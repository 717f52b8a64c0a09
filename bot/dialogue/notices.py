"""What reaches her unasked: a key and parameters from the outbox become prompts. None carries more than it must."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.dialogue import trouble
from bot.dialogue.model import Param, Prompt
from bot.dialogue.screen import Rows, button, case_title, pieces, rows, say, to_her

Params = Mapping[str, Param]


def notice(key: str, params: Params) -> tuple[Prompt, ...]:
    """The messages of one notice, in order.

    Args:
        key: one of `NOTICES`.
        params: `party`, `text`, `reason`, `date`, `place`, `kind`, `women`, `men`, `not_recorded`, `amount`,
            `consent_id`, `remedy_id`, `handover_id`, `request_id`, `lead`, `issue`, `finding`, `time`, `papers`,
            `call`, `hers`, `duty`, `takes`, `word_id`, `said`, `answer`, `workers`, `rule`, `latest`, `unsure`, `low`,
            `high`, `celsius`, as the notice needs.

    Raises:
        KeyError: there is no such notice, or a parameter is missing.
    """
    return NOTICES[key](key, params)


def of_case(of: Mapping[str, str] | None, key: str, prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """The same, in a chat with several cases: of which it is, and below an officer's words a way to answer there.

    Args:
        of: `complainant_id`, `number` and `filed_on` (ISO) of the case; None where the chat has one case.
    """
    if of is None:
        return tuple(prompts)
    title = say("notice.of_case", title=case_title(of["number"], of["filed_on"]))
    if key != "message":
        return (title, *prompts)
    *first, last = prompts
    answer = rows(button(f"case:{of['complainant_id']}", "notice.answer"))
    return (title, *first, replace(last, buttons=last.buttons + answer))


def _plain(*names: str) -> Callable[[str, Params], tuple[Prompt, ...]]:
    def prompts(key: str, params: Params) -> tuple[Prompt, ...]:
        return (say(f"notice.{key}", **{name: to_her(params[name]) for name in names}),)

    return prompts


def _message(key: str, params: Params) -> tuple[Prompt, ...]:
    return tuple(say("notice.message", party=params["party"], text=piece) for piece in pieces(str(params["text"])))


def _closed(key: str, params: Params) -> tuple[Prompt, ...]:
    note = str(params.get("note", ""))
    return (
        say("notice.case_closed", reason=to_her(params["reason"])),
        *(say("notice.case_closed.note", text=piece) for piece in pieces(note) if note),
        *(say("notice.case_closed.until", date=day) for day in (params.get("until"),) if day),
    )


def _meeting(key: str, params: Params) -> tuple[Prompt, ...]:
    if params.get("place"):
        return (say("notice.meeting_next.place", party=params["party"], date=params["date"], place=params["place"]),)
    return (say("notice.meeting_next", party=params["party"], date=params["date"]),)


HERS = {"meeting_planned": "notice.meeting_planned.hers", "meeting_moved": "notice.meeting_moved.hers"}


def _planned(key: str, params: Params) -> tuple[Prompt, ...]:
    """A meeting lies ahead. Where she comes herself a card: when, where, papers, what not to sign, if she cannot."""
    told = {name: params[name] for name in ("party", "date", "time")}
    if not params["hers"]:
        return (say(f"notice.{key}", **told),)
    papers = (say("hearing.papers", papers=params["papers"]),) if params["papers"] else ()
    return (
        say(HERS[key], **told),
        say("hearing.place", place=params["place"]),
        *papers,
        say("hearing.sign"),
        say("hearing.absent" if params["duty"] else "meeting.absent"),
    )


TAKEN = {
    "waiver": "agreement.waiver",
    "resignation": "agreement.resignation",
    "complaint_withdrawn": "agreement.complaint_withdrawn",
}


def _agreement(key: str, params: Params) -> tuple[Prompt, ...]:
    """The text is ready to be signed; and what it would take away from her, one thing a message."""
    taken = str(params["takes"]).split()
    return (say("notice.agreement_written"), *(say(TAKEN[one]) for one in taken))


def _ministry_told(key: str, params: Params) -> tuple[Prompt, ...]:
    """What she told herself, with day and place as far as she knew them."""
    known = {"date": "notice.ministry_told.date", "place": "notice.ministry_told.place"}
    told = (say(text, **{name: params[name]}) for name, text in known.items() if params.get(name))
    return (say("notice.ministry_told"), *told)


def _hearing(key: str, params: Params) -> tuple[Prompt, ...]:
    """The hearing card, one thought a message: when, where, papers, questions, what not to sign, whom to call."""
    papers = (say("hearing.papers", papers=params["papers"]),) if params["papers"] else ()
    call = (say("hearing.call", call=params["call"]),) if params["call"] else ()
    return (
        say(f"notice.{key}", date=params["date"], time=params["time"]),
        say("hearing.place", place=params["place"]),
        *papers,
        say("hearing.asked"),
        say("hearing.sign"),
        say("hearing.absent"),
        *call,
    )


def _consent(key: str, params: Params) -> tuple[Prompt, ...]:
    look: Rows = rows(button(f"consent:{params['consent_id']}", "notice.consent"))
    return (say(f"notice.{key}", look, party=params["party"]),)


def _paper(key: str, params: Params) -> tuple[Prompt, ...]:
    """A yes that an officer entered, with the way to take it back."""
    return (say("notice.consent_paper", rows(button("home:consents")), party=params["party"]),)


def _rejected(key: str, params: Params) -> tuple[Prompt, ...]:
    """That they did not take it on and why; and, by the reason, what else there is."""
    reason = params["reason"]
    listed, _, word = str(reason["label"]).partition(".") if isinstance(reason, Mapping) else ("", "", "")
    said = say("notice.referral_rejected", party=to_her(params["party"]), reason=to_her(reason))
    return (said, say(f"rejection_next.{word}")) if listed == "rejection_reason" else (said,)


def _standing(key: str, params: Params) -> tuple[Prompt, ...]:
    """What would go on her word in advance, with the way to look at it and to stop it."""
    consent_id = params["consent_id"]
    stop: Rows = rows(
        button(f"consent_look:{consent_id}", "consent.see"), button(f"consent_stop:{consent_id}", "standing.stop")
    )
    return (say("notice.consent_standing", stop, party=params["party"]),)


def _agreed(key: str, params: Params) -> tuple[Prompt, ...]:
    """What was agreed, with the sum or with how many women and men, and until when, as far as it says."""
    due = (say("notice.remedy_agreed.due", date=params["due"]),) if params.get("due") else ()
    return (_what_was_agreed(params), *due)


def _what_was_agreed(params: Params) -> Prompt:
    counts = {name: int(str(params.get(name) or 0)) for name in ("women", "men", "not_recorded")}
    workers, kind, amount = sum(counts.values()), params["kind"], params.get("amount")
    if amount and workers > 1:
        return say("notice.remedy_agreed.money_all", kind=kind, amount=amount, workers=workers)
    if amount:
        return say("notice.remedy_agreed.money", kind=kind, amount=amount)
    if workers and counts["not_recorded"]:
        return say("notice.remedy_agreed.workers", kind=kind, workers=workers)
    if workers:
        return say("notice.remedy_agreed.people", kind=kind, people=_people(counts["women"], counts["men"]))
    return say("notice.remedy_agreed", kind=kind)


def _people(women: int, men: int) -> Param:
    told = (("notice.women", women), ("notice.men", men))
    return {"join": [{"key": f"dialogue.{key}", "params": {"count": count}} for key, count in told if count]}


def _remedy(key: str, params: Params) -> tuple[Prompt, ...]:
    look: Rows = rows(button(f"remedy:{params['remedy_id']}", "notice.remedy"))
    return (say(f"notice.{key}", look, kind=params["kind"]),)


def _handover(key: str, params: Params) -> tuple[Prompt, ...]:
    """Asked whether another party may lead, or told that a paper counts: each with the way to her own word."""
    look: Rows = rows(button(f"handover:{params['handover_id']}", "notice.handover"))
    return (say(f"notice.{key}", look, party=params["party"], lead=params["lead"]),)


def _join(key: str, params: Params) -> tuple[Prompt, ...]:
    look: Rows = rows(button(f"common:{params['request_id']}", "notice.join"))
    return (say("notice.join_ask", look, party=params["party"]),)


def _trouble(key: str, params: Params) -> tuple[Prompt, ...]:
    """The three answers stand right below: one tap."""
    return (say("notice.trouble_ask", trouble.choices(str(params["word_id"]))),)


LIMITS = {
    "missed_date": "limit.missed_date",
    "court": "limit.court",
    "objection": "limit.objection",
    "wage_claim": "limit.wage_claim",
}


def _limit(key: str, params: Params) -> tuple[Prompt, ...]:
    """Until when, what she loses after it and what to do; and how sure that is, where it is not the law's own text."""
    other = (say("limit.other", date=params["latest"]),) if params["latest"] else ()
    unsure = (say("limit.unsure"),) if params["unsure"] and not other else ()
    return (say("notice.limit_ends", date=params["date"]), say(LIMITS[str(params["rule"])]), *other, *unsure)


def _update(key: str, params: Params) -> tuple[Prompt, ...]:
    """All that is said of a notice before she opens it: how many there are."""
    return (say("notice.update", rows(button("open:", "notice.open")), count=params["count"]),)


def _waiting(key: str, params: Params) -> tuple[Prompt, ...]:
    return (say("notice.waiting", rows(button("home:status", "notice.open"))),)


NOTICES: dict[str, Callable[[str, Params], tuple[Prompt, ...]]] = {
    "message": _message,
    "case_in_review": _plain(),
    "case_active": _plain(),
    "case_closed": _closed,
    "case_reopened": _plain(),
    "consent_ask": _consent,
    "consent_more": _consent,
    "consent_paper": _paper,
    "consent_standing": _standing,
    "consent_reminder": _consent,
    "referral_sent": _plain("party"),
    "referral_carried": _plain("party"),
    "referral_received": _plain("party"),
    "referral_accepted": _plain("party"),
    "referral_rejected": _rejected,
    "referral_expired": _plain("party"),
    "referral_revoked": _plain("party"),
    "referral_concluded": _plain("party", "reason"),
    "employer_told": _plain("party", "date"),
    "employer_named": _plain("party", "date"),
    "meeting_next": _meeting,
    "meeting_planned": _planned,
    "meeting_moved": _planned,
    "meeting_cancelled": _plain("party", "date", "time"),
    "meeting_soon": _plain("party", "date", "time"),
    "meeting_tomorrow": _plain("party", "date", "time"),
    "meeting_today": _plain("party", "date", "time"),
    "agreement_written": _agreement,
    "remedy_agreed": _agreed,
    "remedy_given_up": _plain("kind"),
    "remedy_due_moved": _plain("kind", "date"),
    "remedy_none": _plain(),
    "remedy_none_with": _plain("party"),
    "remedy_none_undone": _plain(),
    "remedy_none_undone_with": _plain("party"),
    "remedy_ask": _remedy,
    "remedy_again": _remedy,
    "remedy_paper": _plain("party", "kind", "answer"),
    "representative_kept": _plain("party", "workers"),
    "representative_said": _plain("kind", "answer", "workers"),
    "ministry_told": _ministry_told,
    "ministry_seen": _plain("party"),
    "heat_told": _plain("place", "celsius", "date", "time"),
    "hearing": _hearing,
    "hearing_changed": _hearing,
    "hearing_cancelled": _plain("date", "time"),
    "hearing_soon": _plain("date", "time"),
    "hearing_tomorrow": _plain("date", "time"),
    "hearing_today": _plain("date", "time"),
    "finding": _plain("party", "issue", "finding"),
    "estimate": _plain("party", "low", "high"),
    "estimate_there": _plain("party"),
    "estimate_taken_back": _plain("party"),
    "letter_sent": _plain("party"),
    "letter_answered": _plain("party"),
    "handover_ask": _handover,
    "handover_paper": _handover,
    "handover_done": _plain("party", "lead"),
    "join_ask": _join,
    "joined": _plain("party"),
    "limit_ends": _limit,
    "trouble_ask": _trouble,
    "trouble_told": _plain("said"),
    "trouble_entered": _plain("party", "said"),
    "trouble_seen": _plain("party"),
    "update": _update,
    "waiting": _waiting,
    "not_sent": _plain("date"),
    "withdrawn": _plain(),
    "receipt_new": _plain("party"),
}
