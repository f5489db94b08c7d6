/**
 * hexview: prints a dump of a file, or of a part of it, to standard output.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "hex_lines.h"

/* The exit code after a usage error. */
#define EXIT_USAGE 2

/* The bytes of a full line when the command line does not say. */
#define DEFAULT_WIDTH 16

/* The most bytes that are held at a time; more than the longest line has. */
#define PIECE_SIZE 16384

/* What the command line asks for. */
struct options {
    bool show_all;    /* whether every line is shown */
    uint64_t count;   /* the most bytes to dump */
    uint64_t offset;  /* the bytes to skip at the start of the input */
    size_t width;     /* the bytes of a full line */
    const char *file; /* the path of the input, or NULL for standard input */
};

/* The input of the program. */
struct input {
    int fd;
    const char *name; /* what messages call it */
    bool ended;       /* whether its end has been read */
};

/* Prints the text of a usage error and the usage line, and exits. */
static _Noreturn void usage_error(const char *format, ...)
{
    va_list arguments;

    fputs("hexview: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs("\nusage: hexview [-a] [-n COUNT] [-s OFFSET] [-w WIDTH] [FILE]\n", stderr);
    exit(EXIT_USAGE);
}

/* Prints the message for an input or output error, whose reason is in errno, and exits. */
static _Noreturn void fail(const char *name)
{
    fprintf(stderr, "hexview: %s: %s\n", name, strerror(errno));
    exit(EXIT_FAILURE);
}

/* Returns the smaller of two numbers. */
static size_t smaller(uint64_t count, size_t size)
{
    return count < size ? (size_t)count : size;
}

/* Returns the number that a word of the command line stands for, from minimum to maximum. */
static uint64_t parse_number(const char *text, uint64_t minimum, uint64_t maximum)
{
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = hexadecimal ? text + 2 : text;
    const char *allowed = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    unsigned long long value;

    if (digits[0] == '\0' || digits[strspn(digits, allowed)] != '\0') {
        usage_error("not a number: %s", text);
    }
    /* A number too large for the type becomes ULLONG_MAX, which is above every maximum. */
    value = strtoull(digits, NULL, hexadecimal ? 16 : 10);
    if (value < minimum || value > maximum) {
        usage_error("out of range: %s", text);
    }
    return value;
}

/* Reads the command line. */
static struct options parse_options(int argc, char *argv[])
{
    struct options options = {
        .show_all = false,
        .count = UINT64_MAX,
        .offset = 0,
        .width = DEFAULT_WIDTH,
        .file = NULL,
    };
    int option;

    while ((option = getopt(argc, argv, ":an:s:w:")) != -1) {
        switch (option) {
        case 'a':
            options.show_all = true;
            break;
        case 'n':
            options.count = parse_number(optarg, 0, INT64_MAX);
            break;
        case 's':
            options.offset = parse_number(optarg, 0, INT64_MAX);
            break;
        case 'w':
            options.width = (size_t)parse_number(optarg, 1, HEX_WIDTH_MAX);
            break;
        case ':':
            usage_error("option -%c needs a number", optopt);
        default:
            usage_error("unknown option -%c", optopt);
        }
    }
    if (argc - optind > 1) {
        usage_error("too many files");
    }
    if (optind < argc && strcmp(argv[optind], "-") != 0) {
        options.file = argv[optind];
    }
    return options;
}

/* Opens a file, or standard input when the path is NULL. */
static struct input open_input(const char *path)
{
    struct input input = {.fd = STDIN_FILENO, .name = "standard input", .ended = false};

    if (path != NULL) {
        input.name = path;
        input.fd = open(path, O_RDONLY);
        if (input.fd < 0) {
            fail(path);
        }
    }
    return input;
}

/* Reads up to size bytes, at least one unless the input ends, and returns how many. */
static size_t read_input(struct input *input, unsigned char *bytes, size_t size)
{
    ssize_t got;

    do {
        got = read(input->fd, bytes, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        fail(input->name);
    }
    input->ended = got == 0;
    return (size_t)got;
}

/*
 * Moves forward by up to count bytes without reading them, not beyond the end
 * of the file, and returns by how many. Only a regular file moves.
 */
static uint64_t seek_input(const struct input *input, uint64_t count)
{
    struct stat status;
    off_t position;
    off_t step;

    if (fstat(input->fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return 0;
    }
    position = lseek(input->fd, 0, SEEK_CUR);
    if (position < 0 || position >= status.st_size) {
        return 0;
    }
    step = status.st_size - position;
    if (count < (uint64_t)step) {
        step = (off_t)count;
    }
    return lseek(input->fd, step, SEEK_CUR) < 0 ? 0 : (uint64_t)step;
}

/* Skips count bytes of the input, or all of it when it has fewer. */
static void skip_input(struct input *input, uint64_t count)
{
    unsigned char dropped[PIECE_SIZE];
    uint64_t left = count - seek_input(input, count);

    while (left > 0 && !input->ended) {
        left -= read_input(input, dropped, smaller(left, sizeof dropped));
    }
}

/* Prints a text and a newline. */
static void print_line(const char *text)
{
    if (puts(text) == EOF) {
        fail("standard output");
    }
}

/* Prints what stands in the place of the next line of a dump. */
static void print_bytes(struct hex_dump *dump, uint64_t address, const unsigned char *bytes,
                        size_t count)
{
    char text[HEX_LINE_SIZE];

    if (hex_dump_line(dump, text, address, bytes, count) > 0) {
        print_line(text);
    }
}

/* Prints the dump of the input. */
static void dump_input(struct input *input, const struct options *options)
{
    unsigned char piece[PIECE_SIZE];
    char text[HEX_LINE_SIZE];
    struct hex_dump dump;
    uint64_t address = options->offset;
    uint64_t left = options->count;
    size_t held = 0;

    skip_input(input, options->offset);
    hex_dump_start(&dump, options->width, options->show_all);
    while (left > 0 && !input->ended) {
        size_t got = read_input(input, piece + held, smaller(left, sizeof piece - held));
        size_t start = 0;

        left -= got;
        held += got;
        while (held >= options->width) {
            print_bytes(&dump, address, piece + start, options->width);
            address += options->width;
            start += options->width;
            held -= options->width;
        }
        memmove(piece, piece + start, held);
    }
    if (held > 0) {
        print_bytes(&dump, address, piece, held);
        address += held;
    }
    hex_end(text, address);
    print_line(text);
}

/**
 * Runs the program.
 *
 * @param argc the number of words of the command line
 * @param argv the words of the command line
 * @return the exit code: 0 after a whole dump; after an error the program
 *         exits with 1 (input or output) or 2 (usage)
 */
int main(int argc, char *argv[])
{
    struct options options = parse_options(argc, argv);
    struct input input;

    /* Writing to a closed pipe is an output error like any other. */
    signal(SIGPIPE, SIG_IGN);
    input = open_input(options.file);
    dump_input(&input, &options);
    close(input.fd);
    if (fclose(stdout) != 0) {
        fail("standard output");
    }
    return EXIT_SUCCESS;
}
