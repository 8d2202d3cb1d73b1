"""Who may do what: the matrix of `domain.md` §2, written once.

A person always acts as one membership (tenant, role, unit) and has that role's permissions only; the switcher
changes the membership, so that nobody acts silently as somebody else.
"""

from hotline_platform.errors import N_, Message

PERMISSIONS: dict[str, Message] = {
    "case.register": N_("register a demand and look up the caller's earlier cases"),
    "case.answer": N_("answer a caller directly"),
    "case.not_accept": N_("not accept a demand and guide the caller"),
    "case.transfer": N_("transfer to 110, 119, 120 or 122"),
    "case.accept": N_("accept a demand for dispatch"),
    "case.dispatch": N_("classify and dispatch a case"),
    "case.read": N_("read the cases of one's own tenant"),
    "case.read_unit": N_("read the cases of one's own unit"),
    "case.read_below": N_("read the cases of the tenants below"),
    "case.reclassify": N_("correct type, category and urgency"),
    "person.look": N_("see a caller's data on a stated purpose"),
    "person.retain": N_("set how long personal data are kept"),
    "assignment.sign": N_("sign for an assignment"),
    "assignment.assign": N_("assign inside the unit"),
    "assignment.contact": N_("record the first contact with the caller"),
    "assignment.reply": N_("write the reply of the unit"),
    "assignment.ask": N_("ask for a return, an extension, a pause or long-pending"),
    "assignment.sign_off": N_("sign off the unit's reply"),
    "assignment.told": N_("record who was told of an urgent assignment by telephone"),
    "reply.review": N_("accept a reply or send it back"),
    "callback.record": N_("survey the caller"),
    "message.follow": N_("see what became of messages, and telephone instead"),
    "case.rework": N_("start rework after the callback"),
    "case.close": N_("close a case after the callback"),
    "case.withdraw": N_("confirm that the caller withdraws the demand"),
    "case.rule": N_("rule finally, designate the lead, decide on long-pending and objections"),
    "case.archive": N_("archive a closed case"),
    "case.enclose": N_("add files to a case"),
    "supervision.read": N_("read the supervisions of one's own tenant"),
    "supervision.issue": N_("issue, follow and close supervision"),
    "supervision.sign": N_("sign supervision letters, exempt, decide on objections to supervision"),
    "supervision.instruct": N_("judge the result of one's own instruction"),
    "supervision.asked": N_("read what supervision asks of one's own unit"),
    "supervision.answer": N_("report to a supervision, or object to it"),
    "supervision.rules": N_("set the thresholds of supervision inside the city's floor"),
    "paper.read": N_("read what was issued: letters, notices, circulars, reports"),
    "circular.read": N_("read circulars"),
    "circular.write": N_("draft circulars and write in them"),
    "circular.check": N_("check a circular that somebody else wrote"),
    "circular.approve": N_("approve circulars and issue them"),
    "circular.unit": N_("read circulars and inspection reports that were issued to one's own unit"),
    "meeting.read": N_("read joint meetings and what became of their decisions"),
    "meeting.keep": N_("call joint meetings, write their minutes, follow their decisions"),
    "meeting.invited": N_("read the joint meetings that one's unit is called to"),
    "meeting.answer": N_("report on a decision of a joint meeting"),
    "answering.read": N_("read leaders' answering days and what became of their calls"),
    "answering.keep": N_("plan leaders' answering days and close their result lists"),
    "answering.take": N_("add calls to a leader's answering day and write down what the leader said"),
    "answering.own": N_("read the answering days of one's own unit's leader"),
    "paper.template": N_("set the templates of papers"),
    "settings.propose": N_("propose changes of settings and time rules"),
    "settings.approve": N_("approve changes of settings and time rules that others propose"),
    "guidance.read": N_("read guidance and confirm that one has"),
    "guidance.keep": N_("write, issue and withdraw guidance, answer questions"),
    "guidance.join": N_("sign people up for a training"),
    "guidance.ask": N_("ask the government above"),
    "morning.read": N_("read the morning page: what waits to be signed, what is late, what grew"),
    "figures.read": N_("read the figures of one's own tenant"),
    "figures.below": N_("compare the tenants below"),
    "evaluation.keep": N_("draft the formula of the evaluation and draw up a month"),
    "evaluation.approve": N_("approve a formula and publish an evaluation"),
    "evaluation.unit": N_("see how one's own unit is evaluated and apply for exclusions"),
    "inspection.read": N_("read inspection campaigns and their results"),
    "inspection.keep": N_("plan inspection campaigns, draw and score their samples"),
    "inspection.approve": N_(
        "approve inspection campaigns, issue rectification notices, publish blind re-calls"
    ),
    "rectification.read": N_("read rectification notices"),
    "rectification.unit": N_("read the rectification notices to one's own unit"),
    "rectification.answer": N_("report on a rectification notice"),
    "recall.call": N_("call callers of the governments below again without seeing the first answer"),
    "import.run": N_("import cases and sort out the rows that need a person"),
    "mail.register": N_("register letters and mail"),
    "knowledge.write": N_("write knowledge entries"),
    "network.keep": N_("establish, change and suspend network points"),
    "network.approve": N_("approve that a network point is established or closed"),
    "network.below": N_("see the network of the tenants below"),
    "roster.read": N_("see who is on duty"),
    "roster.keep": N_("keep duty rosters (a unit's leader: the unit's own)"),
    "catalogue.keep": N_("keep units, classification and the dispatch catalogue"),
    "files.limit": N_("set which files are accepted"),
    "people.keep": N_("keep the accounts of one's own tenant"),
    "tenant.keep": N_("keep the registry of tenants"),
    "boundary.approve": N_("approve that boundaries change"),
    "access.keep": N_("keep the access policy"),
    "looks.read": N_("see who looked in from the government above"),
    "audit.read": N_("read the logs"),
    "committee.submit": N_("submit on behalf of residents"),
    "openness.read": N_("read de-identified figures and reports"),
    "own": N_("one's own account, notices and language"),
}

_DESK = {"case.read", "own", "figures.read", "roster.read", "guidance.read"}

ROLES: dict[str, frozenset[str]] = {
    role: frozenset(permissions)
    for role, permissions in {
        "operator": {
            "answering.read", "answering.take", "case.register", "case.answer", "case.not_accept", "case.transfer", "case.accept", "case.read",
            "case.enclose", "person.look", "roster.read", "guidance.read", "own",
        },
        "shift_leader": {
            *_DESK, "answering.read", "answering.take", "message.follow", "assignment.told", "case.register", "case.answer", "case.not_accept", "case.transfer", "case.accept",
            "case.reclassify", "case.enclose", "person.look",
        },
        "dispatcher": {
            *_DESK, "guidance.ask", "message.follow", "assignment.told", "case.accept", "case.not_accept", "case.transfer", "case.dispatch",
            "case.reclassify", "case.enclose", "import.run", "supervision.read", "circular.read",
        },
        "reviewer": {*_DESK, "case.enclose", "reply.review"},
        "callback_officer": {
            *_DESK, "message.follow", "callback.record", "case.rework", "case.close", "case.withdraw", "case.enclose",
            "person.look",
            "recall.call",
        },
        "supervisor": {
            *_DESK, "answering.read", "answering.keep", "meeting.read", "meeting.keep", "meeting.answer", "evaluation.keep", "paper.read", "circular.read", "circular.write", "circular.check", "case.enclose", "supervision.read", "supervision.issue", "rectification.read", "rectification.answer",
            "guidance.keep", "guidance.join", "guidance.ask",
        },
        "unit_officer": {
            "case.read_unit", "assignment.sign", "assignment.assign", "assignment.contact", "assignment.reply",
            "assignment.ask", "case.enclose",
            "person.look", "roster.read", "supervision.asked", "meeting.invited", "meeting.answer", "answering.own", "guidance.read", "circular.unit", "rectification.unit", "own",
        },
        "unit_leader": {
            "case.read_unit", "assignment.sign", "assignment.assign", "assignment.ask", "assignment.sign_off", "person.look",
            "case.enclose", "roster.read", "roster.keep", "supervision.asked", "supervision.answer", "meeting.invited", "meeting.answer", "answering.own", "guidance.read", "guidance.join", "circular.unit", "evaluation.unit", "rectification.unit", "rectification.answer", "own",
        },
        "mailbox_clerk": {"case.register", "case.accept", "case.read", "case.enclose", "mail.register", "guidance.read", "own"},
        "knowledge_editor": {"knowledge.write", "guidance.read", "own"},
        "network_officer": {"network.keep", "network.below", "catalogue.keep", "roster.read", "roster.keep", "guidance.read", "guidance.join", "own"},
        "duty_head": {
            "boundary.approve",
            *_DESK, "morning.read", "settings.propose", "settings.approve", "evaluation.approve", "message.follow", "assignment.told", "roster.keep", "case.enclose", "case.archive", "case.rule", "figures.below",
            "looks.read", "guidance.keep", "guidance.join", "guidance.ask",
            "case.read_below", "network.approve", "network.below", "supervision.read", "supervision.sign",
            "supervision.answer", "meeting.read", "meeting.keep", "meeting.answer", "answering.read", "answering.keep", "answering.take", "paper.read", "circular.read", "circular.check", "circular.approve",
            "inspection.read", "inspection.approve", "rectification.read", "rectification.answer",
        },
        "leader": {
            "boundary.approve",
            *_DESK, "morning.read", "settings.approve", "evaluation.approve", "case.rule", "figures.below", "network.below", "supervision.read", "supervision.sign",
            "looks.read",
            "supervision.instruct", "meeting.read", "answering.read", "answering.take", "paper.read", "circular.read", "circular.approve",
            "inspection.read", "rectification.read",
        },
        "inspector": {
            *_DESK, "meeting.read", "answering.read", "paper.read", "circular.read", "circular.write", "circular.check", "evaluation.keep", "figures.below", "case.read_below", "network.below", "supervision.read",
            "inspection.read", "inspection.keep", "rectification.read",
            "guidance.keep",
        },
        "overseer": {"openness.read", "own"},
        "committee": {"committee.submit", "own"},
        "tenant_admin": {
            "looks.read", "people.keep", "person.retain", "paper.template", "catalogue.keep", "files.limit", "supervision.rules", "settings.propose", "figures.read", "own"},
        "system_admin": {"tenant.keep", "own"},
        "security_officer": {"access.keep", "own"},
        "auditor": {"audit.read", "own"},
    }.items()
}  # fmt: skip

ROLE_NAMES: dict[str, Message] = {
    "operator": N_("operator"),
    "shift_leader": N_("shift leader"),
    "dispatcher": N_("dispatcher"),
    "reviewer": N_("reviewer"),
    "callback_officer": N_("callback officer"),
    "supervisor": N_("supervisor"),
    "unit_officer": N_("unit officer"),
    "unit_leader": N_("unit leader"),
    "mailbox_clerk": N_("mailbox clerk"),
    "knowledge_editor": N_("knowledge editor"),
    "network_officer": N_("network officer"),
    "duty_head": N_("duty-room head"),
    "leader": N_("leader"),
    "inspector": N_("city inspector"),
    "overseer": N_("overseer (deputy or CPPCC member)"),
    "committee": N_("residents' or villagers' committee"),
    "tenant_admin": N_("tenant administrator"),
    "system_admin": N_("system administrator"),
    "security_officer": N_("security officer"),
    "auditor": N_("auditor"),
}

UNIT_ROLES = frozenset({"unit_officer", "unit_leader", "committee"})
"""Roles that are held in a unit and mean nothing without one."""

CITY_ROLES = frozenset({"inspector", "system_admin", "security_officer", "auditor"})
"""Roles that exist only where a tenant has others below it."""

OFFICES = frozenset({"system_admin", "security_officer", "auditor"})
"""The three offices of a deployment (`domain.md` §2): three separate people, each of whom holds nothing else."""

GRANTS: dict[str, frozenset[str]] = {
    "tenant_admin": frozenset(ROLES) - OFFICES,
    "security_officer": OFFICES | {"tenant_admin"},
}
"""Which roles a role may give and take away, in its own government. The three offices belong to the access policy,
so the security officer fills them; the first one comes from the command line. Nobody else grants anything.
"""
