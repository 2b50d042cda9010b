"""
Where a password stands without a sign of equality before it, as facts.

A form says what announces a value, what stands right before it, and how it ends; `commands` judges.
"""

from leakscan.detection.assignments.forms import files, programs, shell, sql
from leakscan.detection.assignments.forms.form import Form

FORMS: tuple[Form, ...] = (*shell.FORMS, *programs.FORMS, *sql.FORMS, *files.FORMS)

__all__ = ["FORMS", "Form"]
