"""A page that is not there must be cheap.

Datasette 0.65 prints every exception, a 404 too, with all local variables through ``rich`` when that is
installed: half a second of processor each time. ``datasette.app`` is imported first, else the handler is
never registered (libraries of Litestar and Typer bring ``rich``).
"""

import datasette.app
import datasette.handle_exception

datasette.handle_exception.rich = None
