"""The proof beside the catalogue: SHACL findings, MQA points and link checks, dataset by dataset.

The same report is a gate in ``build``, the answer of ``publisher score`` and what ``/catalog/report``
shows, as HTML, JSON and RDF (https://www.w3.org/TR/vocab-dqv/).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from rdflib import URIRef

from publisher import packed
from publisher.errors import Problem, Severity
from publisher.model import Catalog, Dataset, Text
from publisher.parts import Parts, digest
from publisher.quality import mqa
from publisher.quality.conformance import Finding, violations
from publisher.rdf.serialise import Told
from publisher.uris import Uris

#: A catalogue that loses this share of its datasets is held to be broken: harvesters delete what is missing.
SHRINKS_BY = 0.2


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address answered."""

    status: int  #: HTTP status after redirects; 0 when there was no answer
    bytes: int | None = None  #: size of the body, where it is known
    sha256: str | None = None  #: of the body, where it was read


#: Asks an address; the build asks the edition's folder, ``publisher score`` the running service.
Ask = Callable[[str], Answer]


@dataclass(frozen=True, kw_only=True)
class Link:
    """One address of a distribution, and whether it gives what the catalogue says."""

    url: str
    status: int
    fault: str = ""  #: '' when all is well


@dataclass(frozen=True, kw_only=True)
class DatasetScore:
    """One dataset's proof."""

    name: str
    iri: str
    title: Text
    points: float
    rating: str
    metrics: Mapping[str, float]
    findings: Sequence[Finding]
    links: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class Report:
    """The whole catalogue's proof."""

    edition: str
    points: float  #: of the whole catalogue, of 405
    maximum: int
    rating: str
    metrics: Mapping[str, float]  #: shares over all datasets, or over all distributions
    weights: Mapping[str, int]  #: most points of each metric
    findings: Sequence[Finding]  #: on the catalogue, its services, agents, contacts and licences
    datasets: Sequence[DatasetScore]
    asked: str  #: what answered the link checks: ``files`` or ``service``

    @property
    def clean(self) -> bool:
        """No violation and no faulty link."""
        return not any(violations(d.findings) or any(link.fault for link in d.links) for d in self.datasets) and not (
            violations(self.findings)
        )


def assess(
    catalog: Catalog,
    parts: Mapping[str, Told],
    findings: Mapping[str, Sequence[Finding]],
    header_findings: Sequence[Finding],
    ask: Ask,
    uris: Uris,
    *,
    edition: str,
    asked: str,
    kept: Parts | None = None,
) -> Report:
    """Score every dataset.

    Args:
        catalog: what is published.
        parts: dataset name to its graph.
        findings: dataset name to SHACL findings.
        header_findings: SHACL findings on what datasets share.
        ask: asks one address.
        uris: the public base.
        edition: id of the edition.
        asked: ``files`` or ``service``, whichever ``ask`` asks.
        kept: where the points of a dataset are kept; None: nowhere.
    """
    scores = [_score(d, parts[d.name], findings[d.name], ask, uris, kept or Parts(None)) for d in catalog.described]
    metrics = {metric.name: _mean(metric, scores) for metric in mqa.METRICS}
    points = sum(metrics.values())
    return Report(
        edition=edition,
        points=round(points, 2),
        maximum=mqa.MAXIMUM,
        rating=mqa.rating(points),
        metrics=metrics,
        weights={m.name: m.points for m in mqa.METRICS},
        findings=list(header_findings),
        datasets=scores,
        asked=asked,
    )


def _mean(metric: mqa.Metric, scores: Sequence[DatasetScore]) -> float:
    """Points of the whole catalogue: a metric of distributions counts each alike, of interoperability each dataset."""
    by_file = metric.of_distributions and metric.dimension != "interoperability"
    weights = [len(score.links) if by_file else 1 for score in scores]
    total = sum(weight * score.metrics[metric.name] for weight, score in zip(weights, scores, strict=True))
    return round(total / (sum(weights) or 1), 2)


def _score(
    dataset: Dataset, told: Told, findings: Sequence[Finding], ask: Ask, uris: Uris, kept: Parts
) -> DatasetScore:
    links = [_link(d.bytes, d.sha256, uris.file(d.path), ask) for d in dataset.distributions]
    iri = uris.id("dataset", dataset.name)
    answers, conforms = {link.url: link.status == 200 for link in links}, not violations(findings)

    def make() -> dict[str, float]:
        facts = mqa.Facts(graph=told.graph, answers=answers, conforms=conforms)
        return {name: round(points, 2) for name, points in mqa.assess(facts, URIRef(iri)).items()}

    metrics = kept.value("points", [iri, digest(told.lines), answers, conforms], make, dict[str, float])
    total = sum(metrics.values())
    return DatasetScore(
        name=dataset.name,
        iri=iri,
        title=dataset.title,
        points=round(total, 2),
        rating=mqa.rating(total),
        metrics=metrics,
        findings=list(findings),
        links=links,
    )


def _link(size: int | None, sha256: str | None, url: str, ask: Ask) -> Link:
    answer = ask(url)
    fault = ""
    if answer.status != 200:
        fault = f"answers {answer.status}" if answer.status else "does not answer"
    elif size is not None and answer.bytes is not None and answer.bytes != size:
        fault = f"has {answer.bytes} bytes, the catalogue says {size}"
    elif sha256 and answer.sha256 and answer.sha256 != sha256:
        fault = "has another content than the catalogue's SHA-256"
    return Link(url=url, status=answer.status, fault=fault)


def ask_files(folder: Path, uris: Uris) -> Ask:
    """Asks an edition's folder, whose paths are the service's."""

    def ask(url: str) -> Answer:
        path = unquote(url.removeprefix(uris.base).lstrip("/"))
        file = folder / path
        if not url.startswith(uris.base + "/") or ".." in path.split("/") or not packed.at(file).is_file():
            return Answer(status=404)
        facts = packed.facts(file)
        return Answer(status=200, bytes=facts.bytes, sha256=facts.sha256)

    return ask


def head_of(app: Any, base: str, urls: Sequence[str]) -> dict[str, Answer]:
    """Ask a service in process, without a socket: HEAD, redirects followed.

    Args:
        app: the ASGI application.
        base: the public base URL that its addresses begin with.
        urls: the addresses.
    """
    import asyncio

    import httpx

    async def ask() -> dict[str, Answer]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        found = {}
        async with httpx.AsyncClient(transport=transport, base_url=base, follow_redirects=True) as client:
            for url in urls:
                answer = await client.head(url, headers={"Accept-Encoding": "identity"})
                size = answer.headers.get("content-length")
                found[url] = Answer(status=answer.status_code, bytes=int(size) if size else None)
        return found

    return asyncio.run(ask())


def problems(report: Report, packages: str = "datapackages") -> list[Problem]:
    """What stops publication, in the words of the files people write."""
    found = []
    for name, findings in [("", report.findings), *((d.name, d.findings) for d in report.datasets)]:
        file = f"{packages}/{name}/dataset.yaml" if name else f"{packages}/catalog.yaml"
        for finding in violations(findings):
            found.append(
                Problem(
                    file=file,
                    fault=f"{finding.focus}: {finding.message}"
                    + (f" Not so: '{finding.value}'." if finding.value else ""),
                    remedy="See docs/catalogue-warnings.md for what each rule asks for.",
                    rule="catalogue-shape",
                    column=finding.path or None,
                    subject=finding.focus,
                )
            )
    for dataset in report.datasets:
        for link in dataset.links:
            if link.fault:
                found.append(
                    Problem(
                        file=f"{packages}/{dataset.name}/dataset.yaml",
                        fault=f"{link.url} {link.fault}.",
                        remedy="Build the edition anew; if it stays, the file was changed after it was described.",
                        rule="catalogue-link",
                        subject=link.url,
                    )
                )
    return found


def regressions(before: Report | None, now: Report, accepted: Sequence[str] = ()) -> list[Problem]:
    """Falls against the report of the edition before: fewer points for a dataset, or a fifth of the datasets gone.

    Args:
        before: the standing edition's report; None when there is none.
        now: the report of the edition in the making.
        accepted: rules accepted for this build: ``score-fell``, ``catalogue-shrank``.
    """
    if before is None:
        return []
    found = []
    if len(now.datasets) <= len(before.datasets) * (1 - SHRINKS_BY):
        fault = f"The catalogue would shrink from {len(before.datasets)} datasets to {len(now.datasets)}."
        remedy = "Harvesters delete what is missing. If it is meant, build with --accept catalogue-shrank."
        found.append(Problem(file="datapackages", fault=fault, remedy=remedy, rule="catalogue-shrank"))
    earlier = {d.name: d.points for d in before.datasets}
    for dataset in now.datasets:
        if dataset.points < earlier.get(dataset.name, 0):
            found.append(
                Problem(
                    file=f"datapackages/{dataset.name}/dataset.yaml",
                    fault=f"The metadata score would fall from {earlier[dataset.name]:g} to {dataset.points:g} of 405.",
                    remedy="Run 'publisher score' to see which metric; if it is meant, build with --accept score-fell.",
                    rule="score-fell",
                    subject=dataset.name,
                )
            )
    return [problem for problem in found if problem.rule not in accepted]


def notes(report: Report) -> list[Problem]:
    """Warnings of the shapes as notes: recommended, not there."""
    return [
        Problem(
            file="datapackages/catalog.yaml",
            fault=f"{finding.focus}: {finding.message}",
            remedy="Recommended by the profile; see docs/catalogue-warnings.md.",
            rule="catalogue-recommended",
            subject=finding.focus,
            severity=Severity.NOTE,
        )
        for findings in (report.findings, *(d.findings for d in report.datasets))
        for finding in findings
        if finding.severity != "Violation"
    ]
