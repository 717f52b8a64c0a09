"""The desk: what officers, mediators and leads see and do, as whole pages that work without script."""

from fastapi import APIRouter

from api.desk.bfc_list import router as bfc_list_router
from api.desk.bursts import router as bursts_router
from api.desk.case import router as case_router
from api.desk.colleagues import router as colleagues_router
from api.desk.devices import router as devices_router
from api.desk.errors import html_error
from api.desk.estimates import router as estimates_router
from api.desk.figures import router as figures_router
from api.desk.heat import router as heat_router
from api.desk.importing import router as importing_router
from api.desk.joining import router as joining_router
from api.desk.letters import router as letters_router
from api.desk.lists import router as lists_router
from api.desk.meetings import router as meetings_router
from api.desk.oversight import router as oversight_router
from api.desk.papers import router as papers_router
from api.desk.parties import router as parties_router
from api.desk.passphrases import router as passphrases_router
from api.desk.people import router as people_router
from api.desk.picc import router as picc_router
from api.desk.receipts import router as receipts_router
from api.desk.register import router as register_router
from api.desk.reminders import router as reminders_router
from api.desk.second_step import router as second_step_router
from api.desk.sign_in import router as sign_in_router
from api.desk.walk_in import router as walk_in_router
from api.routers import take_in

router = APIRouter(include_in_schema=False)
take_in(
    router,
    sign_in_router,
    second_step_router,
    devices_router,
    joining_router,
    passphrases_router,
    people_router,
    parties_router,
    lists_router,
    reminders_router,
    bfc_list_router,
    picc_router,
    register_router,
    importing_router,
    walk_in_router,
    bursts_router,
    figures_router,
    heat_router,
    oversight_router,
    receipts_router,
    colleagues_router,
    letters_router,
    papers_router,
    meetings_router,
    estimates_router,
    case_router,
)

__all__ = ["html_error", "router"]
