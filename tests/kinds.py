"""Kinds of page that judges in a browser look at, and where the judges are."""

from __future__ import annotations

import os
from pathlib import Path

#: A page of each kind, by its path.
KINDS = ("/", "/sok?q=las", "/sok?q=xyzzy", "/kommun/1785", "/lan/17", "/riket", "/nyckeltal", "/nyckeltal/U21349",
         "/jamfor?kommun=0180,1785", "/goda-exempel", "/data", "/data/digitala-las", "/andringar", "/kalender",
         "/metod", "/om", "/tillganglighet", "/integritet", "/schema", "/sparql", "/catalog", "/catalog/report",
         "/id/municipality/1785", "/inbaddad/kommun/1785", "/inbaddad/nyckeltal/U21349/karta", "/finns-inte",
         "/explore/", "/explore/ehalsa/observations", "/en/kommun/1785", "/en/nyckeltal/U21349")  # fmt: skip
#: Every rule that axe asks by itself, and that of WCAG 2.2, which it leaves out.
RUN = "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
#: Where .ci/clients puts what npm installs.
NODE = Path(os.environ.get("CLIENTS_HOME", Path.home() / ".cache/publisher-clients"), "node/node_modules")
