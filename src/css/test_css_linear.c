/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css in linear time and memory: floods of everything that opens, nests or fails, at n, 2n and 4n.
 *
 * Every token that is made counts with its length: linked with --wrap=ub_css_next, so that reading anything twice shows as a
 * number that does not depend on the machine.  CPU time is looked at as well, loosely, for what happens inside a token.
 */
#include <time.h>

#include "support.h"
#include "css.h"

static size_t work;

void __real_ub_css_next(ub_css *c, ub_css_token *t);
void __wrap_ub_css_next(ub_css *c, ub_css_token *t);
void __wrap_ub_css_next(ub_css *c, ub_css_token *t)
{
    __real_ub_css_next(c, t);
    work += t->text.n;
}

struct flood { ub_str head, again, then, tail; };   /* head, `again` n times, `then` n times, tail */

static const struct flood floods[] = {
    { .again = UB_LIT("{") }, { .again = UB_LIT("}") }, { .again = UB_LIT("[") }, { .again = UB_LIT("]") },
    { .again = UB_LIT("(") }, { .again = UB_LIT(")") }, { .again = UB_LIT("\"") }, { .again = UB_LIT("'\n") },
    { .again = UB_LIT("\"'") }, { .again = UB_LIT("/*") }, { .again = UB_LIT("/**/") }, { .again = UB_LIT("*") },
    { .head = UB_LIT("/*"), .again = UB_LIT("*") }, { .again = UB_LIT("\\") }, { .again = UB_LIT("\\\n") },
    { .again = UB_LIT("\\7") }, { .head = UB_LIT("'"), .again = UB_LIT("\\") }, { .again = UB_LIT("\0") },
    { .again = UB_LIT("url(") }, { .again = UB_LIT("url( ") }, { .again = UB_LIT("url(\"") }, { .again = UB_LIT("url('a'") },
    { .again = UB_LIT("url(a b)") }, { .head = UB_LIT("url("), .again = UB_LIT(" ") }, { .again = UB_LIT("src(") },
    { .head = UB_LIT("a:src("), .again = UB_LIT("/**/") }, { .again = UB_LIT("src('a'/**/") }, { .again = UB_LIT("image-set('a',") },
    { .again = UB_LIT("var(--a,") }, { .again = UB_LIT("@") }, { .again = UB_LIT("@a") }, { .again = UB_LIT("@a{") },
    { .again = UB_LIT("@import ") }, { .again = UB_LIT("a{") }, { .again = UB_LIT("a{}") }, { .again = UB_LIT("a:b{") },
    { .again = UB_LIT("a:b{c:d}") }, { .again = UB_LIT("a:{") }, { .again = UB_LIT("a:{"), .then = UB_LIT("}") },
    { .again = UB_LIT("a:{"), .then = UB_LIT("}x") }, { .again = UB_LIT("a:{"), .then = UB_LIT("}!important;") },
    { .again = UB_LIT("a:{}!") }, { .again = UB_LIT("a:{}! important") }, { .head = UB_LIT("a:{}!"), .again = UB_LIT("/**/"), .tail = UB_LIT("x") },
    { .head = UB_LIT("a:{}"), .again = UB_LIT(" /**/"), .tail = UB_LIT("x") }, { .again = UB_LIT("a:b(") }, { .again = UB_LIT("a:b{c:(") },
    { .again = UB_LIT("--a:{") }, { .again = UB_LIT("--a:b{"), .then = UB_LIT("}") }, { .head = UB_LIT("--a"), .again = UB_LIT("/**/") },
    { .head = UB_LIT("a"), .again = UB_LIT("/**/"), .tail = UB_LIT("{") }, { .again = UB_LIT("a/**/") }, { .again = UB_LIT(";") },
    { .again = UB_LIT(":") }, { .again = UB_LIT("a:") }, { .again = UB_LIT("a:b;") }, { .again = UB_LIT("a:b!") },
    { .again = UB_LIT("a:'b'!important") }, { .again = UB_LIT("!important") }, { .again = UB_LIT("<!--") }, { .again = UB_LIT("-->") },
    { .again = UB_LIT("-") }, { .again = UB_LIT("#") }, { .again = UB_LIT("1e") }, { .again = UB_LIT("+.") }, { .again = UB_LIT("u+?") },
    { .head = UB_LIT("a:"), .again = UB_LIT("b "), .tail = UB_LIT("{") }, { .head = UB_LIT("a:"), .again = UB_LIT("b "), .tail = UB_LIT("(") },
    { .again = UB_LIT("a:b ("), .then = UB_LIT(")") }, { .again = UB_LIT("([{"), .then = UB_LIT("]})") }, { .again = UB_LIT(" ") },
    { .again = UB_LIT("\r\n") }, { .again = UB_LIT("a:/ /") }, { .again = UB_LIT("(}") }, { .again = UB_LIT("{(") }, { .again = UB_LIT("}{") },
};

static ub_str make(ub_arena *a, const struct flood *f, size_t bytes)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_room(&b, bytes + 64);
    ub_buf_add(&b, f->head);
    for (size_t n = bytes / (f->again.n + f->then.n), i = 0; i < n; i++) ub_buf_add(&b, f->again);
    for (size_t n = f->then.n ? bytes / (f->again.n + f->then.n) : 0, i = 0; i < n; i++) ub_buf_add(&b, f->then);
    ub_buf_add(&b, f->tail);
    assert_false(b.failed);
    return ub_buf_str(&b);
}

/* Walk it as `entry`, and read every body as references; the most memory it took. */
static size_t read_all(ub_arena a, ub_str text, ub_css_entry entry)
{
    ub_notes notes = { .a = &a };
    ub_css_walk w;
    ub_css_event ev;
    size_t before = ub_arena_used(&a), most = 0;
    ub_css_walk_init(&w, &a, &notes, text, entry);
    for (;;) {
        ub_arena scratch;
        ub_css_refs r;
        ub_css_ref ref;
        assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
        if (ev.kind == UB_CSS_END) break;
        if (ev.kind == UB_CSS_BLOCK_END) continue;
        scratch = a;
        ub_css_refs_init(&r, &scratch, ev.body, true);
        while (ub_css_refs_next(&r, &ref) == UB_OK) ;
        if (ub_arena_used(&scratch) > most) most = ub_arena_used(&scratch);
    }
    if (ub_arena_used(&a) > most) most = ub_arena_used(&a);
    return most - before;
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void nothing_is_read_over_and_over(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    enum { N = 1 << 18 };
    size_t all = 0;
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)64 << 20, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(floods); i++)
        for (int entry = 0; entry < 4; entry++) {
            double took[3];
            for (int k = 0; k < 3; k++) {
                ub_str text;
                size_t memory;
                double from;
                ub_arena_reset(&a, 1 << 20);
                text = make(&a, &floods[i], (size_t)N << k);
                work = 0;
                from = cpu_s();
                memory = read_all(a, text, (ub_css_entry)entry);
                took[k] = cpu_s() - from;
                all += work;
                if (work > 6 * text.n + 1000) fail_msg("%s: %zu bytes read, %zu there are", floods[i].again.p, work, text.n);
                if (memory > 4 * text.n + 100000) fail_msg("%s: %zu bytes of memory for %zu", floods[i].again.p, memory, text.n);
            }
            /* Quadratic would be 16 times; the machine may be busy. */
            if (took[2] > 0.5 && took[2] > 10 * took[0]) fail_msg("%s: %f s, then %f s", floods[i].again.p, took[0], took[2]);
        }
    assert_true(all > N);   /* the linker did put our count in */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(nothing_is_read_over_and_over) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
