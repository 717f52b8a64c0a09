"""What JSON answers look like. Amounts are decimal strings, days ISO, moments ISO with their offset (UTC)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.acts.bodies import Body
from cases.rules.clocks import Certainty
from cases.rules.facts import Fact, Step
from cases.rules.vocabulary import (
    CaseStatus,
    ClockKind,
    Currency,
    Issue,
    PartyKind,
    Province,
    ReferralStatus,
    RemedyKind,
    RemedyStatus,
    StoryKind,
    SupportKind,
    Urgency,
    Worklist,
)


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
    brands: list[str] = Field(description="Brands that it sews for, as far as the register knows")


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


class Heads(Shape):
    """Workers, by women, men and not recorded. Null: one or two, which only the lead party is shown."""

    women: int | None = Field(description="Women")
    men: int | None = Field(description="Men")
    not_recorded: int | None = Field(description="Neither recorded")


class ByWhom(Shape):
    """By whom it is confirmed, in workers: three numbers that add up to how many it was agreed for. Never mixed."""

    individuals: int = Field(description="Workers who said so for themselves")
    representative: int = Field(description="Workers for whom somebody whom they elected said so")
    nobody: int = Field(description="The rest")


class FollowUpRound(Shape):
    """Workers asked again some days after they were first asked about the newest delivery."""

    day: int = Field(description="How many days after: 3, 30 or 90")
    asked: int = Field(description="How many were asked")
    held: int = Field(description="How many said that it holds")
    not_held: int = Field(description="How many said that it does not; who did not answer is neither")


class Clock(Shape):
    """A time limit."""

    rule: str = Field(description="Name of the rule")
    kind: ClockKind = Field(description="Whether somebody here must act, or a right of hers runs out")
    started_at: dt.datetime = Field(description="When it began")
    due_at: dt.datetime = Field(description="When it runs out")
    latest_at: dt.datetime | None = Field(description="The later end, where sources disagree; `due_at` is the earlier")
    met_at: dt.datetime | None = Field(description="When what it waited for happened; null: still open")
    starts_with: list[Fact | Step] = Field(description="What starts such a limit")
    ends_with: list[Fact | Step] = Field(description="What it waits for")
    uncertain_years: list[int] = Field(
        description="Years whose public holidays are not known here, so that working days may end later"
    )
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
    detail: str | None = Field(default=None, description="What `text` is of her, such as `id_number`")
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


# ------------------------------------------------------------------------------------------------- lists
class CaseLine(Shape):
    """One line of the list."""

    relation: Literal["lead", "recipient"] = Field(description="How your party stands to it")
    number: str = Field(description="Case number, or for a recipient the referral's reference")
    status: CaseStatus | ReferralStatus = Field(description="Of the case; for a recipient, of its referral")
    issue: Issue | None = Field(description="What it is about; null for a recipient whose referral was taken back")
    urgency: Urgency | None = Field(description="How urgent it is; null for a recipient")
    factory: FactoryShape | None = Field(description="The factory, where it is known")
    factory_words: str = Field(description="What she called a factory that is not in the register; else empty")
    listed_at: dt.datetime = Field(description="The newest act that your party may know of; the list's order")
    words: str = Field(description="Her first words; empty for a recipient")
    kinds: list[StoryKind] = Field(description="What she sent when she filed; empty for a recipient")
    support: list[SupportKind] = Field(description="With what she was helped; empty for a recipient")
    for_woman: bool = Field(description="True: she asked for a woman to read it")
    called: bool = Field(description="True: the ministry called her, and no officer has acknowledged it")


class WorklistCounts(Shape):
    """How much is to be done."""

    counts: dict[Worklist, int] = Field(description="By list, up to 99; 100 stands for more")


class CaseList(Shape):
    """A page of your cases, last touched first; before them those whose `called` is true, in any status."""

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


class SupportSum(Shape):
    """Help of one kind in one currency, over the cases that your party leads."""

    kind: SupportKind = Field(description="With what")
    times: int = Field(description="How often")
    cases: int = Field(description="In how many cases")
    currency: Currency | None = Field(description="The currency; null where no sum was kept")
    amount: str | None = Field(description="In all, a decimal string")


class KindByWhom(ByWhom):
    """By whom remedies of one kind are confirmed."""

    kind: RemedyKind = Field(description="What was agreed")


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
    support: list[SupportSum] = Field(description="Help that reached workers")
    findings: list[Counted] = Field(description="BFC's findings by result, those that count")
    by_whom: list[KindByWhom] = Field(description="Of cases that you lead: by whom what was delivered is confirmed")
    rounds: list[FollowUpRound] = Field(description="Of cases that you lead: workers asked again whether it holds")
    as_of: dt.datetime = Field(description="When they were counted")
    sha256: str = Field(description="Fingerprint of `scope` and `figures`: alike wherever these are alike")
    scope: dict[str, str] = Field(description="Your party, and the period that was asked for")
    figures: dict[str, int | str | None] = Field(
        description="Every number by its code, `table/row/column`, with what the lists above do not have; amounts are "
        "decimal strings"
    )


# ------------------------------------------------------------------------------------------------ health
class Check(Shape):
    """One thing that must be right."""

    code: str = Field(description="What was looked at, or what is wrong with it, as a word")
    ok: bool = Field(description="Whether it is right")


class Health(Shape):
    """Whether this process works."""

    ok: bool = Field(description="Whether all of it is right")
    checks: list[Check] = Field(description="One by one; empty for `/healthz`")
