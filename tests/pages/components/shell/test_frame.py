"""What stands around a page when the page itself cannot go on."""

import pytest

from agenda import script
from etl.problems import DefinitionProblem, Problem, SnapshotProblem
from pages.components.files import api
from pages.components.masterclass import programme
from tests.pages.opening import texts, visit, working


@pytest.mark.parametrize("problem", [SnapshotProblem("Snapshot x is damaged."), DefinitionProblem("/srv/x.toml, [step 1]: wrong.")])
def test_a_page_that_cannot_go_on_says_so_and_takes_no_other_page_with_it(
    problem: Problem, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(held: object) -> None:
        raise problem

    monkeypatch.setattr(programme, "told", fail)
    app = visit("masterclass")
    assert not app.exception
    (said,) = texts(app, "empty")
    assert said.startswith("Deze pagina is nu niet (helemaal) te tonen")
    assert str(problem) not in said, "what is meant for the one who mends it stands in the log"
    assert any(str(problem) in line and "/masterclass" in line for line in caplog.messages)
    assert app.get("page_link"), "the foot with the way on is still there"
    working(visit(""))
    working(visit("vergelijk"))


def test_what_goes_wrong_after_a_choice_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(themes: object) -> None:
        raise DefinitionProblem("agenda.toml, [wrapup]: 'forms' must name at least one form, each with a text.")

    monkeypatch.setattr(api, "served", True)
    app = visit("kennisagenda")
    working(app)
    monkeypatch.setattr(script, "make", fail)
    (button,) = [b for b in app.button if b.proto.is_form_submitter or "sessie" in b.label.lower()]
    app = button.click().run()
    assert not app.exception
    assert any("Deze pagina is nu niet (helemaal) te tonen" in said for said in texts(app, "empty"))
