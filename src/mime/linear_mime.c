/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inputs that would make a careless message reader rescan, at three sizes, for tests/support/linear.py to count the instructions of.
 *
 * Under callgrind each run leaves one dump, named KIND:BYTES.  Without it the inputs are only read.  Limits other than that of
 * depth are out of reach, so that they do not flatter the growth.
 */
#include <stdio.h>
#include <valgrind/callgrind.h>

#include "mime.h"

/* `unit` again and again, a '%' in it being the count; `tail` behind. */
static const struct { const char *name; ub_str head, unit, tail; } kinds[] = {
#define K(name, head, unit, tail) { name, UB_LIT(head), UB_LIT(unit), UB_LIT(tail) },
#define MP "Content-Type: multipart/mixed; boundary="
    K("normal", MP "a\n\n", "--a\nContent-Type: text/plain\n\nsome text that is long enough to be a line\nand another\n", "--a--\n")
    K("depth", "", MP "b%\n\n--b%\n", "")
    K("depth-prefixes", "", MP "%\n\n--%\n", "")
    K("depth-equal", "", MP "a\n\n--a\n", "")
    K("depth-messages", "", "Content-Type: message/rfc822\n\n", "")
    K("parts", MP "a\n\n", "--a\n\nx\n", "")
    K("parts-empty", MP "a\n\n", "--a\n", "")
    K("parts-closed", MP "a\n\n", "--a--\n", "")
    K("parts-multiparts", MP "a\n\n", "--a\n" MP "b\n\n--b\n\n--b--\n", "")
    K("parts-open-multiparts", MP "a\n\n", "--a\n" MP "b\n\n", "")
    K("parts-two-types", MP "a\n\n", "--a\nContent-Type: text/plain\nContent-Type: text/html\n\n\n", "")
    K("parts-all-oddities", MP "a\n\n", "--a\nx\n \nContent-Type : multipart/x; boundary=b; boundary=c\nContent-Type: text/html\n\n--b\n--ax\n", "")
    K("parts-base64-messages", MP "a\n\n", "--a\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTogYgoK\n", "")
    K("digest", "Content-Type: multipart/digest; boundary=a\n\n", "--a\n\nA: b\n\nx\n", "")
    K("boundary-prefixes", MP "a\n\n", "--ab\n", "")
    K("boundary-dashes", MP "a\n\n", "--\n", "")
    K("boundary-empty", MP "\"\"\n\n", "--\n", "")
    K("boundary-empty-prefixes", MP "\"\"\n\n", "--x\n", "")
    K("boundary-lone-cr", MP "a\n\n", "--b\r", "")
    K("boundary-lone-cr-hits", MP "a\n\n", "\r--a\r", "\n")
    K("boundary-crcr", MP "a\n\n", "--a\r\r", "\n")
    K("boundary-long", MP, "x", "\n\n--x\n")
    K("boundary-guess", "Content-Type: multipart/mixed\n\n", "--\n", "")
    K("header-fields", "", "X-%: y\n", "\n")
    K("header-types", "", "Content-Type: text/html\n", "\n")
    K("header-no-colon", "", "junk\n", "\n")
    K("header-no-line-end", "", "a", "")
    K("header-lone-cr", "", "a: b\r", "\n\n")
    K("header-folds", "Subject: a\n", " x\n", "\n")
    K("header-folds-empty", "Subject: a\n", " \n", "\n")
    K("header-fold-colon", "", "A\n :b\n", "\n")
    K("header-nul", "", "A\0: b\n", "\n")
    K("header-blank-lines", "", "\n", "A: b\n")
    K("words", "Subject: ", "=?utf-8?q?a?= ", "\n\n")
    K("words-base64", "Subject: ", "=?utf-8?b?w6k=?= ", "\n\n")
    K("words-open", "Subject: ", "=?", "\n\n")
    K("words-half", "Subject: ", "=?utf-8?q?", "\n\n")
    K("words-charsets", "Subject: ", "=?utf-8?q?a?= =?koi8-r?q?a?= =?x?q?=e9?=", "\n\n")
    K("params", "Content-Type: text/html", "; p%=v", "\n\n")
    K("params-same", MP "a", "; boundary=v%", "\n\n")
    K("params-sections", MP "a", "; boundary*%=v", "\n\n")
    K("params-sections-same", MP "a", "; boundary*0*=v", "\n\n")
    K("params-quotes", "Content-Type: text/html; a=", "\"", "\n\n")
    K("params-open-quotes", "Content-Type: text/html", ";a=\"b", "\n\n")
    K("params-comments", "Content-Type: text/html; a=b", "(", "\n\n")
    K("params-comments-pairs", "Content-Type: text/html; a=b", "(x)", "\n\n")
    K("params-junk", "Content-Type: text/html", ";a=b c", "\n\n")
    K("params-junk-long", "Content-Type: text/html;a=", "b c", "\n\n")
    K("params-equals", "Content-Type: text/html;", "=", "\n\n")
    K("params-words", "Content-Type: text/html", ";a==?utf-8?q?b?=", "\n\n")
    K("params-escapes", "Content-Type: text/html;a=\"", "\\b", "\"\n\n")
    K("params-names", "Content-Type: application/x", ";name=%", "\n\n")
    K("addresses", "To: ", "a%@a.example,", "\n\n")
    K("addresses-names", "To: ", "a b,", "\n\n")
    K("addresses-name-angle", "To: ", "a,b,c,<a@b>", "\n\n")
    K("addresses-groups", "To: ", "a:", "\n\n")
    K("addresses-group-ends", "To: ", "a:;", "\n\n")
    K("addresses-angles", "To: ", "<", "\n\n")
    K("addresses-open-angles", "To: ", "<a,", "\n\n")
    K("addresses-at", "To: ", "@", "\n\n")
    K("addresses-dots", "To: ", " . a", "@b\n\n")
    K("addresses-routes", "To: ", "<@", "\n\n")
    K("addresses-comments", "To: ", "(", "\n\n")
    K("addresses-comment-pairs", "To: ", "(a)", "\n\n")
    K("addresses-quotes", "To: ", "\"", "\n\n")
    K("addresses-quotes-escaped", "To: \"", "\\\"", "\n\n")
    K("addresses-semicolons", "To: ", ";", "\n\n")
    K("ids", "References: ", "<a%@b> ", "\n\n")
    K("ids-open", "References: ", "<a", "\n\n")
    K("ids-comments", "References: ", "( <a b>", "\n\n")
    K("dates-comments", "Date: ", "(", "\n\n")
    K("dates-numbers", "Date: ", "1:(", "\n\n")
    K("uu", "\n", "begin 644 a\n", "")
    K("uu-lines", "\n", "begin 644 a\nM\nend\n", "")
    K("yenc", "\n", "=ybegin line=128 size=1 name=a\n", "")
    K("armor", "\n", "-----BEGIN PGP MESSAGE-----\n", "")
    K("tags", "\n", "<ht", "")
    K("status", "Content-Type: message/delivery-status\n\n", "A: b\n\n", "")
    K("smime-open", "Content-Type: application/pkcs7-mime\n\n", "\x30\x80", "")
    K("smime-chunks", "Content-Type: application/pkcs7-mime\n\n"
      "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x00\xa0\x80\x24\x80",
      "\x04\x01z", "")
    K("smime-nested-chunks", "Content-Type: application/pkcs7-mime\n\n"
      "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x00\xa0\x80\x24\x80",
      "\x24\x80", "")
#undef K
};

enum { SMALLEST = 1 << 14, SIZES = 3 };

static ub_str build(ub_arena *a, size_t k, size_t bytes)
{
    ub_buf b = ub_buf_in(a);
    unsigned count = 0;
    ub_buf_add(&b, kinds[k].head);
    while (b.n < bytes) {
        ub_str rest = kinds[k].unit;
        while (rest.n) {
            char number[16];
            size_t at = ub_str_chr(rest, '%');
            ub_buf_add(&b, ub_str_to(rest, at));
            if (at == rest.n) break;
            ub_buf_add(&b, ub_str_of(number, (size_t)snprintf(number, sizeof number, "%u", count)));
            rest = ub_str_from(rest, at + 1);
        }
        count++;
    }
    ub_buf_add(&b, kinds[k].tail);
    return ub_buf_str(&b);
}

/* What a finder does: every part's body, every field in every way. */
static void read_all(ub_arena *a, ub_charset_cache *cache, ub_str raw)
{
    static ub_mime_limits limits;
    ub_notes notes = { .a = a };
    ub_mime m;
    limits = ub_mime_limits_default;
    limits.parts = limits.fields = limits.params = limits.addresses = limits.blocks = 1u << 30;
    if (ub_mime_parse(a, raw, &limits, &m, &notes, NULL) != UB_OK) return;
    for (uint32_t i = 0; i < m.parts.n; i++) {
        const ub_part *p = &m.parts.p[i];
        char path[UB_MIME_PATH_MAX];
        ub_file_names names;
        ub_arena scratch = *a;
        ub_str body;
        ub_mime_path(&m, i, path);
        for (uint32_t k = 0; k < p->n_fields; k++) {
            const ub_field *f = ub_mime_each_field(&m, p, k);
            ub_str value = ub_field_value(&m, p, f), text, id;
            ub_addrs addrs;
            ub_params params;
            int64_t t;
            scratch = *a;
            ub_mime_text(&scratch, cache, value, &text, NULL);
            ub_mime_addresses(&scratch, cache, value, &limits, &addrs, NULL);
            ub_mime_params(&scratch, cache, value, &limits, &params, NULL);
            ub_mime_date(value, &t, NULL);
            while (ub_mime_id_next(&scratch, &value, &id)) {}
        }
        if (p->kind == UB_PART_MULTIPART || p->kind == UB_PART_MESSAGE) continue;
        scratch = *a;
        ub_mime_file_names(&scratch, cache, &m, i, &limits, &names, NULL);
        ub_mime_body(&scratch, &m, i, &body, NULL, NULL, NULL);
    }
}

int main(int argc, char **argv)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    UB_CLEANUP(ub_charset_cache_deinit) ub_charset_cache cache;
    ub_charset_cache_init(&cache);
    if (ub_arena_open(&a, (size_t)1 << 32, NULL) != UB_OK) return 2;
    for (size_t k = 0; k < UB_COUNT(kinds); k++) {
        if (argc > 1 && strcmp(argv[1], kinds[k].name)) continue;
        for (int i = 0; i < SIZES; i++) {
            char name[80];
            ub_str raw;
            ub_arena_reset(&a, 0);
            raw = build(&a, k, (size_t)SMALLEST << i);
            snprintf(name, sizeof name, "%s:%zu", kinds[k].name, raw.n);
            CALLGRIND_ZERO_STATS;
            read_all(&a, &cache, raw);
            CALLGRIND_DUMP_STATS_AT(name);
        }
    }
    return 0;
}
