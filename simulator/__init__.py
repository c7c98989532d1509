"""Kulanz: practise the conversation with an unhappy client before you have it for real. The public API is this list."""

from simulator.appraisal import ACTS, Act, Appraisal, Offer, Sentence
from simulator.bench import leaks
from simulator.build import Simulator, build_simulator
from simulator.errors import BackendError, DataFileError, InputError, SimulatorError, StoreError, UnknownNameError
from simulator.files import check_file, load_persona, load_rubric, read_transcripts, schema
from simulator.ledger import Entry, entries
from simulator.own_case import CaseForm, client_of
from simulator.persona import Persona
from simulator.report import Evidence, Report, Result, Scorecard, Suggestion
from simulator.rubric import Criterion, Rubric
from simulator.scoring import Judge, report_of, score
from simulator.scripts import graded_scripts
from simulator.session import Beat, Session, Spoken, Stage
from simulator.settings import Settings, from_environment
from simulator.state import Cause, ClientState, Move, advance, first_state
from simulator.tokens import Prices, Tokens
from simulator.transcript import Case, Lang, Transcript, Turn

__all__ = [
    "ACTS",
    "Act",
    "Appraisal",
    "BackendError",
    "Beat",
    "Case",
    "CaseForm",
    "Cause",
    "ClientState",
    "Criterion",
    "DataFileError",
    "Entry",
    "Evidence",
    "InputError",
    "Judge",
    "Lang",
    "Move",
    "Offer",
    "Persona",
    "Prices",
    "Report",
    "Result",
    "Rubric",
    "Scorecard",
    "Sentence",
    "Session",
    "Settings",
    "Simulator",
    "SimulatorError",
    "Spoken",
    "Stage",
    "StoreError",
    "Suggestion",
    "Tokens",
    "Transcript",
    "Turn",
    "UnknownNameError",
    "advance",
    "build_simulator",
    "check_file",
    "client_of",
    "entries",
    "first_state",
    "from_environment",
    "graded_scripts",
    "leaks",
    "load_persona",
    "load_rubric",
    "read_transcripts",
    "report_of",
    "schema",
    "score",
]
