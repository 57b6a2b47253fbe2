"""Many instances of one statement: batches, engines to work on them, a store that is resumed."""

from __future__ import annotations

from kreissverify.campaigns.campaign import run_campaign
from kreissverify.campaigns.conclusion import Conclusion, conclude
from kreissverify.campaigns.engines import Resources
from kreissverify.campaigns.errors import CampaignError
from kreissverify.campaigns.plan import BATCH_SIZE, DECIDED_SHARE, Plan
from kreissverify.campaigns.store import stored_header
from kreissverify.campaigns.summary import Summary

__all__ = [
    "BATCH_SIZE",
    "DECIDED_SHARE",
    "CampaignError",
    "Conclusion",
    "Plan",
    "Resources",
    "Summary",
    "conclude",
    "run_campaign",
    "stored_header",
]
