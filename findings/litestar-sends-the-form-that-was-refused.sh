#!/usr/bin/env bash
# Litestar 2.25.0, python-mimeparse 2.0.0 (Python 3.11).
#
# A linked-data client that cannot read Turtle says "Accept: text/turtle;q=0, */*;q=0.1": RFC 9110, 12.4.2, "a value of 0
# means not acceptable", and 12.5.1, the most specific range that matches decides. A publisher who asks Litestar's own
# request.accept.best_match() which of its forms to send is told: Turtle, the one form that was refused.
# python-mimeparse, given the same header and the same forms, names another.
#
# Seen:
#   litestar:  text/turtle
#   mimeparse: application/ld+json
# Exits with 1 when Litestar no longer chooses what was refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q litestar==2.25.0 python-mimeparse==2.0.0
cat > "$work/negotiate.py" <<'PY'
import mimeparse
from litestar import Request, get
from litestar.testing import create_test_client

FORMS = ["text/turtle", "application/ld+json"]
ACCEPT = "text/turtle;q=0, */*;q=0.1"


@get("/", sync_to_thread=False)
def negotiate(request: Request) -> str:
    return str(request.accept.best_match(FORMS))


with create_test_client(negotiate) as client:
    chosen = client.get("/", headers={"Accept": ACCEPT}).text
print("litestar: ", chosen)
other = mimeparse.best_match(FORMS, ACCEPT)
print("mimeparse:", other)
raise SystemExit(0 if (chosen, other) == ("text/turtle", "application/ld+json") else 1)
PY
"$work/venv/bin/python" "$work/negotiate.py"
