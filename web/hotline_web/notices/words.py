"""What each kind of notice says."""

from collections.abc import Mapping
from typing import Any

from hotline_platform.errors import N_, Message, Named
from hotline_web.cases.showing import CLOCKS
from hotline_web.pieces import State

KINDS: dict[str, Message] = {
    "urgent_registered": N_("An urgent demand was registered"),
    "dispatched_to_you": N_("A case was dispatched to your unit"),
    "referred_to_you": N_("The city referred a case to you"),
    "assigned_to_you": N_("A case was assigned to you"),
    "reply_to_sign_off": N_("A reply waits for your sign-off"),
    "handed_back": N_("Your reply was handed back"),
    "reply_to_review": N_("A reply waits for review"),
    "sent_back": N_("A reply was sent back"),
    "rework": N_("A case came back for rework"),
    "rework_failed": N_("A second rework helped nobody: written supervision is due"),
    "callback_waiting": N_("A caller waits for the callback"),
    "rectification_to_issue": N_("A rectification notice waits to be issued"),
    "rectification_issued": N_("You are asked to put something right"),
    "rectification_taken_over": N_("A rectification notice came over with its unit"),
    "rectification_reported": N_("What was put right is reported"),
    "rectification_accepted": N_("Your report on a rectification was found right"),
    "rectification_sent_back": N_("Your report on a rectification was sent back"),
    "rectification_near_due": N_("The report on a rectification is due soon"),
    "rectification_overdue": N_("The report on a rectification is overdue"),
    "recalls_published": N_("The blind re-calls of your month are published"),
    "inspection_started": N_("A campaign that you score in has begun"),
    "evaluation_to_preview": N_("Your evaluation of a month can be previewed"),
    "evaluation_objected": N_("Somebody evaluated objects to their month"),
    "evaluation_decided": N_("Your objection to the evaluation is decided on"),
    "exclusion_asked": N_("A district asks for work to be left out of its evaluation"),
    "exclusion_decided": N_("Your application for an exclusion is decided on"),
    "correction_proposed": N_("A correction of a published month waits to be confirmed"),
    "correction_decided": N_("Your correction of a published month is decided on"),
    "evaluation_corrected": N_("Your published evaluation was corrected"),
    "evaluation_decisions_near": N_(
        "What districts and units ask of an evaluation is to be decided within a working day"
    ),
    "evaluation_decisions_late": N_("The time in which objections and exclusions are decided on is over"),
    "change_proposed": N_("A change of settings waits for your approval"),
    "change_approved": N_("Your change of settings was approved"),
    "change_refused": N_("Your change of settings was refused"),
    "change_followed": N_("The city has changed a time rule: yours follows"),
    "change_above_own": N_(
        "The city changes a setting of which you have your own: see whether yours still fits"
    ),
    "return_asked": N_("A unit asks to return a case"),
    "return_granted": N_("Your return was granted"),
    "return_refused": N_("Your return was refused"),
    "waits_for_dispatch": N_("A case waits for dispatch again"),
    "extension_asked": N_("A unit asks for an extension"),
    "extension_granted": N_("Your extension was granted"),
    "extension_refused": N_("Your extension was refused"),
    "tell_caller_later": N_("Tell the caller: the answer comes later"),
    "question_to_caller": N_("A unit has a question to the caller"),
    "caller_answered": N_("The clock of a held case runs on"),
    "deferral_asked": N_("A unit asks for long-pending"),
    "deferral_granted": N_("Long-pending was approved"),
    "deferral_refused": N_("Long-pending was refused"),
    "tell_caller_deferred": N_("Tell the caller: long-pending, with a review day"),
    "taken_up_again": N_("A long-pending case is taken up again"),
    "review_day": N_("The review day of a long-pending case has come"),
    "lead_designated": N_("The lead of a case was designated"),
    "called_in": N_("A street calls your unit in"),
    "taken_away": N_("An assignment was taken back"),
    "order_ended": N_("The government above took an order back"),
    "withdrawn": N_("The caller withdrew a demand"),
    "objection_made": N_("A caller objects to a closing"),
    "objection_rejected": N_("An objection was rejected"),
    "objection_upheld": N_("An objection was upheld"),
    "on_duty_alert": N_("You are on duty: an urgent case waits for a signature"),
    "nobody_on_duty": N_("An urgent case found nobody on the roster"),
    "nobody_reached": N_("Nobody could be alerted to an urgent case: telephone the unit"),
    "unsigned_below": N_("An urgent case of a government below is not signed"),
    "duty_person_left": N_("Somebody on a duty roster has left: their shifts are free"),
    "duty_gap": N_("Your unit's duty roster has gaps"),
    "duty_gaps": N_("Duty rosters have gaps in the coming days"),
    "swap_asked": N_("You are asked to take a shift"),
    "swap_agreed": N_("A shift has changed hands"),
    "swap_refused": N_("A shift was not taken"),
    "near_due": N_("A limit is near"),
    "overdue": N_("A limit is past"),
    "calendar_year_missing": N_("The working calendar of a year is missing"),
    "card_fell": N_("A red card fell: the time was lost, not missed"),
    "government_suspended": N_("A government was suspended"),
    "erasure_asked": N_("The erasure of a government waits for a second person"),
    "administration_asked": N_("The handing over of an administration waits for a second person"),
    "administration_taken": N_("You administer this government from now on"),
    "administration_confirmed": N_("The administration was handed over"),
    "administration_refused": N_("The handing over of the administration was refused"),
    "administration_withdrawn": N_("The handing over of the administration was taken back"),
    "message_failed": N_("A message to a caller did not arrive: telephone instead"),
    "duty_message_failed": N_("A message to the person on duty did not arrive: telephone instead"),
    "committee_invited": N_("Your committee is invited to assist"),
    "invitation_accepted": N_("A committee assists in your case"),
    "invitation_declined": N_("A committee does not assist in your case"),
    "point_applied": N_("A network point was applied for"),
    "point_approved": N_("A network point was approved"),
    "point_refused": N_("A network point was refused"),
    "point_closed": N_("A network point was closed"),
    "point_change_near": N_("A change at a network point must be filed soon"),
    "point_change_late": N_("A change at a network point is not filed in time"),
    "rule_fired": N_("A rule of supervision gave a card"),
    "supervised": N_("Your unit is supervised"),
    "supervised_from_above": N_("The government above supervises you"),
    "supervision_to_sign": N_("A supervision waits for your signature"),
    "supervision_handed_back": N_("Your draft was not signed"),
    "supervision_reported": N_("A report to a supervision waits for review"),
    "supervision_accepted": N_("Your report to a supervision was accepted"),
    "supervision_sent_back": N_("Your report to a supervision was sent back"),
    "supervision_objected": N_("A unit objects to a supervision"),
    "supervision_objection_upheld": N_("Your objection to a supervision was upheld"),
    "supervision_objection_rejected": N_("Your objection to a supervision was rejected"),
    "supervision_lifted": N_("A supervision was lifted"),
    "supervision_near_due": N_("The report to a supervision is due soon"),
    "supervision_overdue": N_("The report to a supervision is overdue"),
    "supervision_look_back": N_("The day of a look-back has come"),
    "supervision_taken_over": N_("The boundaries changed: a supervision has come over to you"),
    "supervision_passed_on": N_(
        "The boundaries changed: the successor answers a supervision of yours from now on"
    ),
    "ladder_due": N_("For supervised matters the next rung of the ladder is due"),
    "rectification_look_back": N_("The day of a look-back on a rectification has come"),
    "instruction_result": N_("The result of your instruction is there"),
    "instruction_acknowledged": N_("The leader acknowledged a result"),
    "instruction_sent_back": N_("The leader sent a result back"),
    "guidance_received": N_("A paper of guidance was sent to you"),
    "guidance_replaced": N_("A paper of guidance was replaced by a new version"),
    "guidance_withdrawn": N_("A paper of guidance was withdrawn"),
    "guidance_unread": N_("A paper of guidance is to be confirmed: its day has come"),
    "guidance_asked": N_("A government below asks a question"),
    "guidance_answered": N_("Your question to the government above is answered"),
    "circular_to_check": N_("A circular waits to be checked"),
    "circular_to_approve": N_("A circular waits for your approval"),
    "circular_handed_back": N_("A circular was handed back to you"),
    "circular_issued": N_("The government above has issued a circular"),
    "circular_unread": N_("A circular waits to be read by you"),
    "hotline_planned": N_("The merging of a hotline waits for your approval"),
    "hotline_approved": N_("A step of a hotline's merging was approved"),
    "hotline_given_up": N_("The merging of a hotline was given up"),
    "hotline_redirect_ends": N_("The callers of a merged hotline are redirected only for some days more"),
    "inspection_report_to_check": N_("An inspection report waits to be checked"),
    "inspection_report_to_approve": N_("An inspection report waits for your approval"),
    "inspection_report_handed_back": N_("An inspection report was handed back to you"),
    "inspection_report_unread": N_("An inspection report waits to be read by you"),
    "inspection_report_issued": N_("An inspection report was issued to you"),
    "meeting_called": N_("Your unit is called to a joint meeting"),
    "meeting_changed": N_("A joint meeting that you are called to has changed"),
    "meeting_cancelled": N_("A joint meeting does not take place"),
    "meeting_minuted": N_("The minutes of a joint meeting are issued"),
    "decision_passed_on": N_(
        "A district that is called to a joint meeting has ended: its successor takes its place"
    ),
    "meeting_taken_over": N_("Your government goes on with a joint meeting of one that has ended"),
    "decision_reported": N_("A unit reports on a decision of a joint meeting"),
    "decision_confirmed": N_("Your report on a decision of a joint meeting was confirmed"),
    "decision_sent_back": N_("Your report on a decision of a joint meeting was sent back"),
    "decision_postponed": N_("A decision of a joint meeting was postponed"),
    "decision_lifted": N_("A decision of a joint meeting was lifted"),
    "decision_near_due": N_("A decision of a joint meeting is due tomorrow"),
    "decision_overdue": N_("A decision of a joint meeting is overdue"),
    "answering_day_planned": N_("A leader's answering day is planned with you"),
    "answering_day_changed": N_("A leader's answering day has changed"),
    "answering_day_cancelled": N_("A leader's answering day was called off"),
    "answering_day_near": N_("A leader's answering day is near"),
    "boundary_stopped": N_("A plan of boundaries stopped: something unforeseen keeps it from going on"),
    "webhook_dead": N_("Messages to a system were given up"),
}


def words_of(kind: str, detail: Mapping[str, Any]) -> Message:
    """What a notice says; a kind that has no words yet says that something happened."""
    if kind in ("near_due", "overdue") and detail.get("clock") in CLOCKS:
        label = CLOCKS[detail["clock"]]
        return (
            N_("Near: %(limit)s", limit=label) if kind == "near_due" else N_("Past: %(limit)s", limit=label)
        )
    if kind == "calendar_year_missing":
        return N_(
            "The working calendar of %(year)s is missing: due moments in it are provisional",
            year=detail.get("year"),
        )
    if kind == "government_suspended":
        return N_(
            "%(government)s was suspended: it takes no orders, and its clocks stand still",
            government=Named(name := detail.get("government", ""), detail.get("government_en", name)),
        )
    return KINDS.get(kind, N_("Something happened"))


UNREAD = State(N_("New"), "accent", "bell")
READ = State(N_("Read"), "neutral", "check")
