"""A folder ⇄ a dataset and its tables: the border where Frictionless's words (package, resource) are spoken.

``reading`` reads packages, ``opened`` keeps what is read of them, ``checking`` finds what is wrong with them,
``writing`` drafts and writes their next version, ``descriptor`` is ``datapackage.json`` ⇄ Dataset, ``folder`` what
happens on disk.
"""

from publisher.package.checking import problems
from publisher.package.descriptor import dataset_to_descriptor, descriptor_to_dataset
from publisher.package.files import unreadable
from publisher.package.folder import recover
from publisher.package.opened import Package, Packages
from publisher.package.reading import (
    CATALOG,
    at,
    load_catalog,
    load_dataset,
    names,
    read_catalog_declaration,
    read_table,
    told_in,
    version_at,
)
from publisher.package.versions import version_files, write_state
from publisher.package.writing import write_package

__all__ = [
    "CATALOG", "Package", "Packages", "at", "dataset_to_descriptor", "descriptor_to_dataset", "load_catalog",
    "load_dataset", "names", "problems", "read_catalog_declaration", "read_table", "recover", "told_in", "unreadable",
    "version_at", "version_files", "write_package", "write_state",
]  # fmt: skip
