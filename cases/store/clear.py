"""Every column that stands in clear, and why. What is not here is sealed; a test holds both to the tables.

A reason says what the server needs the value for, or why it opens and tells nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

ID = "a random id: says nothing by itself"
LINK = "which rows belong together, by random ids: needed to find them without opening anything"
VERSION = "counts changes, so that two people never overwrite each other"
GENERATION = "which generation of a key opens this"
TIME = "when it happened: order, lists and time limits are computed from it"
KEY_NAME = "the day of the key that this is sealed under; the key itself lies outside the database"
PUBLIC = "a public key: seals and checks, opens nothing"
WORD = "one word of a closed list, for routing, lists and figures"
STATUS = "where it stands: decides what may happen next, and is counted in figures"
CHAINED = "a digest under a key outside the database: shows later what was changed"
COUNT = "a number of people or an amount, summed in figures"


def _same(reason: str, *columns: str) -> dict[str, str]:
    return dict.fromkeys(columns, reason)


CLEAR: Mapping[str, Mapping[str, str]] = {
    "factories": _same(ID, "id")
    | _same(
        "public facts of an enterprise",
        "name",
        "khmer_sign",
        "nicknames",
        "province",
        "brands",
        "roads",
        "bfc_affiliate",
    )
    | {"subcontractor_of": "a published supply chain"}
    | _same(LINK, "merged_into", "merged_by", "added_by")
    | _same(TIME, "merged_at", "added_at"),
    "factory_aliases": _same(ID, "id")
    | _same(LINK, "factory_id", "by_staff_id")
    | _same(TIME, "at")
    | {"name": "a name of an enterprise that its workers use, which an officer put into the register"},
    "site_codes": _same(LINK, "factory_id")
    | _same(TIME, "created_at", "revoked_at")
    | {"code": "printed on posters for everybody", "placement": "where the poster hangs"},
    "parties": _same(ID, "id")
    | _same(LINK, "parent_id")
    | _same("public facts of an organisation", "slug", "name_en", "name_km", "kind", "on_platform")
    | _same(GENERATION, "generation")
    | {
        "opened_at": "since when a worker may choose it",
        "trial": "whether it is there for trying things out: its cases are in no public figure",
        "head": CHAINED,
    },
    "party_public_keys": _same(LINK, "party_id")
    | _same(GENERATION, "generation")
    | _same(PUBLIC, "box_public", "sign_public")
    | _same(TIME, "made_at")
    | {"signed_by_last": "a signature over public keys"},
    "party_events": _same(ID, "id")
    | _same(LINK, "party_id", "actor")
    | _same(TIME, "at")
    | {
        "seq": "the line's number in its party's log",
        "kind": "what happened, in one word",
        "data": "codes, counts and random ids, never words of a person",
        "digest": CHAINED,
    },
    "key_confirmations": _same(LINK, "party_id", "by_party_id")
    | _same(GENERATION, "generation", "by_generation")
    | _same(TIME, "at")
    | {"signature": "one organisation's public word for another's key"},
    "staff": _same(ID, "id")
    | _same(LINK, "party_id")
    | _same("an alias that she chose for the desk; asked for at sign-in", "account", "alias")
    | _same(WORD, "role", "language")
    | _same(PUBLIC, "public_key")
    | _same("a random salt of a slow hash", "passphrase_salt", "recovery_salt")
    | _same("compared at sign-in; another subkey than the one that opens her key", "passphrase_auth", "recovery_auth")
    | _same(GENERATION, "name_generation")
    | _same(TIME, "recovery_typed_at", "created_at", "approved_at", "suspended_at", "removed_at", "opening_released_at")
    | {"totp_step": "which time steps are used up, so that a code is good once"},
    "staff_party_keys": _same(LINK, "staff_id", "party_id")
    | _same(GENERATION, "generation")
    | {"signature": "an organisation's word for the public key of one of its people"},
    "invitations": _same(LINK, "party_id")
    | _same(WORD, "role")
    | _same(TIME, "created_at", "expires_at", "used_at")
    | {"id": "derived from the link's secret, which is not stored"},
    "logins": _same(LINK, "staff_id")
    | _same(TIME, "created_at", "seen_at", "passphrase_at", "expires_at")
    | {"id": "derived from the cookie's secret, which is not stored"},
    "known_devices": _same(LINK, "staff_id")
    | _same(TIME, "expires_at")
    | {"id": "derived from the cookie's secret, which is not stored"},
    "correspondents": _same(ID, "id")
    | _same(WORD, "channel", "language")
    | _same(TIME, "unreachable_at", "created_at")
    | {
        "address_digest": "finds a chat again; computed under a key outside the database",
        "keeps_messages": "whether her chat is swept, which the server does by itself",
        "hours": "when news may be announced to a chat, which the server does by itself",
        "hidden_at": "up to when her chat is to be emptied, which the server does by itself",
    },
    "conversations": _same(LINK, "correspondent_id")
    | _same(VERSION, "version")
    | _same(KEY_NAME, "key_name")
    | _same("when it is reminded of, and deleted", "remind_at", "expires_at")
    | {
        "id": "random, or derived from a page's secret that is not stored",
        "open_until": "whether she is here right now, so that an answer may be shown at once",
    },
    "questions_left": _same(LINK, "complainant_id") | _same("when it is deleted", "expires_at"),
    "telegram_updates": _same(TIME, "at")
    | {"id": "Telegram's running number: the same update is dealt with once", "poisoned": "could not be dealt with"},
    "outbox": _same(ID, "id")
    | _same(LINK, "correspondent_id")
    | _same("keeps a correspondent's messages in order", "seq")
    | _same(KEY_NAME, "key_name")
    | _same(
        "when to send, who sends, how often it was tried", "due_at", "leased_until", "tries", "sent_at", "dropped_at"
    )
    | _same(TIME, "created_at")
    | {
        "fault": "the class of the last failure, never its words",
        "held": "a notice waits until she opens it",
        "announced_at": "when she was told that one waits",
    },
    "outbox_queues": _same(LINK, "correspondent_id")
    | {"last_seq": "how many messages she was sent, to number the next"},
    "chat_messages": _same(LINK, "correspondent_id")
    | _same(TIME, "at", "delete_at")
    | {"message_id": "Telegram's number of a message in her chat, to delete it there; kept for two days"},
    "attempts": _same(TIME, "since", "wait_until", "expires_at")
    | {
        "id": "whose attempts these are; computed under a key outside the database",
        "count": "how often it was tried: decides who has to wait",
    },
    "once_keys": _same(TIME, "at")
    | {
        "actor": "a random id: whose request it was",
        "verb": "what was asked for, in one word",
        "key": "a random key that a form or a client made",
        "digest": "tells another body from the same; computed under a key outside the database",
        "result": "a random id: what came of it",
    },
    "lockboxes": _same(ID, "box")
    | _same(LINK, "case_id")
    | _same(GENERATION, "generation")
    | _same(PUBLIC, "public_key")
    | {"kind": "what the lockbox is for, in one word"},
    "lockbox_keys": _same(LINK, "box") | _same(GENERATION, "generation", "holder_generation") | {"holder": LINK},
    "cases": _same(WORD, "source")
    | {"import_key": "a digest under a key outside the database: the same line is not imported twice"}
    | _same(TIME, "entered_at")
    | _same(ID, "id")
    | _same(LINK, "factory_id", "site_code", "burst_id", "lead_party_id", "owner_staff_id", "story_box", "card_box")
    | _same(VERSION, "version")
    | _same(STATUS, "status", "closing_reason")
    | _same(WORD, "issue", "urgency", "language", "province")
    | _same(COUNT, "women", "men")
    | _same(TIME, "filed_at", "filed_month", "touched_at", "closed_at", "erased_at")
    | _same(GENERATION, "card_generation")
    | {
        "number": "random, with a check digit: what she and her officer call the case",
        "head": CHAINED,
    },
    "bursts": _same(ID, "id") | _same(LINK, "party_id", "site_code") | _same(TIME, "started_at", "closed_at"),
    "case_holders": _same(ID, "id")
    | _same(LINK, "case_id", "party_id", "referral_id")
    | _same(WORD, "relation")
    | _same(TIME, "listed_at")
    | {"reference": "random, with a check digit: what this party calls the case"},
    "exclusions": _same(ID, "id")
    | _same(LINK, "case_id")
    | _same("who must not see the case: the one door must know without a key", "party_id", "staff_id")
    | _same(TIME, "declared_at"),
    "complainants": _same(ID, "id")
    | _same(LINK, "case_id", "correspondent_id", "thread_box", "identity_box")
    | _same(COUNT, "gender")
    | _same(GENERATION, "identity_generation", "receipt_generation")
    | _same(TIME, "verified_at", "joined_at", "left_at", "erased_at")
    | _same(GENERATION, "identity_generation", "details_generation", "safe_word_generation", "receipt_generation")
    | _same(TIME, "verified_at")
    | _same(WORD, "verified_by")
    | _same(PUBLIC, "receipt_public")
    | {
        "receipt_handed_over": "whether she should take numbers of her own at her first look",
        "receipt_by_office": "whether an officer could have kept her numbers: her word by them is marked so",
        "chat_by_number": "whether the linked chat may ask for new numbers",
        "receipt_lookup": "finds the row; from the receipt's digits by a slow hash, salted outside the database",
        "receipt_wrapped": "the receipt's private key, sealed under its digits",
    },
    "story_entries": _same(ID, "id")
    | _same(LINK, "case_id", "complainant_id")
    | _same("text, voice, photo or video: to count, and to refuse files that are too many", "kind")
    | _same(GENERATION, "generation")
    | _same(TIME, "at"),
    "evidence": _same(ID, "id")
    | _same(LINK, "conversation_id", "case_id", "complainant_id")
    | _same(TIME, "at")
    | {"kind": "voice, photo or video: to count", "size": "padded to 64 KiB: to keep the disk from filling"},
    "thread_messages": _same(ID, "id")
    | _same(LINK, "case_id", "complainant_id", "staff_id", "outbox_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at")
    | {"notice": "the key of a notice that Samleng sent by itself; its words are sealed"},
    "events": _same(ID, "id")
    | _same(LINK, "case_id", "actor", "referral_id")
    | _same(TIME, "at")
    | {
        "seq": "the line's number in its case",
        "kind": "what happened, in one word",
        "data": "codes, counts and random ids, never words of a person",
        "rows": "random ids, and digests of the rows that its transaction wrote: show later what was changed",
        "digest": CHAINED,
    },
    "referrals": _same(ID, "id")
    | _same(LINK, "case_id", "party_id", "work_box")
    | _same(VERSION, "version")
    | _same(STATUS, "status", "conclusion", "rejection")
    | _same(WORD, "forum")
    | _same(GENERATION, "filing_generation")
    | _same(TIME, "asked_at", "sent_at", "answered_at", "held_until", "concluded_at", "filed_on")
    | {
        "reference": "random, with a check digit: what the recipient calls the case",
        "parts": "names of parts, not what stands in them",
        "purpose": WORD,
    },
    "consents": _same(ID, "id")
    | _same(LINK, "referral_id", "complainant_id")
    | _same(STATUS, "status")
    | _same(WORD, "language", "given_by")
    | _same(LINK, "evidence_id", "entered_by_staff_id", "seconded_by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "asked_at", "answered_at", "expires_at", "withdrawn_at", "sendable_at")
    | _same(COUNT, "reminded")
    | {
        "parts": "names of parts, not what stands in them",
        "entered_parts": "names of parts, not what stands in them",
        "wording": "which wording she was asked in",
        "wording_digest": "of exactly what she saw; computed under a key outside the database",
    },
    "standing_consents": _same(ID, "id")
    | _same(LINK, "complainant_id", "party_id")
    | _same(WORD, "choice", "language")
    | _same(TIME, "given_at", "expires_at", "withdrawn_at")
    | {
        "wording": "which wording she was asked in",
        "wording_digest": "of exactly what she saw; computed under a key outside the database",
    },
    "previews": _same(ID, "id")
    | _same(LINK, "consent_id")
    | _same(KEY_NAME, "key_name")
    | {
        "part": "the name of a part, not what stands in it",
        "digest": "tells whether a part changed; computed under a key outside the database",
    },
    "disclosures": _same(ID, "id")
    | _same(LINK, "referral_id", "box")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "ended_at")
    | {
        "number": "the version of what was shared",
        "parts": "names of parts, not what stands in them",
        "consents": "random ids: on whose word it went",
        "manifest": "a digest over salted digests; the salt lies sealed inside",
    },
    "disclosed_files": _same(ID, "id") | _same(LINK, "disclosure_id", "evidence_id"),
    "employer_notices": _same(ID, "id")
    | _same(LINK, "referral_id", "by_staff_id")
    | _same(WORD, "by")
    | _same(GENERATION, "generation")
    | _same(TIME, "told_on", "at")
    | {
        "named": "whether somebody was named: begins the watch for retaliation",
        "parts": "names of parts, not what stands in them",
    },
    "support": _same(ID, "id")
    | _same(LINK, "case_id", "by_staff_id")
    | _same(WORD, "kind", "currency")
    | _same(GENERATION, "generation")
    | _same(TIME, "given_on", "at", "cancelled_at")
    | {"amount": "help in sums and figures"},
    "linked_cases": _same(ID, "id") | _same(LINK, "case_id", "group_id", "by_staff_id") | _same(TIME, "at"),
    "join_requests": _same(ID, "id", "joins_as")
    | _same(LINK, "case_id", "complainant_id", "into_case_id", "by_staff_id")
    | _same(STATUS, "status", "given_by")
    | _same(WORD, "language")
    | _same(TIME, "asked_at", "expires_at", "answered_at", "brought_at")
    | {
        "wording": "which wording she was asked in",
        "wording_digest": "of exactly what she saw; computed under a key outside the database",
    },
    "handovers": _same(ID, "id")
    | _same(LINK, "case_id", "from_party_id", "to_party_id", "by_staff_id")
    | _same(STATUS, "status")
    | _same(TIME, "asked_at", "ended_at"),
    "handover_consents": _same(ID, "id")
    | _same(LINK, "handover_id", "complainant_id", "evidence_id", "entered_by_staff_id", "seconded_by_staff_id")
    | _same(STATUS, "status", "given_by")
    | _same(WORD, "language")
    | _same(TIME, "answered_at", "expires_at")
    | {
        "wording": "which wording she was asked in",
        "wording_digest": "of exactly what she saw; computed under a key outside the database",
    },
    "meetings": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(VERSION, "version")
    | _same(TIME, "held_on", "next_on", "at", "cancelled_at", "reminded_at")
    | {
        "starts_at": "when it begins: a job that opens nothing reminds her on the days before",
        "hers": "whether she comes herself: decides whether that job reminds her",
    },
    "offers": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "meeting_id", "remedy_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "cancelled_at"),
    "meeting_notes": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "meeting_id", "box", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at")
    | {"side": "whether the lead's people or the recipient's wrote it; decides who is shown that it exists"},
    "agreements": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "by_staff_id", "evidence_id")
    | _same(GENERATION, "generation", "copy_generation")
    | _same(TIME, "at", "signed_on"),
    "estimate_sheets": _same(ID, "id")
    | _same(LINK, "case_id", "complainant_id", "by_staff_id")
    | _same(GENERATION, "generation", "shown_generation")
    | _same(TIME, "at", "shown_at"),
    "findings": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "by_staff_id")
    | _same(WORD, "result")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "replaced_at")
    | {
        "critical_issue": "a number of BFC's own list, for lists and figures",
        "month": "the month of an assessment that is over, never a day and never one to come",
        "published": "whether BFC made it public itself",
        "entered_by_lead": "whether the lead entered it for a party off the platform",
    },
    "onward_proposals": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "party_id", "by_staff_id", "answered_by_staff_id")
    | _same(WORD, "reason", "answer")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "answered_at"),
    "remedies": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id")
    | _same(VERSION, "version")
    | _same(STATUS, "status")
    | _same(WORD, "kind", "currency", "improvement")
    | _same(GENERATION, "generation")
    | _same(COUNT, "women", "men", "not_recorded", "amount", "covered")
    | _same(COUNT, "delivered_women", "delivered_men", "delivered_not_recorded", "delivered_amount")
    | _same(COUNT, "confirmed_women", "confirmed_men", "confirmed_not_recorded", "confirmed_amount")
    | _same(TIME, "due_on", "proposed_at", "agreed_on", "delivered_on", "asked_at", "answered_at", "stands_at")
    | _same("how many confirmed it, and by whom, in figures", "by_individuals", "by_representative", "by_nobody"),
    "deliveries": _same(ID, "id")
    | _same(LINK, "case_id", "remedy_id", "by_staff_id", "replaced_by_staff_id")
    | _same(COUNT, "women", "men", "not_recorded", "amount")
    | _same(TIME, "delivered_on", "at", "replaced_at")
    | {"whole": "whether it was the whole: then she is asked"},
    "remedy_photos": _same(ID, "id")
    | _same(LINK, "case_id", "remedy_id", "delivery_id", "evidence_id", "by_staff_id", "removed_by_staff_id")
    | _same(WORD, "stage")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "removed_at")
    | {"hers": "whether a worker sent it: then it is erased with what is hers"},
    "remedy_answers": _same(ID, "id")
    | _same(LINK, "remedy_id", "complainant_id", "witness_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at")
    | _same(COUNT, "women", "men", "not_recorded", "amount")
    | {"confirmed": "yes or no, counted in figures; the facts and words of her answer are sealed"},
    "follow_ups": _same(ID, "id")
    | _same(LINK, "remedy_id", "complainant_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "since", "asked_at", "answered_at")
    | {
        "day": "how many days after she was asked again: 3, 30 or 90",
        "held": "yes or no, counted in figures; the facts and words of her answer are sealed",
    },
    "witnessed_words": _same(ID, "id")
    | _same(LINK, "case_id", "remedy_id", "evidence_id", "entered_by_staff_id", "seconded_by_staff_id")
    | _same(TIME, "since", "at", "seconded_at")
    | {
        "complainants": "random ids: whose word stands on the paper",
        "confirmed": "yes or no, counted in figures",
    },
    "representatives": _same(ID, "id")
    | _same(LINK, "case_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(COUNT, "workers")
    | _same(TIME, "elected_on", "at", "ended_at"),
    "represented_words": _same(ID, "id")
    | _same(LINK, "remedy_id", "representative_id", "by_staff_id")
    | _same(COUNT, "workers")
    | _same(TIME, "since", "said_on", "at", "replaced_at")
    | {"confirmed": "yes or no, counted in figures"},
    "clocks": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "step_id", "met_step_id", "remedy_id")
    | _same(WORD, "rule", "kind")
    | _same(TIME, "started_at", "due_at", "latest_at", "met_at", "escalated_at", "reminded_at"),
    "dispute_steps": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "by_staff_id", "cancelled_by_staff_id")
    | _same(WORD, "step")
    | _same(TIME, "happened_on", "at", "cancelled_at"),
    "heat_readings": _same(ID, "id")
    | _same(LINK, "case_id", "complainant_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "cancelled_at"),
    "ministry_calls": _same(ID, "id")
    | _same(LINK, "case_id", "complainant_id", "acknowledged_by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "told_at", "acknowledged_at")
    | {"due_on": "when the ministry wants her, as its line of the timeline says too"},
    "hearings": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "reminded_at", "cancelled_at")
    | {"starts_at": "when she is heard: a job that opens nothing reminds her on the day before"},
    "reminders_seen": _same(LINK, "staff_id", "clock_id") | _same(WORD, "stage") | _same(TIME, "due_at", "at"),
    "calendar_links": _same(LINK, "staff_id")
    | _same(TIME, "made_at")
    | {"id": "one-way from the address's secret, which only her calendar holds"},
    "trouble_words": _same(ID, "id")
    | _same(LINK, "case_id", "complainant_id", "entered_by_staff_id", "handled_by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "asked_for", "asked_at", "said_at", "handled_at")
    | {"said": "yes or no to whether anybody made trouble for her: whoever is threatened is found without her keys"},
    "letters": _same(ID, "id")
    | _same(LINK, "case_id", "referral_id", "by_staff_id", "approved_by_staff_id")
    | _same(WORD, "kind", "language")
    | _same(GENERATION, "generation")
    | _same(TIME, "made_at", "approved_at", "sent_on"),
    "letter_answers": _same(ID, "id")
    | _same(LINK, "letter_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "answered_on", "at"),
    "picc_packs": _same(ID, "id")
    | _same(LINK, "party_id", "factory_id", "by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "frozen_at")
    | {"number": "which of a party's packs for a factory it is, so that none is frozen twice"},
    "picc_photos": _same(ID, "id")
    | _same(LINK, "party_id", "factory_id", "promise", "by_staff_id", "removed_by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "at", "removed_at"),
    "picc_decisions": _same(ID, "id")
    | _same(LINK, "pack_id", "by_staff_id", "done_by_staff_id", "cancelled_by_staff_id")
    | _same(GENERATION, "generation")
    | _same(TIME, "decided_on", "due_on", "at", "done_on", "done_at", "cancelled_at"),
    "picc_remedies": _same(ID, "id") | _same(LINK, "case_id", "remedy_id", "decision_id"),
    "installation": {
        "id": "there is one row",
        "keys_check": "notices another keys folder; a keyed digest of a fixed word",
        "demo": "whether this is a demonstration",
        "backed_up_at": "when it was last backed up, so that a missing backup is noticed",
    },
    "checkpoints": _same(TIME, "at")
    | {"seq": "the checkpoint's running number", "root": "a digest over the heads of timelines", "digest": CHAINED},
    "checkpoint_heads": _same(LINK, "checkpoint_seq", "case_id") | {"head": CHAINED},
    "releases": _same(TIME, "frozen_at")
    | {"quarter": "which quarter the public figures are of", "fingerprint": "a digest of published numbers"},
    "released_figures": _same("published for everybody", "quarter", "position", "part", "line", "figure", "value"),
}
