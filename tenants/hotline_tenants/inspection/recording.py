"""The ledger of a campaign."""

from hotline_tenants.inspection.model import Campaign, CampaignEntry
from hotline_tenants.ledgers.recording import Ledger

CAMPAIGNS = Ledger("inspection", Campaign, CampaignEntry, "campaign_id")
