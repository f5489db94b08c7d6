"""The checks, one module each; a module's docstring is the finding's manual page.

A module defines `CODE`, `SEVERITY` and at most one of six functions, by what the check looks at; those for sections and
tasks stay fast in files of any size, so prefer them:

- `check_section(section, file)` looks at one heading with its own text, its level and its parent's name, nothing else;
  it runs again only when those changed. Spans count from the start of the file, as everywhere.
- `check_file(file, configuration)` looks at one file.
- `check_links(file, index, configuration)` looks at one file and, through keys of the index, at what it has to do
  with others.
- `check_section_links(section, file, index, configuration)` looks at one heading with its own text, its level, its
  anchor, the levels, names and anchors of the headings above, and the file's `path`, `kind` and `spec_id`; at other
  places, of this file too, only through keys of the index. It runs again only when those or what it looked up changed.
- `check_task(task, file, configuration)` looks at one task of a plan, and `check_task_links(task, file, index,
  configuration)` at one task and, through keys of the index, at others (`plan_keys`); of the file at its `path` only,
  and at its text within the task.

A link check may read the text of a part that its finding points to, by a related place or an edit: it runs again when
that part changes. Whether there is such an edit must hang on nothing else.

A module with `ENABLED = False` is opt-in: it runs where the configuration names its code. With `LEXICAL = True`,
findings that stand exactly at a word or phrase of the project's vocabulary are dropped. A module without any of
these functions is the manual page of a finding that a parser reports (`parse_plan`, `parse_cases`), or with
`FROM_BUILDS = True` of one that only an editor shows, because it rests on what builds did.
Adding a check is one module and one line in `MODULES`. What a project's own rules look for is in `own`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from types import MappingProxyType, ModuleType
from typing import NamedTuple

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding
from osteon.analysis.index import Index, Part
from osteon.analysis.model import Section
from osteon.analysis.plan_file import TaskPiece
from osteon.analysis.rules import (
    ambiguous_pronoun,
    and_or,
    closure_leak,
    column_count,
    comparative_without_baseline,
    compound_modal,
    conjoined_action,
    context_budget,
    contracts_none_with_items,
    contradictory_constant,
    count_mismatch,
    dangling_reference,
    dependency_cycle,
    double_negation,
    duplicate_anchor,
    duplicate_case,
    duplicate_component,
    duplicate_fixture,
    duplicate_group,
    duplicate_id,
    duplicate_path,
    duplicate_scenario,
    duplicate_section,
    duplicate_tag,
    duplicate_task,
    ears_shape,
    empty_section,
    empty_verify,
    error_path_missing,
    error_without_case,
    escape_clause,
    escaping_path,
    example_violates_constraint,
    example_without_output,
    explicit_without_intent,
    forbidden_file,
    front_matter_syntax,
    generated_file_edited,
    implementation_leak,
    indefinite_time,
    inferred_unaccepted,
    intent_tampered,
    invalid_case,
    invalid_covers,
    invalid_fixture,
    invalid_json,
    invalid_mode,
    invalid_parameter,
    invalid_priority,
    invalid_status,
    invalid_tag_value,
    invalid_task_id,
    invalid_value,
    limit_without_value,
    long_statement,
    misplaced_tag,
    missing_acceptance,
    missing_arrow,
    missing_else,
    missing_id,
    missing_interface,
    missing_path,
    missing_section,
    missing_spec_directive,
    missing_subject,
    missing_title,
    mixed_line_endings,
    modality_mix,
    near_duplicate,
    negation,
    nested_conditions,
    no_cases,
    not_utf8,
    number_without_unit,
    open_ended_list,
    open_range,
    orphan_architecture,
    orphan_task,
    passive_without_actor,
    performance_without_number,
    placeholder,
    purpose_phrase,
    requirement_against_non_goal,
    scenario_step,
    stale_output,
    state_table_gap,
    superfluous_infinitive,
    suspect_link,
    target_not_in_interface,
    task_cycle,
    term_drift,
    toml_syntax,
    two_headers,
    two_owners,
    unachievable_absolute,
    unclosed_fence,
    uncovered_requirement,
    undefined_acronym,
    unit_mix,
    unknown_attribute,
    unknown_component,
    unknown_configuration_key,
    unknown_fixture,
    unknown_key,
    unknown_role,
    unknown_tag,
    unknown_task,
    unplanned_requirement,
    unreadable_file,
    unresolved_component,
    unresolved_file,
    unresolved_reference,
    unresolved_section,
    unshown_text,
    unspecific_verb,
    vague_adjective,
    vague_adverb,
    vague_quantity,
    verify_unrunnable,
    vmd_syntax,
)
from osteon.analysis.rules.own import rule_of_own
from osteon.analysis.rules.rule import Rule, rule_of
from osteon.analysis.source_file import SourceFile, Subject

MODULES: tuple[ModuleType, ...] = (
    # structure
    missing_id,
    duplicate_id,
    invalid_status,
    invalid_priority,
    invalid_tag_value,
    unknown_tag,
    misplaced_tag,
    unknown_attribute,
    duplicate_tag,
    two_headers,
    front_matter_syntax,
    missing_title,
    missing_section,
    empty_section,
    duplicate_section,
    duplicate_anchor,
    unresolved_reference,
    dependency_cycle,
    orphan_architecture,
    duplicate_component,
    missing_path,
    escaping_path,
    duplicate_path,
    unknown_component,
    missing_interface,
    contracts_none_with_items,
    missing_arrow,
    example_without_output,
    unclosed_fence,
    unreadable_file,
    not_utf8,
    mixed_line_endings,
    # sets of requirements
    contradictory_constant,
    unit_mix,
    count_mismatch,
    example_violates_constraint,
    state_table_gap,
    suspect_link,
    # plan and configuration
    closure_leak,
    context_budget,
    duplicate_task,
    empty_verify,
    forbidden_file,
    invalid_task_id,
    invalid_value,
    orphan_task,
    task_cycle,
    toml_syntax,
    two_owners,
    unknown_configuration_key,
    unknown_key,
    unknown_role,
    unknown_task,
    unplanned_requirement,
    unresolved_component,
    unresolved_file,
    unresolved_section,
    unshown_text,
    verify_unrunnable,
    # cases
    vmd_syntax,
    missing_spec_directive,
    no_cases,
    invalid_fixture,
    duplicate_fixture,
    unknown_fixture,
    invalid_covers,
    invalid_parameter,
    invalid_mode,
    duplicate_group,
    duplicate_case,
    duplicate_scenario,
    column_count,
    invalid_json,
    invalid_case,
    scenario_step,
    target_not_in_interface,
    uncovered_requirement,
    error_without_case,
    # sets of requirements
    near_duplicate,
    requirement_against_non_goal,
    term_drift,
    undefined_acronym,
    missing_acceptance,
    error_path_missing,
    # origin and intent
    inferred_unaccepted,
    explicit_without_intent,
    intent_tampered,
    generated_file_edited,
    stale_output,
    # statements
    vague_adjective,
    vague_adverb,
    vague_quantity,
    escape_clause,
    open_ended_list,
    unspecific_verb,
    compound_modal,
    superfluous_infinitive,
    and_or,
    placeholder,
    performance_without_number,
    indefinite_time,
    long_statement,
    number_without_unit,
    # statements, opt-in
    passive_without_actor,
    ambiguous_pronoun,
    negation,
    double_negation,
    comparative_without_baseline,
    unachievable_absolute,
    conjoined_action,
    missing_else,
    open_range,
    limit_without_value,
    dangling_reference,
    implementation_leak,
    purpose_phrase,
    ears_shape,
    modality_mix,
    missing_subject,
    nested_conditions,
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in map(rule_of, MODULES)})
"""Every rule by its code."""


class Running(NamedTuple):
    """The rules that run over a file, by what they look at."""

    sections: tuple[Rule, ...]
    files: tuple[Rule, ...]
    section_links: tuple[Rule, ...]
    links: tuple[Rule, ...]
    tasks: tuple[Rule, ...]
    task_links: tuple[Rule, ...]

    def links_of(self, part: Part) -> tuple[Rule, ...]:
        """Return the rules that look at a part, and through the index at others."""
        return self.task_links if isinstance(part, TaskPiece) else self.section_links if part else self.links

    def by_itself(self) -> Running:
        """Return those that look at nothing but what they are run over."""
        return self._replace(section_links=(), links=(), task_links=())


def all_rules(configuration: Configuration) -> Mapping[str, Rule]:
    """Return every rule by its code, with those that a project wrote itself."""
    own = configuration.own_rules
    return {**RULES, **{rule.code: rule_of_own(rule) for rule in own}} if own else RULES


class Checks:
    """The rules that run over each file under one configuration: those not opt-in, and those that it names.

    Without `linked`, only those that look at a file by itself.
    """

    def __init__(self, configuration: Configuration, *, linked: bool = True) -> None:
        self.configuration = configuration
        self._linked = linked
        self._by_path: dict[str, Running] = {}
        self._by_names: dict[frozenset[str], Running] = {}

    def of(self, path: str) -> Running:
        """Return the rules that run over the file at `path`."""
        if path not in self._by_path:
            rules = all_rules(self.configuration).values()
            named = frozenset(code for code, level in self.levels(path).items() if level != "off")
            if named not in self._by_names:
                running = _running(rule for rule in rules if rule.enabled or rule.code in named)
                self._by_names[named] = running if self._linked else running.by_itself()
            self._by_path[path] = self._by_names[named]
        return self._by_path[path]

    def levels(self, path: str) -> Mapping[str, str]:
        """Return the severities, by code, that the configuration gives findings of a file."""
        levels = dict(self.configuration.check)
        for pattern, for_file in self.configuration.check_files.items():
            if fnmatch(path, pattern):
                levels.update(for_file)
        return levels

    def of_file(self, file: SourceFile) -> Iterator[Finding]:
        """Return what is wrong with a file by itself; of one that could not be read, there is nothing else to say."""
        if file.unreadable:
            yield from unreadable_file.check_file(file, self.configuration)
            return
        if file.cases is not None:
            yield from file.cases.findings
        for rule in self.of(file.path).files:
            if rule.check_file:
                yield from self._unless_exempt(rule, rule.check_file(file, self.configuration), file)

    def of_part(self, subject: Subject, file: SourceFile) -> Iterator[Finding]:
        """Return what is wrong with a section or a task by itself."""
        return self._of_tasks(subject, file) if isinstance(subject, TaskPiece) else self._of_section(subject, file)

    def _of_tasks(self, piece: TaskPiece, file: SourceFile) -> Iterator[Finding]:
        if file.plan is None:
            return
        yield from file.plan.findings_of(piece)
        for task in file.plan.tasks_of(piece):
            for rule in self.of(file.path).tasks:
                if rule.check_task:
                    yield from self._unless_exempt(rule, rule.check_task(task, file, self.configuration), file)

    def _of_section(self, section: Section, file: SourceFile) -> Iterator[Finding]:
        for rule in self.of(file.path).sections:
            if rule.check_section:
                yield from self._unless_exempt(rule, rule.check_section(section, file), file)

    def of_links(self, rule: Rule, subject: Subject | None, file: SourceFile, index: Index) -> Iterable[Finding]:
        """Return what one rule finds between a section, a task, or a file as a whole, and others."""
        if file.unreadable:
            return ()
        found: Iterable[Finding]
        if isinstance(subject, TaskPiece):
            found = self._of_task_links(rule, subject, file, index)
        elif subject is not None and rule.check_section_links:
            found = rule.check_section_links(subject, file, index, self.configuration)
        else:
            found = rule.check_links(file, index, self.configuration) if rule.check_links else ()
        return self._unless_exempt(rule, found, file)

    def _of_task_links(self, rule: Rule, piece: TaskPiece, file: SourceFile, index: Index) -> Iterator[Finding]:
        for task in file.plan.tasks_of(piece) if file.plan else ():
            if rule.check_task_links:
                yield from rule.check_task_links(task, file, index, self.configuration)

    def _unless_exempt(self, rule: Rule, found: Iterable[Finding], file: SourceFile) -> Iterable[Finding]:
        """Leave out findings about words that the project's vocabulary declares right."""
        words = self.configuration.vocabulary if rule.lexical else frozenset()
        return (one for one in found if file.text[slice(*one.span)].casefold() not in words) if words else found


def _running(rules: Iterable[Rule]) -> Running:
    rules = tuple(rules)
    return Running(
        tuple(rule for rule in rules if rule.check_section),
        tuple(rule for rule in rules if rule.check_file),
        tuple(rule for rule in rules if rule.check_section_links),
        tuple(rule for rule in rules if rule.check_links),
        tuple(rule for rule in rules if rule.check_task),
        tuple(rule for rule in rules if rule.check_task_links),
    )
