"""Who may do what, on one page: a table of roles and permissions, and the one question that reads it.

A role says what somebody may do at all. Whether a case opens to her is another matter: that is the one door's,
`cases.store.door`. Nothing here lets anybody past it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from cases.rules.errors import NotAllowed
from cases.rules.vocabulary import StaffRole


class Permission(StrEnum):
    # cases of her own party
    READ_CASES = "read_cases"
    ACT_ON_CASES = "act_on_cases"
    DECLARE_CONFLICT = "declare_conflict"
    SEE_READS = "see_reads"
    SEE_CONFLICTS = "see_conflicts"
    LIFT_CONFLICT = "lift_conflict"
    ASSIGN_CASES = "assign_cases"
    HAND_OVER_CASES = "hand_over_cases"
    SECOND_PAPER = "second_paper"
    FILE_FOR_WORKERS = "file_for_workers"
    IMPORT_CASES = "import_cases"
    APPROVE_LETTERS = "approve_letters"
    EXPORT = "export"
    MAKE_PICC_PACKS = "make_picc_packs"
    MEND_REGISTER = "mend_register"
    # people and keys of her own party
    SEE_PEOPLE = "see_people"
    INVITE_PEOPLE = "invite_people"
    APPROVE_PEOPLE = "approve_people"
    SUSPEND_PEOPLE = "suspend_people"
    REMOVE_PEOPLE = "remove_people"
    END_LOGINS_OF_OTHERS = "end_logins_of_others"
    RELEASE_OPENING = "release_opening"
    OPEN_PARTY = "open_party"
    MAKE_PARTY_KEY = "make_party_key"
    CONFIRM_KEYS = "confirm_keys"
    SEE_PARTY_LOG = "see_party_log"
    # the installation
    ADD_PARTIES = "add_parties"
    INVITE_FIRST_LEADS = "invite_first_leads"
    SEE_INSTALLATION = "see_installation"
    # her own account
    OWN_ACCOUNT = "own_account"


P, R = Permission, StaffRole
EVERYBODY = frozenset(StaffRole)
OF_A_PARTY = frozenset({R.OFFICER, R.MEDIATOR, R.LEAD})
LEADS = frozenset({R.LEAD})
OPERATORS = frozenset({R.OPERATOR})

# Whose each permission is. The operator runs the server and is in no row about cases.
ROLES: Mapping[Permission, frozenset[StaffRole]] = MappingProxyType(
    {
        P.READ_CASES: OF_A_PARTY,
        P.ACT_ON_CASES: OF_A_PARTY,
        P.DECLARE_CONFLICT: OF_A_PARTY,
        P.SEE_READS: LEADS,
        P.SEE_CONFLICTS: LEADS,
        P.LIFT_CONFLICT: LEADS,
        P.ASSIGN_CASES: LEADS,
        P.HAND_OVER_CASES: OF_A_PARTY,
        P.SECOND_PAPER: OF_A_PARTY,
        P.FILE_FOR_WORKERS: OF_A_PARTY,
        P.IMPORT_CASES: OF_A_PARTY,
        P.APPROVE_LETTERS: LEADS,
        P.EXPORT: LEADS,
        P.MAKE_PICC_PACKS: OF_A_PARTY,
        P.MEND_REGISTER: OF_A_PARTY,
        P.SEE_PEOPLE: LEADS,
        P.INVITE_PEOPLE: LEADS,
        P.APPROVE_PEOPLE: LEADS,
        P.SUSPEND_PEOPLE: LEADS,
        P.REMOVE_PEOPLE: LEADS,
        P.END_LOGINS_OF_OTHERS: LEADS,
        P.RELEASE_OPENING: LEADS,
        P.OPEN_PARTY: LEADS,
        P.MAKE_PARTY_KEY: LEADS,
        P.CONFIRM_KEYS: LEADS,
        P.SEE_PARTY_LOG: LEADS,
        P.ADD_PARTIES: OPERATORS,
        P.INVITE_FIRST_LEADS: OPERATORS,
        P.SEE_INSTALLATION: OPERATORS,
        P.OWN_ACCOUNT: EVERYBODY,
    }
)

# What each permission means, for docs/workflow.md.
MEANING: Mapping[Permission, str] = MappingProxyType(
    {
        P.READ_CASES: "open the cases and referrals of her party that the door opens to her",
        P.ACT_ON_CASES: "everything in the tables below that is lead's or recipient's",
        P.DECLARE_CONFLICT: "close a case to herself; she cannot undo it",
        P.SEE_READS: "who opened a case that her party leads, and when",
        P.SEE_CONFLICTS: "which conflicts her people declared",
        P.LIFT_CONFLICT: "let somebody see a case again that she had closed to herself",
        P.ASSIGN_CASES: "say whose work a case is; everybody takes one for herself",
        P.HAND_OVER_CASES: "ask the workers whether another party shall lead",
        P.SECOND_PAPER: "confirm that a colleague's photo of a signed paper is what it says",
        P.FILE_FOR_WORKERS: "file a case for a worker at the office, on the phone or by a paper",
        P.IMPORT_CASES: "bring in cases of before from a list",
        P.APPROVE_LETTERS: "let a colleague's letter to a buyer go out",
        P.EXPORT: "take data of her party's cases out, after typing the passphrase again",
        P.MAKE_PICC_PACKS: "make the pack for a factory's bipartite committee, and keep what it decides",
        P.MEND_REGISTER: "say which entries of the register are one factory, and what workers call it",
        P.SEE_PEOPLE: "the people of her party",
        P.INVITE_PEOPLE: "one-time links for new people",
        P.APPROVE_PEOPLE: "let somebody who joined hold the party's key",
        P.SUSPEND_PEOPLE: "shut somebody out for a while",
        P.REMOVE_PEOPLE: "shut somebody out for good, which makes a new key",
        P.END_LOGINS_OF_OTHERS: "end all devices of a person of her party",
        P.RELEASE_OPENING: "let somebody go on who opened many cases within an hour",
        P.OPEN_PARTY: "type the recovery code once, so that the party can be chosen",
        P.MAKE_PARTY_KEY: "a new generation of the party's key",
        P.CONFIRM_KEYS: "vouch for another party's key",
        P.SEE_PARTY_LOG: "the log of people and keys of her party",
        P.ADD_PARTIES: "add a party, with its parent if it has one",
        P.INVITE_FIRST_LEADS: "the one-time link for a party's first lead",
        P.SEE_INSTALLATION: "parties, site codes and the state of the server: no case, no count of cases",
        P.OWN_ACCOUNT: "her own passphrase, second step, devices and language",
    }
)


def may(role: StaffRole, permission: Permission) -> bool:
    """Whether somebody of this role may do this."""
    return role in ROLES[permission]


def require(role: StaffRole, permission: Permission) -> None:
    """Raises NotAllowed unless somebody of this role may do this."""
    if not may(role, permission):
        raise NotAllowed
