"""Pages for people: Swedish at these paths, English under ``/en``; whole without JavaScript; state in the address."""

from publisher.web.pages.indicator import indicator, indicator_chart
from publisher.web.pages.municipality import municipality
from publisher.web.pages.statics import static

ROUTES = [static, municipality, indicator, indicator_chart]
