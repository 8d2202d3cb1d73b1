"""Every job of the product in one import: a worker starts here."""

import hotline_tenants.intake.jobs
