"""Files in, documents out: text, blocks, drawn grids and notices of whatever a user holds.

Takes paths or bytes, gives :class:`~nlp.types.Document` and, for what cannot be read, an
:class:`~nlp.errors.InputError` that names the file. The type is found from the content, never from the name. Never
understands a report: what a grid or a heading means is for ``nlp.structure``. Never touches the network, never runs
what a file contains.
"""

from nlp.ingest.open import read_all, read_documents
from nlp.ingest.paths import expand_paths

__all__ = ["expand_paths", "read_all", "read_documents"]
