"""Rows and pages of service matters: catalogue, procedures, windows, admission, facilities."""

from .admission import AdmissionRequest, AdmissionStep, EntrustedTask, InspectionLog
from .basis import LegalBasis
from .catalogue import Catalogue, EntryBasis, Matter, MatterEntry
from .facilities import OutletMonth, RuleSlot, ServiceFacility
from .local import LocalDetails
from .procedure_parts import Fee, Material, ProcedureBasis, Question, Situation, Step
from .procedures import Procedure
from .sections import MatterSection
from .taxonomy import MatterField, Occasion
from .usefulness import UsefulAnswer
from .visits import VisitLog
from .windows import Duty, Post, Window, WindowClosure, WindowHours

__all__ = [
    "AdmissionRequest",
    "AdmissionStep",
    "Catalogue",
    "Duty",
    "EntrustedTask",
    "EntryBasis",
    "Fee",
    "InspectionLog",
    "LegalBasis",
    "LocalDetails",
    "Material",
    "Matter",
    "MatterEntry",
    "MatterField",
    "MatterSection",
    "Occasion",
    "OutletMonth",
    "Post",
    "Procedure",
    "ProcedureBasis",
    "Question",
    "RuleSlot",
    "ServiceFacility",
    "Situation",
    "Step",
    "UsefulAnswer",
    "VisitLog",
    "Window",
    "WindowClosure",
    "WindowHours",
]
