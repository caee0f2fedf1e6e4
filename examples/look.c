/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look FILE [HARMLESS] - what the message in FILE would tell its sender; writes a harmless copy to HARMLESS.
 *
 *     cc -o look look.c $(pkg-config --cflags --libs unbeacon)
 */
#include <stdio.h>
#include <stdlib.h>

#include <unbeacon/unbeacon.h>

static int trouble(const char *what, const char *why)
{
    fprintf(stderr, "look: %s: %s\n", what, why);
    return 2;
}

/* All of a file; NULL when it cannot be read. */
static char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    char *bytes = NULL;
    size_t cap = 0;
    *n = 0;
    while (f && !ferror(f) && !feof(f)) {
        if (*n == cap) {
            char *more = realloc(bytes, cap = cap ? cap * 2 : 65536);
            if (!more) break;
            bytes = more;
        }
        *n += fread(bytes + *n, 1, cap - *n, f);
    }
    if (f && !feof(f)) free(bytes), bytes = NULL;
    if (f) fclose(f);
    return bytes;
}

/* Text from mail may hold anything; a terminal gets only what it can show. */
static void show(ub_text text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x20 || c > 0x7E) printf("\\x%02X", c);
        else putchar(c);
    }
}

static int look(ub_reader *reader, const char *bytes, size_t n, const char *harmless)
{
    const ub_reference *f;
    const char *clean;
    size_t n_clean;
    FILE *out;
    if (ub_reader_scan(reader, bytes, n) != UB_DONE) return trouble("cannot scan", ub_reader_error(reader));
    while ((f = ub_reader_next(reader))) {
        printf("%s  ", f->vector);
        show(f->url.n ? f->url : f->raw);
        printf("%s\n", f->names_reader ? "  names the reader" : "");
    }
    printf("%s\n", ub_reader_verdict(reader));
    if (!harmless) return 0;
    if (ub_reader_clean(reader, &clean, &n_clean) != UB_DONE) return trouble("cannot clean", ub_reader_error(reader));
    if (!(out = fopen(harmless, "wb"))) return trouble(harmless, "cannot be written");
    size_t done = fwrite(clean, 1, n_clean, out);
    return fclose(out) == 0 && done == n_clean ? 0 : trouble(harmless, "cannot be written");
}

int main(int argc, char **argv)
{
    ub_reader *reader;
    char *bytes;
    size_t n;
    int status;
    if (argc < 2 || argc > 3) return trouble("usage", "look FILE [HARMLESS]");
    if (!(bytes = read_file(argv[1], &n))) return trouble(argv[1], "cannot be read");
    if (ub_reader_open(&reader) != UB_DONE) return trouble("libunbeacon", "no memory");
    status = look(reader, bytes, n, argc == 3 ? argv[2] : NULL);
    ub_reader_close(reader);
    free(bytes);
    return status;
}
