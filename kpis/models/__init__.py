from kpis.models.alert import Alert, AlertKind, AlertRule, Way
from kpis.models.backlog import AGES, Backlog, OpenSpell
from kpis.models.cost_assumptions import CostAssumptions
from kpis.models.day_note import DayNote
from kpis.models.goal import Goal
from kpis.models.mailed import Every, File, MailedReport, Outcome, ReportSending
from kpis.models.measured import Excluded, Measured
from kpis.models.retrospective import Decision, Retrospective
from kpis.models.review import Review
from kpis.models.rollup import MonthRollup, PackedMonth, Rollup, StaleDay
from kpis.models.scan import Cursor, SeenCalendar, Touched
from kpis.models.survey import Kind, Survey, SurveySettings, SurveyVersion
from kpis.models.survey_answer import Asked, CloseTheLoop, SurveyAnswer, SurveyInvitation
from kpis.models.wall import BoardLink, WallLimits

__all__ = [
    "AGES",
    "Alert",
    "AlertKind",
    "AlertRule",
    "Asked",
    "Backlog",
    "BoardLink",
    "CloseTheLoop",
    "CostAssumptions",
    "Cursor",
    "DayNote",
    "Decision",
    "Every",
    "Excluded",
    "File",
    "Goal",
    "Kind",
    "MailedReport",
    "Measured",
    "MonthRollup",
    "OpenSpell",
    "Outcome",
    "PackedMonth",
    "ReportSending",
    "Retrospective",
    "Review",
    "Rollup",
    "SeenCalendar",
    "StaleDay",
    "Survey",
    "SurveyAnswer",
    "SurveyInvitation",
    "SurveySettings",
    "SurveyVersion",
    "Touched",
    "WallLimits",
    "Way",
]
