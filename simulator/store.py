"""Talks, turns and scorecards in SQL: saved turn by turn, read back whole; it knows no rules of the game."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Text, create_engine, delete, event, make_url, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import Session as Connection
from sqlalchemy.pool import StaticPool

from simulator.errors import StoreError
from simulator.persona import Persona
from simulator.report import Scorecard
from simulator.session import Beat, Session
from simulator.state import ClientState, Ended, first_state
from simulator.transcript import Frozen, Lang

MEMORY = "sqlite://"
"""Address of a database that lives only as long as the program."""


class Base(DeclarativeBase):
    """The tables; their shape over time stands in migrations/."""


class TalkRow(Base):
    __tablename__ = "talks"
    id: Mapped[str] = mapped_column(primary_key=True)
    persona: Mapped[str]
    lang: Mapped[str]
    difficulty: Mapped[str]
    seed: Mapped[int]
    created: Mapped[datetime]
    ended: Mapped[str | None]
    parent: Mapped[str | None]
    parent_turn: Mapped[int | None]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON)
    opening: Mapped[str] = mapped_column(Text)
    client: Mapped[dict[str, Any]] = mapped_column(JSON)


class TurnRow(Base):
    __tablename__ = "turns"
    talk: Mapped[str] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(Text)
    said: Mapped[datetime]
    beat: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CardRow(Base):
    __tablename__ = "scorecards"
    id: Mapped[int] = mapped_column(primary_key=True)
    talk: Mapped[str] = mapped_column(ForeignKey("talks.id"))
    turns: Mapped[int]
    rubric: Mapped[str]
    judge: Mapped[str]
    created: Mapped[datetime]
    card: Mapped[dict[str, Any]] = mapped_column(JSON)


class Talk(Frozen):
    """A kept conversation."""

    id: str
    session: Session
    pending: str | None = None
    """A message that was saved but not answered, because the program stopped; None when all is answered."""
    created: datetime
    parent: str | None = None
    """The talk this one branches off from; None for a fresh one."""
    parent_turn: int | None = None
    extra: dict[str, Any] = {}
    """What a page wants to keep with the talk, such as the goal and notes."""


class TalkLine(Frozen):
    """One row of the list of talks. `total` is of the last scorecard; None when there is none or it was not scored."""

    id: str
    persona: str
    lang: Lang
    difficulty: str
    created: datetime
    ended: Ended | None
    turns: int
    parent: str | None
    total: float | None
    scores: dict[str, float | None]


class Store:
    """One database. Safe to share: every call uses a connection of its own."""

    def __init__(self, url: str) -> None:
        """Open the database and bring its tables up to date. Raises StoreError when it cannot be used."""
        self._engine = _engine(url)
        self._url = url
        with _readable(url):
            try:
                _migrate(self._engine)
            except (ValueError, TypeError) as error:  # an address the driver itself refuses
                raise StoreError(f"The database {_masked(url)} cannot be used: {error}. Check KULANZ_DATABASE_URL.") from None

    def add(
        self, session: Session, parent: Talk | None = None, parent_turn: int | None = None, extra: dict[str, Any] | None = None
    ) -> Talk:
        """Keep a talk, with all it holds so far."""
        created = datetime.now(UTC)
        row = TalkRow(
            id=uuid4().hex, persona=session.persona.slug, lang=session.lang, difficulty=session.persona.difficulty, seed=session.seed,
            created=created, ended=session.ended, parent=parent.id if parent else None, parent_turn=parent_turn, extra=extra or {},
            opening=session.opening, client=session.persona.model_dump(mode="json"),
        )  # fmt: skip
        with self._connect() as connection:
            connection.add(row)
            connection.flush()
            for number, message in enumerate(session.messages):
                connection.add(_turn_row(row.id, number, message, session))
        return Talk(id=row.id, session=session, created=created, parent=row.parent, parent_turn=parent_turn, extra=row.extra)

    def add_message(self, talk: Talk, message: str, **extra: Any) -> Talk:
        """Keep the freelancer's message before it is answered, and with it something of the page's, as `note` does."""
        number = len(talk.session.messages)
        with self._connect() as connection:
            row = self._held(connection, talk.id)
            row.extra = _noted(row.extra, extra)
            connection.execute(delete(TurnRow).where(TurnRow.talk == talk.id, TurnRow.number >= number))
            connection.add(TurnRow(talk=talk.id, number=number, message=message, said=datetime.now(UTC), beat=None, state=None))
            return talk.model_copy(update={"pending": message, "extra": row.extra})

    def add_reply(self, talk: Talk, session: Session) -> Talk:
        """Keep the client's answer to the last message."""
        number = len(session.messages) - 1
        with self._connect() as connection:
            connection.merge(_turn_row(talk.id, number, session.messages[number], session))
            self._row(connection, talk.id).ended = session.ended
        return talk.model_copy(update={"session": session, "pending": None})

    def end(self, talk: Talk, session: Session) -> Talk:
        """Keep that the talk is over."""
        with self._connect() as connection:
            self._row(connection, talk.id).ended = session.ended
        return talk.model_copy(update={"session": session})

    def note(self, talk_id: str, **extra: Any) -> None:
        """Keep something of the page's with the talk; None takes it away again."""
        with self._connect() as connection:
            row = self._held(connection, talk_id)
            row.extra = _noted(row.extra, extra)

    def talk(self, talk_id: str) -> Talk:
        """A kept talk, whole. Raises StoreError when there is none of this id."""
        with self._connect() as connection:
            row = self._row(connection, talk_id)
            turns = connection.scalars(select(TurnRow).where(TurnRow.talk == talk_id).order_by(TurnRow.number)).all()
            return _talk(row, list(turns))

    def talks(self) -> list[TalkLine]:
        """All kept talks, the newest first."""
        with self._connect() as connection:
            rows = connection.scalars(select(TalkRow).order_by(TalkRow.created.desc())).all()
            counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(_turn_counts())}
            cards = {card.talk: card for card in connection.scalars(select(CardRow).order_by(CardRow.id))}
            return [_line(row, counts.get(row.id, 0), cards.get(row.id)) for row in rows]

    def add_scorecard(self, talk: Talk, card: Scorecard) -> None:
        """Keep a score of the talk as it stands."""
        row = CardRow(
            talk=talk.id, turns=len(talk.session.messages), rubric=card.rubric, judge=card.judge, created=datetime.now(UTC), card=card.model_dump(mode="json")
        )  # fmt: skip
        with self._connect() as connection:
            connection.add(row)

    def scorecard(self, talk: Talk) -> Scorecard | None:
        """The last score of the talk as it stands now; None when it has not been scored since it last changed."""
        query = select(CardRow).where(CardRow.talk == talk.id, CardRow.turns == len(talk.session.messages)).order_by(CardRow.id.desc())
        with self._connect() as connection:
            row = connection.scalars(query.limit(1)).first()
            return Scorecard.model_validate(row.card) if row else None

    def remove(self, talk_id: str) -> None:
        """Delete a talk with its turns and scores, for good."""
        with self._connect() as connection:
            for table, column in ((CardRow, CardRow.talk), (TurnRow, TurnRow.talk), (TalkRow, TalkRow.id)):
                connection.execute(delete(table).where(column == talk_id))
        self._forget()

    def remove_all(self) -> None:
        """Delete everything, for good."""
        with self._connect() as connection:
            for table in (CardRow, TurnRow, TalkRow):
                connection.execute(delete(table))
        self._forget()

    def _forget(self) -> None:
        """Give the freed pages back, so that deleted text does not stay in the file."""
        if self._engine.dialect.name == "sqlite":
            with _readable(self._url), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with _readable(self._url), Connection(self._engine, expire_on_commit=False) as connection, connection.begin():
            yield connection

    def _held(self, connection: Connection, talk_id: str) -> TalkRow:
        """The row, written to before it is read: nobody else changes it until this is committed, whatever the database."""
        connection.execute(update(TalkRow).where(TalkRow.id == talk_id).values(id=talk_id))
        return self._row(connection, talk_id)

    def _row(self, connection: Connection, talk_id: str) -> TalkRow:
        row = connection.get(TalkRow, talk_id)
        if row is None:
            raise StoreError(f"There is no talk {talk_id!r} in the database. It may have been deleted; open a new one.")
        return row


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database and not address.database.startswith("file:"):
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        in_memory = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        engine = create_engine(address, **(in_memory if url == MEMORY else {"pool_pre_ping": True}))
    except (ArgumentError, NoSuchModuleError, ValueError, TypeError) as error:
        raise StoreError(f"Cannot use the database address {_masked(url)}: {error}. Check KULANZ_DATABASE_URL.") from None
    except ModuleNotFoundError as error:
        package = "'kulanz[postgres]'" if error.name == "psycopg" else error.name
        raise StoreError(f"The database needs the package {error.name!r}. Install it: python -m pip install {package}") from None
    except OSError as error:
        raise StoreError(
            f"Cannot make the folder of the database {_masked(url)}: {error.strerror}. Set KULANZ_HOME to a folder you may write."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("busy_timeout=20000", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _readable(url: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreError(f"The database {_masked(url)} cannot be used: {cause}. Check that it exists and may be written.") from error


def _masked(url: str) -> str:
    try:
        return repr(make_url(url).render_as_string(hide_password=True))
    except (ArgumentError, ValueError):
        return "given"


def _noted(extra: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**extra, **changes}.items() if value is not None}


def _turn_counts() -> Any:
    from sqlalchemy import func

    return select(TurnRow.talk, func.count()).where(TurnRow.beat.is_not(None)).group_by(TurnRow.talk)


def _turn_row(talk_id: str, number: int, message: str, session: Session) -> TurnRow:
    after = session.states[number + 1] if number + 1 < len(session.states) else session.state
    return TurnRow(
        talk=talk_id, number=number, message=message, said=datetime.now(UTC), beat=session.beats[number].model_dump(mode="json"), state=after.model_dump(mode="json")
    )  # fmt: skip


def _talk(row: TalkRow, turns: list[TurnRow]) -> Talk:
    persona = Persona.model_validate(row.client)
    answered = [turn for turn in turns if turn.beat is not None]
    pending = next((turn.message for turn in turns if turn.beat is None), None)
    states = [first_state(persona), *(ClientState.model_validate(turn.state) for turn in answered)]
    ended = states[-1].ended or row.ended
    session = Session(
        persona=persona, lang=row.lang, seed=row.seed, opening=row.opening,  # type: ignore[arg-type]
        state=states[-1].model_copy(update={"ended": ended}), states=tuple(states[:-1]),
        messages=tuple(turn.message for turn in answered), beats=tuple(Beat.model_validate(turn.beat) for turn in answered),
    )  # fmt: skip
    return Talk(
        id=row.id,
        session=session,
        pending=pending,
        created=_aware(row.created),
        parent=row.parent,
        parent_turn=row.parent_turn,
        extra=row.extra,
    )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _line(row: TalkRow, turns: int, card: CardRow | None) -> TalkLine:
    scored = Scorecard.model_validate(card.card) if card else None
    return TalkLine(
        id=row.id, persona=row.persona, lang=row.lang, difficulty=row.difficulty, created=_aware(row.created), ended=row.ended, turns=turns,  # type: ignore[arg-type]
        parent=row.parent, total=scored.total if scored else None, scores={r.id: r.score for r in scored.criteria} if scored else {},
    )  # fmt: skip
