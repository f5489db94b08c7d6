#ifndef HEX_LINES_H
#define HEX_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The largest width: the most bytes that a line can show. */
#define HEX_WIDTH_MAX 32

/**
 * The size of a buffer that holds every possible line and a terminating null
 * character (an address of 16 digits, width 32).
 */
#define HEX_LINE_SIZE 151

/** What has to be remembered within one dump to leave out repeated lines. */
struct hex_dump {
    size_t width;                          /**< the bytes of a full line */
    bool show_all;                         /**< whether every line is shown */
    bool has_previous;                     /**< whether the line before was a full one */
    bool repeating;                        /**< whether the line before was left out */
    unsigned char previous[HEX_WIDTH_MAX]; /**< the bytes of the full line before */
};

/**
 * Writes one line of a dump: address, hexadecimal bytes and characters.
 *
 * @param buffer  receives the text; has room for HEX_LINE_SIZE characters
 * @param address the address of the first byte
 * @param bytes   the bytes of the line
 * @param count   how many bytes there are, from 1 to width
 * @param width   the bytes of a full line, from 1 to HEX_WIDTH_MAX
 * @return the length of the text without the terminating null character
 */
size_t hex_line(char *buffer, uint64_t address, const unsigned char *bytes, size_t count,
                size_t width);

/**
 * Begins a dump.
 *
 * @param dump     the state of the dump
 * @param width    the bytes of a full line, from 1 to HEX_WIDTH_MAX
 * @param show_all whether every line is shown, repeated ones too
 */
void hex_dump_start(struct hex_dump *dump, size_t width, bool show_all);

/**
 * Takes the next line of a dump and writes what stands in its place: the line,
 * or `*` for the first of the lines left out that follow each other, or the
 * empty string for the others of them.
 *
 * @param dump    the state of the dump
 * @param buffer  receives the text; has room for HEX_LINE_SIZE characters
 * @param address the address of the first byte
 * @param bytes   the bytes of the line; they are not needed after the call
 * @param count   how many bytes there are, from 1 to the width of the dump
 * @return the length of the text without the terminating null character
 */
size_t hex_dump_line(struct hex_dump *dump, char *buffer, uint64_t address,
                     const unsigned char *bytes, size_t count);

/**
 * Writes the last line of a dump.
 *
 * @param buffer  receives the text; has room for HEX_LINE_SIZE characters
 * @param address the address after the last byte of the dump
 * @return the length of the text without the terminating null character
 */
size_t hex_end(char *buffer, uint64_t address);

#endif
