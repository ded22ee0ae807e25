from kpis.models.backlog import AGES, Backlog, OpenSpell
from kpis.models.measured import Excluded, Measured
from kpis.models.review import Review
from kpis.models.rollup import Rollup, StaleDay
from kpis.models.scan import Cursor, SeenCalendar, Touched
from kpis.models.survey import Kind, Survey, SurveySettings, SurveyVersion
from kpis.models.survey_answer import Asked, CloseTheLoop, SurveyAnswer, SurveyInvitation

__all__ = [
    "AGES",
    "Asked",
    "Backlog",
    "CloseTheLoop",
    "Cursor",
    "Excluded",
    "Kind",
    "Measured",
    "OpenSpell",
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
]
