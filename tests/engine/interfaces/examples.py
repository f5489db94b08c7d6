"""One file in each language, what its users see of it, and edits that they see or do not see."""

from __future__ import annotations

from dataclasses import dataclass

Edit = tuple[str, str]


@dataclass(frozen=True)
class Example:
    path: str
    source: str
    interface: str
    unseen: tuple[Edit, ...]
    seen: tuple[Edit, ...]


JAVASCRIPT = Example(
    "display.js",
    """\
#!/usr/bin/env node
/** The display. */

import { Buffer } from "./buffer.js";
import { log } from "./log.js";
const fallback = { width: 64 };

// not documentation
/** Draws a row. */
export function draw(row, { width } = fallback) {
  // inside
  log(row);
  return [row];
}

export const WIDTH = 64;
export const scale = (x) => x * 2;
export const TABLE = [
  1, 2, 3,
];
export const api = {
  /** Clears. */
  clear(buffer) { return buffer; },
  depth: 8,
};

export class Display extends Buffer {
  #rows = [];
  static instances = 0;
  /** How many rows. */
  get rows() { return this.#rows.length; }

  #grow() {}
  async flush(at, ...rest) {
    this.#grow();
  }
}

class Hidden {}
function helper(a) { return a; }
export { helper as help };
draw(1);
""",
    """\
/** The display. */
import { Buffer } from "./buffer.js";
const fallback = { width: 64 };
/** Draws a row. */
export function draw(row, { width } = fallback) { ... }
export const WIDTH = 64;
export const scale = (x) => { ... };
export const TABLE = ...;
export const api = {
  /** Clears. */
  clear(buffer) { ... },
  depth: 8,
};
export class Display extends Buffer {
  static instances = 0;
  /** How many rows. */
  get rows() { ... }
  async flush(at, ...rest) { ... }
}
function helper(a) { ... }
export { helper as help };
""",
    unseen=(
        ("  // inside\n", ""),
        ("return [row];\n}", "return row; }"),
        ("x * 2", "{ return x }"),
        ("#rows", "#lines"),
        ("class Hidden {}", "class Veiled {}"),
        ("1, 2, 3", "4, 5, 6"),
        ("log", "print"),
        ("// not documentation", "// nor this"),
    ),
    seen=(
        ("draw(row,", "draw(line,"),
        ("Draws a row", "Paints a row"),
        ("WIDTH = 64", "WIDTH = 32"),
        ("helper(a)", "helper(b)"),
        ("width: 64", "width: 65"),
        ("clear(buffer)", "clear(b)"),
        ("static instances", "static count"),
    ),
)

COMMONJS = Example(
    "display.cjs",
    """\
const fs = require("fs");
function draw(row) { return fs.read(row); }
function Display(width) { this.width = width; }
Display.prototype.clear = function (colour) { return colour; };
function unused(a) { return a; }
module.exports = { draw, Display };
""",
    """\
function draw(row) { ... }
function Display(width) { ... }
Display.prototype.clear = function (colour) { ... };
module.exports = { draw, Display };
""",
    unseen=(("fs", "files"), ("unused(a)", "unused(b)"), ("return colour", "return null")),
    seen=(("draw(row)", "draw(line)"), ("function (colour)", "function (hue)")),
)

TYPESCRIPT = Example(
    "display.ts",
    """\
import type { Row } from "./row";
import { log } from "./log";

type Options = { width: number };

/** Draws. */
export function draw(row: Row, options?: Options): void;
export function draw(row: Row): void {
  log(row);
}

export interface Screen {
  /** In pixels. */
  width: number; // plain
  clear(colour: string): void;
}
export type Colour = "black" | "white";
export enum Mode { Text, Graphics }

export abstract class Display<T> implements Screen {
  private rows: T[] = [];
  protected depth: number = 8;
  constructor(public width: number) { this.rows = []; }
  @logged() clear(colour: Colour): void { this.hide(); }
  private hide(): void {}
  abstract show(): T;
}

export namespace Sprites {
  export function load(path: string): Row { return parse(path); }
  function parse(path: string): Row { return path as any; }
}
export const paint = async (row: Row): Promise<void> => { await row; };
declare const VERSION: string;
""",
    """\
import type { Row } from "./row";
type Options = { width: number };
/** Draws. */
export function draw(row: Row, options?: Options): void;
export function draw(row: Row): void { ... }
export interface Screen {
  /** In pixels. */
  width: number;
  clear(colour: string): void;
}
export type Colour = "black" | "white";
export enum Mode { Text, Graphics }
export abstract class Display<T> implements Screen {
  protected depth: number = 8;
  constructor(public width: number) { ... }
  @logged() clear(colour: Colour): void { ... }
  abstract show(): T;
}
export namespace Sprites {
  export function load(path: string): Row { ... }
}
export const paint = async (row: Row): Promise<void> => { ... };
declare const VERSION: string;
""",
    unseen=(
        ("  log(row);\n", "\n\n    // twice\n    log(row);\n"),
        ("hide", "cover"),
        ("// plain", "// plainer"),
        ("parse(path", "read(path"),
        ("this.rows = []", "this.rows = [1]"),
    ),
    seen=(
        ("options?: Options", "options: Options"),
        ("width: number }", "width: bigint }"),
        ("In pixels", "In cells"),
        ('"white"', '"grey"'),
        ("show(): T", "show(): T[]"),
        ("load(path: string)", "load(path: URL)"),
    ),
)

RUST = Example(
    "display.rs",
    """\
//! The display.
#![allow(dead_code)]
use std::fmt;
use std::io::Read;

/// How wide.
pub const WIDTH: usize = 64;
const DEPTH: usize = 8;
const UNUSED: usize = 9;

/// The rows.
#[derive(Debug, Clone)]
pub struct Display {
    pub rows: [u8; DEPTH], // plain
}

impl Display {
    /// An empty one.
    pub fn new(width: usize) -> Self {
        Self { rows: [0; DEPTH] } // inside
    }

    fn grow(&mut self) {}
}

impl fmt::Display for Display {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { Ok(()) }
}

pub trait Draw {
    const LAYER: u8;
    fn draw(&self) -> u8;
    fn twice(&self) -> u8 { self.draw() * 2 }
}

pub mod sprites {
    pub fn load(path: &str) -> u8 { parse(path) }
    fn parse(path: &str) -> u8 { 1 }
}

pub(crate) fn clear<T>(of: T) -> T
where
    T: Clone,
{
    of
}

fn helper(text: &str) {}

#[cfg(test)]
mod tests {}
""",
    """\
//! The display.
use std::fmt;
/// How wide.
pub const WIDTH: usize = 64;
const DEPTH: usize = 8;
/// The rows.
#[derive(Debug, Clone)]
pub struct Display {
    pub rows: [u8; DEPTH],
}
impl Display {
    /// An empty one.
    pub fn new(width: usize) -> Self { ... }
}
impl fmt::Display for Display {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { ... }
}
pub trait Draw {
    const LAYER: u8;
    fn draw(&self) -> u8;
    fn twice(&self) -> u8 { ... }
}
pub mod sprites {
    pub fn load(path: &str) -> u8 { ... }
}
pub(crate) fn clear<T>(of: T) -> T
where
    T: Clone, { ... }
""",
    unseen=(
        ("// inside", "// within"),
        ("[0; DEPTH]", "[1; DEPTH]"),
        ("grow", "extend"),
        ("UNUSED", "SPARE"),
        ("helper(text: &str)", "helper(text: &[u8])"),
        ("self.draw() * 2", "self.draw() + self.draw()"),
        ("parse(path", "read(path"),
        ("mod tests {}", "mod tests { fn a() {} }"),
    ),
    seen=(
        ("width: usize) -> Self", "width: u8) -> Self"),
        ("DEPTH: usize = 8", "DEPTH: usize = 9"),
        ("An empty one", "A blank one"),
        ("Debug, Clone", "Debug"),
        ("LAYER: u8", "LAYER: u16"),
        ("load(path: &str)", "load(path: &[u8])"),
        ("T: Clone", "T: Copy"),
    ),
)

GO = Example(
    "display.go",
    """\
// Package display draws.
package display

import (
	"fmt"
	clock "time"
)

// Width is in pixels.
const Width = 64

const (
	Text = iota // letters
	Graphics
)

// Display shows rows.
type Display struct {
	Rows  [8]byte
	since clock.Time
}

type Screen interface {
	Clear(colour int) error
}

// nothing touches this

// Draw draws a row.
func Draw(row int) (cells int, err error) {
	fmt.Println(row) // inside
	return
}

func (d *Display) Clear(colour int) error { return nil }

func Map[K comparable](key K) K { return key }

var Default = map[string]int{
	"a": 1,
	"b": 2,
}
""",
    """\
// Package display draws.
package display
import clock "time"
// Width is in pixels.
const Width = 64
const (
	Text = iota // letters
	Graphics
)
// Display shows rows.
type Display struct {
	Rows  [8]byte
	since clock.Time
}
type Screen interface {
	Clear(colour int) error
}
// Draw draws a row.
func Draw(row int) (cells int, err error) { ... }
func (d *Display) Clear(colour int) error { ... }
func Map[K comparable](key K) K { ... }
var Default = map[string]int ...
""",
    unseen=(
        ("fmt.Println(row) // inside", 'os.Exit(1)\n\tfmt.Println("x")'),
        ('\t"fmt"\n', '\t"fmt"\n\t"os"\n'),
        ("nothing touches this", "nor this"),
        ("return nil", "return error(nil)"),
        ('"b": 2', '"b": 3'),
    ),
    seen=(
        ("row int", "row uint8"),
        ("Draw draws a row", "Draw paints a row"),
        ("Width = 64", "Width = 32"),
        ("letters", "glyphs"),
        ("[8]byte", "[9]byte"),
        ("Clear(colour int) error\n}", "Clear(colour uint) error\n}"),
        ("comparable", "any"),
    ),
)

C_HEADER = Example(
    "display.h",
    """\
/* The display. */

#ifndef DISPLAY_H
#define DISPLAY_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define WIDTH 64
#define MAX(a, b) \\
    ((a) > (b) ? (a) : (b))

/* nothing touches this */

// Rows of pixels.
typedef struct display {
    uint8_t rows[WIDTH]; /* from the top */
} display;

enum mode { TEXT, GRAPHICS = 3 };
extern int instances;

/* Draws a row. */
int draw(display *d, int row);
static inline int square(int x) {
    /* inside */
    return x * x;
}

#ifdef __cplusplus
}
#endif
#endif
""",
    """\
/* The display. */
#ifndef DISPLAY_H
#define DISPLAY_H
#include <stdint.h>
#define WIDTH 64
#define MAX(a, b) \\
    ((a) > (b) ? (a) : (b))
// Rows of pixels.
typedef struct display {
    uint8_t rows[WIDTH]; /* from the top */
} display;
enum mode { TEXT, GRAPHICS = 3 };
extern int instances;
/* Draws a row. */
int draw(display *d, int row);
static inline int square(int x) { ... }
#endif
""",
    unseen=(
        ("    /* inside */\n    return x * x;\n", "    return x*x; "),
        ("nothing touches this", "nor this"),
        ("\n\n#define WIDTH", "\n#define WIDTH"),
    ),
    seen=(
        ("int row)", "unsigned row)"),
        ("Draws a row", "Paints a row"),
        ("WIDTH 64", "WIDTH 32"),
        ("((a) >", "((a) >="),
        ("from the top", "from the left"),
        ("GRAPHICS = 3", "GRAPHICS = 4"),
        ("square(int x)", "square(long x)"),
    ),
)

C_SOURCE = Example(
    "display.c",
    """\
#include "display.h"

static const int depth = 8;
static int grow(int by) { return by + depth; }

/* Draws a row. */
int draw(display *d, int row)
{
    return grow(row);
}

int lines[] = {
    1, 2,
};
""",
    """\
#include "display.h"
/* Draws a row. */
int draw(display *d, int row) { ... }
int lines[] = ...;
""",
    unseen=(("grow", "extend"), ("depth = 8", "depth = 9"), ("1, 2", "3, 4")),
    seen=(("int row)", "long row)"), ("lines[]", "rows[]"), ("Draws", "Paints")),
)

LUA = Example(
    "display.lua",
    """\
--- The display.

local log = require("log")
local M = {}

-- How wide.
M.width = 64
M.options = { depth = 8, on = function(event) log(event) end }

--- Draws a row.
-- @param row which
function M.draw(row, ...)
  -- inside
  return log(row)
end

function M:clear() end

local function helper(text) return text end
local function shared(by) return by end
M.shared = shared

if log then log("loaded") end
return M
""",
    """\
--- The display.
local M = {}
-- How wide.
M.width = 64
M.options = { depth = 8, on = function(event) ... end }
--- Draws a row.
-- @param row which
function M.draw(row, ...) ... end
function M:clear() ... end
local function shared(by) ... end
M.shared = shared
return M
""",
    unseen=(
        ("  -- inside\n  return log(row)\n", "  return row "),
        ("log", "print"),
        ("helper(text)", "helper(line)"),
        ("M:clear() end", "M:clear()\n  self.rows = {}\nend"),
        ("return by", "return 2 * by"),
    ),
    seen=(
        ("draw(row, ...)", "draw(row)"),
        ("width = 64", "width = 32"),
        ("@param row which", "@param row what"),
        ("depth = 8", "depth = 9"),
        ("M:clear()", "M.clear()"),
        ("shared(by)", "shared(times)"),
    ),
)

ZIG = Example(
    "display.zig",
    """\
//! The display.
const std = @import("std");
const log = @import("log.zig");
const Allocator = std.mem.Allocator;

/// How wide.
pub const width: usize = 64;

pub const Display = struct {
    /// From the top.
    rows: [8]u8 = undefined, // plain
    const Self = @This();

    pub fn init(allocator: Allocator) !Self {
        log.line("init"); // inside
        return .{};
    }

    fn grow(self: *Self) void {}
};

pub const Mode = enum { text, graphics };

pub fn draw(comptime T: type, row: T) T {
    return row;
}

fn helper() void {}

test "draw" {}
""",
    """\
//! The display.
const std = @import("std");
const Allocator = std.mem.Allocator;
/// How wide.
pub const width: usize = 64;
pub const Display = struct {
    /// From the top.
    rows: [8]u8 = undefined,
    const Self = @This();
    pub fn init(allocator: Allocator) !Self { ... }
};
pub const Mode = enum { text, graphics };
pub fn draw(comptime T: type, row: T) T { ... }
""",
    unseen=(
        ('log.line("init"); // inside', "_ = allocator;"),
        ("log", "logging"),
        ("fn grow", "fn extend"),
        ("helper()", "aid()"),
        ('test "draw" {}', 'test "draws" {}'),
        ("// plain", "// plainer"),
    ),
    seen=(
        ("row: T", "line: T"),
        ("[8]u8", "[9]u8"),
        ("From the top", "From the left"),
        ("width: usize = 64", "width: usize = 32"),
        ("text, graphics", "text"),
        ("allocator: Allocator", "allocator: *Allocator"),
    ),
)

JAVA = Example(
    "Display.java",
    """\
package org.display;

import java.util.List;
import java.util.Map;

/** Shows rows. */
@Deprecated
public final class Display<T> extends Screen implements Runnable {
    /** In pixels. */
    public static final int WIDTH = 64;
    private int depth = 8;
    protected List<T> rows = null; // plain

    static { depth(); }

    public Display(int depth) throws IllegalStateException {
        this.depth = depth; // inside
    }

    /** Draws. */
    @Override
    public <R> R draw(R row, int... cells) { return row; }

    private Map<T, T> hidden() { return null; }

    public enum Mode {
        TEXT(1), GRAPHICS(2) { int bits() { return 8; } };
        Mode(int number) {}
        int bits() { return 1; }
    }

    public record Point(int x, int y) { }

    interface Painter { int paint(int x); default int twice() { return 2; } }
}
""",
    """\
package org.display;
import java.util.List;
/** Shows rows. */
@Deprecated
public final class Display<T> extends Screen implements Runnable {
    /** In pixels. */
    public static final int WIDTH = 64;
    protected List<T> rows = null;
    public Display(int depth) throws IllegalStateException { ... }
    /** Draws. */
    @Override
    public <R> R draw(R row, int... cells) { ... }
    public enum Mode {
        TEXT(1), GRAPHICS(2) { ... };
        Mode(int number) { ... }
        int bits() { ... }
    }
    public record Point(int x, int y) { }
    interface Painter { int paint(int x); default int twice() { ... } }
}
""",
    unseen=(
        ("// inside", "/* within */"),
        ("int depth = 8", "long depth = 9"),
        ("Map", "Set"),
        ("return row;", "\n\nreturn null;\n"),
        ("return 8", "return 9"),
        ("static { depth(); }", ""),
    ),
    seen=(
        ("R row,", "R line,"),
        ("In pixels", "In cells"),
        ("WIDTH = 64", "WIDTH = 32"),
        ("@Deprecated\n", ""),
        ("TEXT(1)", "TEXT(0)"),
        ("int x, int y", "int x, long y"),
        ("paint(int x)", "paint(long x)"),
    ),
)

EXAMPLES = (JAVASCRIPT, COMMONJS, TYPESCRIPT, RUST, GO, C_HEADER, C_SOURCE, LUA, ZIG, JAVA)
