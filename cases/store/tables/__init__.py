"""Every table. Sealed columns are bytes and named `sealed...`; all others stand in `clear.py` with a reason.

Ids are random UUIDs as 32 hex digits. Times are UTC. Amounts are whole minor units: cents, riel.
"""

from cases.store.tables.cases import (
    Burst,
    Case,
    CaseHolder,
    Complainant,
    Event,
    Evidence,
    Exclusion,
    StoryEntry,
    ThreadMessage,
)
from cases.store.tables.channels import (
    Attempt,
    ChatMessage,
    Conversation,
    Correspondent,
    OnceKey,
    OutboxMessage,
    OutboxQueue,
    QuestionsLeft,
    TelegramUpdate,
)
from cases.store.tables.columns import new_id
from cases.store.tables.estimates import EstimateSheet
from cases.store.tables.factories import Factory, FactoryAlias, SiteCode
from cases.store.tables.findings import Finding
from cases.store.tables.following_up import FollowUp, Representative, RepresentedWord, WitnessedWord
from cases.store.tables.heat import HeatReading
from cases.store.tables.installation import Checkpoint, CheckpointHead, Installation
from cases.store.tables.letters import Letter, LetterAnswer
from cases.store.tables.linked_cases import JoinRequest, LinkedCase
from cases.store.tables.lockboxes import Lockbox, LockboxKey
from cases.store.tables.meetings import Agreement, Meeting, MeetingNote, Offer
from cases.store.tables.ministry import Hearing, MinistryCall
from cases.store.tables.onward import OnwardProposal
from cases.store.tables.people import (
    Invitation,
    KeyConfirmation,
    KnownDevice,
    Login,
    Party,
    PartyEvent,
    PartyPublicKey,
    Staff,
    StaffPartyKey,
)
from cases.store.tables.picc import PiccDecision, PiccPack, PiccPhoto, PiccRemedy
from cases.store.tables.releases import Release, ReleasedFigure
from cases.store.tables.remedies import Delivery, RemedyPhoto
from cases.store.tables.reminders import CalendarLink, ReminderSeen
from cases.store.tables.steps import DisputeStep
from cases.store.tables.support import Support
from cases.store.tables.tracks import (
    Clock,
    Consent,
    DisclosedFile,
    Disclosure,
    EmployerNotice,
    Handover,
    HandoverConsent,
    Preview,
    Referral,
    Remedy,
    RemedyAnswer,
    StandingConsent,
)
from cases.store.tables.watching import TroubleWord

__all__ = [
    "Agreement",
    "Attempt",
    "Burst",
    "CalendarLink",
    "Case",
    "CaseHolder",
    "ChatMessage",
    "Checkpoint",
    "CheckpointHead",
    "Clock",
    "Complainant",
    "Consent",
    "Conversation",
    "Correspondent",
    "Delivery",
    "DisclosedFile",
    "Disclosure",
    "DisputeStep",
    "EmployerNotice",
    "EstimateSheet",
    "Event",
    "Evidence",
    "Exclusion",
    "Factory",
    "FactoryAlias",
    "Finding",
    "FollowUp",
    "Handover",
    "HandoverConsent",
    "Hearing",
    "HeatReading",
    "Installation",
    "Invitation",
    "JoinRequest",
    "KeyConfirmation",
    "KnownDevice",
    "Letter",
    "LetterAnswer",
    "LinkedCase",
    "Lockbox",
    "LockboxKey",
    "Login",
    "Meeting",
    "MeetingNote",
    "MinistryCall",
    "Offer",
    "OnceKey",
    "OnwardProposal",
    "OutboxMessage",
    "OutboxQueue",
    "Party",
    "PartyEvent",
    "PartyPublicKey",
    "PiccDecision",
    "PiccPack",
    "PiccPhoto",
    "PiccRemedy",
    "Preview",
    "QuestionsLeft",
    "Referral",
    "Release",
    "ReleasedFigure",
    "Remedy",
    "RemedyAnswer",
    "RemedyPhoto",
    "ReminderSeen",
    "Representative",
    "RepresentedWord",
    "SiteCode",
    "Staff",
    "StaffPartyKey",
    "StandingConsent",
    "StoryEntry",
    "Support",
    "TelegramUpdate",
    "ThreadMessage",
    "TroubleWord",
    "WitnessedWord",
    "new_id",
]
