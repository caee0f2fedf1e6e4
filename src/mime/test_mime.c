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

struct totals { size_t parts, readings; };

static void inside(const ub_mime *m, uint32_t source, ub_span s)
{
    assert_true(s.at <= m->sources.p[source].bytes.n && s.n <= m->sources.p[source].bytes.n - s.at);
}

static void see(void *ctx, const char *name, ub_str raw)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    struct totals *t = ctx;
    ub_mime m;
    (void)name;
    assert_int_equal(ub_arena_open(&a, (size_t)1 << 30, NULL), UB_OK);
    ub_notes notes = { .a = &a };
    assert_int_equal(ub_mime_parse(&a, raw, NULL, &m, &notes, NULL), UB_OK);
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
    ub_test_each_mail(see, &t);
    print_message("%zu parts, %zu readings\n", t.parts, t.readings);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(small_messages_give_the_tree_they_should), cmocka_unit_test(real_mail_is_read) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
