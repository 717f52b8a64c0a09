"""The closed lists of words. Each value has a label in every language: `label.<list>.<value>`."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    KHMER = "km"
    ENGLISH = "en"


class Source(StrEnum):
    """Who entered a case: the worker herself, an officer for her, or a list of cases of before."""

    WORKER = "worker"
    OFFICER = "officer"
    IMPORT = "import"


class CameBy(StrEnum):
    """How a worker came to the officer who files for her."""

    OFFICE = "office"
    PHONE = "phone"
    MAILBOX = "mailbox"  # a paper in the box at her workplace


class Channel(StrEnum):
    TELEGRAM = "telegram"
    BROWSER = "browser"


class ContactHours(StrEnum):
    """When a worker wants to hear of news in her chat; `contact_hours.py` has the times."""

    NOON_AND_EVENING = "noon_and_evening"
    NOON = "noon"
    EVENING = "evening"
    ANY_TIME = "any_time"
    NEVER = "never"


class Arrival(StrEnum):
    """How far a line to her has come."""

    WAITS = "waits"
    UNOPENED = "unopened"
    OPENED = "opened"
    NOT_REACHED = "not_reached"
    NO_CHAT = "no_chat"


class Issue(StrEnum):
    DISMISSAL = "dismissal"
    UNION = "union"
    HEAT = "heat"
    PAY = "pay"
    VIOLENCE = "violence"
    SAFETY = "safety"
    CONTRACT = "contract"
    MATERNITY = "maternity"
    ACCIDENT = "accident"
    SICK_LEAVE = "sick_leave"
    CLOSING = "closing"
    TRANSPORT = "transport"
    CHILD_FORCED = "child_forced"
    OTHER = "other"


class Cluster(StrEnum):
    """The eight clusters of Better Factories Cambodia's assessment."""

    CHILD_LABOUR = "child_labour"
    DISCRIMINATION = "discrimination"
    FORCED_LABOUR = "forced_labour"
    FREEDOM_OF_ASSOCIATION = "freedom_of_association"
    COMPENSATION = "compensation"
    CONTRACTS = "contracts"
    SAFETY_HEALTH = "safety_health"
    WORKING_TIME = "working_time"


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"
    DANGER = "danger"


class PartyKind(StrEnum):
    UNION = "union"
    BFC = "bfc"
    MINISTRY = "ministry"
    ARBITRATION = "arbitration"
    BUYER = "buyer"
    NGO = "ngo"


LEAD_KINDS = frozenset({PartyKind.UNION, PartyKind.NGO, PartyKind.BFC})


class StaffRole(StrEnum):
    OFFICER = "officer"
    MEDIATOR = "mediator"
    LEAD = "lead"
    OPERATOR = "operator"


class Relation(StrEnum):
    """How a viewer's party stands to a case. A party is never both."""

    LEAD = "lead"
    RECIPIENT = "recipient"


class CaseStatus(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    AWAITING_WORKER = "awaiting_worker"
    CLOSED = "closed"


class ClosingReason(StrEnum):
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"
    OUT_OF_SCOPE = "out_of_scope"
    MERGED = "merged"
    SPAM = "spam"


class ReferralStatus(StrEnum):
    ASKED = "asked"
    READY = "ready"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    EXPIRED = "expired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Forum(StrEnum):
    """Where a lead negotiates directly."""

    MANAGEMENT = "management"
    PICC = "picc"  # the bipartite committee of management and workers


class NoticeBy(StrEnum):
    """How management was told."""

    LETTER = "letter"
    MEETING = "meeting"
    PHONE = "phone"


class Trouble(StrEnum):
    """Whether anybody made trouble for her since the employer was told: her own word, the graver later."""

    NONE = "none"
    YES = "yes"
    THREATENED = "threatened"


class LetterKind(StrEnum):
    """What a letter is, and to whom it goes."""

    MINISTRY_INDIVIDUAL = "ministry_individual"
    MINISTRY_COLLECTIVE = "ministry_collective"
    REPRESENTATION = "representation"
    BFC = "bfc"
    BUYER = "buyer"


class Addressee(StrEnum):
    """To whom a complaint goes: the department of the factory's province, or the ministry itself."""

    PROVINCE = "province"
    MINISTRY = "ministry"


class Conclusion(StrEnum):
    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    AWARD = "award"
    NO_ANSWER = "no_answer"


class RejectionReason(StrEnum):
    OUT_OF_MANDATE = "out_of_mandate"
    NOT_COVERED = "not_covered"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    INSUFFICIENT_INFO = "insufficient_info"
    WORKER_UNREACHABLE = "worker_unreachable"


class ConflictReason(StrEnum):
    """Why somebody at a desk must not have to do with a case."""

    RELATIVE = "relative"
    FRIEND = "friend"
    EMPLOYED_THERE = "employed_there"
    INVOLVED = "involved"
    OTHER = "other"


class ConsentStatus(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OnwardReason(StrEnum):
    """Why a recipient would bring in somebody else."""

    MANDATE = "mandate"  # it is theirs to decide
    LEVERAGE = "leverage"  # they can press the factory
    SUPPORT = "support"  # they can help her
    OTHER = "other"


class OnwardAnswer(StrEnum):
    """What the lead makes of it."""

    ASK = "ask"
    NOT_NOW = "not_now"


class StandingChoice(StrEnum):
    """What she says of a recipient in advance."""

    EACH_TIME = "each_time"
    WITHOUT_NAME = "without_name"
    WITH_NAME = "with_name"


class HandoverStatus(StrEnum):
    ASKED = "asked"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"  # with the case


class GivenBy(StrEnum):
    """How a complainant gave her word."""

    OWN_CHANNEL = "own_channel"
    OFFICE_NUMBERS = "office_numbers"  # an officer gave the numbers out, so could have given the word as well
    PAPER = "paper"  # a photo of it, seen by a second person
    VOICE = "voice"  # a recording, heard by a second person
    STANDING = "standing"  # her word in advance, and she did not stop it


class VerifiedBy(StrEnum):
    """By what an officer knows that a complainant works where she says."""

    PAYSLIP = "payslip"
    BADGE = "badge"
    VOUCHED = "vouched"


class Part(StrEnum):
    """What can be shared, part by part. A piece of evidence is `evidence:<id>`, not listed here."""

    WHAT_HAPPENED = "what_happened"
    EMPLOYMENT = "employment"
    IDENTITY = "identity"
    CONTACT = "contact"
    UNION_MEMBERSHIP = "union_membership"
    HEALTH_PREGNANCY = "health_pregnancy"
    VIOLENCE = "violence"
    WITNESSES = "witnesses"
    CONVERSATION = "conversation"
    OUTCOME = "outcome"


class RemedyKind(StrEnum):
    REINSTATEMENT = "reinstatement"
    BACK_PAY = "back_pay"
    COMPENSATION = "compensation"
    OTHER_ENTITLEMENT = "other_entitlement"
    CONTRACT_CONVERSION = "contract_conversion"
    WORKPLACE_IMPROVEMENT = "workplace_improvement"
    UNION_RECOGNITION = "union_recognition"
    AGREEMENT = "agreement"
    APOLOGY = "apology"  # or a rule that was changed
    NONE = "none"  # nothing was agreed, and that is said


class Entitlement(StrEnum):
    """What else a worker is owed."""

    SENIORITY = "seniority"
    SEVERANCE = "severance"
    NOTICE = "notice"
    ANNUAL_LEAVE = "annual_leave"
    OVERTIME = "overtime"
    BONUS = "bonus"
    ALLOWANCE = "allowance"
    MATERNITY = "maternity"
    NSSF = "nssf"
    OTHER = "other"


class Improvement(StrEnum):
    """What gets better at a workplace."""

    FANS = "fans"
    COOLING = "cooling"
    WATER = "water"
    EXITS = "exits"
    TOILETS = "toilets"
    LIGHTING = "lighting"
    MACHINES = "machines"
    CHEMICALS = "chemicals"
    FIRST_AID = "first_aid"
    REST = "rest"
    CHILDCARE = "childcare"
    OTHER = "other"


class Measure(StrEnum):
    """What management did beyond money: it said sorry, it changed a rule."""

    APOLOGY = "apology"
    RULE_CHANGE = "rule_change"
    BOTH = "both"


class PhotoStage(StrEnum):
    """What a photo of a remedy shows."""

    BEFORE = "before"
    AFTER = "after"
    PROOF = "proof"  # of a delivery: a receipt, a pay slip, a signed list


class TakenBy(StrEnum):
    """Who took a photo."""

    OFFICER = "officer"
    PICC = "picc"  # somebody of the bipartite committee
    WORKER = "worker"


class SupportKind(StrEnum):
    """What a worker was helped with while her case goes on."""

    FOOD = "food"
    RENT = "rent"
    MEDICAL = "medical"
    TRANSPORT = "transport"
    LEGAL = "legal"
    CASH = "cash"
    OTHER = "other"
    NSSF_ENROLMENT = "nssf_enrolment"
    PROTECTION_ASKED = "protection_asked"  # the status of a protected worker, asked for
    PROTECTION_GRANTED = "protection_granted"


WITHOUT_MONEY = frozenset({SupportKind.NSSF_ENROLMENT, SupportKind.PROTECTION_ASKED, SupportKind.PROTECTION_GRANTED})


class FindingResult(StrEnum):
    """What BFC found on one of its critical issues."""

    CONFIRMED = "confirmed"  # the breach is there
    NOT_CONFIRMED = "not_confirmed"
    NOT_OBSERVABLE = "not_observable"  # an assessment cannot see it


class Asked(StrEnum):
    """What she is asked beside the questions of an issue, and may answer aloud."""

    NAME = "name"
    PHONE = "phone"
    HEADCOUNT = "headcount"
    FACTORY = "factory"
    MINISTRY = "ministry"  # when and where it called her to
    HEAT = "heat"
    REMEDY = "remedy"  # how much of it came, and what is not right


class HeatPlace(StrEnum):
    """Where in a factory it was measured."""

    SEWING = "sewing"
    IRONING = "ironing"  # or near a boiler
    CUTTING = "cutting"
    PACKING = "packing"
    WASHING = "washing"  # or dyeing
    ELSEWHERE = "elsewhere"


class HeatWork(StrEnum):
    """How heavy work is, as reference values for heat tell it apart."""

    LOW = "low"
    MODERATE = "moderate"


class HeatBand(StrEnum):
    """How a heat index is graded, from mild to deadly."""

    CAUTION = "caution"
    EXTREME_CAUTION = "extreme_caution"
    DANGER = "danger"
    EXTREME_DANGER = "extreme_danger"


class AgainstReference(StrEnum):
    """How an estimate of heat stands to a reference value."""

    BELOW = "below"
    NEAR = "near"  # too near for an estimate to tell
    ABOVE = "above"


class RemedyStatus(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    UNCONFIRMED = "unconfirmed"
    DROPPED = "dropped"  # proposed, but never agreed
    GIVEN_UP = "given_up"  # agreed, and will not come
    NOTHING_AGREED = "nothing_agreed"  # of the kind "none": an end without a remedy


class MeetingRole(StrEnum):
    """In which role somebody is asked to a meeting, or sits in it."""

    WORKER = "worker"
    REPRESENTATIVE = "representative"  # speaks for her
    UNION = "union"
    EMPLOYER = "employer"
    BFC = "bfc"
    MINISTRY = "ministry"
    INTERPRETER = "interpreter"
    WITNESS = "witness"
    OTHER = "other"


class InvitationAnswer(StrEnum):
    """What came of asking somebody to a meeting."""

    NONE = "none"
    COMING = "coming"
    NOT_COMING = "not_coming"


class OfferSide(StrEnum):
    """Whose offer it is."""

    WORKERS = "workers"
    EMPLOYER = "employer"
    BETWEEN = "between"  # proposed by whoever conciliates


class Surrender(StrEnum):
    """What an agreement may take away from her, as the officer is asked before it is printed."""

    NOTHING = "nothing"
    WAIVER = "waiver"
    RESIGNATION = "resignation"
    COMPLAINT_WITHDRAWN = "complaint_withdrawn"


class Currency(StrEnum):
    USD = "USD"
    KHR = "KHR"


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    NOT_SAID = "not_said"


class StoryKind(StrEnum):
    TEXT = "text"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


class Worklist(StrEnum):
    """What is to be done, in the order in which it is looked at."""

    DANGER = "danger"
    RETALIATION = "retaliation"
    NEW = "new"
    MINE = "mine"
    REPLY = "reply"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    WAITING = "waiting"
    READY = "ready"
    DISPUTED = "disputed"
    INCOMING = "incoming"


class Stage(StrEnum):
    """How near a clock is to its end, as an officer is reminded of it."""

    SOON = "soon"  # the next working day
    TODAY = "today"
    OVERDUE = "overdue"
    LEAD_TOLD = "lead_told"


class ClockKind(StrEnum):
    DUTY = "duty"
    LIMIT = "limit"


class Province(StrEnum):
    """Cambodia's capital and 24 provinces, romanised as the ministry of interior does."""

    BANTEAY_MEANCHEY = "banteay_meanchey"
    BATTAMBANG = "battambang"
    KAMPONG_CHAM = "kampong_cham"
    KAMPONG_CHHNANG = "kampong_chhnang"
    KAMPONG_SPEU = "kampong_speu"
    KAMPONG_THOM = "kampong_thom"
    KAMPOT = "kampot"
    KANDAL = "kandal"
    KEP = "kep"
    KOH_KONG = "koh_kong"
    KRATIE = "kratie"
    MONDULKIRI = "mondulkiri"
    ODDAR_MEANCHEY = "oddar_meanchey"
    PAILIN = "pailin"
    PHNOM_PENH = "phnom_penh"
    PREAH_SIHANOUK = "preah_sihanouk"
    PREAH_VIHEAR = "preah_vihear"
    PREY_VENG = "prey_veng"
    PURSAT = "pursat"
    RATANAKIRI = "ratanakiri"
    SIEM_REAP = "siem_reap"
    STUNG_TRENG = "stung_treng"
    SVAY_RIENG = "svay_rieng"
    TAKEO = "takeo"
    TBOUNG_KHMUM = "tboung_khmum"
