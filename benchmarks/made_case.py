"""Fills a case with made-up documents, claims and findings, straight through the store's writers.

Everything is chosen by chance, the same each time: a third of the claims repeat words of others,
a tenth are reviewed, folders, languages and sources are of uneven size, and a few organisations
are named often, most seldom, as it is in life.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, get_args

from heliograph.app import Heliograph
from heliograph.codec import digest_of, id_of, moment
from heliograph.pipeline.steps.indexing import index_waiting
from heliograph.records import (
    CapabilityId,
    Capture,
    CaptureId,
    Claim,
    ClaimId,
    Digest,
    Document,
    DocumentId,
    Entity,
    EntityId,
    Fingerprint,
    Judgement,
    Mention,
    MentionId,
    Outcome,
    Page,
    PageId,
    Passage,
    PassageId,
    Reading,
    Record,
    Review,
    ReviewId,
    Source,
    SourceId,
    Stance,
    Strength,
)
from heliograph.store.document_facts import collected_facts
from heliograph.watch_records import Finding, FindingId, Place, Watch, WatchId

AT: Final = datetime(2026, 3, 1, 8, tzinfo=UTC)
AT_A_TIME: Final = 2_000
FOLDERS: Final = 40
DEEPER: Final = 25
REPEATED: Final = 0.3
REVIEWED: Final = 0.1
READ: Final = 0.97
KINDS: Final = ("application/pdf", "text/html", "text/plain", "text/csv", "application/msword")
SOURCES: Final = 12
TWICE: Final = 0.03
"""Of documents, how many came from two sources."""
ENTITIES: Final = tuple(
    f"Made {what} {letter}"
    for what in (
        "Systems",
        "Optics",
        "Networks",
        "Bureau",
        "Sensors",
        "Software",
        "Security",
        "Institute",
        "Trading",
        "Telecom",
        "Robotics",
        "Cloud",
    )
    for letter in "ABCDEFGHIJKLMNOPQRST"
)
MOST_NAMED: Final = 5
"""In one document."""
CAPABILITIES: Final = (
    "ethnicity_alarm", "ethnicity_attribute", "gait_recognition", "petitioner_control",
    "religion_attribute", "crowd_alarm", "face_capture", "phone_extraction", "social_graph",
    "emotion_recognition", "voice_identification", "predictive_policing",
)  # fmt: skip
SAYS: Final = {
    "zh": "第{n}号系统支持人脸识别，可对{what}人员进行布控，发现后自动报警并推送至第{k}值班室。",
    "en": "Model {n} supports face recognition of {what} persons and raises an alarm at desk {k}.",
    "ru": "Модель {n} распознаёт лица ({what}) и поднимает тревогу на посту {k}.",
}
FILLS: Final = {
    "zh": "本平台第{n}版由多个模块组成，包括摄像机接入、存储与检索，安装要求见附件{k}。",
    "en": "Release {n} has modules for camera intake, storage and search; annex {k} says more.",
    "ru": "Версия {n} состоит из модулей приёма камер, хранения и поиска; см. приложение {k}.",
}
WORDS: Final = ("上访", "维族", "foreign", "listed", "migrant", "приезжих", "重点", "petitioning")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much there is to be."""

    documents: int
    claims: int


def fill(opened: Heliograph, wanted: Wanted) -> None:
    """Put in documents, then fingerprints, reviews, findings; index what there is."""
    made = _Maker(wanted)
    sources = [
        Source(
            id=SourceId(f"made{number}"), kind="folder", name=f"made {number}",
            location=f"../made{number}", added_at=AT,
        )
        for number in range(SOURCES)
    ]  # fmt: skip
    captures = [
        Capture(id=CaptureId(one.id), source_id=one.id, started_at=AT, finished_at=AT)
        for one in sources
    ]
    entities = [
        Entity(id=EntityId(id_of(name)), name=name, kind="company", names=(name,))
        for name in ENTITIES
    ]
    opened.rows.keep([*sources, *captures, *entities])
    waiting = made.documents()
    while some := list(islice(waiting, AT_A_TIME)):
        documents = [one for whole in some for one in whole if isinstance(one, Document)]
        opened.custody.append([("collected", collected_facts(one, None)) for one in documents])
        with opened.rows.all_or_nothing():
            opened.rows.keep(one for whole in some for one in whole)
            opened.rows.set_mark("custody", str(opened.custody.count))
    opened.rows.keep_fingerprints(made.fingerprints)
    with opened.rows.all_or_nothing():
        for review in made.reviews():
            opened.rows.keep_review(review)
    opened.rows.keep_watching(made.findings())
    index_waiting(opened.rows, opened.index)
    opened.rows.pack_lines()


class _Maker:
    """Makes records, each document with all that stands on it."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._chance = random.Random(3)
        self.claims: list[tuple[Claim, Page, str]] = []
        self.fingerprints: list[Fingerprint] = []

    def documents(self) -> Iterator[list[Record]]:
        left = self._wanted.claims
        for number in range(self._wanted.documents):
            still = self._wanted.documents - number
            claims = min(left, int(left / still + self._chance.random()))
            left -= claims
            yield self._document(number, claims)

    def _document(self, number: int, claims: int) -> list[Record]:
        chance = self._chance
        # Folders of uneven size, each with its own language.
        folder = min(int(chance.expovariate(0.1)), FOLDERS - 1)
        language = ("zh", "zh", "en", "ru")[folder % 4]
        kind = chance.choice(KINDS)
        path = f"vendor{folder:02}/batch{chance.randrange(DEEPER):02}/{number:06}.{kind[-3:]}"
        digest = digest_of(path.encode())
        whence = min(int(chance.expovariate(0.3)), SOURCES - 1)
        sources = [whence, (whence + 1) % SOURCES][: 1 + (chance.random() < TWICE)]
        size = chance.randrange(500, 90_000)
        documents = [
            Document(
                id=DocumentId(id_of("document", path, one)), capture_id=CaptureId(f"made{one}"),
                source_id=SourceId(f"made{one}"), path=path, digest=digest, size=size,
            )
            for one in sources
        ]  # fmt: skip
        outcome: Outcome = "read" if chance.random() < READ or claims else "damaged"
        reading = Reading(
            digest=digest,
            media_type=kind,
            outcome=outcome,
            reason="" if outcome == "read" else "cannot-be-read",
            pages=1,
            read_by="text/1",
            confinement=2,
        )
        return [*documents, reading, *(self._on_page(number, digest, language, claims))]

    def _on_page(self, number: int, digest: Digest, language: str, claims: int) -> list[Record]:
        chance = self._chance
        said = [self._sentence(SAYS[language], number) for _ in range(claims)]
        names = [self._name() for _ in range(chance.randint(1, MOST_NAMED))]
        sentences = [
            *(self._sentence(FILLS[language], number) for _ in range(chance.randint(3, 9))), *said,
            *(f"{name} {number}." for name in names),
        ]  # fmt: skip
        text = "\n".join(sentences)
        page = Page(
            id=PageId(id_of("page", digest)), digest=digest,
            number=1, text=text, read_by="text/1", confinement=2, first_line=1,
        )  # fmt: skip
        made: list[Record] = [page]
        start = 0
        for at, words in enumerate(sentences):
            end = start + len(words)
            made.append(
                Passage(
                    id=PassageId(f"{page.id}:{start}-{end}"), page_id=page.id, number=at,
                    start=start, end=end, role="sentence", language=language,
                )
            )  # fmt: skip
            if words in said:
                made.append(self._claim(page, start, end, language))
            if (name := words.rpartition(" ")[0]) in names:
                made.append(
                    Mention(
                        id=MentionId(id_of("mention", page.id, start)), page_id=page.id,
                        start=start, end=start + len(name), words=name,
                        entity_id=EntityId(id_of(name)),
                    )
                )  # fmt: skip
            start = end + 1
        return made

    def _name(self) -> str:
        return ENTITIES[min(int(self._chance.expovariate(0.03)), len(ENTITIES) - 1)]

    def _sentence(self, pattern: str, number: int) -> str:
        chance = self._chance
        number = 0 if chance.random() < REPEATED else number
        return pattern.format(n=number, k=chance.randrange(900), what=chance.choice(WORDS))

    def _claim(self, page: Page, start: int, end: int, language: str) -> Claim:
        chance = self._chance
        claim = Claim(
            id=ClaimId(id_of("claim", page.id, start)),
            page_id=page.id,
            start=start,
            end=end,
            capability=CapabilityId(chance.choice(CAPABILITIES)),
            stance=chance.choices(get_args(Stance), (7, 2, 1))[0],
            strength=chance.choices(get_args(Strength), (1, 2, 6, 2, 1, 1, 0.1))[0],
            action="alarm",
            language=language,
            score=round(chance.random(), 3),
            why=("term:人脸识别", "cue:支持"),
            judged_by="made/1",
        )
        words = page.text[start:end]
        self.claims.append((claim, page, words))
        exact = digest_of("".join(one for one in words if not one.isdigit()).encode())
        if chance.random() > REPEATED:
            exact = digest_of(claim.id.encode())
        self.fingerprints.append(Fingerprint(claim_id=claim.id, exact=exact, counts=True))
        return claim

    def reviews(self) -> Iterator[Review]:
        for claim, page, words in self.claims:
            if self._chance.random() < REVIEWED:
                yield Review(
                    id=ReviewId(id_of("review", claim.id)), claim_id=claim.id,
                    judgement=self._chance.choice(get_args(Judgement)), by="made", at=AT,
                    digest=page.digest, page=1, start=claim.start, end=claim.end, quote=words,
                )  # fmt: skip

    def findings(self) -> list[Record]:
        watch = Watch(id=WatchId("made"), number=1, name="alarms", query="alarm", made_at=AT)
        found: list[Record] = [watch]
        for at, (claim, _, words) in enumerate(self.claims):
            name = FindingId(id_of("finding", claim.id))
            when = datetime.fromisoformat(moment(AT + timedelta(seconds=at)))
            found += [
                Finding(id=name, watch_id=watch.id, key=claim.id, found_at=when, quote=words,
                        told=True),
                Place(finding_id=name, kind="claim", about=claim.id, at=when),
            ]  # fmt: skip
        return found
