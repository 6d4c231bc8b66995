"""Who is next: strategies, enrolment, selection, pacing and rehearsal of contact campaigns.

Knows no broker and no HTTP: it writes planned attempts and reads ended ones.
"""
