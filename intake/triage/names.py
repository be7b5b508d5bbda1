"""The names of a catalogue and the word lists in one index, and the misspelt ones near to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from .catalogue import Catalogue
from .facts import Kind
from .lexicon import Index, listed_words
from .normalise import Normal, normal_word

PRODUCT = "product:"
CLUE = "clue:"
INDICATION = "indication:"
OUTSIDE = "outside:"

MATERIAL = "material_"

KIND_CONCEPTS = {
    "kind_ips_cell": Kind.IPS_CELL,
    "kind_stem_cell": Kind.STEM_CELL,
    "kind_exosome": Kind.EXOSOME,
    "kind_platelet": Kind.PLATELET,
    "kind_immune_cell": Kind.IMMUNE_CELL,
    "kind_tissue": Kind.TISSUE,
    "kind_gene": Kind.GENE,
    "material_stem_cell": Kind.STEM_CELL,
    "material_platelet": Kind.PLATELET,
    "material_immune_cell": Kind.IMMUNE_CELL,
}

# Words long and odd enough that a near miss can hardly be another word.
NEAR_WORDS = {
    "kind_exosome": ("エクソソーム", "エキソソーム", "exosome", "exosomes", "supernatant", "secretome"),
    "kind_stem_cell": ("mesenchymal",),
    "condition_parkinsons": ("パーキンソン", "parkinson", "parkinsons"),
    "condition_dementia": ("アルツハイマー", "alzheimer", "alzheimers", "dementia"),
    "condition_cancer": ("leukaemia", "leukemia", "lymphoma"),
    "condition_other": ("デュシェンヌ", "ジストロフィー", "duchenne"),
    "medicine": ("レボドパ", "levodopa", "メネシット"),
    "regenerative": ("regenerative",),
}
KATAKANA_WORD = re.compile(r"[ァ-ヺー]{4,14}")
LATIN_WORD = re.compile(r"[a-z]{6,16}")


class Names:
    """Every word that triage knows under one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.index = Index(chain(listed_words(), catalogue_words(catalogue)))
        self._near: dict[str, str] = {}
        for concept, words in NEAR_WORDS.items():
            self._near |= {normal_word(word): concept for word in words}
        for product in catalogue.products:
            self._near |= {normal_word(name): PRODUCT + product.key for name in product.names}
        self._near = {word: concept for word, concept in self._near.items() if tolerance(word)}
        # By first letter and length: nothing else can be near, and most words have nobody there.
        self._by_shape: dict[tuple[str, int], list[tuple[str, int, str]]] = {}
        for word, concept in self._near.items():
            for length in range(len(word) - 1, len(word) + 2):
                near = word, tolerance(word), concept
                self._by_shape.setdefault((word[0], length), []).append(near)
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)

    def misspelt(self, normal: Normal) -> Iterator[tuple[int, int, str]]:
        """(start, end, concept) of words one or two letters away from one that is known."""
        for word in chain(KATAKANA_WORD.finditer(normal.surface), LATIN_WORD.finditer(normal.surface)):
            concept = self._nearest(normal.text[word.start() : word.end()])
            if concept is not None:
                yield word.start(), word.end(), concept

    def _find_nearest(self, written: str) -> str | None:
        if written in self._near:
            return None
        best: tuple[int, str] | None = None
        for word, limit, concept in self._by_shape.get((written[0], len(written)), ()):
            distance = letters_apart(word, written)
            if 0 < distance <= limit and (best is None or distance < best[0]):
                best = distance, concept
        return best[1] if best else None


def letters_apart(one: str, other: str) -> int:
    """Letters to change, add or leave out (Levenshtein's distance), for words of a dozen letters."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], count
        for place, other_letter in enumerate(other, start=1):
            above = row[place]
            row[place] = min(above + 1, row[place - 1] + 1, diagonal + (letter != other_letter))
            diagonal = above
    return row[-1]


def tolerance(word: str) -> int:
    """How many letters may differ: katakana carries more per letter than Latin does."""
    if word.isascii():
        return 0 if len(word) < 6 or not word.isalpha() else 1 if len(word) < 8 else 2
    return 0 if len(word) < 5 else 1 if len(word) < 7 else 2


def catalogue_words(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for product in catalogue.products:
        for concept, words in (
            (PRODUCT, product.names),
            (CLUE, product.clues),
            (INDICATION, product.indication_words),
            (OUTSIDE, product.outside_words),
        ):
            for word in words:
                yield word, concept + product.key


@lru_cache(maxsize=8)
def names_of(catalogue: Catalogue) -> Names:
    return Names(catalogue)
