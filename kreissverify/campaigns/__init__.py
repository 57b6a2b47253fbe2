"""Many instances of one statement: batches, engines to work on them, a store that is resumed."""

from __future__ import annotations

from kreissverify.campaigns.engines import Resources
from kreissverify.campaigns.errors import CampaignError
from kreissverify.campaigns.plan import BATCH_SIZE, DECIDED_SHARE, Plan, stored_batch_size
from kreissverify.campaigns.run import run_campaign
from kreissverify.campaigns.store import stored_header
from kreissverify.campaigns.summary import Summary
from kreissverify.campaigns.verdict import Conclusion, conclude

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
    "stored_batch_size",
    "stored_header",
]
