"""Pages for people: Swedish at these paths, English under ``/en``; whole without JavaScript; state in the address."""

from publisher import rooms
from publisher.web.pages.area import county, nation
from publisher.web.pages.changes import changes
from publisher.web.pages.compare import compare, compare_chart
from publisher.web.pages.data import citation_file, dataset, datasets
from publisher.web.pages.embed import embedded
from publisher.web.pages.error import error_page
from publisher.web.pages.feed import feed
from publisher.web.pages.indicator import indicator, indicator_chart, position
from publisher.web.pages.indicators import indicators
from publisher.web.pages.municipality import municipality
from publisher.web.pages.prose import about, accessibility, method, privacy
from publisher.web.pages.review import as_data, reviewed
from publisher.web.pages.search import search
from publisher.web.pages.start import start
from publisher.web.pages.statics import static

#: How errors are shown to people.
ERROR_PAGE = error_page

ROUTES = [
    static, start, search, municipality, county, nation, indicators, indicator, indicator_chart, position, embedded,
    compare, compare_chart,
    datasets, dataset, citation_file, changes, reviewed, as_data, method, accessibility, privacy, about, feed,
    *(route for room in rooms.parts("pages") for route in room.ROUTES),
]  # fmt: skip
