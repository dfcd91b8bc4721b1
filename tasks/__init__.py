"""How the work goes: tasks, responsibilities and progress notes."""
