"""The synpunktsrapport: what a nämnd's residents said in a period, and what came of it."""
