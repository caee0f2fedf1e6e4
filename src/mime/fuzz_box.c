/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a mailbox.  The first four bytes choose: kind, size of a read, window, limits.  What must hold:
 *
 *   - the same messages whatever the size of a read and of the window, with and without keeping bytes;
 *   - the primary reading's spans tile the file, every message is a slice of it, and all together are at most four
 *     times as large;
 *   - limits change no span, and a primary message is unread just when it is over its limit;
 *   - a file of known size and a pipe give the same messages;
 *   - quoting undone as mboxrd and done again gives the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "box_memory.h"

#define MUST(x) do { if (!(x)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); abort(); } } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen { ub_box_kind kind; unsigned readings, notes; uint64_t index, start, end, offset, bytes, note_at; };
struct list { struct seen *p; size_t n, cap; };

static void read_all(ub_arena *a, const char *p, size_t n, size_t chunk, bool sized, const ub_box_opts *opts,
                     struct list *list)
{
    struct memory m = { ub_str_of(p, n), 0, chunk };
    ub_box_source source = { &m, memory_read, sized ? memory_at : NULL, n };
    ub_box b = { 0 };
    ub_box_item item;
    ub_err err;
    *list = (struct list){ 0 };
    MUST(ub_box_open_source(&b, &source, "memory", opts, &err) == UB_OK);
    while (ub_box_next(&b, &item, &err) == UB_OK) {
        struct seen *s = UB_PUSH(a, list);
        MUST(s);
        *s = (struct seen){ item.kind, item.readings, (unsigned)item.n_notes, item.index, item.start, item.end,
                            item.offset, item.bytes, 0 };
        for (size_t i = 0; i < item.n_notes; i++) s->note_at = s->note_at * 31 + item.notes[i].at + (unsigned char)item.notes[i].name[9];
        MUST(item.readings != 0 && item.start <= item.offset && item.offset + item.bytes <= item.end && item.end <= n);
        MUST(item.primary == ((item.readings & UB_BOX_FROM) != 0));
        if (item.kind == UB_BOX_MESSAGE && !opts->spans_only)
            MUST(item.raw.n == item.bytes && memcmp(item.raw.p, p + item.offset, item.bytes) == 0);
        if (item.from.n) MUST(ub_str_starts(item.from, UB_S("From ")));
    }
    MUST(ub_box_next(&b, &item, &err) == UB_ABSENT);
    ub_box_close(&b);
}

static void must_tile(const struct list *list, size_t n)
{
    uint64_t end = 0, index = 0, bytes = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct seen *s = &list->p[i];
        bytes += s->bytes;
        if (!(s->readings & UB_BOX_FROM)) continue;
        MUST(s->start == end && s->index == index);
        end = s->end;
        index++;
    }
    MUST(n == 0 || end == n);
    MUST(bytes <= 4 * (uint64_t)n);
}

static bool same(const struct seen *x, const struct seen *y)
{
    return x->readings == y->readings && x->index == y->index && x->start == y->start && x->end == y->end
        && x->offset == y->offset && x->bytes == y->bytes;
}

static void must_be_same(const struct list *x, const struct list *y)
{
    MUST(x->n == y->n);
    for (size_t i = 0; i < x->n; i++)
        MUST(same(&x->p[i], &y->p[i]) && x->p[i].notes == y->p[i].notes && x->p[i].note_at == y->p[i].note_at
             && x->p[i].kind == y->p[i].kind);
}

static void must_keep_to_limits(const struct list *free, const struct list *limited, const ub_box_opts *opts)
{
    MUST(free->n == limited->n);
    for (size_t i = 0; i < free->n; i++) {
        const struct seen *s = &limited->p[i];
        MUST(same(&free->p[i], s));
        if (free->p[i].kind == UB_BOX_UNREAD) continue;      /* cut too often */
        if (s->bytes > opts->max_message_bytes) MUST(s->kind == UB_BOX_UNREAD);
        if (s->bytes <= opts->max_other_bytes || (s->readings & UB_BOX_FROM && s->bytes <= opts->max_message_bytes))
            MUST(s->kind == UB_BOX_MESSAGE);
    }
}

/* Quote as mboxrd does. */
static ub_str quote(ub_arena *a, ub_str text)
{
    ub_buf b = ub_buf_in(a);
    while (text.n) {
        size_t n = ub_str_chr(text, '\n'), q = 0;
        ub_str line = ub_str_to(text, n < text.n ? n + 1 : n);
        while (q < line.n && line.p[q] == '>') q++;
        if (ub_str_starts(ub_str_from(line, q), UB_S("From "))) MUST(ub_buf_char(&b, '>'));
        MUST(ub_buf_add(&b, line));
        text = ub_str_from(text, line.n);
    }
    return ub_buf_str(&b);
}

static void must_unquote(ub_arena *a, ub_str raw)
{
    ub_box_unquoted u;
    ub_err err;
    MUST(ub_box_unquote(a, raw, &u, &err) == UB_OK);
    MUST(u.mboxrd.n == raw.n - u.n_lines && u.mboxo.n >= u.mboxrd.n && u.differ == (u.mboxo.n != u.mboxrd.n));
    if (!ub_str_starts(raw, UB_S("From ")) && ub_str_find(raw, UB_S("\nFrom ")) == raw.n)
        MUST(ub_str_eq(quote(a, u.mboxrd), raw));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    static const ub_box_format formats[] = { UB_BOX_AUTO, UB_BOX_MBOX, UB_BOX_EML, UB_BOX_MAILDIR };
    static const size_t sizes[] = { 1, 2, 3, 5, 7, 13, 16, 17, 31, 64, 100, 255, 256, 1000, 1024, 65536 };
    struct list whole, other;
    ub_box_opts opts = { .as_stored = true };
    const char *p = (const char *)data + 4;
    size_t n = size - 4, chunk;
    bool sized;
    if (size < 4) return 0;                       /* no room for the choices */
    MUST(ub_arena_open(&a, (size_t)40 << 20, NULL) == UB_OK);
    opts.format = formats[data[0] & 3];
    sized = data[0] & 4;
    chunk = sizes[data[1] & 15];
    read_all(&a, p, n, SIZE_MAX, sized, &opts, &whole);
    must_tile(&whole, n);

    opts.window_bytes = sizes[data[2] & 15];
    read_all(&a, p, n, chunk, sized, &opts, &other);
    must_be_same(&whole, &other);

    read_all(&a, p, n, chunk, !sized, &opts, &other);
    must_be_same(&whole, &other);

    opts.max_message_bytes = 1 + (data[3] & 15) * (data[3] & 15) * 8;
    opts.max_other_bytes = 1 + (data[3] >> 4) * (data[3] >> 4) * 4;
    if (opts.max_other_bytes > opts.max_message_bytes) opts.max_other_bytes = opts.max_message_bytes;
    read_all(&a, p, n, chunk, sized, &opts, &other);
    must_keep_to_limits(&whole, &other, &opts);
    opts.spans_only = true;
    struct list spans;
    read_all(&a, p, n, SIZE_MAX, sized, &opts, &spans);
    must_be_same(&other, &spans);

    must_unquote(&a, ub_str_of(p, n));
    return 0;
}
