"""What may go wrong with a campaign, each said in one sentence that names the option."""

from __future__ import annotations

__all__ = ["CampaignError"]


class CampaignError(Exception):
    """An option of a campaign is wrong, or what it names fails; `option` says which.

    What the store already holds is kept.
    """

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option
