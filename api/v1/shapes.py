"""What JSON answers look like. Amounts are decimal strings, days ISO, moments ISO with their offset (UTC)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.bodies import Body
from cases.rules.clocks import Certainty
from cases.rules.vocabulary import (
    CaseStatus,
    ClockKind,
    ClosingReason,
    Conclusion,
    ConsentStatus,
    Currency,
    Forum,
    GivenBy,
    HandoverStatus,
    Issue,
    Language,
    NoticeBy,
    PartyKind,
    Province,
    ReferralStatus,
    RejectionReason,
    RemedyKind,
    RemedyStatus,
    StoryKind,
    Urgency,
    VerifiedBy,
)
from cases.store.handovers import Kin


class Shape(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


# ------------------------------------------------------------------------------------------------ requests
class SignIn(Body):
    """Who signs in."""

    account: str = Field(min_length=1, max_length=80, description="The account's name: the alias, in any letter case")
    passphrase: str = Field(min_length=1, max_length=1000, description="The passphrase")
    code: str | None = Field(
        default=None,
        max_length=20,
        description="Six digits of the second step, each good once; none is asked for before it is set up",
    )


# ------------------------------------------------------------------------------------------- small parts
class FactoryShape(Shape):
    """A factory of the register."""

    id: str = Field(description="Id in the register")
    name: str = Field(description="Registered English name")
    khmer_sign: str = Field(description="Name on its sign, in Khmer; empty when not known")
    province: Province = Field(description="Where it stands")


class PartyShape(Shape):
    """An organisation."""

    id: str = Field(description="Id, for `propose-referral`")
    slug: str = Field(description="Short name")
    name_en: str = Field(description="Name in English")
    name_km: str = Field(description="Name in Khmer")
    kind: PartyKind = Field(description="What kind of organisation it is")
    on_platform: bool = Field(description="False: the lead's officer keeps its track by hand")
    checked_by: int | None = Field(
        default=None, description="By how many other organisations its key was checked; null where it has none"
    )
    earlier_key_checked_by: int | None = Field(
        default=None,
        description="Where its key was renewed and nobody has checked the new one yet: by how many the earlier one was",
    )


class Parties(Shape):
    """To whom a case may be referred."""

    parties: list[PartyShape] = Field(description="Open parties and those off the platform, your own left out")


class Meeting(Shape):
    """A meeting that was held."""

    held_on: dt.date = Field(description="The day")
    next_on: dt.date | None = Field(description="The day of the next one, if set")
    place: str = Field(description="Where")
    present: str = Field(description="Who was there")
    offers: str = Field(description="What each side offered")
    notes: str = Field(description="Shared minutes")
    by: str = Field(description="Alias of who logged it")


class Heads(Shape):
    """Workers, by women, men and not recorded."""

    women: int = Field(description="Women")
    men: int = Field(description="Men")
    not_recorded: int = Field(description="Neither recorded")


class RemedyAnswer(Shape):
    """A worker's word on a remedy."""

    confirmed: bool = Field(description="True: it came true; false: it did not")
    at: dt.datetime = Field(description="When she said so")
    facts: dict[str, str] = Field(description="What she said, fact by fact")
    comment: str = Field(description="Her own words")


class Remedy(Shape):
    """One thing proposed, agreed, delivered, confirmed."""

    id: str = Field(description="Id, for the acts on it")
    reference: str | None = Field(description="The track that it came from; null: reached directly")
    kind: RemedyKind = Field(description="What is to be done")
    status: RemedyStatus = Field(description="How far it is")
    currency: Currency | None = Field(description="Currency of its amounts; null: it is not money")
    amount: str | None = Field(description="Agreed amount, a decimal string")
    delivered_amount: str | None = Field(description="Delivered so far, a decimal string")
    confirmed_amount: str | None = Field(description="Confirmed by workers, a decimal string")
    agreed: Heads = Field(description="Workers it is for")
    delivered: Heads = Field(description="Workers reached")
    confirmed: Heads = Field(description="Workers confirmed")
    due_on: dt.date | None = Field(description="The day by which it is to be done")
    agreed_on: dt.date | None = Field(description="The day of the agreement")
    delivered_on: dt.date | None = Field(description="The day of delivery")
    details: str = Field(description="The agreement in words")


class LeadRemedy(Remedy):
    """A remedy as the lead sees it."""

    answers: list[RemedyAnswer] = Field(description="What workers said about it, oldest first")


class Clock(Shape):
    """A time limit."""

    rule: str = Field(description="Name of the rule")
    kind: ClockKind = Field(description="Whether somebody here must act, or a right of hers runs out")
    started_at: dt.datetime = Field(description="When it began")
    due_at: dt.datetime = Field(description="When it runs out")
    met_at: dt.datetime | None = Field(description="When what it waited for happened; null: still open")
    source: str = Field(description="Where the rule is from")
    certainty: Certainty = Field(description="How sure the rule is; below `text` and `own` it is unverified")


class EventShape(Shape):
    """One line of the timeline."""

    at: dt.datetime = Field(description="When")
    kind: str = Field(description="What happened, as a word")
    by: str = Field(description="Alias of a person at a desk, `worker`, or `system`")
    data: dict[str, str | int | bool | list[str] | None] = Field(description="Codes, counts and days; never words")


class DisclosedItem(Shape):
    """One piece of what was shared. Only what applies is set."""

    text: str | None = Field(default=None, description="Words, or the caption of a file")
    question: str | None = Field(default=None, description="Word of the question that `values` answer")
    values: list[str] | None = Field(default=None, description="Her answers: words of the question, or free text")
    name: str | None = Field(default=None, description="Her name")
    phone: str | None = Field(default=None, description="Her phone number")
    file: str | None = Field(
        default=None, description="Id of a file, for the recipient's `GET /cases/{number}/files/{file_id}`"
    )
    kind: StoryKind | None = Field(default=None, description="What kind of piece it is")
    media_type: str | None = Field(default=None, description="Media type of the file")
    seconds: int | None = Field(default=None, description="How long it plays")
    said: Literal["her", "us"] | None = Field(default=None, description="Who wrote a line of the conversation")
    remedy: RemedyKind | None = Field(default=None, description="What was agreed")
    stage: RemedyStatus | None = Field(default=None, description="How far that has come")
    women: int | None = Field(default=None, description="Women it is for")
    men: int | None = Field(default=None, description="Men it is for")
    not_recorded: int | None = Field(default=None, description="Others it is for")
    currency: Currency | None = Field(default=None, description="Its currency")
    amount: str | None = Field(default=None, description="Its amount, a decimal string")


Disclosed = dict[str, list[DisclosedItem]]
DISCLOSED = "Exactly what was shared, by part; `file:<n>` is a file. Empty once consent has ended"


# --------------------------------------------------------------------------------------------- one case
class StoryItem(Shape):
    """One piece of her story."""

    kind: StoryKind = Field(description="What kind of piece it is")
    at: dt.datetime = Field(description="When she sent it")
    text: str = Field(description="Her words, or the caption of a file")
    question: str = Field(description="Word of the question that `values` answer; empty: free story")
    values: list[str] = Field(description="Her answers")
    file_id: str = Field(description="Id of the file, for `GET /cases/{number}/files/{file_id}`; empty: no file")
    media_type: str = Field(description="Media type of the file")
    seconds: int = Field(description="How long it plays")


class Message(Shape):
    """One line between her and the lead."""

    at: dt.datetime = Field(description="When")
    by_worker: bool = Field(description="True: she wrote it")
    by: str = Field(description="Alias of the officer; empty for her and for notices")
    notice: str = Field(description="Word of a notice that Samleng sent; `message` is an officer's own words")
    text: str = Field(description="The words, if there are any")


class Identity(Shape):
    """What she gave of herself."""

    name: str = Field(description="Her name")
    phone: str = Field(description="Her phone number")


class Consent(Shape):
    """One complainant's word for one recipient."""

    id: str = Field(description="Id, for `consent-paper` and `second-consent`")
    status: ConsentStatus = Field(description="How it stands")
    parts: list[str] = Field(description="The parts asked for; once given, the parts given")
    given_by: GivenBy | None = Field(description="How she gave it; null: not given")
    paper: str | None = Field(description="Id of the photo or recording, for `GET /cases/{number}/files/{file_id}`")
    entered_by: str = Field(description="Alias of who entered it; empty: nobody")
    entered_parts: list[str] = Field(description="The parts that it says")
    seconded_by: str = Field(description="Alias of who confirmed it; empty: nobody yet")
    asked_at: dt.datetime = Field(description="When she was asked")
    answered_at: dt.datetime | None = Field(description="When she answered")
    expires_at: dt.datetime = Field(description="When the question, or her yes, runs out")


class VersionShape(Shape):
    """One version of what was shown on a track."""

    number: int = Field(description="1 for the first")
    parts: list[str] = Field(description="The parts it holds")
    at: dt.datetime = Field(description="When it was sent")
    read_at: dt.datetime | None = Field(
        description="When the recipient first opened it; null: not yet, or off the platform"
    )
    ended_at: dt.datetime | None = Field(description="Since when it opens for the recipient no longer")


class TrackBase(Shape):
    """A referral, as either side sees it."""

    reference: str = Field(description="The referral's own reference")
    status: ReferralStatus | None = Field(description="How far it is")
    parts: list[str] = Field(description="What is shared, or asked for")
    sent_at: dt.datetime | None = Field(description="When it was sent")
    answered_at: dt.datetime | None = Field(description="When the recipient took it on or not")
    held_until: dt.date | None = Field(description="Paused until this day")
    concluded_at: dt.datetime | None = Field(description="When it ended with a result")
    conclusion: Conclusion | None = Field(description="With which result")
    rejection: RejectionReason | None = Field(description="Why the recipient could not take it")
    meetings: list[Meeting] = Field(description="Meetings held, oldest first")
    disclosed: Disclosed = Field(description=DISCLOSED)
    versions: list[VersionShape] = Field(description="Who was shown what, and when: every version, oldest first")


class NoticeShape(Shape):
    """What management was told."""

    told_on: dt.date = Field(description="The day")
    by: NoticeBy = Field(description="How")
    named: bool = Field(description="Whether somebody was named")
    parts: list[str] = Field(description="Which parts of the case")
    words: str = Field(description="What was said")
    entered_by: str = Field(description="Alias of who wrote it down")


class LeadTrack(TrackBase):
    """A referral, or a negotiation of its own, as the lead sees it."""

    party: PartyShape = Field(description="To whom; the lead itself where it negotiates")
    forum: Forum | None = Field(description="With whom the lead negotiates itself; null for a referral")
    notices: list[NoticeShape] = Field(description="What management was told, oldest first")
    asked_at: dt.datetime = Field(description="When the worker was asked")
    consents: list[Consent] = Field(description="Her word, one per complainant")
    filing_number: str = Field(description="Number under which a party off the platform filed it")
    filed_on: dt.date | None = Field(description="Day of that filing")


class HandoverWord(Shape):
    """One complainant's word on a hand-over."""

    id: str = Field(description="Id, for `hand-over-paper` and `second-paper`")
    status: ConsentStatus = Field(description="How it stands")
    given_by: GivenBy | None = Field(description="How she gave it; null: not yet")
    answered_at: dt.datetime | None = Field(description="When she gave it, or when her paper was confirmed")
    expires_at: dt.datetime = Field(description="When the question, or her yes, runs out")
    paper: str | None = Field(description="Id of the photo of her paper, for `GET /cases/{number}/files/{file_id}`")
    entered_by: str = Field(description="Alias of who entered the paper; empty: nobody")
    seconded_by: str = Field(description="Alias of who confirmed the paper; empty: nobody yet")


class HandoverShape(Shape):
    """The case on its way to another lead, or how that ended."""

    id: str = Field(description="Id, for the acts on it")
    status: HandoverStatus = Field(description="How it stands; `asked` is the open one")
    old: PartyShape = Field(description="Who led the case")
    new: PartyShape = Field(description="Who was to lead it")
    by: str = Field(description="Alias of who asked")
    asked_at: dt.datetime = Field(description="When the workers were asked")
    ended_at: dt.datetime | None = Field(description="When it was carried out or ended otherwise")
    consents: list[HandoverWord] = Field(description="Every complainant's word")


class TargetShape(Shape):
    """A party that the case may be handed to now."""

    party: PartyShape = Field(description="Who; `checked_by` says by how many others its key was checked")
    kin: Kin = Field(description="How it stands to yours: above, a unit of yours, or another")


class LeadCase(Shape):
    """A case as its lead sees it: everything."""

    relation: Literal["lead"] = Field(description="Your party leads this case")
    number: str = Field(description="The case number, nine digits")
    version: int = Field(description="Send it back as `seen`")
    status: CaseStatus = Field(description="How the case stands")
    issue: Issue = Field(description="What it is about")
    urgency: Urgency = Field(description="How urgent it is")
    language: Language = Field(description="The worker's language")
    factory: FactoryShape | None = Field(description="The factory, where it is known")
    province: Province | None = Field(description="The province, where it is known")
    women: int = Field(description="Women it concerns, as she said")
    men: int = Field(description="Men it concerns, as she said")
    filed_at: dt.datetime = Field(description="When it was filed")
    closed_at: dt.datetime | None = Field(description="When it was closed")
    closing_reason: ClosingReason | None = Field(description="Why it was closed")
    lead: PartyShape = Field(description="Your own party")
    identities: list[Identity] = Field(description="Who filed it, where she gave a name or phone")
    verified: list[VerifiedBy | None] = Field(
        description="Per complainant, by what it is known that she works there; null: messages may tell no contact"
    )
    unreachable_since: dt.datetime | None = Field(description="Since when her linked chat takes nothing")
    story: list[StoryItem] = Field(description="What she told, oldest first")
    thread: list[Message] = Field(description="Messages with her, oldest first")
    tracks: list[LeadTrack] = Field(description="Every referral, oldest first")
    remedies: list[LeadRemedy] = Field(description="Every remedy, of tracks and reached directly")
    handovers: list[HandoverShape] = Field(description="Asked and earlier hand-overs, oldest first")
    hand_over_to: list[TargetShape] = Field(description="To whom the case may go now: above, your units, others")
    clocks: list[Clock] = Field(description="Time limits, nearest first")
    events: list[EventShape] = Field(description="The timeline, oldest first")


class RecipientCase(TrackBase):
    """A referral as its recipient sees it: its own track and what was shared on it."""

    relation: Literal["recipient"] = Field(description="Your party received this by referral")
    version: int = Field(description="Send it back as `seen`")
    issue: Issue = Field(description="What it is about")
    factory: FactoryShape | None = Field(description="The factory, where it is known")
    lead: PartyShape = Field(description="The party that leads the case")
    remedies: list[Remedy] = Field(description="Remedies of this track")
    clocks: list[Clock] = Field(description="Time limits of this track, nearest first")
    events: list[EventShape] = Field(description="The timeline of this track, oldest first")


# ------------------------------------------------------------------------------------------------- lists
class CaseLine(Shape):
    """One line of the list."""

    relation: Literal["lead", "recipient"] = Field(description="How your party stands to it")
    number: str = Field(description="Case number, or for a recipient the referral's reference")
    status: CaseStatus | ReferralStatus = Field(description="Of the case; for a recipient, of its referral")
    issue: Issue = Field(description="What it is about")
    urgency: Urgency | None = Field(description="How urgent it is; null for a recipient")
    factory: FactoryShape | None = Field(description="The factory, where it is known")
    factory_words: str = Field(description="What she called a factory that is not in the register; else empty")
    listed_at: dt.datetime = Field(description="The newest act that your party may know of; the list's order")
    words: str = Field(description="Her first words; empty for a recipient")
    kinds: list[StoryKind] = Field(description="What she sent when she filed; empty for a recipient")


class CaseList(Shape):
    """A page of your cases, last touched first."""

    cases: list[CaseLine] = Field(description="At most 50 lines")
    after: str = Field(description="Put into the next request as `after`; empty at the end")


class Carried(Shape):
    """An act was carried out."""

    result: str | None = Field(description="What it made: a referral's reference, a meeting's or remedy's id")
    version: int | None = Field(
        description="The newest version, for the next `seen`; null: the case is not there for you any more"
    )
    repeated: bool = Field(description="True: this very request had been carried out before; nothing happened again")


class ReadShape(Shape):
    """Somebody looked into the case; looks within a quarter of an hour are one."""

    at: dt.datetime = Field(description="When")
    by: str = Field(description="Alias of a colleague; empty for a recipient")
    party: PartyShape | None = Field(description="The recipient whose people looked; null: your own")


class ReadList(Shape):
    """Who opened a case, newest first."""

    reads: list[ReadShape] = Field(description="At most 50 looks")
    before: int = Field(description="Put into the next request as `before`; 0 at the end")


class ConflictShape(Shape):
    """A conflict of interest that a colleague declared."""

    id: str = Field(description="Id, for `lift-conflict`")
    number: str = Field(description="Case number, or the referral's reference")
    by: str = Field(description="Her alias")
    at: dt.datetime = Field(description="When she declared it")


class ConflictList(Shape):
    """Conflicts declared by the people of your organisation."""

    conflicts: list[ConflictShape] = Field(description="The newest 200, of cases that open to you")


# ----------------------------------------------------------------------------------------------- figures
class Counted(Shape):
    """One line of a count."""

    value: str = Field(description="The word, name or month counted; empty: not known")
    count: int = Field(description="How many cases")


class Stages(Shape):
    """One measure at its three stages."""

    agreed: Heads = Field(description="Agreed")
    delivered: Heads = Field(description="Delivered")
    confirmed: Heads = Field(description="Confirmed by workers")


class MoneyLine(Shape):
    """Sums of one kind of money in one currency; currencies are never added to each other."""

    kind: RemedyKind = Field(description="What kind of money")
    currency: Currency = Field(description="The currency")
    agreed: str = Field(description="Agreed, a decimal string")
    delivered: str = Field(description="Delivered, a decimal string")
    confirmed: str = Field(description="Confirmed by workers, a decimal string")
    workers: Stages = Field(description="Workers behind the money; all zero where no number was given")


class FiguresShape(Shape):
    """Sums over your own cases and nothing else."""

    cases: int = Field(description="How many cases, led and received")
    by_status: list[Counted] = Field(description="Led cases by status")
    by_referral_status: list[Counted] = Field(description="Received referrals by status")
    by_issue: list[Counted] = Field(description="By issue")
    by_factory: list[Counted] = Field(description="By factory")
    by_month: list[Counted] = Field(description="By month of filing in Cambodia, such as 2024-11")
    reinstated: Stages = Field(description="Workers taken back")
    money: list[MoneyLine] = Field(description="Compensation, back pay and other money due")


# ------------------------------------------------------------------------------------------------ health
class Check(Shape):
    """One thing that must be right."""

    code: str = Field(description="What was looked at, or what is wrong with it, as a word")
    ok: bool = Field(description="Whether it is right")


class Health(Shape):
    """Whether this process works."""

    ok: bool = Field(description="Whether all of it is right")
    checks: list[Check] = Field(description="One by one; empty for `/healthz`")
