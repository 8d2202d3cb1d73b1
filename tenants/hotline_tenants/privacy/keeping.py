"""How long one government keeps personal data after a case has ended."""

from hotline_platform.tenancy.values import CONTENT_DAYS, PERSON_DAYS

DAYS = {"person": PERSON_DAYS, "content": CONTENT_DAYS}
"""Each kind of data and the setting with its days: "person" is who asked, "content" the texts, remarks and replies."""

SHORTEST, LONGEST = 30, 36_500
