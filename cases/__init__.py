"""The grievance itself: knows no channel, no page, no language."""
