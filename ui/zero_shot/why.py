"""Why the selected image gets its class: all classes, how near and how probable each is."""

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.recognise import NotPreparedError
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import GrouplineError
from ui.plain import plain
from ui.zero_shot.telling import Telling

MOST = 50


def why(project: Project, telling: Telling, version: PromptVersion, point: OperatingPoint, image_id: int) -> None:
    """Draw the classes of one image, the nearest first, under a button; nothing while a part of it is made."""
    try:
        found = project.explain(
            image_id,
            telling.spec(),
            library=version.name,
            version=version.number or None,
            point=point,
            encoder=telling.encoder,
            train=False,
        )
    except (NotPreparedError, TextNotEmbeddedError):
        return  # the page says already what the recognition waits for
    except GrouplineError as error:
        st.caption(plain(error, 300))
        return
    with st.popover("All classes", key="zs-why"):
        st.dataframe(
            found.table().head(MOST).rename(columns=str.capitalize),
            hide_index=True,
            width=460,
            column_config={
                "Similarity": st.column_config.NumberColumn(format="%.3f", help="Cosine, more with a cache"),
                "Probability": st.column_config.NumberColumn(format="percent"),
                "Attribution": st.column_config.ProgressColumn(
                    min_value=0.0, max_value=1.0, format="%.2f", help="1 is the nearest class, 0 the farthest"
                ),
            },
        )
        if found.flat:
            st.caption(plain(found.words()))
