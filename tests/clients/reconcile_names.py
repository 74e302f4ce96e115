"""The names that ``reconciler`` matches for sure, and to what, as a JSON object. Argument: address of the site."""

import json
import sys

import pandas
import requests
from reconciler import reconcile

base = sys.argv[1]
names = pandas.Series(
    [area["label"] for area in requests.get(f"{base}/api/v1/municipalities?limit=400").json()["data"]]
)
found = reconcile(names, type_id="municipality", reconciliation_endpoint=f"{base}/reconcile")
print(json.dumps(dict(found.loc[found["match"], ["input_value", "id"]].itertuples(index=False))))
