/* SPDX-License-Identifier: Apache-2.0 */
/* The part tree: what must come out of small messages, written by hand. */
#include "support.h"

#include "mime.h"

/* The tree as text: one line a part: depth as dots, kind, type, reading unless all, unseen. */
static ub_str draw(ub_arena *a, const ub_mime *m)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < m->parts.n; i++) {
        const ub_part *p = &m->parts.p[i];
        char path[UB_MIME_PATH_MAX], line[UB_MIME_PATH_MAX + 300];
        int n;
        ub_mime_path(m, (uint32_t)i, path);
        n = snprintf(line, sizeof line, "%s %s %.*s/%.*s%s%s%s%s\n", path, ub_part_kind_name(p->kind), UB_F(p->type_name),
                     UB_F(p->subtype_name), p->reading ? " " : "", p->reading ? ub_reading_name(p->reading) : "",
                     p->unseen ? " unseen " : "", ub_unseen_name(p->unseen));
        ub_buf_add(&b, ub_str_of(line, (size_t)n));
    }
    return ub_buf_str(&b);
}

static const struct { const char *name; ub_str in, want; } trees[] = {
    { "empty", UB_LIT(""), UB_LIT("1 leaf text/plain\n") },
    { "plain", UB_LIT("Subject: x\n\nbody\n"), UB_LIT("1 leaf text/plain\n") },
    { "mixed", UB_LIT("Content-Type: multipart/mixed; boundary=a\n\npre\n--a\nContent-Type: text/html\n\n<p>\n--a\n\nx\n--a--\npost\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain\n1 leaf text/html\n2 leaf text/plain\n"
             "epilogue epilogue text/plain\n") },
    { "message", UB_LIT("Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=\"b c\"\n\n--b c\n\nx\n--b c--\n"),
      UB_LIT("1 message message/rfc822\n1.0 multipart multipart/mixed\n1.1 leaf text/plain\n") },
};

#define MP(b) "Content-Type: multipart/mixed; boundary=" b "\n\n"

/* Structures of the RFCs' examples, with bodies of our own. */
static const struct { const char *name; ub_str in, want; } examples[] = {
    { "RFC 2046 5.1.1: two parts, one without a header", UB_LIT("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"simple boundary\"\n\n"
        "preamble\n\n--simple boundary\n\nimplicitly typed\n--simple boundary\nContent-type: text/plain; charset=us-ascii\n\n"
        "explicitly typed, with a line end\n\n--simple boundary--\n\nepilogue\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain\n1 leaf text/plain\n2 leaf text/plain\n"
             "epilogue epilogue text/plain\n") },
    { "RFC 2046 5.1.5: a digest within a mixed", UB_LIT(MP("main") "--main\n\ncontents\n--main\n"
        "Content-Type: multipart/digest; boundary=\"next message\"\n\n--next message\n\nFrom: a@b.test\n\none\n"
        "--next message\n\nFrom: c@d.test\n\ntwo\n--next message--\n--main--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain\n2 multipart multipart/digest\n2.1 message message/rfc822\n"
             "2.1.1 leaf text/plain\n2.2 message message/rfc822\n2.2.1 leaf text/plain\n") },
    { "RFC 2046 5.2.3: three ways to an external body", UB_LIT("Content-Type: multipart/alternative; boundary=42\n\n"
        "--42\nContent-Type: message/external-body; name=\"a.ps\"; site=\"h.test\"; mode=image; access-type=ANON-FTP;\n"
        "  directory=\"pub\"; expiration=\"Fri, 14 Jun 1991 19:13:14 -0400 (EDT)\"\n\nContent-type: application/postscript\n"
        "Content-ID: <1@h.test>\n\n--42\nContent-Type: message/external-body; access-type=mail-server; server=\"l@h.test\"\n\n"
        "Content-type: application/postscript\nContent-ID: <1@h.test>\n\nget x\n--42--\n"),
      UB_LIT("0 multipart multipart/alternative\n1 message message/external-body\n1.1 leaf application/postscript\n"
             "2 message message/external-body\n2.1 leaf application/postscript\n") },
    { "RFC 2049 A: a complex message", UB_LIT("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=unique-boundary-1\n\n"
        "for those without MIME\n\n--unique-boundary-1\n\nsome text\n--unique-boundary-1\nContent-type: text/plain; charset=US-ASCII\n\n"
        "the same\n--unique-boundary-1\nContent-Type: multipart/parallel; boundary=unique-boundary-2\n\n"
        "--unique-boundary-2\nContent-Type: audio/basic\nContent-Transfer-Encoding: base64\n\nAAAA\n"
        "--unique-boundary-2\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\nAAAA\n--unique-boundary-2--\n\n"
        "--unique-boundary-1\nContent-type: text/enriched\n\n<bold>x</bold>\n--unique-boundary-1\nContent-Type: message/rfc822\n\n"
        "From: a@b.test\nSubject: c\nContent-Type: Text/plain; charset=ISO-8859-1\nContent-Transfer-Encoding: Quoted-printable\n\n"
        "=E9\n\n--unique-boundary-1--\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain\n1 leaf text/plain\n2 leaf text/plain\n"
             "3 multipart multipart/parallel\n3.1 leaf audio/basic\n3.2 leaf image/jpeg\n4 leaf text/enriched\n"
             "5 message message/rfc822\n5.1 leaf Text/plain\n") },
};

static void the_examples_of_the_rfcs_have_their_structure(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(examples); i++) {
        ub_mime m;
        ub_arena_reset(&a, 1 << 20);
        assert_int_equal(ub_mime_parse(&a, examples[i].in, NULL, &m, NULL, NULL), UB_OK);
        ub_assert_str(examples[i].name, draw(&a, &m), examples[i].want);
    }
}

static void small_messages_give_the_tree_they_should(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(trees); i++) {
        ub_mime m;
        ub_arena_reset(&a, 1 << 20);
        assert_int_equal(ub_mime_parse(&a, trees[i].in, NULL, &m, NULL, NULL), UB_OK);
        ub_assert_str(trees[i].name, draw(&a, &m), trees[i].want);
    }
}

/* ---------------------------------------------------------------- limits, from both sides */

static ub_str repeat(ub_arena *a, const char *head, const char *unit, size_t n, const char *tail)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, ub_str_of(head, strlen(head)));
    for (size_t i = 0; i < n; i++) {
        char piece[200];
        int k = snprintf(piece, sizeof piece, unit, (unsigned)i, (unsigned)i);
        ub_buf_add(&b, ub_str_of(piece, (size_t)k));
    }
    ub_buf_add(&b, ub_str_of(tail, strlen(tail)));
    assert_false(b.failed);
    return ub_buf_str(&b);
}

static size_t n_unseen(const ub_mime *m, ub_unseen why)
{
    size_t n = 0;
    for (size_t i = 0; i < m->parts.n; i++) n += m->parts.p[i].unseen == why;
    return n;
}

static bool has_note(const ub_notes *notes, const char *name)
{
    for (size_t i = 0; i < notes->n; i++)
        if (!strcmp(notes->p[i].name, name)) return true;
    return false;
}

/* Parse; what was unseen for a limit, and whether the note is there, must be as said. */
static void limited(ub_arena *a, ub_str raw, const ub_mime_limits *limits, const char *note, bool met, ub_mime *m)
{
    ub_notes notes = { .a = a };
    assert_int_equal(ub_mime_parse(a, raw, limits, m, &notes, NULL), UB_OK);
    if ((n_unseen(m, UB_UNSEEN_LIMIT) > 0) != met) fail_msg("%s after %zu parts: not %d", note, m->parts.n, met);
    assert_int_equal(has_note(&notes, note), met);
}

static void limits_hold_from_both_sides(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_mime_limits l = ub_mime_limits_default;
    static const char nest[] = "Content-Type: multipart/mixed; boundary=b%03u\n\n--b%03u\n";
    ub_mime m;
    ub_str last;
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)1 << 28, NULL), UB_OK);

    limited(&a, repeat(&a, "", nest, 99, "\nx\n"), NULL, "mime-limit-depth", false, &m);
    assert_int_equal(m.parts.n, 100);
    limited(&a, repeat(&a, "", nest, 100, "\nx\n"), NULL, "mime-limit-depth", true, &m);
    assert_int_equal(m.parts.n, 101);
    last = ub_mime_span(&m, 0, m.parts.p[100].whole);
    ub_assert_str("what is too deep", last, UB_S("\nx\n"));

    ub_arena_reset(&a, 0);
    limited(&a, repeat(&a, "Content-Type: multipart/mixed; boundary=a\n\n", "--a\n\nx\n", 9998, "--a--\n"), NULL, "mime-limit-parts",
            false, &m);
    assert_int_equal(m.parts.n, 9999);
    ub_arena_reset(&a, 0);
    limited(&a, repeat(&a, "Content-Type: multipart/mixed; boundary=a\n\n", "--a\n\nx\n", 20000, "--a--\n"), NULL, "mime-limit-parts",
            true, &m);
    assert_int_equal(m.parts.n, 10000);
    assert_int_equal(m.parts.p[9999].whole.at + m.parts.p[9999].whole.n, m.sources.p[0].bytes.n);

    ub_arena_reset(&a, 0);
    limited(&a, repeat(&a, "", "X-%u: y\n", 100000, "\nx\n"), NULL, "mime-limit-header", false, &m);
    assert_int_equal(m.fields.n, 100000);
    ub_arena_reset(&a, 0);
    limited(&a, repeat(&a, "", "X-%u: y\n", 100001, "\nx\n"), NULL, "mime-limit-header", true, &m);
    assert_int_equal(m.parts.p[0].n_fields, 100000);
    ub_assert_str("the rest of the part", ub_part_raw_body(&m, &m.parts.p[0]), UB_S("X-100000: y\n\nx\n"));

    ub_arena_reset(&a, 0);
    l.header_bytes = 100;
    limited(&a, repeat(&a, "A: ", "%u", 0, "y\n\nbody\n"), &l, "mime-limit-header", false, &m);
    limited(&a, repeat(&a, "A: ", "123456789%u", 11, "\n\nbody\n"), &l, "mime-limit-header", true, &m);
    l = ub_mime_limits_default;

    l.blocks = 2;
    limited(&a, repeat(&a, "\n", "begin 644 a%u\n#86)C\n`\nend\n", 2, ""), &l, "mime-limit-blocks", false, &m);
    limited(&a, repeat(&a, "\n", "begin 644 a%u\n#86)C\n`\nend\n", 3, ""), &l, "mime-limit-blocks", true, &m);
    assert_int_equal(m.parts.n, 4);
    l = ub_mime_limits_default;

    /* Each oddity adds one reading of the whole message. */
    l.readings = 2;
    limited(&a, UB_S("Content-Type: text/(c)html\nContent-Type: text/plain\n\nx\n"), &l, "mime-reading-limit", false, &m);
    assert_int_equal(m.n_readings, 2);
    limited(&a, UB_S("Content-Type: text/(c)html\nContent-Type: text/plain\nA: b\rc\n\nx\n"), &l, "mime-reading-limit", true, &m);
    assert_int_equal(m.n_readings, 2);
    l = ub_mime_limits_default;
    l.reading_factor = 2;
    limited(&a, UB_S("Content-Type: text/(c)html\n\nx\n"), &l, "mime-reading-limit", false, &m);
    limited(&a, UB_S("Content-Type: text/(c)html\nContent-Type: text/plain\n\nx\n"), &l, "mime-reading-limit", true, &m);
    assert_int_equal(m.n_readings, 1);
}

static void params_and_addresses_are_bounded(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_params p;
    ub_addrs l;
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)1 << 28, NULL), UB_OK);
    assert_int_equal(ub_mime_params(&a, NULL, repeat(&a, "a/b", ";p%u=v", 1000, ""), NULL, &p, NULL), UB_OK);
    assert_true(p.n == 1000 && !p.limit);
    assert_int_equal(ub_mime_params(&a, NULL, repeat(&a, "a/b", ";p%u=v", 1001, ""), NULL, &p, NULL), UB_OK);
    assert_true(p.n == 1000 && p.limit);
    assert_int_equal(ub_mime_addresses(&a, NULL, repeat(&a, "", "a%u@b,", 10000, ""), NULL, &l, NULL), UB_OK);
    assert_true(l.n == 10000 && !l.limit);
    assert_int_equal(ub_mime_addresses(&a, NULL, repeat(&a, "", "a%u@b,", 10001, ""), NULL, &l, NULL), UB_OK);
    assert_true(l.n == 10000 && l.limit);
}

/* 512 letters in a few bytes of gzip, against the default limit and a small one. */
static void a_bomb_meets_the_limit(void **state)
{
    static const ub_str twice = UB_LIT("Content-Type: message/rfc822\nContent-Transfer-Encoding: x-gzip\n\n"
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\x4c\x1c\x05\x23\x19\x00\x00\x51\x70\x51\xf9\x00\x02\x00\x00");
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_mime_limits l = ub_mime_limits_default;
    ub_mime m;
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)1 << 26, NULL), UB_OK);
    limited(&a, twice, &l, "mime-limit-expansion", false, &m);
    assert_int_equal(m.sources.n, 2);
    assert_int_equal(m.sources.p[1].bytes.n, 512);
    l.expanded_bytes = 100;
    limited(&a, twice, &l, "mime-limit-expansion", true, &m);
    assert_int_equal(m.sources.n, 1);
}

/* What a message costs in memory follows its size and its parts, not how often it is entered. */
static void memory_is_bounded(void **state)
{
    static const struct { const char *head, *unit; size_t n, max_bytes; } cases[] = {
        { MP("a"), "--a\n\nx%u\n", 9000, 10 << 20 },
        { MP("a"), "--a\nX: %u\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTogYgoK\n", 4900, 16 << 20 },
        { MP("a"), "--a\nContent-Type: text/plain\nContent-Type: text/html; x=%u\n\ny\n", 9000, 16 << 20 },
        { "", "X-%u: y\n", 99000, 10 << 20 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        UB_CLEANUP(ub_arena_close) ub_arena a = { 0 }, text = { 0 };
        ub_str raw;
        ub_mime m;
        assert_int_equal(ub_arena_open(&a, (size_t)1 << 28, NULL), UB_OK);
        assert_int_equal(ub_arena_open(&text, (size_t)1 << 26, NULL), UB_OK);
        raw = repeat(&text, cases[i].head, cases[i].unit, cases[i].n, "\n");
        assert_int_equal(ub_mime_parse(&a, raw, NULL, &m, NULL, NULL), UB_OK);
        if (ub_arena_used(&a) > cases[i].max_bytes) fail_msg("case %zu: %zu bytes for %zu", i, ub_arena_used(&a), raw.n);
    }
}

static void a_full_arena_is_told(void **state)
{
    (void)state;
    for (size_t bytes = 1 << 12; bytes < 1 << 19; bytes += bytes / 2) {
        UB_CLEANUP(ub_arena_close) ub_arena a = { 0 }, big = { 0 };
        ub_mime m;
        ub_err err;
        ub_status s;
        assert_int_equal(ub_arena_open(&a, bytes, NULL), UB_OK);
        assert_int_equal(ub_arena_open(&big, 1 << 22, NULL), UB_OK);
        s = ub_mime_parse(&a, repeat(&big, "Content-Type: multipart/mixed; boundary=a\n\n", "--a\nContent-Type: text/html\nContent-Type: "
                          "text/plain; charset=\"%u\"\n\nx\n", 100, ""), NULL, &m, NULL, &err);
        assert_true(s == UB_OK || (s == UB_LIMIT && err.what));
    }
}

/* ---------------------------------------------------------------- real mail */

struct totals { size_t parts, readings; ub_arena a; };

static void inside(const ub_mime *m, uint32_t source, ub_span s)
{
    assert_true(s.at <= m->sources.p[source].bytes.n && s.n <= m->sources.p[source].bytes.n - s.at);
}

static void see(void *ctx, const char *name, ub_str raw)
{
    struct totals *t = ctx;
    ub_mime m;
    (void)name;
    ub_arena_reset(&t->a, 1 << 20);
    ub_notes notes = { .a = &t->a };
    assert_int_equal(ub_mime_parse(&t->a, raw, NULL, &m, &notes, NULL), UB_OK);
    for (size_t i = 0; i < m.parts.n; i++) {
        const ub_part *p = &m.parts.p[i];
        inside(&m, p->source, p->whole);
        inside(&m, p->source, p->header);
        inside(&m, p->source, p->body);
        assert_true(p->parent == UB_NONE || p->parent < i);
    }
    t->parts += m.parts.n;
    t->readings += m.n_readings;
}

static void real_mail_is_read(void **state)
{
    struct totals t = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&t.a, (size_t)1 << 26, NULL), UB_OK);
    ub_test_each_mail(see, &t);
    ub_arena_close(&t.a);
    print_message("# %zu parts, %zu readings\n", t.parts, t.readings);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(small_messages_give_the_tree_they_should), cmocka_unit_test(the_examples_of_the_rfcs_have_their_structure),
        cmocka_unit_test(limits_hold_from_both_sides),
        cmocka_unit_test(params_and_addresses_are_bounded), cmocka_unit_test(a_bomb_meets_the_limit),
        cmocka_unit_test(a_full_arena_is_told), cmocka_unit_test(memory_is_bounded), cmocka_unit_test(real_mail_is_read) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
