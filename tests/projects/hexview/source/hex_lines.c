#include "hex_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* After this many bytes of a line there is one space more. */
#define GROUP_SIZE 8

/* Writes an address with a terminating null character and returns its length. */
static size_t write_address(char *buffer, uint64_t address)
{
    return (size_t)snprintf(buffer, HEX_LINE_SIZE, "%08" PRIx64, address);
}

/* Returns how many columns the hexadecimal form of `count` bytes takes; count is at least 1. */
static size_t hex_columns(size_t count)
{
    return 3 * count - 1 + (count > GROUP_SIZE ? 1 : 0);
}

size_t hex_line(char *buffer, uint64_t address, const unsigned char *bytes, size_t count,
                size_t width)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = write_address(buffer, address);

    buffer[length++] = ' ';
    buffer[length++] = ' ';

    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buffer[length++] = ' ';
        }
        if (i == GROUP_SIZE) {
            buffer[length++] = ' ';
        }
        buffer[length++] = digits[bytes[i] >> 4];
        buffer[length++] = digits[bytes[i] & 0x0f];
    }

    size_t padding = hex_columns(width) - hex_columns(count);
    memset(buffer + length, ' ', padding);
    length += padding;

    buffer[length++] = ' ';
    buffer[length++] = ' ';
    buffer[length++] = '|';
    for (size_t i = 0; i < count; i++) {
        bool printable = bytes[i] >= 0x20 && bytes[i] <= 0x7e;
        buffer[length++] = printable ? (char)bytes[i] : '.';
    }
    buffer[length++] = '|';
    buffer[length] = '\0';
    return length;
}

void hex_dump_start(struct hex_dump *dump, size_t width, bool show_all)
{
    *dump = (struct hex_dump){.width = width, .show_all = show_all};
}

size_t hex_dump_line(struct hex_dump *dump, char *buffer, uint64_t address,
                     const unsigned char *bytes, size_t count)
{
    bool full = count == dump->width;

    if (full && !dump->show_all && dump->has_previous &&
        memcmp(bytes, dump->previous, count) == 0) {
        size_t length = 0;
        if (!dump->repeating) {
            buffer[length++] = '*';
        }
        buffer[length] = '\0';
        dump->repeating = true;
        return length;
    }

    dump->repeating = false;
    dump->has_previous = full;
    if (full) {
        memcpy(dump->previous, bytes, count);
    }
    return hex_line(buffer, address, bytes, count, dump->width);
}

size_t hex_end(char *buffer, uint64_t address)
{
    return write_address(buffer, address);
}
