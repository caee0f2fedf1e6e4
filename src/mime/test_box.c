/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where messages of a mailbox begin and end, from memory, whatever the size of a read.
 *
 * Expected boundaries are those of the clients named beside them, found by reading their rules: Python 3.11
 * mailbox.mbox, mutt 2 is_from() and mbox_parse_mailbox(), Dovecot 2.3 istream-raw-mbox, Thunderbird's
 * MboxMsgInputStream.
 */
#include <stdlib.h>

#include "box_priv.h"
#include "support.h"

#define DATE " Thu Jan  1 00:00:00 2026"
#define A    "From a@a.example" DATE "\n"
#define B    "From b@b.example" DATE "\n"
#define C    "From c@c.example" DATE "\n"
#define HEAD "Subject: s\nTo: t\n"

enum { FROM = UB_BOX_FROM, ANY = UB_BOX_ANY, HEADERS = UB_BOX_HEADERS, LENGTH = UB_BOX_LENGTH, ALL = UB_BOX_ALL };

/* A file in memory that is read `chunk` bytes at a time. */
struct memory { ub_str text; size_t at, chunk; };

static ptrdiff_t memory_read(void *ctx, void *out, size_t n, ub_err *err)
{
    struct memory *m = ctx;
    (void)err;
    if (n > m->chunk) n = m->chunk;
    if (n > m->text.n - m->at) n = m->text.n - m->at;
    if (n) memcpy(out, m->text.p + m->at, n);
    m->at += n;
    return (ptrdiff_t)n;
}

static size_t memory_at(void *ctx, void *out, size_t n, uint64_t offset)
{
    struct memory *m = ctx;
    if (offset >= m->text.n) return 0;
    if (n > m->text.n - offset) n = m->text.n - offset;
    memcpy(out, m->text.p + offset, n);
    return n;
}

static void open_memory(ub_box *b, struct memory *m, bool sized, const ub_box_opts *opts)
{
    ub_box_source source = { .ctx = m, .read = memory_read, .at = sized ? memory_at : NULL, .size_bytes = m->text.n };
    assert_int_equal(ub_box_open_source(b, &source, "memory", opts, NULL), UB_OK);
}

struct want { unsigned readings; ub_str raw; const char *notes; };   /* notes: names without "box-", by spaces */

struct flavour {
    const char *name;
    ub_box_format format;
    ub_str in;
    struct want want[8];
    bool sized_only;        /* a pipe gives the same messages with fewer readings in common; see streams_cannot_look_ahead */
};

#define L(s) UB_LIT(s)

static const struct flavour flavours[] = {
    { "two messages, as everybody writes and reads them", UB_BOX_AUTO,
      L(A HEAD "\nx\n\n" B HEAD "\ny\n\n"),
      { { ALL, L(HEAD "\nx\n"), "" }, { ALL, L(HEAD "\ny\n"), "" } } },
    { "CRLF", UB_BOX_AUTO,
      L("From a" DATE "\r\nSubject: s\r\nTo: t\r\n\r\nx\r\n\r\nFrom b" DATE "\r\nSubject: s\r\nTo: t\r\n\r\ny\r\n\r\n"),
      { { ALL, L("Subject: s\r\nTo: t\r\n\r\nx\r\n"), "" }, { ALL, L("Subject: s\r\nTo: t\r\n\r\ny\r\n"), "" } } },
    { "no empty line between them: all four clients split, formail does not", UB_BOX_AUTO,
      L(A HEAD "\nx\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "\nx\n"), "" }, { ALL, L(HEAD "\ny\n"), "from-line-no-blank" } } },
    { "no line end at the end", UB_BOX_AUTO, L(A HEAD "\nx"), { { ALL, L(HEAD "\nx"), "" } } },
    { "only one empty line is the separator", UB_BOX_AUTO,
      L(A HEAD "\nx\n\n\n" B HEAD "\ny\n\n\n"),
      { { ALL, L(HEAD "\nx\n\n"), "" }, { ALL, L(HEAD "\ny\n\n"), "" } } },
    { "a header and no body: the empty line is the separator for Python, Dovecot", UB_BOX_AUTO,
      L(A HEAD "\n" B HEAD "\n"), { { ALL, L(HEAD), "" }, { ALL, L(HEAD), "" } } },
    { "quoted From_ lines are text", UB_BOX_AUTO,
      L(A HEAD "\n\n>From b" DATE "\n\n>>From c" DATE "\n"),
      { { ALL, L(HEAD "\n\n>From b" DATE "\n\n>>From c" DATE "\n"), "" } } },
    { "an indented From_ line is text", UB_BOX_AUTO,
      L(A HEAD "\n\n From b" DATE "\n"), { { ALL, L(HEAD "\n\n From b" DATE "\n"), "" } } },
    { "From: and From, are text", UB_BOX_AUTO,
      L(A HEAD "\n\nFrom: b\nFrom\tb\nFrom\n"), { { ALL, L(HEAD "\n\nFrom: b\nFrom\tb\nFrom\n"), "" } } },
    { "a sentence: Python and GMime split; mutt, Dovecot, Thunderbird do not", UB_BOX_AUTO,
      L(A HEAD "\nx\n\nFrom the desk of y\nz z\n\n"),
      { { ANY, L(HEAD "\nx\n"), "" },
        { FROM | HEADERS | LENGTH, L(HEAD "\nx\n\nFrom the desk of y\nz z\n"), "from-line-inside" },
        { ANY, L("z z\n"), "from-line-undated from-line-no-headers" } } },
    { "no date but two header fields: Python, GMime, Thunderbird split", UB_BOX_AUTO,
      L(A HEAD "\nx\n\nFrom b\n" HEAD "\ny\n"),
      { { ANY | HEADERS, L(HEAD "\nx\n"), "" },
        { FROM | LENGTH, L(HEAD "\nx\n\nFrom b\n" HEAD "\ny\n"), "from-line-inside" },
        { ANY | HEADERS, L(HEAD "\ny\n"), "from-line-undated" } } },
    { "a date but no header fields: all split but Thunderbird", UB_BOX_AUTO,
      L(A HEAD "\nx\n\n" B "y y\nz z\n"),
      { { FROM | ANY | LENGTH, L(HEAD "\nx\n"), "" },
        { FROM | ANY | LENGTH, L("y y\nz z\n"), "from-line-no-headers" },
        { HEADERS, L(HEAD "\nx\n\n" B "y y\nz z\n"), "from-line-inside" } } },
    { "within a header: all split but Thunderbird, which looks only in bodies", UB_BOX_AUTO,
      L(A "Subject: s\n" B HEAD "\ny\n"),
      { { FROM | ANY | LENGTH, L("Subject: s\n"), "" },
        { FROM | ANY | LENGTH, L(HEAD "\ny\n"), "from-line-no-blank from-line-no-headers" },
        { HEADERS, L("Subject: s\n" B HEAD "\ny\n"), "from-line-inside" } } },
    { "folded header fields are header fields", UB_BOX_AUTO,
      L(A HEAD "\nx\n\n" B "A: a\n b\n\tc\nB: d\n\ny\n"),
      { { ALL, L(HEAD "\nx\n"), "" }, { ALL, L("A: a\n b\n\tc\nB: d\n\ny\n"), "" } } },
    { "one header field, then the end: benefit of the doubt", UB_BOX_AUTO,
      L(A HEAD "\nx\n\n" B "A: a\n"), { { ALL, L(HEAD "\nx\n"), "" }, { ALL, L("A: a\n"), "" } } },
    { "the file's own From_ lines have no date: then none needs one", UB_BOX_AUTO,
      L("From a\n" HEAD "\nx\n\nFrom b\n" HEAD "\ny\n\n"),
      { { ALL, L(HEAD "\nx\n"), "from-line-undated" }, { ALL, L(HEAD "\ny\n"), "from-line-undated" } } },
    { "empty lines before the first, which mutt passes over", UB_BOX_AUTO,
      L("\n\n" A HEAD "\nx\n\n" B HEAD "\n"), { { ALL, L(HEAD "\nx\n"), "" }, { ALL, L(HEAD), "" } } },
    { "text before the first, when told that it is an mbox", UB_BOX_MBOX,
      L(HEAD "\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "\nx\n"), "text-before-first-from" }, { ALL, L(HEAD "\ny\n"), "" } } },
    { "From_ lines only", UB_BOX_AUTO, L(A B "From \n"),
      { { FROM | ANY | LENGTH, L(""), "" },
        { ANY, L(""), "from-line-no-blank from-line-no-headers" },
        { FROM | LENGTH, L("From \n"), "from-line-inside from-line-no-blank from-line-no-headers" },
        { ANY, L(""), "from-line-undated from-line-no-blank from-line-no-headers" },
        { HEADERS, L(B "From \n"), "from-line-inside" } } },
    { "a flood of bare ones", UB_BOX_AUTO, L("From \nFrom \nFrom "),
      { { FROM | ANY | LENGTH, L(""), "from-line-undated" },
        { FROM | ANY | LENGTH, L(""), "from-line-undated from-line-no-blank from-line-no-headers" },
        { FROM | ANY | LENGTH, L(""), "from-line-undated from-line-no-blank from-line-no-headers" },
        { HEADERS, L("From \nFrom "), "from-line-inside from-line-undated" } } },
    { "NUL bytes are bytes", UB_BOX_AUTO,
      L(A HEAD "\n\0From b" DATE "\n\0\n\n" B HEAD "\n\0"),
      { { ALL, L(HEAD "\n\0From b" DATE "\n\0\n"), "" }, { ALL, L(HEAD "\n\0"), "" } } },
    { "bare CRs in an LF mailbox end no line", UB_BOX_AUTO,
      L(A HEAD "\nx\r\rFrom b" DATE "\rSubject: s\r\rx\n"),
      { { ALL, L(HEAD "\nx\r\rFrom b" DATE "\rSubject: s\r\rx\n"), "" } } },
    { "a mailbox with CRs: no client of today splits it, so only the loosest reading does", UB_BOX_AUTO,
      L("From a" DATE "\rSubject: s\r\rx\r\rFrom b" DATE "\rSubject: t\r\ry\r"),
      { { ANY, L("Subject: s\r\rx\r\r"), "cr-line-ends" },
        { FROM | HEADERS | LENGTH, L("Subject: s\r\rx\r\rFrom b" DATE "\rSubject: t\r\ry\r"),
          "from-line-inside cr-line-ends" },
        { ANY, L("Subject: t\r\ry\r"), "from-line-no-blank from-line-no-headers" } } },

    /* mboxcl, mboxcl2 */
    { "Content-Length right: the body is as long as it says, to the byte", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 2\n\nx\n\n" B HEAD "content-length:3 \n\ny\n\n"),
      { { ALL, L(HEAD "Content-Length: 2\n\nx\n"), "" }, { ALL, L(HEAD "content-length:3 \n\ny\n\n"), "" } } },
    { "mboxcl2: a From_ line in the body: mutt and Dovecot read it as text, Thunderbird too for want of fields", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 50\n\n" B "A: a\n\nx\n\n" C HEAD "\nz\n"),
      { { FROM | ANY, L(HEAD "Content-Length: 50\n"), "content-length-mismatch" },
        { FROM | ANY, L("A: a\n\nx\n"), "from-line-no-headers" },
        { HEADERS | LENGTH, L(HEAD "Content-Length: 50\n\n" B "A: a\n\nx\n"), "content-length-mismatch from-line-inside" },
        { ALL, L(HEAD "\nz\n"), "" } } },
    { "Content-Length hides the second message and ends at the third", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 65\n\nx\n\n" B HEAD "\ny\n\n" C HEAD "\nz\n"),
      { { FROM | ANY | HEADERS, L(HEAD "Content-Length: 65\n\nx\n"), "content-length-mismatch" },
        { FROM | ANY | HEADERS, L(HEAD "\ny\n"), "" },
        { LENGTH, L(HEAD "Content-Length: 65\n\nx\n\n" B HEAD "\ny\n"), "content-length-mismatch from-line-inside" },
        { ALL, L(HEAD "\nz\n"), "" } } },
    { "Content-Length up to the end hides the second", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 65\n\nx\n\n" B HEAD "\ny\n"),
      { { FROM | ANY | HEADERS, L(HEAD "Content-Length: 65\n\nx\n"), "content-length-mismatch" },
        { FROM | ANY | HEADERS, L(HEAD "\ny\n"), "" },
        { LENGTH, L(HEAD "Content-Length: 65\n\nx\n\n" B HEAD "\ny\n"), "content-length-mismatch from-line-inside" } } },
    { "Content-Length too small: both clients go by the From_ line", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 1\n\nxyz\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 1\n\nxyz\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } } },
    { "Content-Length into the next message", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 50\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 50\n\nx\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } }, true },
    { "Content-Length beyond the end", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 5000\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 5000\n\nx\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } }, true },
    { "Content-Length that no number holds", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 99999999999999999999999\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 99999999999999999999999\n\nx\n"), "content-length-mismatch" },
        { ALL, L(HEAD "\ny\n"), "" } } },
    { "negative Content-Length", UB_BOX_AUTO,
      L(A HEAD "Content-Length: -5\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: -5\n\nx\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } } },
    { "two Content-Lengths: the last counts, as in mutt", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 99\nContent-Length: 2\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 99\nContent-Length: 2\n\nx\n"), "content-length-twice" },
        { ALL, L(HEAD "\ny\n"), "" } } },
    { "Content-Length in a body is text", UB_BOX_AUTO,
      L(A HEAD "\nContent-Length: 2\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "\nContent-Length: 2\n\nx\n"), "" }, { ALL, L(HEAD "\ny\n"), "" } } },
    { "Content-Length of CRLF mail", UB_BOX_AUTO,
      L("From a" DATE "\r\nA: a\r\nContent-Length: 3\r\n\r\nx\r\n\r\nFrom b" DATE "\r\nA: a\r\nB: b\r\n\r\n"),
      { { ALL, L("A: a\r\nContent-Length: 3\r\n\r\nx\r\n"), "" }, { ALL, L("A: a\r\nB: b\r\n"), "" } } },
    { "Content-Length to a From_ line in the middle of a line", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 2\n\nx " B HEAD "\n\n" C HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 2\n\nx " B HEAD "\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } } },

    /* one message */
    { "EML", UB_BOX_AUTO, L(HEAD "\nx\n\n" B HEAD "\ny\n"), { { ALL, L(HEAD "\nx\n\n" B HEAD "\ny\n"), "" } } },
    { "EML with an envelope", UB_BOX_EML, L(A HEAD "\nx\n\n" B "y\n"), { { ALL, L(HEAD "\nx\n\n" B "y\n"), "" } } },
    { "Maildir", UB_BOX_MAILDIR, L(HEAD "\nx\n"), { { ALL, L(HEAD "\nx\n"), "" } } },
    { "anything is a message", UB_BOX_AUTO, L("\0\377"), { { ALL, L("\0\377"), "" } } },
    { "a quoted From_ line first is one message", UB_BOX_AUTO, L(">From a\nA: b\n\n"), { { ALL, L(">From a\nA: b\n\n"), "" } } },
    { "nothing is an empty mailbox", UB_BOX_AUTO, L(""), { { 0 } } },
    { "nothing, where it is known to be a message", UB_BOX_EML, L(""), { { ALL, L(""), "" } } },

    /* .emlx */
#define PLIST "<?xml version=\"1.0\"?>\n<!DOCTYPE plist>\n<plist></plist>\n"
    { ".emlx", UB_BOX_AUTO, L("20        \n" HEAD "\nx\n" PLIST), { { ALL, L(HEAD "\nx\n"), "" } } },
    { ".emlx without a property list", UB_BOX_AUTO, L("20\n" HEAD "\nx\n"), { { ALL, L(HEAD "\nx\n"), "" } } },
    { ".emlx, count too small", UB_BOX_AUTO, L("18\n" HEAD "\nx\n" PLIST),
      { { FROM | ANY | HEADERS, L(HEAD "\nx\n"), "emlx-count-mismatch" }, { LENGTH, L(HEAD "\n"), "emlx-count-mismatch" } } },
    { ".emlx, count too large", UB_BOX_AUTO, L("22\n" HEAD "\nx\n" PLIST),
      { { FROM | ANY | HEADERS, L(HEAD "\nx\n"), "emlx-count-mismatch" },
        { LENGTH, L(HEAD "\nx\n<?"), "emlx-count-mismatch" } } },
    { ".emlx, count beyond the end", UB_BOX_AUTO, L("99999\n" HEAD "\nx\n" PLIST),
      { { FROM | ANY | HEADERS, L(HEAD "\nx\n"), "emlx-count-mismatch" },
        { LENGTH, L(HEAD "\nx\n" PLIST), "emlx-count-mismatch" } } },
    { "a number and no .emlx", UB_BOX_AUTO, L("12345\nSubject: s\n\nx\n"), { { ALL, L("12345\nSubject: s\n\nx\n"), "" } } },
};

/* "from-line-inside cr-line-ends": the item's notes without the room's name. */
static void notes_of(const ub_box_item *item, char *out, size_t n)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < item->n_notes; i++)
        at += (size_t)snprintf(out + at, n - at, "%s%s", i ? " " : "", item->notes[i].name + 4);
}

static void check(const struct flavour *f, size_t chunk, size_t window, bool sized)
{
    UB_CLEANUP(ub_box_close) ub_box b = { 0 };
    ub_box_opts opts = { .format = f->format, .window_bytes = window };
    struct memory m = { f->in, 0, chunk };
    uint64_t end = 0, index = 0;
    ub_box_item item;
    size_t i = 0;
    open_memory(&b, &m, sized, &opts);
    for (; ub_box_next(&b, &item, NULL) == UB_OK; i++) {
        char name[256], notes[512];
        const struct want *w = &f->want[i];
        snprintf(name, sizeof name, "%s, item %zu, chunk %zu, window %zu%s", f->name, i, chunk, window, sized ? "" : ", pipe");
        if (i == UB_COUNT(f->want) || item.readings != w->readings)
            fail_msg("%s: readings %x, want %x", name, item.readings, i < UB_COUNT(f->want) ? w->readings : 0);
        ub_assert_str(name, item.raw, w->raw);
        notes_of(&item, notes, sizeof notes);
        /* The order of notes is that of their kinds. */
        for (const char *p = w->notes; p && *p; p += strcspn(p, " "), p += *p == ' ') {
            char want[64];
            snprintf(want, sizeof want, "%.*s", (int)strcspn(p, " "), p);
            if (!strstr(notes, want)) fail_msg("%s: no note %s in \"%s\"", name, want, notes);
        }
        if (strlen(notes) != strlen(w->notes)) fail_msg("%s: notes \"%s\", want \"%s\"", name, notes, w->notes);
        assert_int_equal(item.bytes, item.raw.n);
        assert_true(ub_str_eq(item.raw, ub_str_of(f->in.p + item.offset, item.bytes)));
        assert_int_equal(item.primary, (item.readings & FROM) != 0);
        if (item.primary) {
            assert_int_equal(item.start, end);      /* the primary reading tiles the file */
            assert_int_equal(item.index, index++);
            end = item.end;
        }
    }
    if (i < UB_COUNT(f->want) && f->want[i].readings) fail_msg("%s: %zu items only", f->name, i);
    assert_int_equal(end, f->in.n);
    assert_int_equal(ub_box_next(&b, &item, NULL), UB_ABSENT);
}

static void every_flavour_is_read_as_its_clients_do(void **state)
{
    static const size_t sizes[] = { 1, 2, 3, 5, 7, 16, 17, 64, 4096 };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(flavours); i++) {
        for (size_t k = 0; k < UB_COUNT(sizes); k++)
            for (int sized = flavours[i].sized_only; sized < 2; sized++) {
                check(&flavours[i], sizes[k], 0, sized);
                check(&flavours[i], 4096, sizes[k], sized);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flavour_is_read_as_its_clients_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
