"""`people add`, `list`, `role`, `password` and `remove`: who may log in to the dashboard."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from grouping.cli.options import Home, Json
from grouping.cli.output import emit_json, say, show_table
from grouping.errors import GrouplineError
from grouping.passwords import LONGEST
from grouping.project.people import People
from grouping.roles import ROLES
from grouping.store.people import Person

app = typer.Typer(help="Who may log in to the dashboard, and with which role.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A name, or the e-mail address that a log-in provider tells.")]
Role = Annotated[str, typer.Option(help=f"{', '.join(ROLES)}: each may do what the one before it may.")]
PasswordFile = Annotated[
    Path | None, typer.Option(help="Take the password from the first line of a file; '-' is standard input.")
]
NoPassword = Annotated[
    bool, typer.Option("--no-password", help="They log in through a provider or a proxy, never with a password.")
]


@app.command()
def add(
    name: Name,
    role: Role = "viewer",
    password_file: PasswordFile = None,
    no_password: NoPassword = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Add somebody; from the first one on, the dashboard asks for a log-in."""
    person = People.at(home).add(name, role, None if no_password else _password(password_file))
    _told(person, f"{person.name} may log in as {person.role}.", json)


@app.command("list")
def list_(home: Home = None, json: Json = False) -> None:
    """List everybody with their roles."""
    found = People.at(home).list()
    if json:
        emit_json({"people": [_facts(person) for person in found]})
    elif not found:
        say("There is nobody yet, so nobody has to log in. Next: python -m grouping people add NAME --role admin")
    else:
        show_table(
            ("name", "role", "logs in with", "changed by", "at"),
            [(p.name, p.role, _way(p), p.changed_by, f"{p.changed_at:%Y-%m-%d %H:%M}") for p in found],
        )


@app.command()
def role(
    name: Name, role: Annotated[str, typer.Argument(help=", ".join(ROLES))], home: Home = None, json: Json = False
) -> None:
    """Give somebody another role; they have to log in anew."""
    person = People.at(home).set_role(name, role)
    _told(person, f"{person.name} is now {person.role}; log-ins made before have ended.", json)


@app.command()
def password(name: Name, password_file: PasswordFile = None, home: Home = None, json: Json = False) -> None:
    """Give somebody another password; they have to log in anew."""
    person = People.at(home).set_password(name, _password(password_file))
    _told(person, f"{person.name} has a new password; log-ins made before have ended.", json)


@app.command()
def remove(name: Name, home: Home = None, json: Json = False) -> None:
    """Remove somebody; what they did stays on record."""
    People.at(home).remove(name)
    if json:
        emit_json({"removed": name})
    else:
        say(f"{name} can no longer log in; log-ins made before have ended. What they did stays on record.")


def _told(person: Person, sentence: str, json: bool) -> None:
    if json:
        emit_json(_facts(person))
    else:
        say(sentence)


def _facts(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "role": person.role,
        "password": person.has_password,
        "changed_by": person.changed_by,
        "changed_at": person.changed_at.isoformat(),
    }


def _way(person: Person) -> str:
    return "password" if person.has_password else "provider or proxy"


def _password(file: Path | None) -> str:
    """Return a password that never stood among the arguments, where every user of the machine could read it."""
    if file is None:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    try:
        with sys.stdin if str(file) == "-" else file.open(encoding="utf-8") as lines:
            return lines.readline(LONGEST + 2).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GrouplineError(f"The password file {file} cannot be read: {error}.") from error
