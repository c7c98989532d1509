"""Talks, their turns and scorecards."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "talks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("persona", sa.String(80), nullable=False, index=True),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("difficulty", sa.String(10), nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("ended", sa.String(20)),
        sa.Column("parent", sa.String(32)),
        sa.Column("parent_turn", sa.Integer),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.Column("opening", sa.Text, nullable=False),
        sa.Column("client", sa.JSON, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("talk", sa.String(32), sa.ForeignKey("talks.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("said", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat", sa.JSON),
        sa.Column("state", sa.JSON),
    )
    op.create_table(
        "scorecards",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("talk", sa.String(32), sa.ForeignKey("talks.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("rubric", sa.String(80), nullable=False),
        sa.Column("judge", sa.String(120), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("card", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for name in ("scorecards", "turns", "talks"):
        op.drop_table(name)
