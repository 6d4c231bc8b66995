"""`python -m outreach.sandbox`."""

from __future__ import annotations

from outreach.sandbox.command import main

if __name__ == "__main__":
    main()
