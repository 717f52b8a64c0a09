"""The desk: what officers, mediators and leads see and do, as whole pages that work without script."""

from fastapi import APIRouter

from api.desk.case import router as case_router
from api.desk.errors import html_error
from api.desk.figures import router as figures_router
from api.desk.joining import router as joining_router
from api.desk.lists import router as lists_router
from api.desk.people import router as people_router
from api.desk.sign_in import router as sign_in_router

router = APIRouter(include_in_schema=False)
for part in (sign_in_router, joining_router, people_router, lists_router, figures_router, case_router):
    router.include_router(part)

__all__ = ["html_error", "router"]
