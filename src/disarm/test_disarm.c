/* SPDX-License-Identifier: Apache-2.0 */
/* Small messages and what they become, written by hand; without the Content-Security-Policy and our own field. */
#include "support.h"

#include "disarm.h"

#define HTML "Content-Type: text/html; charset=utf-8\n\n"
#define OFF  "<meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">"

static const struct { const char *name, *in, *out; } cases[] = {
    { "what was good in a style attribute stays although it had to be decoded",
      HTML "<p style=\"font-family:&quot;Inter&quot;; background:url(&quot;http://x.example/a&quot;); color:red\">x</p>\n",
      HTML OFF "<p style=\"font-family:&quot;Inter&quot;; color:red\">x</p>\n" },
    { "a decoded style attribute with nothing good in it goes",
      HTML "<p style=\"background:url(&quot;http://x.example/a&quot;)\" id=p>x</p>\n",
      HTML OFF "<p  id=p>x</p>\n" },
    { "signs and letters of a kept style attribute are references",
      HTML "<p style='content:\"&lt;&amp;\xC3\xA9\"; color:url(&apos;//x.example/a&apos;)'>x</p>\n",
      HTML OFF "<p style=\"content:&quot;&lt;&amp;&#xE9;&quot;\">x</p>\n" },
    { "a style attribute that needs no decoding keeps its bytes",
      HTML "<p style=\"color:red; background:url('http://x.example/a'); font:a\">x</p>\n",
      HTML OFF "<p style=\"color:red; background:url(data:,); font:a\">x</p>\n" },

    { "the attribute behind a style without quotes is not taken for its value",
      HTML "<a style=url(\"x;\" href=\"http://x.example/a\">x</a>\n",
      HTML OFF "<a style=/**/ href=\"http://x.example/a\">x</a>\n" },

    { "the words behind an unknown element in MathML stay in sight",
      HTML "<math><mtext><odd><mglyph><style><!--</style><img src=\"http://x.example/a\">words\n",
      HTML OFF "<math><mtext><style><!--</style><img >words\n" },

    { "what two readings of noscript cut makes no picture out of words",
      HTML "<noscript><img t=\"</noscript><p\"> src=http://x.example/a >words\n",
      HTML OFF "<noscript><img   >words\n" },
    { "a tag that one reading of noscript cuts makes no picture of what another reads as words",
      HTML "<noscript><img alt=\"</noscript><p\"> x\" src=http://x.example/a >words\n",
      HTML OFF "<noscript><img alt=\"</noscript> x\"  >words\n" },
    { "what was cut out of a conditional comment ends no comment with a picture behind it",
      HTML "<!--[if mso]> --<odd>> <img src=http://x.example/a><![endif]-->words\n",
      HTML OFF "<!--[if mso]> --> <img ><![endif]-->words\n" },

    { "in a text that is taken for HTML the encoded block stays whole",
      "Content-Type: text/plain\n\n<img src=http://x.example/a>\nbegin 644 a.txt\n#0V%T\n`\nend\n",
      "Content-Type: text/plain\n\n< img src=http://x.example/a>\nbegin 644 a.txt\n#0V%T\n`\nend\n" },
    { "an encoded block is disarmed and so is the text around it",
      "Content-Type: text/plain\n\n<img src=http://x.example/a>\nbegin 644 a.html\n>/&EM9R!S<F,](FAT='`Z+R]X+F5X86UP;&4O8B(^\n`\nend\n",
      /* <meta ..><img > */
      "Content-Type: text/plain\n\n< img src=http://x.example/a>\nbegin 644 a.html\n"
      "M/&UE=&$@:'1T<\"UE<75I=CTB>\"UD;G,M<')E9F5T8V@M8V]N=')O;\"(@8V]N\n1=&5N=#TB;V9F(CX\\:6UG(#X`\n`\nend\n" },

    { "a line of white space at the end of a field goes, too",
      "Subject: a\n \nContent-Type: text/html\nX: <img src=http://x.example/a>\n\n<b>b</b>\n",
      "Subject: a\nContent-Type: text/html\nX: <img src=http://x.example/a>\n\n<b>b</b>\n" },
    { "markup behind the fields of a report's headers is disarmed where it stands",
      "Content-Type: text/rfc822-headers\n\nSubject: a\n\n<!-- x --><img src=http://x.example/a>words\n",
      "Content-Type: text/rfc822-headers\n\nSubject: a\n\n" OFF "<!-- x --><img >words\n" },
    { "what a list appended to base64 stays noise to nobody",
      "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGltZyBzcmM9Imh0dHA6Ly94LmV4YW1wbGUvYSI+SGk=\n--\nThe list\n",
      "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPG1ldGEgaHR0cC1lcXVpdj0ieC1kbnMtcHJlZmV0Y2gtY29udHJvbCIgY29udGVudD0ib2ZmIj48\naW1nID5IaQ==\n" },
    { "a file in a text that cannot be taken apart is withheld as a block that anybody can decode, and the text stays",
      "Content-Type: text/plain\n\nHello.\n"
      "begin 644 winmail.dat\nM>)\\^(@$``0.0!@`P`````0````(!$Q`!````'P```#QI;6<@<W)C/6AT='`Z\n4+R]B96%C;VXN=&5S=\"])1#X`#0L`\n`\nend\n"
      "Bye.\n",
      "Content-Type: text/plain\n\nHello.\nbegin-base64 644 withheld-1.bin\n"
      "VW5iZWFjb246IHdpdGhoZWxkCmJlZ2luIDY0NCB3aW5tYWlsLmRhdApNPilcXihAJGBgMC4wIUBg\nUGBgYGBgMGBgYGAoISRRYCFgYGBgJ1BgYGAjUUk7NjxAPFcpQy82QVQ9J2BaCjQrUl1COTYlQztW\nWE49JjVTPSJdKTEjWGAjMExgCmAKZW5kCg==\n"
      "====\nBye.\n" },
    { "what is kept of a withheld part that begins with no field begins with one, so that it looks like no file",
      "x\x9F>\"\n\nbegin 644 \n---BEGIN PGP MEEMEST\n<style>http://url",
      "x\x9F>\"\nContent-Type: application/octet-stream; name=\"withheld-1.bin\"\nContent-Transfer-Encoding: base64\n"
      "Content-Disposition: attachment; filename=\"withheld-1.bin\"\n\n"
      "VW5iZWFjb246IHdpdGhoZWxkCnifPiIKCmJlZ2luIDY0NCAKLS0tQkVHSU4gUEdQIE1FRU1FU1QK\nPHN0eWxlPmh0dHA6Ly91cmw=\n" },
};

struct bench {
    ub_arena a;
    ub_url_ctx urls;
    ub_charset_cache charsets;
};

static ub_str written(struct bench *b, const ub_disarmed *d)
{
    ub_buf out = ub_buf_in(&b->a);
    for (size_t i = 0; i < d->pieces.n; i++) ub_buf_add(&out, d->pieces.p[i]);
    return ub_buf_str(&out);
}

/* `tracker`: mode trackers, in which exactly what names this host goes; NULL: strict. */
static ub_str clean(struct bench *b, const char *text, const char *tracker)
{
    const ub_find_opts find = { .urls = &b->urls, .charsets = &b->charsets };
    ub_disarm_opts opts = { .no_csp = true, .no_header = true, .charsets = &b->charsets, .find = &find };
    ub_mime m;
    ub_found f;
    ub_disarmed d;
    bool cut[UB_FINDINGS_MAX] = { false };
    ub_arena_reset(&b->a, 8 << 20);
    assert_int_equal(ub_mime_parse(&b->a, ub_str_of(text, strlen(text)), NULL, &m, NULL, NULL), UB_OK);
    assert_int_equal(ub_find(&b->a, &m, &find, &f, NULL, NULL), UB_OK);
    for (size_t i = 0; i < f.findings.n && tracker; i++) cut[i] = ub_str_eq(f.findings.p[i].host, ub_str_of(tracker, strlen(tracker)));
    if (tracker) opts.mode = UB_DISARM_TRACKERS, opts.cut = cut;
    assert_int_equal(ub_disarm(&b->a, &m, &f, &opts, &d, NULL), UB_OK);
    return written(b, &d);
}

static void each_message_becomes_what_it_should(void **state)
{
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        ub_assert_str(cases[i].name, clean(*state, cases[i].in, NULL), ub_str_of(cases[i].out, strlen(cases[i].out)));
}

static void mode_trackers_takes_what_identifies_and_leaves_the_rest(void **state)
{
    ub_str out = clean(*state, HTML "<img src=http://t.example/ID><img src=http://x.example/logo>\n", "t.example");
    ub_assert_str("two pictures", out, UB_S(HTML "<img ><img src=http://x.example/logo>\n"));
}

/* A message to those who read on in a broken Content-Type.  Written with a type that all read alike it is a text, and that
 * text is HTML to some. */
static void mode_trackers_reads_again_what_it_wrote(void **state)
{
    ub_str out = clean(*state, "Content-Type: message/rfc8: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
                               /* Content-Type: text/html / X: y / / <img src=http://t.example/ID><img src=http://x.example/logo> */
                               "Q29udGVudC1UeXBlOiB0ZXh0L2h0bWwKWDogeQoKPGltZyBzcmM9aHR0cDovL3QuZXhhbXBsZS9J\n"
                               "RD48aW1nIHNyYz1odHRwOi8veC5leGFtcGxlL2xvZ28+Cg==\n", "t.example");
    ub_str body = ub_str_from(out, ub_str_find(out, UB_S("\n\n")) + 2);
    struct bench *b = *state;
    assert_int_equal(ub_codec_decode(&b->a, UB_CTE_BASE64, 0, body, &body, NULL, NULL, NULL), UB_OK);
    ub_assert_str("the text", body, UB_S("Content-Type: text/html\nX: y\n\n< img src=http://t.example/ID>< img src=http://x.example/logo>\n"));
}

/* The tracker is in a drawing in an address; what it stands in goes with it. */
static void mode_trackers_takes_what_holds_a_tracker(void **state)
{
    ub_str out = clean(*state, HTML "<img alt=a src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='http://t.example/ID'/></svg>\"><b>b</b>\n",
                       "t.example");
    ub_assert_str("a drawing", out, UB_S(HTML "<img alt=a ><b>b</b>\n"));
}

static int open_bench(void **state)
{
    static struct bench b;
    *state = &b;
    ub_charset_cache_init(&b.charsets);
    return ub_arena_open(&b.a, (size_t)256 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_bench(void **state)
{
    struct bench *b = *state;
    ub_url_ctx_deinit(&b->urls);
    ub_charset_cache_deinit(&b->charsets);
    ub_arena_close(&b->a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_message_becomes_what_it_should),
        cmocka_unit_test(mode_trackers_takes_what_identifies_and_leaves_the_rest),
        cmocka_unit_test(mode_trackers_reads_again_what_it_wrote),
        cmocka_unit_test(mode_trackers_takes_what_holds_a_tracker),
    };
    return cmocka_run_group_tests_name("disarm", tests, open_bench, close_bench);
}
