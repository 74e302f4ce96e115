"""Pages for people: Swedish at these paths, English under ``/en``; whole without JavaScript; state in the address.

Every handler that a module of this folder holds is a page, and so is every one under ``ROUTES`` of a room.
"""

from importlib import import_module
from pkgutil import iter_modules

from litestar.handlers import HTTPRouteHandler

from publisher import rooms
from publisher.web.pages.error import error_page

#: How errors are shown to people.
ERROR_PAGE = error_page

_MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
_OWN = [value for module in _MODULES for value in vars(module).values() if isinstance(value, HTTPRouteHandler)]
ROUTES = [*dict.fromkeys(_OWN), *(route for room in rooms.parts("pages") for route in room.ROUTES)]
