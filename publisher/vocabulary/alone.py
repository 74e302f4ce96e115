"""One file of a vocabulary judged by itself, beside the others: what the check says of it, without the packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.errors import NotThere, Problem, PublisherError, Refused
from publisher.vocabulary import Vocabulary, load

#: Ends of names of the files that a vocabulary is made of.
ENDS = (".ttl", ".schema.yaml")


def judged(path: Path, vocab: Path, languages: Sequence[str]) -> tuple[list[Problem], Vocabulary | None]:
    """Everything wrong with a file of the vocabulary, or that would be wrong if it stood there.

    Args:
        path: a file of ``vocab``, or one that is to come there; it takes the place of one of the same name.
        vocab: the folder it belongs in.
        languages: that the site is told in.

    Returns:
        The problems, and the vocabulary with the file when nothing in all of it is wrong.

    Raises:
        NotThere: there is no such file or folder.
        PublisherError: a vocabulary has no files of that kind.
    """
    if not vocab.is_dir():
        raise NotThere(f"{vocab}: there is no such folder. Point --vocab at the vocabulary.")
    if not path.is_file():
        raise NotThere(f"{path}: there is no such file.")
    if not path.name.endswith(ENDS) and path.name != "ids.csv":
        raise PublisherError(f"{path}: a vocabulary is made of .ttl, NAME.schema.yaml and ids.csv. Give one of those.")
    with TemporaryDirectory() as place:
        folder = Path(place) / vocab.name
        folder.mkdir()
        for other in vocab.iterdir():
            if other.name != path.name:
                (folder / other.name).symlink_to(other.resolve())
        (folder / path.name).symlink_to(path.resolve())
        try:
            return [], load(folder, languages)
        except Refused as refusal:
            told = f"{vocab.name}/{path.name}"
            found = [p for p in refusal.problems if p.file == told or path.name in p.fault]
            return [replace(p, file=str(path)) if p.file == told else p for p in found], None
