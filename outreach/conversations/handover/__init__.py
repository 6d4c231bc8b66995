"""Handing a call over to a collector: asked for, rung, whispered to, talked, wrapped up."""
