"""One field of an inquiry, read once: the mentions in it, and the sentences and clauses they stand in."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from .decision import Evidence
from .names import Names
from .normalise import Normal, normalise

STOPS = re.compile(r"[。!?\n.]+")
ABBREVIATED = ("dr", "mr", "mrs", "no", "vs", "i.e", "e.g")
# It begins with one set of characters, and looks back at which it was: so a search skips to them.
CLAUSE_END = re.compile(
    r"[、,;:()「」『』【】\[\]\"|/…~ガケノモ ](?:"
    r"(?<=[、,;:()「」『』【】\[\]\"|/…~])[、,;:()「」『』【】\[\]\"|/…~]*"
    r"|(?:(?<=[スタイ]ガ)|(?<=センガ))(?=[^\w]|[一-鿿])|(?<=ケ)(?:ド|レド)|(?<=ノ)ニ|(?<=モ)ノノ"
    r"|(?<= )(?=but |however |although |though |while |yet |whereas ))"
)
QUESTION_END = re.compile(r"(?:[カネナ]|デシヨウ)?[?]|カ[。\n]?$|カ。|デシヨウ[。\n]?$")
WORD_LENGTH = 7
"""Characters from space to space, on average, below which spaces stand between words and not clauses."""


class Mention(NamedTuple):
    """A word of a concept at [start, end) of the normalised text."""

    concept: str
    start: int
    end: int


@dataclass(slots=True)
class Spans:
    """Boundaries in ascending order; answers which span an offset is in."""

    ends: list[int]
    length: int

    def around(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.ends, offset)
        start = self.ends[index - 1] if index else 0
        end = self.ends[index] if index < len(self.ends) else self.length
        return start, end


def sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end; the point of a number or of `dr.` ends none."""
    for stops in STOPS.finditer(text):
        start, end = stops.span()
        if text[end - 1] == ".":
            inside = end < len(text) and not (text[end].isspace() or text[end] in "\"')")
            if inside or (end - start == 1 and text.endswith(ABBREVIATED, 0, start)):
                end = start + len(stops.group().rstrip("."))
        if end > start:
            yield end


@dataclass
class Reading:
    """One text field with what was found in it, by concept and in order."""

    field: str
    written: str
    normal: Normal
    found: dict[str, list[Mention]] = dataclasses.field(default_factory=dict)
    text: str = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.text = self.normal.text

    def all(self, *concepts: str) -> list[Mention]:
        found = self.found
        if len(concepts) == 1:
            return found.get(concepts[0], [])
        lists = [found[concept] for concept in concepts if concept in found]
        if len(lists) < 2:
            return lists[0] if lists else []
        return sorted(chain.from_iterable(lists), key=by_place)

    def within(self, start: int, end: int, *concepts: str) -> Iterator[Mention]:
        """Mentions that begin in [start, end)."""
        for concept in concepts:
            mentions = self.found.get(concept)
            if mentions:
                for index in range(bisect_left(mentions, start, key=at), len(mentions)):
                    if mentions[index].start >= end:
                        break
                    yield mentions[index]

    def has(self, start: int, end: int, *concepts: str) -> bool:
        return next(self.within(start, end, *concepts), None) is not None

    @cached_property
    def sentences(self) -> Spans:
        ends = list(sentence_ends(self.text))
        # Who writes without full stops ends a sentence with a space.
        if "。" not in self.text:
            ends = sorted({*ends, *self.pauses})
        return Spans(ends, len(self.text))

    @cached_property
    def pauses(self) -> tuple[int, ...]:
        """Spaces between Japanese words that part clauses; who parts every word by one, parts no clauses."""
        pauses = self.normal.pauses
        return pauses if len(pauses) * WORD_LENGTH < len(self.text) else ()

    @cached_property
    def clauses(self) -> Spans:
        ends = {m.end() for m in CLAUSE_END.finditer(self.text)}
        return Spans(sorted({*ends, *self.sentences.ends, *self.pauses}), len(self.text))

    def sentence(self, mention: Mention) -> tuple[int, int]:
        return self.sentences.around(mention.start)

    def clause(self, mention: Mention) -> tuple[int, int]:
        return self.clauses.around(mention.start)

    def near_sentences(self, mention: Mention, before: int = 0, after: int = 0) -> tuple[int, int]:
        """The span of the mention's sentence with `before` and `after` neighbours."""
        start, end = self.sentence(mention)
        for _ in range(before):
            if start > 0:
                start = self.sentences.around(start - 1)[0]
        for _ in range(after):
            if end < len(self.text):
                end = self.sentences.around(end)[1]
        return start, end

    def is_question(self, mention: Mention) -> bool:
        start, end = self.sentence(mention)
        return QUESTION_END.search(self.text, max(start, end - 4), end) is not None

    def latin(self, mention: Mention) -> bool:
        return self.text[mention.start].isascii()

    def evidence(self, *mentions: Mention) -> tuple[Evidence, ...]:
        return tuple(self._evidence(mention) for mention in mentions)

    def _evidence(self, mention: Mention) -> Evidence:
        start, end = self.normal.original_span(mention.start, mention.end)
        return Evidence(self.field, start, end, self.written[start:end])


def by_place(mention: Mention) -> tuple[int, int]:
    return mention.start, -mention.end


def at(mention: Mention) -> int:
    return mention.start


def read(field_name: str, written: str, names: Names) -> Reading:
    """Read one field with the word lists and the names of the catalogue."""
    if not written:
        return Reading(field_name, "", NOTHING)
    normal = normalise(written)
    matches = chain(names.index.find(normal), names.misspelt(normal))
    counted = list(matches) if len(written) < LONG else bounded(matches)
    return Reading(field_name, written, normal, found=longest(counted))


NOTHING = normalise("")
DECOY = "decoy"
FAMILIES = (
    ("kind_", "kind"),
    ("regenerative", "kind"),
    ("condition_", "condition"),
    ("product:", "product"),
    ("no_denial", "denial"),
    ("insured", "payment"),
    ("self_pay", "payment"),
    ("private_insurance", "payment"),
    ("clinic_side", "clinic_side"),
    ("clinic", "provider"),
    ("hospital", "provider"),
    ("material_", "kind"),
    ("differs", "sameness"),
    ("equates", "sameness"),
    ("already", "when"),
    ("from_a_day", "when"),
)


def family(concept: str) -> str:
    """Concepts of one family contend for the same words: the longer one has them."""
    for prefix, name in FAMILIES:
        if concept.startswith(prefix):
            return name
    return concept


def longest(matches: list[tuple[int, int, str]]) -> dict[str, list[Mention]]:
    """Mentions by concept, without those inside a longer one of the same family or inside a decoy."""
    matches.sort(key=lambda match: (match[0], -match[1]))
    reached: dict[str, tuple[int, int]] = {}
    decoy_end = spared_end = 0
    # Half the price of Mention(…), and there are dozens.
    mention = tuple.__new__
    found: dict[str, list[Mention]] = {}
    for start, end, concept in matches:
        if end <= decoy_end:
            continue
        if concept == DECOY:
            decoy_end = end
            continue
        name = FAMILY_OF.get(concept)
        if name is None:
            name = FAMILY_OF[concept] = family(concept)
        last = reached.get(name)
        # Two concepts of a family may share one word, so only what is strictly longer hides.
        if last and end <= last[1] and (start, end) != last:
            continue
        # 下がりませ|ん: the denial that only looks like one reaches over its end.
        if concept == "denial" and start < spared_end:
            continue
        if concept == "no_denial":
            spared_end = max(spared_end, end)
        if last is None or end > last[1]:
            reached[name] = (start, end)
        if concept not in found:
            found[concept] = []
        found[concept].append(mention(Mention, (concept, start, end)))
    return found


LONG = 10_000
MOST_MENTIONS = 60
"""Of one concept in a field of LONG characters or more, this many first and as many last mentions count.
Nobody writes more, and a megabyte of one word would otherwise be weighed word against word."""

Found = TypeVar("Found")


def both_ends(found: Iterable[Found]) -> list[Found]:
    """The first and the last of `found`, without holding the rest."""
    rest = iter(found)
    first = list(islice(rest, MOST_MENTIONS))
    return first + list(deque(rest, maxlen=MOST_MENTIONS))


def bounded(matches: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of each concept the first and the last matches."""
    first: dict[str, list[tuple[int, int, str]]] = {}
    last: dict[str, deque[tuple[int, int, str]]] = {}
    for match in matches:
        heads = first.setdefault(match[2], [])
        if len(heads) < MOST_MENTIONS:
            heads.append(match)
        else:
            last.setdefault(match[2], deque(maxlen=MOST_MENTIONS)).append(match)
    return [match for some in (*first.values(), *last.values()) for match in some]


FAMILY_OF: dict[str, str] = {}
