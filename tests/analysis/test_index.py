"""The index knows who defines and who names what, and what a look into it depended on."""

from __future__ import annotations

from osteon.analysis.index import NO_PLACE, Definition, Holder, Index, Key
from osteon.analysis.lookups import Effects, Lookups, Readers, Replaced
from osteon.analysis.source_file import SourceFile, anchor_key, spec_key


def spec(path: str, spec_id: str, *, depends: str = "") -> SourceFile:
    return SourceFile(path, "spec", f"# T\n@id: {spec_id}\n@depends: {depends}\n## Notes\n")


def index_of(*files: SourceFile) -> Index:
    index = Index()
    for file in files:
        index.replace(file.path, file, Effects())
    return index


def test_definitions_come_in_the_order_of_paths():
    index = index_of(spec("b.smd", "Same"), spec("a.smd", "SAME"))
    assert [(path, found.name) for path, found in index.definitions(spec_key("same"))] == [
        ("a.smd", "SAME"),
        ("b.smd", "Same"),
    ]
    assert index.names("spec") == ["SAME"]
    assert index.names("anchor", "same#") == ["notes"]


def test_a_file_that_is_gone_leaves_nothing_behind():
    index = index_of(spec("a.smd", "A", depends="B"))
    index.replace("a.smd", None, Effects())
    assert index.files == {}
    assert index.keys("spec") == []
    assert index.definitions(anchor_key("A", "notes")) == []
    assert index.references(spec_key("B")) == []


def test_replace_tells_what_changed_for_other_files():
    index = index_of(spec("a.smd", "A"))
    moved, changed = Effects(), Effects()
    index.replace("a.smd", SourceFile("a.smd", "spec", "\n\n" + index.files["a.smd"].text), moved)
    assert moved == Effects()
    index.replace("a.smd", spec("a.smd", "A", depends="B"), changed)
    assert changed.used == {spec_key("B")}
    assert {key.kind for key in changed.defined} == {"depends"}


def test_names_that_were_probably_meant():
    index = index_of(spec("a.smd", "DISPLAY"), spec("b.smd", "MEMORY"))
    assert index.like("dispaly", "spec") == ["DISPLAY"]


def test_readers_are_concerned_by_what_they_looked_up():
    readers = Readers()
    key, other, holder = Key("anchor", "a#draw"), Key("anchor", "b#draw"), Holder("a.smd")
    readers.record("one", Lookups(definitions={key}))
    readers.record("two", Lookups(references={key}))
    readers.record("three", Lookups(listings={("anchor", "a#")}))
    readers.record("four", Lookups(compared=(holder,)))
    assert readers.concerned(Effects(defined={key: ()})) == {"one", "three"}
    assert readers.concerned(Effects(defined={other: ()}, used={key}, compared={holder})) == {"two", "four"}
    readers.forget("three")
    assert readers.concerned(Effects(defined={key: ()})) == {"one"}


def test_who_sees_only_some_of_a_key_is_concerned_when_that_changes():
    readers, key = Readers(), Key("quantity", "wait")
    readers.record("what", Lookups(views=((key, lambda _path, found: found.detail),)))
    readers.record("where", Lookups(views=((key, lambda path, _found: path == "a.smd"),)))
    before, after = (Definition(key, NO_PLACE, "wait", detail) for detail in (1, 2))
    seen = Effects(defined={key: (Replaced("a.smd", (before,), (after,)),)})
    assert readers.concerned(seen) == {"what"}
    gone = Effects()
    gone.replace(key, Replaced("a.smd", (before,), ()))
    assert readers.concerned(gone) == {"what", "where"}
    gone.define([key])
    gone.replace(key, Replaced("b.smd", (), ()))
    assert readers.concerned(gone) == {"what", "where"}
