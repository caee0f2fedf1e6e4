/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where messages of a mailbox begin and end, from memory, whatever the size of a read.
 *
 * Expected boundaries are those of the clients named beside them, found by reading their rules: Python 3.11
 * mailbox.mbox, mutt 2 is_from() and mbox_parse_mailbox(), Dovecot 2.3 istream-raw-mbox, Thunderbird's
 * MboxMsgInputStream.
 */
#include <stdlib.h>
#include <time.h>

#include "box_memory.h"
#include "box_priv.h"
#include "support.h"

#define DATE " Thu Jan  1 00:00:00 2026"
#define A    "From a@a.example" DATE "\n"
#define B    "From b@b.example" DATE "\n"
#define C    "From c@c.example" DATE "\n"
#define HEAD "Subject: s\nTo: t\n"

enum { FROM = UB_BOX_FROM, ANY = UB_BOX_ANY, HEADERS = UB_BOX_HEADERS, LENGTH = UB_BOX_LENGTH, ALL = UB_BOX_ALL };

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
    { "From_ lines only; what is empty is given in the primary reading alone", UB_BOX_AUTO, L(A B "From \n"),
      { { FROM | ANY | LENGTH, L(""), "" },
        { FROM | LENGTH, L("From \n"), "from-line-inside from-line-no-blank from-line-no-headers" },
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
      { { ALL, L(HEAD "Content-Length: 50\n\nx\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } } },
    { "Content-Length beyond the end", UB_BOX_AUTO,
      L(A HEAD "Content-Length: 5000\n\nx\n\n" B HEAD "\ny\n"),
      { { ALL, L(HEAD "Content-Length: 5000\n\nx\n"), "content-length-mismatch" }, { ALL, L(HEAD "\ny\n"), "" } } },
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
            for (int sized = 0; sized < 2; sized++) {
                check(&flavours[i], sizes[k], 0, sized);
                check(&flavours[i], 4096, sizes[k], sized);
            }
    }
}


static void dates_are_told_as_mutt_and_dovecot_do(void **state)
{
    static const struct { const char *line; bool dated; } cases[] = {
        { "a@a.example Thu Jan  1 00:00:00 2026", true },
        { "a@a.example  Thu Jan 1 00:00:00 2026", true },
        { "MAILER-DAEMON thu JAN 01 23:59:60 2026", true },
        { "- Thu Jan 01 00:00:00 2026", true },                         /* Mozilla */
        { "Thu Jan 01 00:00:00 2026", true },                           /* mutt: the sender may be missing */
        { "Thu Thu Jan 01 00:00:00 2026", true },                       /* a user called thu */
        { "a Thu Jan 01 00:00 2026", true },                            /* mutt: no seconds */
        { "a Thu Jan 01 00:00:00 EEST 2026", true },                    /* Dovecot: a named zone */
        { "a Wed Aug  2 00:39:12 MET DST 1995", true },                 /* mutt: in two words */
        { "a Thu Jan 01 00:00:00 +0100 2026", true },                   /* Gmail's export */
        { "a Thu Jan 01 00:00:00 2026 +0100", true },
        { "a Thu Jan 01 00:00:00 99", true },
        { "a Thu Jan 01 00:00:00 2026 remote from b", true },
        { "me at example.org Thu Jan  1 00:00:00 2026", true },         /* pipermail */
        { "\"a b\"@c.example Thu Jan  1 00:00:00 2026", true },
        { "a\tThu\tJan\t1\t00:00:00\t2026", true },
        { "", false }, { " ", false }, { "the desk of", false }, { "a", false },
        { "a Thu Jan  1 00:00:00", false },
        { "a Thu Jan  1 2026", false },
        { "a Jan  1 00:00:00 2026", false },
        { "a Thu, 1 Jan 2026 00:00:00 +0000", false },                  /* RFC 5322, which neither takes */
        { "a 2026-01-01T00:00:00Z", false },
        { "a Thu Jan 32 00:00:00 2026", false },
        { "a Thu Jan  1 24:00:00 2026", false },
        { "a Thu Jan  1 00:60:00 2026", false },
        { "a Thu Jan  1 00:00:00:00 2026", false },
        { "a Thu Jan  1 00: 2026", false },
        { "a Thursday January 1 00:00:00 2026", false },
        { "a Thu Jan  1 00:00:00 MET DST X 2026", false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        if (box_from_dated(cases[i].line, cases[i].line + strlen(cases[i].line)) != cases[i].dated)
            fail_msg("%s: want %d", cases[i].line, cases[i].dated);
}

/* ------------------------------------------------------------------------------------------------ limits, trouble */

static void a_message_over_the_limit_is_reported_and_reading_goes_on(void **state)
{
    static const struct { uint64_t max; ub_box_kind kind; } cases[] = {
        { 5019, UB_BOX_MESSAGE }, { 5018, UB_BOX_MESSAGE }, { 5017, UB_BOX_UNREAD }, { 100, UB_BOX_UNREAD },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    ub_buf in = ub_buf_in(&a);
    ub_buf_add(&in, UB_S(A HEAD "\n"));
    for (int i = 0; i < 5000; i++) ub_buf_char(&in, 'x');
    ub_buf_add(&in, UB_S("\n" B HEAD "\ny\n"));            /* 17 + 1 + 5,000 bytes and a line end, which is none too many */
    assert_int_equal(in.n, 42 + 5019 + 42 + 20);
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        for (int chunk = 1; chunk < 10000; chunk *= 10) {
            UB_CLEANUP(ub_box_close) ub_box b = { 0 };
            struct memory m = { ub_buf_str(&in), 0, (size_t)chunk };
            ub_box_opts opts = { .max_message_bytes = cases[i].max + 1, .window_bytes = (size_t)chunk };
            ub_box_item item;
            open_memory(&b, &m, chunk % 2, &opts);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            assert_int_equal(item.kind, cases[i].kind);
            assert_int_equal(item.bytes, 5019);
            assert_int_equal(item.err.status, cases[i].kind == UB_BOX_UNREAD ? UB_LIMIT : UB_OK);
            assert_int_equal(item.raw.n, cases[i].kind == UB_BOX_UNREAD ? 0 : 5019);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            assert_int_equal(item.kind, UB_BOX_MESSAGE);
            assert_int_equal(item.index, 1);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_ABSENT);
            if (i == 0 || chunk > 1) continue;
            /* One message, the same limit. */
            m = (struct memory){ ub_str_from(ub_str_to(ub_buf_str(&in), 42 + 5019), 42), 0, 100 };
            opts.format = UB_BOX_EML;
            open_memory(&b, &m, false, &opts);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            assert_int_equal(item.kind, cases[i].kind);
            assert_int_equal(item.bytes, 5019);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_ABSENT);
        }
}

static void other_readings_hold_less(void **state)
{
    /* Thunderbird's message is 42 + 3,000 bytes longer than mutt's first. */
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    ub_buf in = ub_buf_in(&a);
    ub_buf_add(&in, UB_S(A HEAD "\n" B "no header field here\n"));
    for (int i = 0; i < 300; i++) ub_buf_add(&in, UB_S("123456789\n"));
    for (int i = 0; i < 2; i++) {
        UB_CLEANUP(ub_box_close) ub_box b = { 0 };
        struct memory m = { ub_buf_str(&in), 0, 64 };
        ub_box_opts opts = { .max_other_bytes = i ? 3081 : 3080, .window_bytes = 64 };
        ub_box_item item;
        open_memory(&b, &m, true, &opts);
        assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
        assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
        assert_int_equal(item.readings, FROM | ANY | LENGTH);
        assert_int_equal(item.kind, UB_BOX_MESSAGE);
        assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
        assert_int_equal(item.readings, HEADERS);
        assert_int_equal(item.bytes, 17 + 1 + 42 + 21 + 3000);
        assert_int_equal(item.kind, i ? UB_BOX_MESSAGE : UB_BOX_UNREAD);
        assert_int_equal(ub_box_next(&b, &item, NULL), UB_ABSENT);
    }
}

static ptrdiff_t failing_read(void *ctx, void *out, size_t n, ub_err *err)
{
    struct memory *m = ctx;
    if (m->at == m->text.n) return ub_fail_os(err, "cannot be read", 5), -1;
    return memory_read(ctx, out, n, err);
}

static void trouble_comes_once_and_after_what_was_read(void **state)
{
    static const struct { ub_box_format format; ub_str in; size_t n; } cases[] = {
        { UB_BOX_AUTO, L(A HEAD "\nx\n\n" B HEAD "\ny"), 2 }, { UB_BOX_AUTO, L(HEAD "\nx"), 1 },
        { UB_BOX_EML, L(""), 0 }, { UB_BOX_AUTO, L(""), 0 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        UB_CLEANUP(ub_box_close) ub_box b = { 0 };
        struct memory m = { cases[i].in, 0, 7 };
        ub_box_source source = { &m, failing_read, NULL, 0 };
        ub_box_opts opts = { .format = cases[i].format };
        ub_box_item item;
        ub_err err = { 0 };
        assert_int_equal(ub_box_open_source(&b, &source, "memory", &opts, NULL), UB_OK);
        for (size_t k = 0; k < cases[i].n; k++) {
            assert_int_equal(ub_box_next(&b, &item, &err), UB_OK);
            assert_int_equal(item.n_notes, k + 1 == cases[i].n);
            if (item.n_notes) assert_string_equal(item.notes[0].name, "box-truncated");
        }
        assert_int_equal(ub_box_next(&b, &item, &err), UB_IO);
        assert_int_equal(err.os, 5);
        assert_int_equal(ub_box_next(&b, &item, &err), UB_ABSENT);
    }
}

static void a_pipe_checks_a_length_up_to_16_mib_ahead(void **state)
{
    /* The length hides B; in front of it and behind it C ends the message. */
    static const struct { size_t n; unsigned length_in_pipe; } cases[] = {
        { (size_t)16 << 20, LENGTH }, { ((size_t)16 << 20) + 1, 0 },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)96 << 20, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_buf in = ub_buf_in(&a);
        char head[128];
        snprintf(head, sizeof head, A HEAD "Content-Length: %zu\n\n", cases[i].n);
        assert_true(ub_buf_add(&in, ub_str_of(head, strlen(head))) && ub_buf_add(&in, UB_S("\n" B HEAD "\n")));
        size_t n = in.n - strlen(head);
        assert_true(ub_buf_room(&in, cases[i].n));
        memset(in.p + in.n, 'x', cases[i].n - n);
        in.n += cases[i].n - n;
        in.p[in.n - 1] = '\n';
        assert_true(ub_buf_add(&in, UB_S("\n" C HEAD "\n")));
        for (int sized = 0; sized < 2; sized++) {
            UB_CLEANUP(ub_box_close) ub_box b = { 0 };
            struct memory m = { ub_buf_str(&in), 0, 65536 };
            unsigned want = sized ? LENGTH : cases[i].length_in_pipe;
            ub_box_item item;
            open_memory(&b, &m, sized, NULL);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            assert_int_equal(item.readings, ALL & ~want);
            assert_string_equal(item.notes[0].name, "box-content-length-mismatch");
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            assert_int_equal(item.readings, ALL & ~want);
            if (want) assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            if (want) assert_int_equal(item.readings, LENGTH);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_OK);
            assert_int_equal(item.readings, ALL);
            assert_int_equal(ub_box_next(&b, &item, NULL), UB_ABSENT);
        }
        ub_arena_reset(&a, 0);
    }
}

static void too_many_cuts_are_told(void **state)
{
    static const ub_str cut = L("From x\nA\n");
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    for (size_t more = 0; more < 3; more++) {
        UB_CLEANUP(ub_box_close) ub_box b = { 0 };
        ub_buf in = ub_buf_in(&a);
        size_t n = 0, unread = 0, primary = 0;
        ub_box_item item;
        ub_buf_add(&in, UB_S(A HEAD "\n"));
        for (size_t i = 0; i < UB_BOX_CUTS + more; i++) ub_buf_add(&in, cut);
        ub_buf_add(&in, UB_S(B HEAD "\n"));
        for (size_t i = 0; i < UB_BOX_CUTS; i++) ub_buf_add(&in, cut);   /* the next message may be cut as often */
        struct memory m = { ub_buf_str(&in), 0, 5000 };
        open_memory(&b, &m, true, NULL);
        for (; ub_box_next(&b, &item, NULL) == UB_OK; n++) {
            primary += item.primary;
            if (item.kind != UB_BOX_UNREAD) continue;
            unread++;
            assert_int_equal(item.readings, ANY);
            assert_string_equal(item.err.what, "too many From_ lines");
            assert_int_equal(item.bytes, 2 + more * cut.n);
        }
        assert_int_equal(primary, 2);
        assert_int_equal(unread, more > 0);
        assert_int_equal(n, 2 + 2 * (UB_BOX_CUTS + 1));
    }
}

/* ------------------------------------------------------------------------------------------------ quoting */

static void quoting_is_undone_both_ways(void **state)
{
    static const struct { const char *name; ub_str raw, mboxrd, mboxo; size_t n; } cases[] = {
        { "none", L(HEAD "\nx\n"), L(HEAD "\nx\n"), L(HEAD "\nx\n"), 0 },
        { "empty", L(""), L(""), L(""), 0 },
        { "one", L("\n>From x\ny\n"), L("\nFrom x\ny\n"), L("\nFrom x\ny\n"), 1 },
        { "first line", L(">From x"), L("From x"), L("From x"), 1 },
        { "two levels", L("\n>>From x\n>From y\n"), L("\n>From x\nFrom y\n"), L("\n>>From x\nFrom y\n"), 2 },
        { "only deep ones", L("\n>>>From x\n"), L("\n>>From x\n"), L("\n>>>From x\n"), 1 },
        { "not quoted From_ lines", L("\n> From x\n>Fro\n>From\n>from x\n>>>>\n"), L("\n> From x\n>Fro\n>From\n>from x\n>>>>\n"),
          L("\n> From x\n>Fro\n>From\n>from x\n>>>>\n"), 0 },
        { "CRLF", L("\r\n>From x\r\n"), L("\r\nFrom x\r\n"), L("\r\nFrom x\r\n"), 1 },
        { "adjacent", L(">From a\n>From b\n>From c\n"), L("From a\nFrom b\nFrom c\n"), L("From a\nFrom b\nFrom c\n"), 3 },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 16, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_box_unquoted u;
        assert_int_equal(ub_box_unquote(&a, cases[i].raw, &u, NULL), UB_OK);
        ub_assert_str(cases[i].name, u.mboxrd, cases[i].mboxrd);
        ub_assert_str(cases[i].name, u.mboxo, cases[i].mboxo);
        assert_int_equal(u.n_lines, cases[i].n);
        assert_int_equal(u.differ, !ub_str_eq(cases[i].mboxrd, cases[i].mboxo));
        if (cases[i].n == 0) assert_ptr_equal(u.mboxrd.p, cases[i].raw.p);
    }
    UB_CLEANUP(ub_arena_close) ub_arena small = { 0 };
    char text[8192];
    ub_box_unquoted u;
    memset(text, 'x', sizeof text);
    memcpy(text, ">From ", 6);
    assert_int_equal(ub_arena_open(&small, 4096, NULL), UB_OK);
    assert_int_equal(ub_box_unquote(&small, ub_str_of(text, sizeof text), &u, NULL), UB_LIMIT);
    assert_ptr_equal(u.mboxrd.p, text);
}

/* ------------------------------------------------------------------------------------------------ spans */

static void an_index_gives_the_same_spans_without_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < UB_COUNT(flavours); i++) {
        UB_CLEANUP(ub_box_close) ub_box full = { 0 };
        UB_CLEANUP(ub_box_close) ub_box spans = { 0 };
        ub_box_opts opts = { .format = flavours[i].format, .window_bytes = 16 };
        struct memory m = { flavours[i].in, 0, 16 }, n = m;
        ub_box_item x, y;
        open_memory(&full, &m, true, &opts);
        open_memory(&spans, &n, true, &opts);
        while (ub_box_next(&full, &x, NULL) == UB_OK) {
            assert_int_equal(ub_box_index(&spans, &y, NULL), UB_OK);
            assert_int_equal(x.offset, y.offset);
            assert_int_equal(x.bytes, y.bytes);
            assert_int_equal(x.readings, y.readings);
            assert_int_equal(y.kind, UB_BOX_MESSAGE);
            assert_null(y.raw.p);
        }
        assert_int_equal(ub_box_index(&spans, &y, NULL), UB_ABSENT);
    }
}

/* ------------------------------------------------------------------------------------------------ floods */

/* `size` bytes: the head, then `unit` over and over. */
static ub_str flood(ub_arena *a, ub_str head, ub_str unit, size_t size)
{
    char *p = ub_arena_take(a, size, 1);
    assert_non_null(p);
    memcpy(p, head.p, head.n);
    for (size_t i = head.n; i < size; i++) p[i] = unit.p[(i - head.n) % unit.n];
    return ub_str_of(p, size);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double read_time(ub_str in, bool sized, uint64_t *walked)
{
    UB_CLEANUP(ub_box_close) ub_box b = { 0 };
    double best = 1e9;
    for (int run = 0; run < 3; run++) {
        struct memory m = { in, 0, 65536 };
        ub_box_opts opts = { .as_stored = true };
        ub_box_item item;
        double start = cpu_s();
        *walked = 0;
        open_memory(&b, &m, sized, &opts);
        while (ub_box_next(&b, &item, NULL) == UB_OK) *walked += item.bytes;
        if (cpu_s() - start < best) best = cpu_s() - start;
    }
    return best;
}

static void floods_take_linear_time(void **state)
{
    static const struct { const char *name; ub_str head, unit; } cases[] = {
        { "bare From_ lines", L(""), L("From \n") },
        { "From_ lines", L(""), L(A) },
        { "From_ lines and fields", L(""), L(A HEAD "\n") },
        { "undated From_ lines in a body", L(A HEAD "\n"), L("From x\n") },
        { "undated From_ lines with fields", L(A HEAD "\n"), L("\nFrom x\nA:\nB:\n") },
        { "From_ lines with half a field", L(A HEAD "\n"), L("\nFrom x\nA:\nB\n") },
        { "From_ lines with folds", L(A HEAD "\n"), L("From x\nA:\n ") },
        { "From_ lines without line ends", L(A HEAD "\n"), L("From ") },
        { "nearly From_ lines", L(A HEAD "\n"), L("\nFrom") },
        { "F", L(A HEAD "\n"), L("\nF") },
        { "header fields that begin with c", L(A), L("c\n") },
        { "Content-Length fields", L(A), L("Content-Length: 10\n") },
        { "Content-Length before spaces", L(A "Content-Length:"), L(" ") },
        { "right Content-Lengths", L(""), L(A "Content-Length: 42\n\n" B) },
        { "wrong Content-Lengths", L(""), L(A "Content-Length: 7\n\nx\n\n") },
        { "large Content-Lengths", L(""), L(A "Content-Length: 100000\n\nx\n\n") },
        { "huge Content-Lengths", L(""), L(A "Content-Length: 100000000000\n\nx\n\n") },
        { "dates", L(""), L("From Thu Jan 1 00:00 Thu Jan 1 00:00 Thu Jan 1 00:00 Thu Jan 1 00:00 Thu Jan 1 00:00\n") },
        { "empty lines", L(A), L("\n") },
        { "carriage returns", L("From x\r"), L("\rFrom \r") },
        { ".emlx property lists", L("5\n"), L("\n<?xml ") },
        { "quotes", L(A HEAD "\n"), L(">") },
        { "quoted From_ lines", L(A HEAD "\n"), L(">From \n") },
        { "deeply quoted lines", L(A HEAD "\n"), L("\n>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>From") },
        { "NUL bytes", L(A), L("\0") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        for (int sized = 0; sized < 2; sized++) {
            UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
            double t[3], quotes[3];
            assert_int_equal(ub_arena_open(&a, (size_t)64 << 20, NULL), UB_OK);
            for (int k = 0; k < 3; k++) {
                ub_str in = flood(&a, cases[i].head, cases[i].unit, (size_t)1 << (18 + k));
                ub_box_unquoted u;
                uint64_t walked;
                t[k] = read_time(in, sized, &walked);
                assert_true(walked <= 4 * in.n);
                quotes[k] = cpu_s();
                assert_int_equal(ub_box_unquote(&a, in, &u, NULL), UB_OK);
                quotes[k] = cpu_s() - quotes[k];
            }
            /* Four times the bytes: four times the time where it is linear, sixteen times where it is not. */
            if (t[2] > 9 * t[0] + 0.02) fail_msg("%s: %g s, then %g s for four times as much", cases[i].name, t[0], t[2]);
            if (quotes[2] > 9 * quotes[0] + 0.02) fail_msg("%s: unquoting %g s, then %g s", cases[i].name, quotes[0], quotes[2]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flavour_is_read_as_its_clients_do),
        cmocka_unit_test(dates_are_told_as_mutt_and_dovecot_do),
        cmocka_unit_test(a_message_over_the_limit_is_reported_and_reading_goes_on),
        cmocka_unit_test(other_readings_hold_less),
        cmocka_unit_test(trouble_comes_once_and_after_what_was_read),
        cmocka_unit_test(a_pipe_checks_a_length_up_to_16_mib_ahead),
        cmocka_unit_test(too_many_cuts_are_told),
        cmocka_unit_test(quoting_is_undone_both_ways),
        cmocka_unit_test(an_index_gives_the_same_spans_without_bytes),
        cmocka_unit_test(floods_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
