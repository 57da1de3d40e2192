"""Undo and redo of prompts: one press each, and both name what they are about."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.prompt_steps import steps
from ui.plain import plain
from ui.zero_shot.prompt_change import change

LONGEST = 70


def steps_back(project: Project, version: PromptVersion, off: bool) -> None:
    """Draw undo and redo; nothing where there is neither. The sidebar's are of groups and labels."""
    versions = project.prompt_versions(version.name)
    done, undone = steps(versions)
    by_number = {one.number: one for one in versions}
    for verb, numbers, way in (("Undo", done, project.undo_prompts), ("Redo", undone, project.redo_prompts)):
        if numbers:
            what = told(by_number[numbers[-1]], project.user)
            st.button(
                f"{verb}: {plain(what, LONGEST)}",
                key=f"zp-{verb.lower()}",
                type="tertiary",
                disabled=off,
                help=f"{verb} of prompts: {plain(what)}. The sidebar's is of groups and labels.",
                on_click=partial(change, project, partial(way, version.name, version.number)),
            )


def told(one: PromptVersion, user: str) -> str:
    """Return what a version did, and who made it where that was somebody else."""
    return one.sentence if one.user == user else f"{one.sentence} ({one.user})"
