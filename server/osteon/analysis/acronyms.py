"""Words in capitals that abbreviate others, and where they are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.index import Definition, Key
from osteon.analysis.masking import code_spans
from osteon.analysis.model import Section
from osteon.analysis.passages import per_piece
from osteon.analysis.prose import blocks_of
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span
from osteon.analysis.values import Word

_SOFTWARE = """\
AES ANSI API ARM ASCII BLE BSD CI CLI CPU CR CRC CRLF CRUD CSS CSV DB DHCP DNS DOM EARS EOF ESC FIFO FTP GIF GNU
GPS GPU GUI HTML HTTP HTTPS ID IDE IMAP INI IO IP ISO JPEG JPG JSON JWT LAN LED LF LIFO LRU LSP MIME MIT NFC NTP NUL
OS PC PDF PID PIN PNG POSIX PR QR RAM REPL REST RFC RFID RGB ROM RPC RSA SARIF SDK SFTP SHA SMS SMTP SPF SQL SSD SSH
SSL SVG TCP TLS TOML TSV TTL TTY TV UDP UI URI URL USB UTC UTF UUID UX VM VPN WAV WSL XML XOR YAML ZIP"""
_METHODS = "GET HEAD POST PUT PATCH DELETE"
_MEASURES = "AM BST CET EUR GB GBP GHZ GMT HZ JPY KB KHZ KW KWH MB MHZ MS PM TB USD"
_EVERYDAY = "AA AAA CD DIN DVD EN EU EAN FAQ IBAN ISBN PO SEPA UK UN US USA VAT"
_EMPHASIS = """\
ALL ALWAYS AND ANY BUT CAN DO DONE EITHER ELSE END EVERY FALSE FIXME FOR GIVEN HINT IF IN INFO IS IT MAY MUST
NA NEVER NO NONE NOT NOTE NULL OFF OK ON ONE ONLY OR SHALL SHOULD TBA TBC TBD THE THEN TO TODO TRUE WARN WHEN
WILL XXX YES"""

WELL_KNOWN = frozenset(f"{_SOFTWARE} {_METHODS} {_MEASURES} {_EVERYDAY} {_EMPHASIS}".split())
"""Acronyms that need no expansion, and words in capitals that are none."""

_CAPITALS = re.compile(r"[A-Z][A-Z]")
_ACRONYM = re.compile(
    r"(?<![\w./:=@#&\\'’+-])([A-Z]{2,6})"
    r"(?=(?:s?['’]s?(?!\w)|s?-(?=[a-z]{3}))|s?(?![\w/:=@#&^\\'’+-]|\.\w| \d))"
)
"""A word in capitals, also in the possessive ("the PSU's fan") and before a hyphen and a word ("PSU-driven")."""
_NAME = re.compile(r"\b[A-Z]{2,6}\b")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:[\s,;!/]+[A-Z]{1,})+\b")
_EXPANDED = re.compile(
    r"(?<=[a-z] )\(([A-Z]{2,6})s?[),;]|\b([A-Z]{2,6})s?(?: \(|,? (?:which )?stands? for\b)"
    r"|\([a-z]+[ -][a-z -]{1,60}, ([A-Z]{2,6})s?\)"
)


def acronym_key(acronym: str) -> Key:
    """Return the key of the places that write an acronym out."""
    return Key("expansion", acronym)


def expansion_definitions(section: Section) -> Iterator[Definition]:
    """Return the acronyms that a section writes out."""
    for word in expansions(section.piece):
        yield Definition(acronym_key(word.text), section.at(word.span), word.text)


@per_piece
def expansions(piece: Piece) -> Iterator[Word]:
    """Return what is written out as `random access (RA)`, `RA (random access)` or `(random access, RA)`."""
    for match in _EXPANDED.finditer(piece.text) if _CAPITALS.search(piece.text) else ():
        group = match.lastindex or 0
        yield Word(match[group], Span(*match.span(group)))


@per_piece
def names_in_code(piece: Piece) -> Iterator[str]:
    """Return the words in capitals in the code of a piece: the OFFSET of `[-s OFFSET]` is a name and no acronym."""
    for span in code_spans(piece.text):
        yield from _NAME.findall(piece.text, *span)


@per_piece
def acronyms(piece: Piece) -> Iterator[Word]:
    """Return the words in capitals in the prose of a piece that may need a word of explanation.

    What stands in tables, in code, in a name with dots or with capitals or digits behind a hyphen, before a number (a
    version) or among other words in capitals is left out.
    """
    if not _CAPITALS.search(piece.text):
        return
    for block in blocks_of(piece):
        if block.origin == "cell":
            continue
        shouted = [match.span() for match in _SHOUTED.finditer(block.masked)]
        for match in _ACRONYM.finditer(block.masked):
            is_shouted = any(start <= match.start() < end for start, end in shouted)
            if not (is_shouted or match[1] in WELL_KNOWN or _ROMAN.fullmatch(match[1])):
                yield Word(match[1], Span(*match.span(1)).shifted(block.start))
