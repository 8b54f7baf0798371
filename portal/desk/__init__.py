"""The desk (工作台): the first screen after signing in, put together from what packages offer."""

from .lines import Door, Group, Lamp, Line, Tally, Tone, Urgency

__all__ = ["Door", "Group", "Line", "Tally", "Tone", "Urgency", "Lamp"]
