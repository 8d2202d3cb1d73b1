"""Every job of the product in one import: a worker starts here."""

import hotline_platform.files.jobs
import hotline_platform.housekeeping.jobs
import hotline_tenants.boundaries.jobs
import hotline_tenants.changes.jobs
import hotline_tenants.divisions.jobs
import hotline_tenants.ending.jobs
import hotline_tenants.evaluation.jobs
import hotline_tenants.figures.jobs
import hotline_tenants.guidance.jobs
import hotline_tenants.history.jobs
import hotline_tenants.intake.jobs
import hotline_tenants.ladders.jobs
import hotline_tenants.messages.jobs
import hotline_tenants.openness.jobs
import hotline_tenants.papers.keeping
import hotline_tenants.points.jobs
import hotline_tenants.privacy.jobs
import hotline_tenants.recalls.jobs
import hotline_tenants.rectification.watching
import hotline_tenants.rosters.jobs
import hotline_tenants.standstill.jobs
import hotline_tenants.supervision.jobs
import hotline_tenants.supervision.keeping
import hotline_tenants.watching.jobs
import hotline_tenants.watching.recurring
import hotline_tenants.webhooks.jobs
