"""Pages for people: Swedish at these paths, English under ``/en``; whole without JavaScript; state in the address."""

from publisher.web.pages.area import county, nation
from publisher.web.pages.indicator import indicator, indicator_chart
from publisher.web.pages.indicators import indicators
from publisher.web.pages.municipality import municipality
from publisher.web.pages.search import search
from publisher.web.pages.start import start
from publisher.web.pages.statics import static

ROUTES = [static, start, search, municipality, county, nation, indicators, indicator, indicator_chart]
