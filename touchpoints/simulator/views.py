"""Pages of the simulator. For leaders: they show what teams need of what they have."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions.references import parse_id
from touchpoints.simulator import actions, assumptions, comparing, forms, inputs, presenting, reading
from touchpoints.simulator.models import Scenario
from touchpoints.simulator.reading import Ground


@access.member(Role.LEADER)
@require_safe
def scenarios(request: MemberRequest) -> HttpResponse:
    """The published map, the draft when it is another one, and every scenario beside them."""
    ground = _ground(request)
    present, drawn = ground.simulate(assumptions.Scenario()), inputs.drawn(ground.subjects)
    changes = presenting.changes(ground.subjects, drawn)
    rows = list(_scenarios().select_related("made_by__user"))
    context = {
        "figures": presenting.figures(present),
        "teams": presenting.teams(present, ground),
        "roles": presenting.roles(ground),
        "ground": ground,
        "draft": presenting.line(ground.simulate(assumptions.Scenario(modes=drawn))) if changes else None,
        "draft_changes": changes,
        "rows": [(row, presenting.line(ground.simulate(assumptions.read_scenario(row.document)))) for row in rows],
        "model_hours": presenting.hours(present.hours.value),
        "recorded_hours": presenting.hours(ground.recorded_hours),
    }
    return render(request, "touchpoints/simulator/list.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_new(request: MemberRequest) -> HttpResponse:
    """A copy of the map's modes, of the preset's or of another scenario's."""
    named = [(str(row.pk), row.name) for row in _scenarios()]
    initial = {"begin": request.GET.get("begin", forms.NOW)}
    form = forms.NewScenarioForm(request.POST if request.method == "POST" else None, scenarios=named, initial=initial)
    if form.is_valid():
        content = _beginning(_ground(request), form.cleaned_data["begin"])
        try:
            made = actions.make_scenario(by=Actor.of(request.member), name=form.cleaned_data["name"], content=content)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            return redirect("scenario", made.pk)
    return render(request, "touchpoints/simulator/new.html", {"form": form})


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario(request: MemberRequest, scenario_id: UUID) -> HttpResponse:
    """What a scenario means, and its modes and numbers to change."""
    found, ground = _find(scenario_id), _ground(request)
    content = assumptions.read_scenario(found.document)
    given = inputs.inputs(ground.subjects, content)
    data = request.POST if request.method == "POST" else None
    form = forms.ScenarioForm.about(found.name, found.version, content, given, data)
    status = 200
    if data is not None and form.is_valid():
        status = _save(request, found, form)
        if status == 302:
            return redirect("scenario", found.pk)
    result = ground.simulate(content)
    context = {
        "scenario": found,
        "form": form,
        "figures": presenting.figures(result),
        "teams": presenting.teams(result, ground),
        "roles": presenting.roles(ground),
        "changes": presenting.changes(ground.subjects, content.modes),
        "result": result,
        "ground": ground,
    }
    return render(request, "touchpoints/simulator/scenario.html", context, status=status)


@access.member(Role.LEADER)
@require_safe
def scenario_comparison(request: MemberRequest) -> HttpResponse:
    """Two scenarios side by side; the published map stands in for one that is not named."""
    ground = _ground(request)
    offered = comparing.offered(_scenarios())
    chosen = [comparing.chosen(offered, request.GET.get(side, "")) for side in ("first", "second")]
    sides = [comparing.side(ground, one) for one in chosen]
    context = {
        "sides": sides,
        "lines": comparing.lines(*sides),
        "modes": comparing.modes(ground, *sides),
        "choices": [
            (name, word, [(one.key, one.name, one == held) for one in offered])
            for name, word, held in zip(("first", "second"), ("This", "Beside this"), chosen, strict=True)
        ],
        "ground": ground,
    }
    return render(request, "touchpoints/simulator/comparison.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_draft(request: MemberRequest, scenario_id: UUID) -> HttpResponse:
    """Write its modes into the map's working copy, after a look at what that changes."""
    found = _find(scenario_id)
    if request.method == "POST":
        try:
            former = actions.apply_scenario(by=Actor.of(request.member), scenario=found)
        except refusals.Refusal as refusal:
            toasts.say(request, refusal.words, urgent=True)
            return redirect("scenario", found.pk)
        words = f"{found.name} is written into the map. Nothing is published yet."
        fields = {f"mode-{touchpoint.pk}": mode for touchpoint, mode in former.items()}
        toasts.say(request, words, undo_url=reverse("scenario_undraft", args=[found.pk]), undo_fields=fields)
        return redirect("map")
    ground = _ground(request)
    content = assumptions.read_scenario(found.document)
    result = ground.simulate(content)
    refused = [
        one.subject.name
        for one in inputs.inputs(ground.subjects, content)
        if one.mode == "automate" and one.subject.traits.protected
    ]
    changes = presenting.draft_changes([one for one in ground.subjects if one.name not in refused], content.modes)
    context = {"scenario": found, "changes": changes, "refused": refused, "at_risk": result.at_risk}
    return render(request, "touchpoints/simulator/draft.html", context)


@access.member(Role.LEADER)
@require_POST
def scenario_undraft(request: MemberRequest, scenario_id: UUID) -> HttpResponse:
    """Give the touchpoints named in the form their former modes back."""
    found = _find(scenario_id)
    former = {
        name.removeprefix("mode-"): str(mode)
        for name, mode in request.POST.items()
        if mode in assumptions.MODES and parse_id(name.removeprefix("mode-"))
    }
    changed = actions.take_back_scenario(by=Actor.of(request.member), scenario=found, former=former)
    toasts.say(request, "The map has its former modes again." if changed else "Nothing was left to take back.")
    return redirect("map")


@access.member(Role.LEADER)
@require_POST
def scenario_removal(request: MemberRequest, scenario_id: UUID) -> HttpResponse:
    found = _find(scenario_id)
    actions.remove_scenario(by=Actor.of(request.member), now=timezone.now(), scenario=found)
    toasts.say(request, f"{found.name} is deleted.", undo_url=reverse("scenario_return", args=[found.pk]))
    return redirect("scenarios")


@access.member(Role.LEADER)
@require_POST
def scenario_return(request: MemberRequest, scenario_id: UUID) -> HttpResponse:
    found = get_object_or_404(Scenario.rows(), pk=scenario_id)
    try:
        actions.return_scenario(by=Actor.of(request.member), scenario=found)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"{found.name} is back.")
    return redirect("scenarios")


def _ground(request: MemberRequest) -> Ground:
    return reading.read(organization=request.organization, today=timezone.localdate())


def _scenarios() -> QuerySet[Scenario]:
    return Scenario.rows().filter(removed_at=None)


def _find(scenario_id: UUID) -> Scenario:
    return get_object_or_404(_scenarios(), pk=scenario_id)


def _beginning(ground: Ground, begin: str) -> assumptions.Scenario:
    ready = {forms.NOW: inputs.published, forms.DRAFT: inputs.drawn, forms.KEY_MOMENTS: inputs.human_first}
    if begin in ready:
        return assumptions.Scenario(modes=ready[begin](ground.subjects))
    copied = next((row for row in _scenarios() if str(row.pk) == begin), None)
    return assumptions.read_scenario(copied.document) if copied else assumptions.Scenario()


def _save(request: MemberRequest, found: Scenario, form: forms.ScenarioForm) -> int:
    """The status to answer with: 302 when it is saved."""
    given = form.cleaned_data
    try:
        actions.change_scenario(
            by=Actor.of(request.member),
            scenario=found,
            expected_version=given["version"],
            name=given["name"],
            content=form.scenario(),
        )
    except actions.StaleScenario as stale:
        form.data = {**request.POST.dict(), "version": stale.version}
        form.add_error(None, stale.words)
        return 409
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer or None, refusal.words)
        return 200
    toasts.say(request, f"{given['name']} is saved.")
    return 302
