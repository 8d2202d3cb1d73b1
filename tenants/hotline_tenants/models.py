"""Every table of the product in one import: migrations and the tests about the schema start here."""

import hotline_platform.access.model
import hotline_platform.audit.model
import hotline_platform.calendar.model
import hotline_platform.files.model
import hotline_platform.jobs.model
import hotline_platform.notices.model
import hotline_platform.tenancy.ending
import hotline_platform.tenancy.model
import hotline_tenants.administration.model
import hotline_tenants.answering.model
import hotline_tenants.boundaries.model
import hotline_tenants.cases.model
import hotline_tenants.cases.word_marks
import hotline_tenants.changes.model
import hotline_tenants.circulars.model
import hotline_tenants.clocks.model
import hotline_tenants.committees.model
import hotline_tenants.divisions.model
import hotline_tenants.enclosures.model
import hotline_tenants.evaluation.correction
import hotline_tenants.evaluation.model
import hotline_tenants.feed.model
import hotline_tenants.figures.model
import hotline_tenants.guidance.model
import hotline_tenants.hotlines.model
import hotline_tenants.imports.model
import hotline_tenants.inspection.model
import hotline_tenants.ladders.model
import hotline_tenants.meetings.model
import hotline_tenants.messages.model
import hotline_tenants.network.model
import hotline_tenants.onboarding.model
import hotline_tenants.openness.model
import hotline_tenants.papers.model
import hotline_tenants.points.model
import hotline_tenants.recalls.model
import hotline_tenants.rectification.model
import hotline_tenants.referrals.model
import hotline_tenants.rosters.model
import hotline_tenants.rulings.model
import hotline_tenants.standstill.model
import hotline_tenants.supervision.model
import hotline_tenants.webhooks.model
from hotline_platform.database.model import Base

metadata = Base.metadata
