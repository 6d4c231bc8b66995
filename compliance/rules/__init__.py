"""The few general kinds of rule. Packs say which rules exist; these say how each kind judges."""
