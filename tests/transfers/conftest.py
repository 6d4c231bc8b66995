from __future__ import annotations

from tests.support.house import office, shared_database_url

__all__ = ["office", "shared_database_url"]
