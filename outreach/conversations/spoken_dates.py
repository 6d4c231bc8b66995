"""Dates as people say them."""

from __future__ import annotations

from datetime import date

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip


def spoken(day: date, language: str) -> str:
    """``Friday, December 4`` or ``viernes 4 de diciembre``."""
    known = language if language in _DAYS else "en"
    name, month = _DAYS[known][day.weekday()], _MONTHS[known][day.month - 1]
    return f"{name} {day.day} de {month}" if known == "es" else f"{name}, {month} {day.day}"
