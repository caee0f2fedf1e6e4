/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"
#include "css_corpus.h"

struct each {
    void (*see)(void *ctx, ub_str style, bool is_sheet);
    void *ctx;
    ub_arena a;
};

/* Every style="..", style='..' and <style>..</style> of `text`. */
static void search(struct each *e, ub_str text)
{
    while (text.n) {
        size_t i = ub_str_find_nocase(text, UB_S("style"));
        bool element = i && i < text.n && text.p[i - 1] == '<';
        ub_str rest = ub_str_from(text, i + 5);
        text = rest;
        if (element) {
            ub_str_cut(&rest, '>');
            e->see(e->ctx, ub_str_to(rest, ub_str_find_nocase(rest, UB_S("</style"))), true);
            text = ub_str_from(rest, ub_str_find_nocase(rest, UB_S("</style")));
            text = ub_str_from(text, 7);
            continue;
        }
        while (rest.n && ub_is_space((unsigned char)*rest.p)) rest = ub_str_from(rest, 1);
        if (rest.n < 2 || *rest.p != '=') continue;
        rest = ub_str_from(rest, 1);
        if (*rest.p != '"' && *rest.p != '\'') continue;
        i = ub_str_chr(ub_str_from(rest, 1), (unsigned char)*rest.p);
        if (i == rest.n - 1) continue;
        e->see(e->ctx, ub_str_of(rest.p + 1, i), false);
        text = ub_str_from(rest, i + 2);
    }
}

/* Behind each "base64" of a header: from the next empty line to the next line that begins with "--". */
static void search_base64(struct each *e, ub_str raw)
{
    while (raw.n) {
        size_t i = ub_str_find_nocase(raw, UB_S("encoding: base64")), crlf, lf, end;
        ub_str body, out;
        ub_arena scratch = e->a;
        raw = ub_str_from(raw, i);
        crlf = ub_str_find(raw, UB_S("\r\n\r\n"));
        lf = ub_str_find(raw, UB_S("\n\n"));
        body = ub_str_from(raw, crlf < lf ? crlf + 4 : lf + 2);
        end = ub_str_find(body, UB_S("\n--"));
        raw = ub_str_from(body, end);
        body = ub_str_to(body, end);
        if (body.n && ub_codec_decode(&scratch, UB_CTE_BASE64, 0, body, &out, NULL, NULL, NULL) == UB_OK) search(e, out);
    }
}

static void mail(void *ctx, const char *name, ub_str raw)
{
    struct each *e = ctx;
    ub_arena scratch = e->a;
    ub_str out;
    (void)name;
    if (ub_codec_decode(&scratch, UB_CTE_QP, 0, raw, &out, NULL, NULL, NULL) == UB_OK) search(e, out);
    search_base64(e, raw);
}

void css_corpus_each(void (*see)(void *ctx, ub_str style, bool is_sheet), void *ctx)
{
    struct each e = { .see = see, .ctx = ctx };
    assert_int_equal(ub_arena_open(&e.a, (size_t)256 << 20, NULL), UB_OK);
    ub_test_each_mail(mail, &e);
    ub_arena_close(&e.a);
}
