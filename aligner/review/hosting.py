"""Run the server of a review on 127.0.0.1."""

from __future__ import annotations

from aligner.review.application import application
from aligner.review.workspace import Workspace
from aligner.serving.hosting import PageHost


class Host(PageHost):
    """A server for the page of a review, bound to a port."""

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        """Bind the port; 0 selects a free port.

        Raises:
            UsageError: the port is in use or not allowed.
        """
        super().__init__(application(workspace), workspace, port)
