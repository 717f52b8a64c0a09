"""The matrix: what every route answers to everybody, in every situation a case can be in.

A new route needs a row here, or the test fails with its name:

* an act on a case (`api/verbs.py`): one line in `ACTS`, its body and what the lead party's people, a recipient's, and
  both of a closed case get;
* anything below `/cases/{number}`: one line in `OF_A_CASE`, the same, mostly without a body;
* any other route: one line in `ROUTES`, who may (`PUBLIC`, `SIGNED_IN` or a permission of `cases/rules/roles.py`),
  what they get, and the form or JSON that is sent.

Who nobody knows (no login, an ended one, suspended, removed) gets 401; a page of the desk leads to signing in (303).
Who is outside (operator, other and parent organisations, whom a worker excluded, who declared a conflict) gets 404 for
every number, and so does everybody for an erased case or a number that is not theirs. `{words}` in addresses and
bodies stand for `Stage.values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.rules.roles import Permission
from cases.rules.vocabulary import StaffRole

# Who knocks: her role where somebody knows her.
ROLES: Mapping[str, StaffRole] = {
    "operator": StaffRole.OPERATOR,
    "officer": StaffRole.OFFICER,
    "mediator": StaffRole.MEDIATOR,
    "lead": StaffRole.LEAD,
    "conflicted": StaffRole.OFFICER,
    "other": StaffRole.LEAD,
    "parent": StaffRole.LEAD,
    "excluded": StaffRole.LEAD,
    "recipient": StaffRole.MEDIATOR,
    "recipient_lead": StaffRole.LEAD,
}
UNKNOWN = ("nobody", "ended", "suspended", "removed")

# (person, number) -> how she stands to it: a column of the rows below, "" for outside.
STANDS: Mapping[tuple[str, str], str] = {
    ("officer", "open"): "lead",
    ("mediator", "open"): "lead",
    ("lead", "open"): "lead",
    ("officer", "closed"): "lead_closed",
    ("lead", "closed"): "lead_closed",
    ("recipient", "reference"): "recipient",
    ("recipient_lead", "reference"): "recipient",
    ("recipient", "closed_reference"): "recipient_closed",
    # not hers under this number
    ("officer", "reference"): "",
    ("recipient", "open"): "",
    ("recipient_lead", "closed"): "",
    # gone, or never there
    ("officer", "erased"): "",
    ("recipient", "erased_reference"): "",
    ("lead", "unknown"): "",
    # not hers at all
    ("operator", "open"): "",
    ("operator", "reference"): "",
    ("other", "open"): "",
    ("other", "reference"): "",
    ("parent", "open"): "",
    ("parent", "closed"): "",
    ("excluded", "open"): "",
    ("excluded", "barred"): "",
    ("conflicted", "open"): "",
    ("conflicted", "closed"): "",
}

Answer = int | Mapping[StaffRole, int]
LEADS_ONLY: Mapping[StaffRole, int] = {StaffRole.LEAD: 200, StaffRole.OFFICER: 403, StaffRole.MEDIATOR: 403}
LEADS_NOT_NOW: Mapping[StaffRole, int] = {StaffRole.LEAD: 404, StaffRole.OFFICER: 403, StaffRole.MEDIATOR: 403}


@dataclass(frozen=True)
class OfCase:
    """A row: what those get who can open the case. 404 says that it does not exist for them."""

    lead: Answer
    lead_closed: Answer
    recipient: Answer
    recipient_closed: Answer
    body: Mapping[str, Any] = field(default_factory=dict)


# An act that is not now possible is 409; one that is somebody else's is 403, or 404 where it does not exist for her.
ACTS: Mapping[str, OfCase] = {
    "write": OfCase(200, 200, 404, 404, {"text": "We have read it."}),
    "correct": OfCase(200, 409, 404, 404, {"urgency": "urgent"}),
    "verify-complainant": OfCase(200, 200, 404, 404, {"by": "payslip"}),
    "activate": OfCase(409, 409, 404, 404),
    "close": OfCase(409, 409, 404, 404, {"reason": "spam"}),
    "reopen": OfCase(409, 200, 404, 404),
    "declare-conflict": OfCase(200, 200, 200, 200, {"reason": "friend", "sure": True}),
    "lift-conflict": OfCase(LEADS_ONLY, LEADS_NOT_NOW, LEADS_NOT_NOW, 403, {"conflict_id": "{conflict}"}),
    "propose-referral": OfCase(200, 409, 404, 404, {"party_id": "{party_ministry}", "parts": ["what_happened"]}),
    "negotiate": OfCase(200, 409, 404, 404, {"forum": "picc", "parts": ["what_happened"]}),
    "notify-employer": OfCase(
        404,
        404,
        404,
        404,
        {"told_on": "2024-11-04", "by": "phone", "parts": ["what_happened"], "words": "A worker was dismissed."},
    ),
    "keep-support": OfCase(
        200, 200, 404, 404, {"kind": "food", "given_on": "2024-11-04", "amount": "25.00", "currency": "USD"}
    ),
    "keep-reading": OfCase(
        200,
        200,
        404,
        404,
        {"place": "sewing", "celsius": "36.5", "humidity": "60", "on": "2024-11-04", "time": "08:00"},
    ),
    "cancel-reading": OfCase(404, 404, 404, 404, {"reading_id": "{nothing}"}),
    "cancel-support": OfCase(404, 404, 404, 404, {"support_id": "{nothing}"}),
    "ask-parts": OfCase(200, 409, 404, 404, {"reference": "{reference}", "parts": ["evidence:{file}"]}),
    "consent-paper": OfCase(
        404, 404, 404, 404, {"consent_id": "{nothing}", "parts": ["what_happened"], "photo": "{photo}"}
    ),
    "second-consent": OfCase(404, 404, 404, 404, {"consent_id": "{nothing}"}),
    "send-referral": OfCase(409, 404, 404, 404, {"reference": "{reference}"}),
    "receive-referral": OfCase(403, 404, 200, 409, {"reference": "{reference}"}),
    "accept-referral": OfCase(409, 404, 409, 409, {"reference": "{reference}"}),
    "reject-referral": OfCase(409, 404, 409, 409, {"reference": "{reference}", "reason": "duplicate"}),
    "start-referral": OfCase(409, 404, 409, 409, {"reference": "{reference}"}),
    "hold-referral": OfCase(403, 404, 200, 409, {"reference": "{reference}", "until": "{tomorrow}"}),
    "resume-referral": OfCase(409, 404, 409, 409, {"reference": "{reference}"}),
    "conclude-referral": OfCase(403, 404, 200, 409, {"reference": "{reference}", "conclusion": "not_settled"}),
    "revoke-referral": OfCase(409, 404, 404, 404, {"reference": "{reference}"}),
    "log-meeting": OfCase(
        403, 404, 200, 409, {"reference": "{reference}", "held_on": "{today}", "place": "office", "present": "all"}
    ),
    "plan-meeting": OfCase(
        403, 404, 200, 409, {"reference": "{reference}", "on": "{tomorrow}", "time": "14:00", "place": "office"}
    ),
    "move-meeting": OfCase(
        403,
        404,
        409,
        404,
        {
            "meeting_id": "{meeting}",
            "meeting_version": 1,
            "on": "{tomorrow}",
            "time": "14:00",
            "place": "office",
            "reason": "x",
        },
    ),
    "cancel-meeting": OfCase(403, 404, 409, 404, {"meeting_id": "{meeting}", "reason": "x"}),
    "invite": OfCase(403, 404, 200, 404, {"meeting_id": "{meeting}", "role": "employer"}),
    "save-minutes": OfCase(403, 404, 200, 404, {"meeting_id": "{meeting}", "meeting_version": 1, "notes": "x"}),
    "save-attendance": OfCase(403, 404, 200, 404, {"meeting_id": "{meeting}", "meeting_version": 1, "worker": 2}),
    "hold-meeting": OfCase(403, 404, 409, 404, {"meeting_id": "{meeting}", "held_on": "{today}"}),
    "keep-offer": OfCase(
        403, 404, 200, 404, {"meeting_id": "{meeting}", "side": "employer", "kind": "apology", "words": "in writing"}
    ),
    "cancel-offer": OfCase(404, 404, 404, 404, {"offer_id": "{nothing}"}),
    "agree-offer": OfCase(404, 404, 404, 404, {"offer_id": "{nothing}"}),
    "keep-note": OfCase(200, 404, 200, 404, {"meeting_id": "{meeting}", "text": "for ourselves"}),
    "write-agreement": OfCase(
        409,
        404,
        409,
        409,
        {
            "reference": "{reference}",
            "on": "{today}",
            "place": "office",
            "employer": "the director",
            "takes": ["nothing"],
        },
    ),
    "agreement-signed": OfCase(
        404, 404, 404, 404, {"agreement_id": "{nothing}", "signed_on": "{today}", "photo": "{photo}"}
    ),
    "keep-finding": OfCase(
        403,
        404,
        200,
        200,
        {"reference": "{reference}", "critical_issue": 14, "result": "confirmed", "month": "2024-10"},
    ),
    "list-workers": OfCase(200, 409, 404, 404, {"workers": "Sok Dara, woman"}),
    "remedy-paper": OfCase(
        404, 404, 404, 404, {"remedy_id": "{nothing}", "workers": "1", "confirmed": True, "photo": "{photo}"}
    ),
    "second-remedy-paper": OfCase(404, 404, 404, 404, {"paper_id": "{nothing}"}),
    "keep-representative": OfCase(
        200, 409, 404, 404, {"name": "Sok Dara", "how": "by hand", "elected_on": "{today}", "workers": 30}
    ),
    "end-representative": OfCase(404, 404, 404, 404, {"representative_id": "{nothing}"}),
    "represent": OfCase(
        404,
        404,
        404,
        404,
        {
            "remedy_id": "{nothing}",
            "representative_id": "{nothing}",
            "confirmed": True,
            "workers": 30,
            "said_on": "{today}",
        },
    ),
    "hand-over": OfCase(200, 409, 404, 404, {"party_id": "{party_catu}"}),
    "hand-over-paper": OfCase(404, 404, 404, 404, {"consent_id": "{nothing}", "photo": "{photo}"}),
    "second-paper": OfCase(404, 404, 404, 404, {"consent_id": "{nothing}"}),
    "carry-out-hand-over": OfCase(404, 404, 404, 404, {"handover_id": "{nothing}"}),
    "revoke-hand-over": OfCase(404, 404, 404, 404, {"handover_id": "{nothing}"}),
    "propose-remedy": OfCase(200, 404, 200, 409, {"reference": "{reference}", "kind": "apology"}),
    "agree-remedy": OfCase(200, 404, 200, 404, {"remedy_id": "{remedy}", "agreed_on": "{today}"}),
    "move-due-day": OfCase(200, 404, 200, 404, {"remedy_id": "{remedy}", "due_on": "{tomorrow}"}),
    "correct-delivery": OfCase(
        404, 404, 404, 404, {"remedy_id": "{remedy}", "delivery_id": "{nothing}", "came": False}
    ),
    "add-photo": OfCase(
        200,
        404,
        200,
        404,
        {"remedy_id": "{remedy}", "stage": "proof", "taken_on": "{today}", "photo": "{photo}"},
    ),
    "link-photo": OfCase(
        404,
        404,
        404,
        404,
        {"remedy_id": "{remedy}", "stage": "proof", "taken_on": "{today}", "file_id": "{nothing}"},
    ),
    "remove-photo": OfCase(404, 404, 404, 404, {"remedy_id": "{remedy}", "photo_id": "{nothing}"}),
    "deliver-remedy": OfCase(409, 404, 409, 404, {"remedy_id": "{remedy}", "delivered_on": "{today}"}),
    "write-complaint": OfCase(
        409, 404, 404, 404, {"reference": "{reference}", "facts": "ត្រូវបានបញ្ឈប់", "claims": ["unpaid_wages"]}
    ),
    "propose-onward": OfCase(
        403, 404, 200, 409, {"reference": "{reference}", "party_id": "{party_ministry}", "reason": "mandate"}
    ),
    "answer-onward": OfCase(404, 404, 404, 404, {"proposal_id": "{nothing}", "answer": "not_now"}),
    "write-letter": OfCase(200, 404, 404, 404, {"reference": "{reference}", "told": "x", "asked": "y"}),
    "approve-letter": OfCase(404, 404, 404, 404, {"letter_id": "{nothing}"}),
    "letter-sent": OfCase(404, 404, 404, 404, {"letter_id": "{nothing}", "on": "{today}"}),
    "keep-answer": OfCase(404, 404, 404, 404, {"letter_id": "{nothing}", "on": "{today}", "words": "We look into it."}),
    "link-case": OfCase(422, 422, 404, 404, {"case": "{unknown}"}),
    "unlink-case": OfCase(200, 200, 404, 404),
    "ask-to-join": OfCase(422, 409, 404, 404, {"case": "{unknown}"}),
    "bring-along": OfCase(404, 404, 404, 404, {"request_id": "{nothing}"}),
    "assign": OfCase(200, 200, 404, 404, {"to": ""}),
    "keep-step": OfCase(200, 200, 404, 404, {"step": "wage_due", "on": "{today}"}),
    "keep-trouble": OfCase(200, 200, 404, 404, {"said": "none"}),
    "handle-trouble": OfCase(409, 409, 404, 404, {"words": "We called her."}),
    "cancel-step": OfCase(404, 404, 404, 404, {"step_id": "{nothing}"}),
    "acknowledge": OfCase(409, 409, 404, 404),
    "agree-safe-word": OfCase(200, 200, 404, 404, {"word": "ផ្កាឈូក"}),
    "identity": OfCase(200, 200, 404, 404, {"id_number": "010 123 456", "position": "sewing"}),
    "keep-hearing": OfCase(
        200,
        200,
        404,
        404,
        {"on": "{tomorrow}", "time": "08:30", "place": "the department"},
    ),
    "change-hearing": OfCase(
        404,
        404,
        404,
        404,
        {"hearing_id": "{nothing}", "on": "{tomorrow}", "time": "08:30", "place": "the department"},
    ),
    "cancel-hearing": OfCase(404, 404, 404, 404, {"hearing_id": "{nothing}"}),
    "write-representation": OfCase(409, 404, 404, 404, {"reference": "{reference}", "name": "Dara"}),
    "keep-estimate-facts": OfCase(200, 200, 404, 404, {"contract": "open"}),
    "show-estimate": OfCase(409, 409, 404, 404),
    "take-back-estimate": OfCase(409, 409, 404, 404),
    "drop-remedy": OfCase(200, 404, 200, 404, {"remedy_id": "{remedy}"}),
}

OF_A_CASE: Mapping[str, OfCase] = {
    "GET /desk/cases/{number}": OfCase(200, 200, 200, 200),
    "GET /desk/cases/{number}/reads": OfCase(LEADS_ONLY, LEADS_ONLY, 404, 404),
    "GET /desk/cases/{number}/estimate": OfCase(200, 200, 404, 404),
    "POST /desk/cases/{number}/estimate/{verb}": OfCase(404, 404, 404, 404),
    "GET /api/v1/cases/{number}/estimates": OfCase(200, 200, 404, 404),
    "POST /desk/cases/{number}/new-receipt": OfCase(200, 200, 404, 404),
    "POST /desk/cases/{number}/workers": OfCase(
        200, 409, 404, 404, {"came_by": "office", "form_key": "matrix-colleague"}
    ),
    "POST /api/v1/cases/{number}/workers": OfCase(200, 409, 404, 404, {"came_by": "office"}),
    "GET /desk/cases/{number}/files/{file_id}": OfCase(200, 404, 404, 404),
    "GET /desk/cases/{number}/consents/{consent_id}/form": OfCase(404, 404, 404, 404),
    "GET /desk/cases/{number}/letters/{letter_id}": OfCase(404, 404, 404, 404),
    "GET /desk/cases/{number}/hearings/{hearing_id}/card": OfCase(404, 404, 404, 404),
    "GET /desk/cases/{number}/meetings/{meeting_id}": OfCase(200, 404, 200, 404),
    "GET /desk/cases/{number}/agreements/{agreement_id}/paper": OfCase(404, 404, 404, 404),
    "GET /desk/cases/{number}/agreements/{agreement_id}/copy": OfCase(404, 404, 404, 404),
    "GET /api/v1/cases/{number}": OfCase(200, 200, 200, 200),
    "GET /api/v1/cases/{number}/agreements/{agreement_id}/paper": OfCase(404, 404, 404, 404),
    "GET /api/v1/cases/{number}/agreements/{agreement_id}/copy": OfCase(404, 404, 404, 404),
    "GET /api/v1/cases/{number}/consents/{consent_id}/form": OfCase(404, 404, 404, 404),
    "GET /api/v1/cases/{number}/hearings/{hearing_id}/card": OfCase(404, 404, 404, 404),
    "POST /api/v1/cases/{number}/new-receipt": OfCase(200, 200, 404, 404, {"complainant": 1}),
    "GET /api/v1/cases/{number}/reads": OfCase(LEADS_ONLY, LEADS_ONLY, 404, 404),
    "GET /api/v1/cases/{number}/letters": OfCase(200, 200, 200, 200),
    "GET /api/v1/cases/{number}/letters/{letter_id}": OfCase(404, 404, 404, 404),
    "GET /api/v1/cases/{number}/files/{file_id}": OfCase(200, 404, 404, 404),
}
# What stands for the other placeholders of those addresses.
FILLED = {
    "file_id": "{file}",
    "consent_id": "{nothing}",
    "letter_id": "{nothing}",
    "hearing_id": "{nothing}",
    "meeting_id": "{meeting}",
    "agreement_id": "{nothing}",
    "verb": "nothing",
}

PUBLIC = "everybody"
SIGNED_IN = "everybody who is signed in"


@dataclass(frozen=True)
class Row:
    """A route without a case: who may, and what they get. Everybody else is refused."""

    who: str | Permission
    status: int = 200
    form: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    path: Mapping[str, str] = field(default_factory=dict)  # what stands for placeholders of the address
    instead: Mapping[str, int] = field(default_factory=dict)  # for single people, whatever the rest says


# A person of one party is not there for the leads of others.
LEADS_OF_OTHERS = {"other": 404, "parent": 404, "excluded": 404, "recipient_lead": 404}
# BFC has a list with each union, not with itself; the operator has no cases.
NO_BFC_LIST = {"operator": 404, "recipient": 404, "recipient_lead": 404}
# Packs for bipartite committees are made by unions and NGOs; for whom they are not, they are not there.
NO_PACKS = {"operator": 404, "recipient": 404, "recipient_lead": 404}
PICC = Permission.MAKE_PICC_PACKS
# A burst or a person that is not of her party is not there for anybody: who may at all gets 404.
ROUTES: Mapping[str, Row] = {
    "POST /api/v1/work/reassign": Row(Permission.ASSIGN_CASES, 422, json={"person": "nobody", "to": "nobody"}),
    "POST /desk/people/reassign": Row(Permission.ASSIGN_CASES, 422, form={"person": "nobody", "to": "nobody"}),
    "GET /desk/people/reassign": Row(PUBLIC, 303),
    "GET /api/v1/worklists": Row(SIGNED_IN),
    "GET /api/v1/reminders": Row(SIGNED_IN),
    "POST /api/v1/reminders/seen": Row(SIGNED_IN, 404, json={"clock_id": "{nothing}", "stage": "soon"}),
    "POST /api/v1/calendar": Row(Permission.READ_CASES, json={}),
    "DELETE /api/v1/calendar": Row(SIGNED_IN, 204),
    "POST /desk/reminders/seen": Row(SIGNED_IN, 404, form={"clock_id": "{nothing}", "stage": "soon"}),
    "POST /desk/calendar": Row(Permission.READ_CASES, form={}),
    "POST /desk/calendar/end": Row(SIGNED_IN, 303, form={}),
    "GET /calendar/{secret}.ics": Row(PUBLIC, 404, path={"secret": "unknown"}),
    # a factory's month of heat: who has no case there finds none
    "GET /api/v1/factories/{factory_id}/heat": Row(SIGNED_IN, 404, path={"factory_id": "{nothing}"}),
    "GET /desk/factories/{factory_id}/heat": Row(SIGNED_IN, 404, path={"factory_id": "{nothing}"}),
    "GET /desk/factories/{factory_id}/heat.csv": Row(SIGNED_IN, 404, path={"factory_id": "{nothing}"}),
    # packs for bipartite committees
    "GET /api/v1/picc/factories": Row(PICC, instead=NO_PACKS),
    "GET /api/v1/picc/factories/{factory_id}": Row(PICC, 404, path={"factory_id": "{nothing}"}, instead=NO_PACKS),
    "GET /api/v1/picc/packs/{pack_id}": Row(PICC, 404, path={"pack_id": "{nothing}"}, instead=NO_PACKS),
    "GET /api/v1/picc/packs/{pack_id}/paper": Row(PICC, 404, path={"pack_id": "{nothing}"}, instead=NO_PACKS),
    "GET /api/v1/picc/photos/{photo_id}": Row(PICC, 404, path={"photo_id": "{nothing}"}, instead=NO_PACKS),
    "POST /api/v1/picc/factories/{target}/freeze-pack": Row(
        PICC, 404, json={"mark": "x"}, path={"target": "{nothing}"}, instead=NO_PACKS
    ),
    "POST /api/v1/picc/factories/{target}/add-spot-photo": Row(
        PICC,
        422,
        json={"promise": "remedy:x", "moment": "before", "taken_on": "2024-11-04", "photo": "bm8gcGljdHVyZQ=="},
        path={"target": "{nothing}"},
        instead=NO_PACKS,
    ),
    "POST /api/v1/picc/photos/{target}/remove-spot-photo": Row(
        PICC, 404, json={}, path={"target": "{nothing}"}, instead=NO_PACKS
    ),
    "POST /api/v1/picc/packs/{target}/keep-decision": Row(
        PICC, 404, json={"decided_on": "2024-11-04", "words": "Fans"}, path={"target": "{nothing}"}, instead=NO_PACKS
    ),
    "POST /api/v1/picc/decisions/{target}/decision-done": Row(
        PICC, 404, json={"done_on": "2024-11-04"}, path={"target": "{nothing}"}, instead=NO_PACKS
    ),
    "POST /api/v1/picc/decisions/{target}/cancel-decision": Row(
        PICC, 404, json={}, path={"target": "{nothing}"}, instead=NO_PACKS
    ),
    "GET /desk/picc": Row(PICC, instead=NO_PACKS),
    "GET /desk/picc/factories/{factory_id}": Row(PICC, 404, path={"factory_id": "{nothing}"}, instead=NO_PACKS),
    "GET /desk/picc/packs/{pack_id}": Row(PICC, 404, path={"pack_id": "{nothing}"}, instead=NO_PACKS),
    "GET /desk/picc/packs/{pack_id}/paper": Row(PICC, 404, path={"pack_id": "{nothing}"}, instead=NO_PACKS),
    "GET /desk/picc/photos/{photo_id}": Row(PICC, 404, path={"photo_id": "{nothing}"}, instead=NO_PACKS),
    "POST /desk/picc/{on}/{target}/{verb}": Row(
        PICC,
        404,
        form={"decided_on": "2024-11-04", "words": "Fans", "form_key": "matrix-picc"},
        path={"on": "packs", "target": "{nothing}", "verb": "keep-decision"},
        instead=NO_PACKS,
    ),
    # the register of factories, put right by parties that lead cases
    "GET /api/v1/factories": Row(SIGNED_IN),
    "POST /api/v1/factories": Row(Permission.MEND_REGISTER, 422, json={"name": "", "province": "kandal"}),
    "GET /api/v1/factories/unlisted": Row(Permission.MEND_REGISTER),
    "GET /api/v1/factories/{factory_id}": Row(Permission.MEND_REGISTER, 404, path={"factory_id": "{nothing}"}),
    "POST /api/v1/factories/{target}/merge-factory": Row(
        Permission.MEND_REGISTER, 404, json={"into": "{nothing}"}, path={"target": "{nothing}"}
    ),
    "POST /api/v1/factories/{target}/separate-factory": Row(
        Permission.MEND_REGISTER, 404, json={}, path={"target": "{nothing}"}
    ),
    "POST /api/v1/factories/{target}/add-alias": Row(
        Permission.MEND_REGISTER, 404, json={"name": "Hen 7"}, path={"target": "{nothing}"}
    ),
    "POST /api/v1/factories/{target}/remove-alias": Row(
        Permission.MEND_REGISTER, 404, json={"alias_id": "{nothing}"}, path={"target": "{nothing}"}
    ),
    "GET /desk/register": Row(Permission.MEND_REGISTER),
    "POST /desk/register": Row(
        Permission.MEND_REGISTER, 422, form={"name": "", "province": "kandal", "form_key": "matrix-new"}
    ),
    "GET /desk/register/{factory_id}": Row(Permission.MEND_REGISTER, 404, path={"factory_id": "{nothing}"}),
    "POST /desk/register/{factory_id}/{verb}": Row(
        Permission.MEND_REGISTER,
        404,
        form={"name": "Hen 7", "form_key": "matrix-register"},
        path={"factory_id": "{nothing}", "verb": "add-alias"},
    ),
    # the worker's side
    "GET /": Row(PUBLIC),
    "GET /q/{site_code}": Row(PUBLIC, path={"site_code": "GATE23"}),
    "GET /chat": Row(PUBLIC),
    "GET /figures": Row(PUBLIC),
    "GET /figures/{quarter}": Row(PUBLIC, 404, path={"quarter": "2024-q3"}),
    "GET /figures/{quarter}.{kind}": Row(PUBLIC, 404, path={"quarter": "2024-q3", "kind": "csv"}),
    "POST /chat": Row(PUBLIC, form={}),
    "GET /receipt": Row(PUBLIC),
    "POST /receipt": Row(PUBLIC, 422, form={"receipt": "012 345 678 / 012 345 678"}),
    "POST /telegram/updates": Row(PUBLIC, 403, json={}),
    "GET /static/{edition}/{name}": Row(PUBLIC, path={"edition": "x", "name": "samleng.css"}),
    "GET /voice/{language}/{name}": Row(PUBLIC, 404, path={"language": "km", "name": "nothing.ogg"}),
    # programs
    "GET /healthz": Row(PUBLIC),
    "GET /readyz": Row(PUBLIC),
    "GET /api/v1/openapi.json": Row(PUBLIC),
    "POST /api/v1/session": Row(PUBLIC, 401, json={"account": "nobody at all", "passphrase": "wrong and long"}),
    "DELETE /api/v1/session": Row(PUBLIC, 204, instead={"nobody": 401}),
    "GET /api/v1/cases": Row(SIGNED_IN),
    "GET /api/v1/figures": Row(SIGNED_IN),
    "GET /api/v1/parties": Row(SIGNED_IN),
    "GET /api/v1/conflicts": Row(Permission.SEE_CONFLICTS),
    "POST /api/v1/cases": Row(Permission.FILE_FOR_WORKERS, 422, json={"came_by": "office", "issue": "heat"}),
    "POST /api/v1/import": Row(Permission.IMPORT_CASES, 422, json={"file": ""}),
    "GET /api/v1/bfc-lists": Row(SIGNED_IN, instead={"operator": 404}),
    "GET /api/v1/bfc-lists/{slug}": Row(SIGNED_IN, path={"slug": "bfc"}, instead=NO_BFC_LIST),
    "GET /api/v1/bursts": Row(SIGNED_IN),
    "POST /api/v1/bursts/{burst_id}/close-burst": Row(SIGNED_IN, 404, json={}, path={"burst_id": "{nothing}"}),
    "POST /api/v1/bursts/{burst_id}/undo-burst": Row(SIGNED_IN, 404, json={}, path={"burst_id": "{nothing}"}),
    # the desk
    "GET /desk/login": Row(PUBLIC),
    "POST /desk/login": Row(PUBLIC, 401, form={"alias": "nobody at all", "passphrase": "wrong and long"}),
    "POST /desk/logout": Row(PUBLIC, 303, form={}),
    "GET /desk": Row(SIGNED_IN, 303),
    "GET /desk/cases": Row(SIGNED_IN),
    "GET /desk/cases/{number}/{verb}": Row(PUBLIC, 303, path={"number": "{open}", "verb": "write"}),
    "GET /desk/referrals": Row(SIGNED_IN),
    "GET /desk/overdue": Row(SIGNED_IN),
    "GET /desk/bfc-list": Row(SIGNED_IN, 303, instead={"operator": 404}),
    "GET /desk/bfc-list/{slug}": Row(SIGNED_IN, path={"slug": "bfc"}, instead=NO_BFC_LIST),
    "GET /desk/bfc-list/{slug}/paper": Row(SIGNED_IN, path={"slug": "bfc"}, instead=NO_BFC_LIST),
    "GET /desk/figures": Row(SIGNED_IN),
    "GET /desk/figures/{kind}": Row(SIGNED_IN, path={"kind": "csv"}),
    "GET /desk/walk-in": Row(Permission.FILE_FOR_WORKERS),
    "POST /desk/walk-in": Row(Permission.FILE_FOR_WORKERS, 422, form={"form_key": "matrix-4"}),
    "GET /desk/import": Row(Permission.IMPORT_CASES),
    "GET /desk/import/cases.{kind}": Row(Permission.IMPORT_CASES, path={"kind": "csv"}),
    "POST /desk/import": Row(Permission.IMPORT_CASES, 422, form={"form_key": "matrix-3"}),
    "GET /desk/factories": Row(SIGNED_IN),
    "GET /desk/conflicts": Row(Permission.SEE_CONFLICTS),
    "GET /desk/gone": Row(SIGNED_IN, 404),
    "GET /desk/bursts/{burst_id}": Row(SIGNED_IN, 404, path={"burst_id": "{nothing}"}),
    "POST /desk/bursts/{burst_id}/close": Row(
        SIGNED_IN, 404, form={"looked": "yes", "form_key": "matrix-1"}, path={"burst_id": "{nothing}"}
    ),
    "POST /desk/bursts/{burst_id}/undo": Row(
        SIGNED_IN, 404, form={"form_key": "matrix-2"}, path={"burst_id": "{nothing}"}
    ),
    "GET /desk/people": Row(Permission.SEE_PEOPLE),
    "GET /desk/people/invite": Row(PUBLIC, 303),
    "GET /desk/people/confirm": Row(PUBLIC, 303),
    "GET /desk/people/approve": Row(PUBLIC, 303),
    "POST /desk/people/end-invitations": Row(Permission.INVITE_PEOPLE, 303, form={}),
    "POST /desk/people/invite": Row(Permission.INVITE_PEOPLE, form={"role": "officer"}),
    "POST /desk/people/confirm": Row(Permission.CONFIRM_KEYS, 422, form={"party_id": "{party_bfc}"}),
    "POST /desk/people/approve": Row(
        Permission.APPROVE_PEOPLE, 404, form={"staff_id": "{nothing}", "read": "yes", "seen": "words"}
    ),
    "POST /desk/people/{act}": Row(
        Permission.SUSPEND_PEOPLE,
        303,
        form={"staff_id": "{staff_officer}"},
        path={"act": "suspend"},
        instead=LEADS_OF_OTHERS,
    ),
    "POST /desk/people/{staff_id}/end-devices": Row(
        Permission.END_LOGINS_OF_OTHERS, 303, form={}, path={"staff_id": "{staff_officer}"}, instead=LEADS_OF_OTHERS
    ),
    "GET /desk/people/log": Row(Permission.SEE_PARTY_LOG),
    "GET /desk/openings": Row(Permission.RELEASE_OPENING),
    "POST /desk/openings/release": Row(
        Permission.RELEASE_OPENING, 303, form={"staff_id": "{staff_officer}"}, instead=LEADS_OF_OTHERS
    ),
    # the operator's
    "GET /desk/parties": Row(Permission.SEE_INSTALLATION),
    "POST /desk/parties": Row(Permission.ADD_PARTIES, 422, form={}),
    "POST /desk/parties/{slug}/invite": Row(Permission.INVITE_FIRST_LEADS, form={}, path={"slug": "cawdu"}),
    "GET /desk/join/{secret}": Row(PUBLIC, path={"secret": "{invitation}"}),
    "POST /desk/join/{secret}": Row(PUBLIC, 422, form={"alias": "", "passphrase": ""}, path={"secret": "{invitation}"}),
    # her own account
    "GET /desk/again": Row(SIGNED_IN),
    "POST /desk/again": Row(SIGNED_IN, 422, form={"passphrase": "wrong"}),
    "GET /desk/passphrase": Row(SIGNED_IN),
    "POST /desk/passphrase": Row(SIGNED_IN, 422, form={"old": "wrong", "new": "short"}),
    "GET /desk/second-step": Row(SIGNED_IN),
    "POST /desk/second-step": Row(SIGNED_IN, 422, form={"proposal": "none", "code": "000000"}),
    "GET /desk/devices": Row(SIGNED_IN),
    "POST /desk/devices/end": Row(SIGNED_IN, 303, form={"device": "{nothing}"}),
    "POST /desk/devices/end-others": Row(SIGNED_IN, 303, form={}),
    "GET /desk/waiting": Row(SIGNED_IN, 303),
    "GET /desk/recover": Row(PUBLIC),
    "POST /desk/recover": Row(PUBLIC, 422, form={"alias": "nobody at all", "code": "wrong", "passphrase": "wrong"}),
    "POST /desk/recovery/sheet": Row(SIGNED_IN, 422, form={"code": "wrong"}),
    "GET /desk/recovery": Row(SIGNED_IN, 303, instead={"operator": 200}),  # she has not typed hers
    "POST /desk/recovery": Row(SIGNED_IN, 303, form={"code": "wrong"}, instead={"operator": 422}),
    "POST /desk/recovery/new": Row(SIGNED_IN, 422, form={"passphrase": "wrong"}),
}
