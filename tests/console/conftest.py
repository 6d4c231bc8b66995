from __future__ import annotations

from tests.support.house import shared_database_url

__all__ = ["shared_database_url"]
