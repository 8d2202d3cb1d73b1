"""What each kind of log entry says, and its particulars; nothing in the log is anybody's personal data."""

import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import UnitTree
from hotline_tenants.points.words import DONE as POINT_ACTS
from hotline_web.cases.looking import PURPOSE_WORDS
from hotline_web.i18n import Language, translate
from hotline_web.pieces import Text, Tone

KINDS: dict[str, Message] = {
    "look": N_("Looked at a caller's data"),
    "api_look": N_("A system looked at a caller's data"),
    "looked_in_after": N_("Looked into a case from before the boundaries changed"),
    "looked_in": N_("Looked in from above"),
    "export": N_("Took a list away as a file"),
    "refused": N_("Tried what the role does not include"),
    "not_found": N_("Asked for what is not there or not theirs"),
    "guidance_issued": N_("Issued a paper of guidance"),
    "guidance_discarded": N_("Threw a draft of guidance away"),
    "guidance_withdrawn": N_("Withdrew a paper of guidance"),
    "guidance_answered": N_("Answered a question of a government below"),
    "sign_in_failed": N_("Wrong password"),
    "person_added": N_("Added a person"),
    "role_given": N_("Gave a role"),
    "role_ended": N_("Ended a role"),
    "password_set": N_("Set a first password"),
    "unlocked": N_("Unlocked an account"),
    "client_added": N_("Let another system in"),
    "client_renewed": N_("Gave a system a new secret"),
    "client_ended": N_("Ended a system's access"),
    "messages_declined": N_("Noted that a caller wants no texts"),
    "messages_wanted": N_("Noted that a caller may be texted again"),
    "message_told": N_("Told by telephone in place of a message"),
    "webhook_added": N_("Let a system be told of events"),
    "webhook_changed": N_("Changed what a system is told of"),
    "webhook_secret_renewed": N_("Renewed the secret of what a system is told"),
    "webhook_paused": N_("Paused what a system is told"),
    "webhook_active": N_("Let what a system is told go on"),
    "webhook_sent_again": N_("Sent a system a message again"),
    "webhook_ended": N_("Stopped telling a system of events"),
    "file_opened": N_("Opened a file of a case"),
    "file_limit_set": N_("Set what files may be"),
    "paper_kept": N_("Kept a paper as it was issued"),
    "paper_template_set": N_("Set a template of papers"),
    "paper_template_put_back": N_("Put our template of papers back"),
    "virus_found": N_("A file with a virus was turned away"),
    "unit_added": N_("Established a unit"),
    "unit_changed": N_("Renamed or moved a unit"),
    "unit_closed": N_("Closed a unit"),
    "point": N_("Acted on a network point"),
    "test_round": N_("Planned a round of test calls"),
    "divisions_started": N_("Had a file of divisions taken over"),
    "divisions_taken": N_("Divisions were taken over from a file"),
    "boundary_drafted": N_("Drafted a plan by which boundaries change"),
    "boundary_approved": N_("Approved a plan by which boundaries change"),
    "boundary_converted": N_("A unit became a government"),
    "boundary_taken_back": N_("A government became the unit again"),
    "boundary_withdrawn": N_("Withdrew a plan by which boundaries change"),
    "boundary_units_came": N_("Units came from another government"),
    "boundary_units_left": N_("Units went over to another government"),
    "boundary_done": N_("A plan by which boundaries change was carried out"),
    "entry_added": N_("Made a unit responsible"),
    "entry_ended": N_("Ended a responsibility"),
    "closure_added": N_("Closed the offices on a day"),
    "closure_removed": N_("Took a closed day back"),
    "duty_person_added": N_("Put a person on a duty roster"),
    "duty_person_ended": N_("Took a person off a duty roster"),
    "duty_person_left": N_("Took somebody who has left off a duty roster"),
    "duty_number_changed": N_("Changed the number of a person on duty"),
    "duty_number_shown": N_("Looked at the number of a person on duty"),
    "duty_shift_cancelled": N_("Took a shift back"),
    "roster_rules_set": N_("Set the steps of the ladder and the warnings"),
    "formula_drafted": N_("Drafted a formula of the evaluation"),
    "formula_approved": N_("Approved a formula of the evaluation"),
    "evaluation_drawn_up": N_("Drew up the evaluation of a month"),
    "evaluation_published": N_("Published the evaluation of a month"),
    "evaluation_objected": N_("Objected to the evaluation of a month"),
    "evaluation_pack": N_("Took the pack of an evaluation"),
    "exclusion_asked": N_("Asked for work to be left out of an evaluation"),
    "exclusion_decided": N_("Decided on work to be left out of an evaluation"),
    "correction_proposed": N_("Proposed a correction of a published evaluation"),
    "correction_decided": N_("Decided on a correction of a published evaluation"),
    "exclusion_reason_added": N_("Added a reason for exclusions"),
    "exclusion_reason_ended": N_("Ended a reason for exclusions"),
    "evaluation_decided": N_("Decided on an objection to the evaluation"),
    "change_proposed": N_("Proposed a change of settings"),
    "change_withdrawn": N_("Took a proposed change of settings back"),
    "change_refused": N_("Refused a change of settings"),
    "change_approved": N_("Approved a change of settings"),
    "change_followed": N_("Time rules followed the government above"),
    "change_in_force": N_("A change of settings took effect"),
    "supervision": N_("Acted on a supervision"),
    "circular": N_("Acted on a circular"),
    "meeting": N_("Acted on a joint meeting"),
    "answering_day": N_("Acted on a leader's answering day"),
    "hotline": N_("Acted on a merged hotline"),
    "inspection": N_("Acted on an inspection campaign"),
    "guidance_reminded": N_("Reminded who had not read a paper"),
    "rectification": N_("Acted on a rectification notice"),
    "recalls_drawn": N_("The blind re-calls of a month were drawn"),
    "recalls_published": N_("Published the blind re-calls of a month"),
    "threshold_set": N_("Set a threshold of supervision"),
    "government_added": N_("Added a government"),
    "government_set_up": N_("Set up or changed a government"),
    "government_live": N_("Put a government live"),
    "setting_changed": N_("Changed a setting of a government"),
    "rehearsed": N_("Rehearsed a case"),
    "government_exported": N_("Exported a whole government"),
    "government_imported": N_("Imported a whole government"),
    "government_suspended": N_("Suspended a government"),
    "government_resumed": N_("Resumed a government"),
    "government_archived": N_("Archived a government"),
    "government_brought_back": N_("Took a government out of the archive"),
    "government_erased": N_("A government was erased"),
    "export_proved": N_("Proved an export"),
    "erasure_asked": N_("Asked for the erasure of a government"),
    "erasure_confirmed": N_("Confirmed the erasure of a government"),
    "erasure_withdrawn": N_("Took the erasure of a government back"),
    "administration_asked": N_("Asked to hand over the administration"),
    "administration_confirmed": N_("Confirmed that the administration is handed over"),
    "administration_refused": N_("Refused that the administration is handed over"),
    "administration_withdrawn": N_("Took the handing over of the administration back"),
    "outage_entered": N_("Entered an outage of the platform"),
    "outage_taken_back": N_("Took an outage back"),
    "calendar_year_loaded": N_("A year of the calendar was loaded"),
    "calendar_year_missing": N_("A year of the calendar was missing"),
    "sealed": N_("Log and histories were sealed"),
}
TONES: dict[str, Tone] = {"refused": "near", "not_found": "near", "sign_in_failed": "near", "look": "accent"}

PARTICULARS: dict[str, Message] = {
    "act": N_("Act"),
    "events": N_("Length of its history"),
    "head": N_("Digest of its history"),
    "digest": N_("Digest of the certificate"),
    "seed": N_("Seed of the lot"),
    "file": N_("File"),
    "path": N_("Address"),
    "method": N_("Method"),
    "purpose": N_("Purpose"),
    "list": N_("List"),
    "rows": N_("Rows"),
    "role": N_("Role"),
    "unit": N_("Unit"),
    "code": N_("Code"),
    "entries": N_("Entries of the catalogue"),
    "day": N_("Day"),
    "year": N_("Year"),
    "government": N_("Government"),
    "above": N_("From"),
    "what": N_("What"),
    "setting": N_("Setting"),
    "settings": N_("settings of its own"),
    "rules": N_("time rules"),
    "categories": N_("entries of the classification"),
    "units": N_("new units"),
    "changed_units": N_("units with another name or place"),
    "people": N_("people with a role"),
    "closures": N_("closed days"),
    "steps": N_("Steps"),
    "done": N_("Went through"),
    "number": N_("Number"),
    "version": N_("Version"),
    "month": N_("Month"),
    "extra_urgent_minutes": N_("Minutes of a step, extra urgent"),
    "urgent_minutes": N_("Minutes of a step, urgent"),
    "warn_days": N_("Days ahead"),
    "signature": N_("Virus"),
    "content": N_("Digest of the file"),
    "paper": N_("Kind of paper"),
    "reason": N_("Reason"),
    "data": N_("Data"),
    "before": N_("Days kept before"),
    "after": N_("Days kept from now on"),
    "begin": N_("Beginning of the outage"),
    "end": N_("End of the outage"),
}


def kind_words(kind: str) -> Text:
    """What an entry says; a kind without words as it was written."""
    return KINDS.get(kind, kind)


def particulars(detail: Mapping[str, Any], units: UnitTree, language: Language) -> str:
    """The rest of an entry in one line."""
    return " · ".join(
        f"{translate(language, PARTICULARS[key]) if key in PARTICULARS else key}: "
        f"{_value(key, value, units, language)}"
        for key, value in detail.items()
    )


def _value(key: str, value: Any, units: UnitTree, language: Language) -> str:
    if key == "unit" and (unit := units.find(_identifier(value))):
        return unit.name(language)
    words: Message | None = None
    if key == "act":
        words = POINT_ACTS.get(str(value))
    elif key == "role":
        words = ROLE_NAMES.get(str(value))
    elif key == "purpose":
        words = PURPOSE_WORDS.get(str(value))
    return translate(language, words) if words else str(value)


def _identifier(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
