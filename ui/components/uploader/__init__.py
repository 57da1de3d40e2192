"""The uploader: files, folders and archives from this computer, sent to the machine that runs Groupline."""

from ui.components.uploader.uploader import uploader

__all__ = ["uploader"]
