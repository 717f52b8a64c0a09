"""JSON under /api/v1, for programs: the same acts through the same door as the desk's."""

from api.v1.routes import router

__all__ = ["router"]
