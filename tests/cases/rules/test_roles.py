"""The page of roles is whole, and no role reaches further than the design lets it."""

from __future__ import annotations

import pytest

from cases.rules.errors import NotAllowed
from cases.rules.roles import MEANING, ROLES, Permission, may, require
from cases.rules.vocabulary import StaffRole


def test_every_permission_is_somebodys_and_has_a_meaning() -> None:
    """None is forgotten in either table."""
    assert set(ROLES) == set(MEANING) == set(Permission)
    assert all(ROLES.values()) and all(MEANING.values())


def test_the_operator_has_no_permission_about_cases_or_keys() -> None:
    """She runs the server: parties, links for their first leads, and her own account."""
    hers = {permission for permission in Permission if may(StaffRole.OPERATOR, permission)}
    assert hers == {
        Permission.ADD_PARTIES,
        Permission.INVITE_FIRST_LEADS,
        Permission.SEE_INSTALLATION,
        Permission.OWN_ACCOUNT,
    }


def test_a_lead_may_everything_of_a_party_and_nothing_of_the_installation() -> None:
    """An officer or mediator may nothing that a lead may not."""
    for permission in Permission:
        if may(StaffRole.OFFICER, permission) or may(StaffRole.MEDIATOR, permission):
            assert may(StaffRole.LEAD, permission)
        assert may(StaffRole.OFFICER, permission) == may(StaffRole.MEDIATOR, permission)
    assert not may(StaffRole.LEAD, Permission.ADD_PARTIES)


def test_what_is_not_hers_is_refused_by_name() -> None:
    """As an error that says: not yours to do."""
    require(StaffRole.LEAD, Permission.SEE_READS)
    with pytest.raises(NotAllowed):
        require(StaffRole.OFFICER, Permission.SEE_READS)
