"""One harvest, run inside a CKAN's own Python: ``python ckan_harvest.py SETTINGS ADDRESS`` prints a line of JSON."""

from __future__ import annotations

import datetime
import json
import sys

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit
from ckanext.harvest import queue
from ckanext.harvest.model import HarvestJob, HarvestObject


def ask(action: str, **question: object) -> object:
    context = {"model": model, "session": model.Session, "user": "keeper", "ignore_auth": True}
    return toolkit.get_action(action)(context, question)


def run(job: HarvestJob) -> None:
    """The three stages of a job, as the consumers of the queue go through them, one after the other."""
    harvester = queue.get_harvester("dcat_rdf")
    job.status, job.gather_started = "Running", datetime.datetime.utcnow()
    found = queue.gather_stage(harvester, job) or []
    job.gather_finished = datetime.datetime.utcnow()
    job.save()
    for id in found:
        queue.fetch_and_import_stages(harvester, HarvestObject.get(id))
    job.status, job.finished = "Finished", datetime.datetime.utcnow()
    job.save()


def harvest(address: str) -> dict[str, object]:
    known = ask("harvest_source_list")
    source = next(iter(known), None) or ask(
        "harvest_source_create", name="source", title="Source", url=address, source_type="dcat_rdf", frequency="MANUAL",
        config="",
    )  # fmt: skip
    job = HarvestJob.get(ask("harvest_job_create", source_id=source["id"])["id"])
    run(job)
    report = ask("harvest_job_report", id=job.id)
    said = [error["message"] for error in report["gather_errors"]]
    said += [error["message"] for entry in report["object_errors"].values() for error in entry["errors"]]
    names = [p.name for p in model.Session.query(model.Package).filter_by(state="active", type="dataset")]
    return {
        "report": ask("harvest_job_show", id=job.id)["stats"],
        "errors": said,
        "datasets": [ask("package_show", id=name) for name in sorted(names)],
    }


if __name__ == "__main__":
    with make_app(load_config(sys.argv[1]))._wsgi_app.test_request_context():
        print("\n" + json.dumps(harvest(sys.argv[2]), default=str))
