"""The command line: `hotline --help` explains each command."""

import sys

import typer

from hotline_platform.errors import HotlineError
from hotline_web.command import boundaries, data, importing, keeping, network, onboarding, running, trying

app = typer.Typer(
    name="hotline", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="A 12345 government hotline for a city and its districts. Settings come from HOTLINE_* variables.",
)  # fmt: skip
app.command("serve")(running.serve)
app.command("worker")(running.worker)
app.command("migrate")(running.migrate)
app.command("settings")(running.settings)
app.command("demo")(trying.demo)
keeping.tenants.command("onboard")(onboarding.onboard_a_government)
keeping.tenants.command("readiness")(onboarding.show_readiness)
keeping.tenants.command("rehearse")(onboarding.rehearse_a_case)
keeping.tenants.command("live")(onboarding.put_live)
keeping.tenants.command("export")(onboarding.export_a_government)
keeping.tenants.command("format")(onboarding.describe_the_format)
keeping.tenants.command("prove")(onboarding.prove_an_export)
keeping.tenants.command("archive")(onboarding.archive_a_government)
keeping.tenants.command("import")(onboarding.import_a_government)
app.add_typer(keeping.tenants, name="tenant")
app.add_typer(keeping.accounts, name="account")
app.add_typer(importing.cases, name="cases")
app.add_typer(importing.classification, name="classification")
app.add_typer(network.network, name="network")
app.add_typer(boundaries.boundaries, name="boundaries")
app.add_typer(data.calendar, name="calendar")
app.add_typer(data.figures, name="figures")
app.add_typer(data.evaluation, name="evaluation")
app.add_typer(data.audit, name="audit")


def main() -> None:
    """Run a command; what the domain refuses is one plain sentence and exit code 1, never a stack trace."""
    try:
        app()
    except HotlineError as error:
        fields = getattr(error, "fields", {})
        for line in [str(error), *(f"  {name}: {message}" for name, message in fields.items())]:
            print(line, file=sys.stderr)  # noqa: T201 - the command line speaks to a terminal
        sys.exit(1)
