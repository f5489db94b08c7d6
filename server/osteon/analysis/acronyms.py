"""Words in capitals that abbreviate others, and where they are written out or stand as the name of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.index import Definition, Key
from osteon.analysis.masking import code_spans
from osteon.analysis.model import Section
from osteon.analysis.passages import per_piece
from osteon.analysis.prose import blocks_of
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Table, tables
from osteon.analysis.text import Span
from osteon.analysis.values import Word

_SOFTWARE = """\
ACK AES ANSI API ARM ASCII BLE BSD CI CLI CPU CR CRC CRLF CRUD CSS CSV DB DHCP DNS DOM EARS EOF ESC FIFO FTP GIF
GNU GPS GPU GUI HTML HTTP HTTPS IANA ID IDE IEC IEEE IMAP INI IO IP ISO JPEG JPG JSON JWT LAN LED LF LIFO LRU LSP
MIME MIT NAK NFC NTP NUL OS PC PDF PID PIN PNG POSIX PR QR RAM REPL REST RFC RFID RGB ROM RPC RSA SARIF SDK SFTP
SHA SMS SMTP SPF SQL SSD SSH SSL SVG TCP TLS TOML TSV TTL TTY TV UDP UI URI URL USB UTC UTF UUID UX VM VPN WAV WSL
XML XOR YAML ZIP"""
_METHODS = "GET HEAD POST PUT PATCH DELETE"
_MEASURES = "AM BST CET EUR GB GBP GHZ GMT HZ JPY KB KHZ KW KWH MB MHZ MS PM TB USD"
_EVERYDAY = "AA AAA CD DIN DVD EN EU EAN FAQ IBAN ISBN PO SEPA UK UN US USA VAT"
_EMPHASIS = """\
ALL ALWAYS AND ANY BUT CAN DO DONE EITHER ELSE END EVERY FALSE FIXME FOR GIVEN HINT IF IN INFO IS IT MAY MUST
NA NEVER NO NONE NOT NOTE NULL OFF OK ON ONE ONLY OR SHALL SHOULD TBA TBC TBD THE THEN TO TODO TRUE WARN WHEN
WILL XXX YES"""

_LABELS = """\
ABORT ACTIVE ALARM ARMED AUTO BACK BUSY CANCEL CLEAR CLOSE CLOSED DENY DOWN EMPTY ENTER ERASE ERROR EXIT FAIL FAILED
FATAL FAULT FULL HALT HELP HIGH HOLD IDLE KEEP LEFT LOCK LOCKED LOW MENU MUTE MUTED NEXT OPEN PASS PASSED PAUSE PAUSED
POWER READY RESET RESUME RETRY RIGHT RUN SELECT SEND SET SLEEP START STOP TEST UP WAIT WAKE WRITE ZERO"""

WELL_KNOWN = frozenset(f"{_SOFTWARE} {_METHODS} {_MEASURES} {_EVERYDAY} {_EMPHASIS} {_LABELS}".split())
"""Acronyms that need no expansion, and words in capitals that are none: of emphasis, of states, keys and answers."""

_CAPITALS = re.compile(r"[A-Z][A-Z]")
_ACRONYM = re.compile(
    r"(?<![\w./:=@#&\\'’+-])([A-Z]{2,6})(?=s?['’]s?(?!\w)|s?(?![\w/:=@#&^\\'’+]|-(?![a-z]{3})|\.\w| \d))"
)
"""A word in capitals, also in the possessive ("the PSU's fan") and before a hyphen and a word ("PSU-driven")."""
_NAME = re.compile(r"\b[A-Z]{2,6}\b")
_NO_WORD = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})|(?:([A-Z])\1+)+")
"""A Roman number, or letters that stand for digits, as in `NNN` and `YYMM`."""
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:[\s,;!/]+[A-Z]{1,})+\b")
_THING = r"""(?:states?|status(?:es)?|modes?|phases?|keys?|buttons?|switch(?:es)?|flags?|bits?|signals?|events?|inputs?
|commands?|answers?|repl(?:y|ies)|responses?|lamps?|labels?|marks?|keywords?|words?|letters?|fields?|pins?)"""
_WORD = r"[`*\"“'‘]{0,3}\b[A-Z]{2,6}\b[`*\"”'’]{0,3}"
_NAMED = re.compile(
    rf"""
    (?<!\w)[*_]{{1,3}} ([A-Z]{{2,6}}) [*_]{{1,3}}(?!\w)
    | (?<![\w"“'‘])["“'‘] ([A-Z]{{2,6}}) ["”'’](?!\w)
    | ^[ \t]*[-*+][ \t]+ ({_WORD}) [ \t]*(?:[:=–—]|-[ \t])  # the term of an item
    | \b{_THING}[ ](?:(?:is|are|called|named)[ ])? ({_WORD}(?:(?:,?[ ](?:and|or)|,)[ ]{_WORD})*)
    """,
    re.VERBOSE | re.MULTILINE,
)
_EXPANDED = re.compile(
    r"(?<=[a-z] )\(([A-Z]{2,6})s?[),;]|\b([A-Z]{2,6})s?(?: \(|,? (?:which )?stands? for\b)"
    r"|\([a-z]+[ -][a-z -]{1,60}, ([A-Z]{2,6})s?\)"
)


def acronym_key(acronym: str) -> Key:
    """Return the key of the places that write an acronym out, or that have it as the name of a thing."""
    return Key("expansion", acronym)


def expansion_definitions(section: Section) -> Iterator[Definition]:
    """Return the acronyms that a section writes out, and the names that are none."""
    for word in (*expansions(section.piece), *names(section.piece)):
        yield Definition(acronym_key(word.text), section.at(word.span), word.text)


@per_piece
def expansions(piece: Piece) -> Iterator[Word]:
    """Return what is written out as `random access (RA)`, `RA (random access)` or `(random access, RA)`."""
    for match in _EXPANDED.finditer(piece.text) if _CAPITALS.search(piece.text) else ():
        group = match.lastindex or 0
        yield Word(match[group], Span(*match.span(group)))


@per_piece
def names(piece: Piece) -> Iterator[Word]:
    """Return the words in capitals that a piece has as names, once each.

    A name stands alone in a heading, in bold or in quotes, as the name of a column or a row, as the term of an item,
    behind the word for what it is ("the state SLEEP", "the keys MUTE and ACK"), or in code, as in `[-s OFFSET]`.
    """
    if not _CAPITALS.search(piece.text):
        return
    spans = [span for match in _NAMED.finditer(piece.text) for span in map(match.span, range(1, 5)) if span[0] >= 0]
    spans += [Span(*span) for span in code_spans(piece.text)]
    spans += [cell.span for table in tables(piece) for cell in _naming(table) if _NAME.fullmatch(cell.text)]
    if piece.heading and _NAME.fullmatch(piece.heading.title.text):
        spans.append(piece.heading.title.span)
    found = {match[0]: match.span() for span in spans for match in _NAME.finditer(piece.text, *span)}
    yield from (Word(name, Span(*span)) for name, span in found.items())


def _naming(table: Table) -> Iterator[Word]:
    """Yield the cells that name a column or a row."""
    yield from table.header.cells
    yield from (row.cells[0] for row in table.rows if row.cells)


def may_have_acronyms(text: str) -> bool:
    """Tell at once of most texts that they have no word in capitals."""
    return _CAPITALS.search(text) is not None


@per_piece
def acronyms(piece: Piece) -> Iterator[Word]:
    """Return the words in capitals in the prose of a piece that may need a word of explanation.

    What stands in short cells, in code, in a name with dots or with capitals or digits behind a hyphen, before a number
    (a version) or among other words in capitals is left out.
    """
    if not may_have_acronyms(piece.text):
        return
    for block in blocks_of(piece):
        shouted = [match.span() for match in _SHOUTED.finditer(block.masked)]
        for match in _ACRONYM.finditer(block.masked):
            is_shouted = any(start <= match.start() < end for start, end in shouted)
            if not (is_shouted or match[1] in WELL_KNOWN or _NO_WORD.fullmatch(match[1])):
                yield Word(match[1], Span(*match.span(1)).shifted(block.start))
