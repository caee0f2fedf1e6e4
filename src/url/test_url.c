/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing and writing: what the suites of test_url_wpt.c do not ask: where slices live, notes, limits, slots. */
#include "url_test.h"

#include <sys/mman.h>

static ub_url parsed(struct fixture *f, ub_str text)
{
    ub_url url;
    ub_err err = { 0 };
    if (ub_url_parse(&f->a, &f->ctx, text, NULL, &url, NULL, &err) != UB_OK)
        fail_msg("\"%.*s\": %s", UB_F(text), err.what);
    return url;
}

static void parts_are_named(void **state)
{
    ub_url url = parsed(*state, UB_S("https://user:pass@host.example:8080/path?query#fragment"));
    ub_assert_str("scheme", url.scheme, UB_S("https"));
    ub_assert_str("username", url.username, UB_S("user"));
    ub_assert_str("password", url.password, UB_S("pass"));
    ub_assert_str("host", url.host, UB_S("host.example"));
    ub_assert_str("port", url.port, UB_S("8080"));
    ub_assert_str("path", url.path, UB_S("/path"));
    ub_assert_str("query", url.query, UB_S("query"));
    ub_assert_str("fragment", url.fragment, UB_S("fragment"));
    assert_int_equal(url.scheme_id, UB_URL_HTTPS);
    assert_int_equal(url.host_kind, UB_URL_HOST_DOMAIN);
    assert_int_equal(url.port_number, 8080);
    assert_true(url.has_host && url.has_port && url.has_query && url.has_fragment && !url.opaque);
}

static void a_slice_of_nothing_is_no_url(void **state)
{
    struct fixture *f = *state;
    ub_url url;
    assert_int_equal(ub_url_parse(&f->a, &f->ctx, (ub_str){ NULL, 0 }, NULL, &url, NULL, NULL), UB_SYNTAX);
}

/* What is written as a browser would write it is neither copied nor changed. */
static void normal_urls_are_not_copied(void **state)
{
    static const ub_str normal[] = {
        UB_LIT("https://a.example/p.gif"), UB_LIT("http://a.example/"), UB_LIT("http://a.example:8080/x/y.z/%20?q=()&"),
        UB_LIT("https://xn--bcher-kva.example./a?b=c#d?e#f"), UB_LIT("mailto:a@b.example?subject=x%20y"),
        UB_LIT("cid:part1.abc@b.example"), UB_LIT("data:image/gif;base64,R0lGODlhAQAB"), UB_LIT("tel:+1-555-0100"),
        UB_LIT("https://a.example/..x/.y/%2fz"), UB_LIT("https://a.example/#"), UB_LIT("https://a.example/?"),
        UB_LIT("http://203.0.113.9:81/x"), UB_LIT("http://a.example/%7Bx%7D/%2f%2E.x"),
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < UB_COUNT(normal); i++) {
        size_t used = ub_arena_used(&f->a);
        ub_url url = parsed(f, normal[i]);
        ub_assert_str("href", url.href, normal[i]);
        if (ub_str_find(normal[i], UB_S("/.")) < normal[i].n) continue;    /* left to the long way, and copied */
        assert_true(url.in_text);
        assert_ptr_equal(url.href.p, normal[i].p);
        assert_true(url.path.p >= normal[i].p && url.path.p <= ub_str_end(normal[i]));
        assert_int_equal(ub_arena_used(&f->a), used);
    }
}

static void what_is_odd_is_noted_with_its_place(void **state)
{
    static const struct { ub_str in; const char *note; size_t at; } cases[] = {
        { UB_LIT(" http://a.example/"),        "url-trimmed",       0 },
        { UB_LIT("http://a.example/ \x01"),    "url-trimmed",       17 },
        { UB_LIT("ht\ntp://a.example/"),       "url-tab-newline",   2 },
        { UB_LIT("http:\\\\a.example/"),       "url-backslash",     5 },
        { UB_LIT("ht\ntp:/\\a.example/"),      "url-backslash",     7 },
        { UB_LIT("http:///a.example/"),        "url-slashes",       7 },
        { UB_LIT("http:a.example"),            "url-slashes",       5 },
        { UB_LIT("http://good@a.example/"),    "url-userinfo",      7 },
        { UB_LIT("http://%61.example/"),       "url-host-escape",   7 },
        { UB_LIT("http://b\xC3\xBC.example/"), "url-host-idn",      7 },
        { UB_LIT("http://0x7f.1/"),            "url-host-ipv4",     7 },
        { UB_LIT("http://A.example/"),         "url-host-case",     7 },
        { UB_LIT("http://a.example:80/"),      "url-port",          17 },
        { UB_LIT("http://a.example/x/../y"),   "url-dots",          19 },
        { UB_LIT("http://a.example/x y"),      "url-encoded",       18 },
        { UB_LIT("http://a.example/\xFF"),     "url-utf8",          17 },
        { UB_LIT("http://a.example/?\xC3\xA4"), "url-query-charset", 18 },
        { UB_LIT("file:///C|/x"),              "url-drive",         8 },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_notes notes = { .a = &f->a };
        ub_url url;
        bool seen = false;
        assert_int_equal(ub_url_parse(&f->a, &f->ctx, cases[i].in, NULL, &url, &notes, NULL), UB_OK);
        for (size_t k = 0; k < notes.n; k++) {
            if (strcmp(notes.p[k].name, cases[i].note) != 0) continue;
            seen = true;
            if (notes.p[k].at != cases[i].at)
                fail_msg("%s in \"%.*s\": at %zu, want %zu", cases[i].note, UB_F(cases[i].in), notes.p[k].at, cases[i].at);
        }
        if (!seen) fail_msg("%s in \"%.*s\": no such note", cases[i].note, UB_F(cases[i].in));
        assert_int_equal(__builtin_popcount(url.odd), notes.n);
    }
}

static void refusals_say_where(void **state)
{
    static const struct { const char *name; ub_str in; size_t at; } cases[] = {
        { "port too large",      UB_LIT("http://a.example:99999/"), 17 },
        { "port not a number",   UB_LIT("http://a.example:8x/"),    18 },
        { "no host",             UB_LIT("http://"),                 7 },
        { "no base",             UB_LIT("a.gif"),                   0 },
        { "space in host",       UB_LIT("http://a b/"),             7 },
        { "tab before",          UB_LIT("\thttp://a\tb:c/"),        12 },
        { "IPv4 number",         UB_LIT("http://1.2.3.256/"),       7 },
        { "IPv6 without end",    UB_LIT("http://[::1/"),            7 },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url url;
        ub_err err = { 0 };
        assert_int_equal(ub_url_parse(&f->a, &f->ctx, cases[i].in, NULL, &url, NULL, &err), UB_SYNTAX);
        if (err.at != cases[i].at) fail_msg("%s: at %zu, want %zu", cases[i].name, err.at, cases[i].at);
    }
}

static void malformed_utf8_is_read_as_a_browser_reads_it(void **state)
{
    /* Encoding standard 8.1.1: one U+FFFD for each maximal subpart. */
    static const struct { ub_str in, path; } cases[] = {
        { UB_LIT("http://a.example/\x80"),             UB_LIT("/%EF%BF%BD") },
        { UB_LIT("http://a.example/\xC0\xBC"),         UB_LIT("/%EF%BF%BD%EF%BF%BD") },
        { UB_LIT("http://a.example/\xE2\x82"),         UB_LIT("/%EF%BF%BD") },
        { UB_LIT("http://a.example/\xE2\x82z"),        UB_LIT("/%EF%BF%BDz") },
        { UB_LIT("http://a.example/\xED\xA0\x80"),     UB_LIT("/%EF%BF%BD%EF%BF%BD%EF%BF%BD") },
        { UB_LIT("http://a.example/\xF0\x9F\x98\x80"), UB_LIT("/%F0%9F%98%80") },
        { UB_LIT("http://a.example/\xF4\x90\x80\x80"), UB_LIT("/%EF%BF%BD%EF%BF%BD%EF%BF%BD%EF%BF%BD") },
    };
    struct fixture *f = *state;
    ub_url url;
    for (size_t i = 0; i < UB_COUNT(cases); i++) ub_assert_str("path", parsed(f, cases[i].in).path, cases[i].path);
    assert_int_equal(ub_url_parse(&f->a, &f->ctx, UB_S("http://a\x80.example/"), NULL, &url, NULL, NULL), UB_SYNTAX);
    assert_int_equal(ub_url_parse(&f->a, &f->ctx, UB_S("http://a%80.example/"), NULL, &url, NULL, NULL), UB_SYNTAX);
}

static void every_spelling_of_a_host_is_one_host(void **state)
{
    static const struct { ub_str in, host; } cases[] = {
        { UB_LIT("http://3405803785/"),              UB_LIT("203.0.113.9") },
        { UB_LIT("http://0xCB.0x00.0x71.9/"),        UB_LIT("203.0.113.9") },
        { UB_LIT("http://0313.0.0161.011/"),         UB_LIT("203.0.113.9") },
        { UB_LIT("http://203.28937/"),               UB_LIT("203.0.113.9") },
        { UB_LIT("http://203.0.113.9./"),            UB_LIT("203.0.113.9") },
        { UB_LIT("http://[::ffff:203.0.113.9]/"),    UB_LIT("[::ffff:cb00:7109]") },
        { UB_LIT("http://bea%63on.test/"),           UB_LIT("beacon.test") },
        { UB_LIT("http://BEACON.test/"),             UB_LIT("beacon.test") },
        { UB_LIT("http://beacon\xE3\x80\x82test/"),  UB_LIT("beacon.test") },     /* U+3002 */
        { UB_LIT("http://bea\xC2\xAD" "con.test/"),  UB_LIT("beacon.test") },     /* soft hyphen */
        { UB_LIT("http://\xEF\xBD\x82" "eacon.test/"), UB_LIT("beacon.test") },   /* full-width b */
        { UB_LIT("http://\xE2\x91\xA0\xE2\x91\xA1.1/"), UB_LIT("12.0.0.1") },   /* circled digits 1 and 2 */
    };
    for (size_t i = 0; i < UB_COUNT(cases); i++) ub_assert_str("host", parsed(*state, cases[i].in).host, cases[i].host);
}

static void the_base_is_used_only_where_it_should(void **state)
{
    static const struct { ub_str in, base, href; } cases[] = {
        { UB_LIT("x.gif"),               UB_LIT("http://a.example/d/e?f#g"), UB_LIT("http://a.example/d/x.gif") },
        { UB_LIT("//b.example/x"),       UB_LIT("https://a.example/d"),      UB_LIT("https://b.example/x") },
        { UB_LIT("/\\b.example/x"),      UB_LIT("https://a.example/d"),      UB_LIT("https://b.example/x") },
        { UB_LIT("https:b.example/x"),   UB_LIT("https://a.example/d"),      UB_LIT("https://a.example/b.example/x") },
        { UB_LIT("https:b.example/x"),   UB_LIT("http://a.example/d"),       UB_LIT("https://b.example/x") },
        { UB_LIT("?q"),                  UB_LIT("http://a.example/d?p#f"),   UB_LIT("http://a.example/d?q") },
        { UB_LIT(""),                    UB_LIT("http://a.example/d?p#f"),   UB_LIT("http://a.example/d?p") },
        { UB_LIT("//host/share"),        UB_LIT("file:///C:/mail/"),         UB_LIT("file://host/share") },
        { UB_LIT("mailto:a@b.example"),  UB_LIT("http://a.example/"),        UB_LIT("mailto:a@b.example") },
        { UB_LIT("http://c.example/y"),  UB_LIT("http://a.example/d"),       UB_LIT("http://c.example/y") },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url base = parsed(f, cases[i].base), url;
        assert_int_equal(ub_url_parse(&f->a, &f->ctx, cases[i].in, &base, &url, NULL, NULL), UB_OK);
        ub_assert_str("href", url.href, cases[i].href);
    }
}

static void a_context_is_optional(void **state)
{
    struct fixture *f = *state;
    ub_url url;
    ub_str host;
    assert_int_equal(ub_url_parse(&f->a, NULL, UB_S("http://b\xC3\xBC" "cher.example/"), NULL, &url, NULL, NULL), UB_OK);
    ub_assert_str("host", url.host, UB_S("xn--bcher-kva.example"));
    assert_int_equal(ub_url_host_unicode(&f->a, NULL, &url, &host, NULL), UB_OK);
    ub_assert_str("host", host, UB_S("b\xC3\xBC" "cher.example"));
}

static void hosts_are_decoded_for_people(void **state)
{
    static const struct { ub_str in, want; } cases[] = {
        { UB_LIT("http://xn--bcher-kva.example/"),        UB_LIT("b\xC3\xBC" "cher.example") },
        { UB_LIT("http://www.xn--bcher-kva.xn--p1ai./"),  UB_LIT("www.b\xC3\xBC" "cher.\xD1\x80\xD1\x84.") },
        { UB_LIT("http://xn--a.example/"),                UB_LIT("xn--a.example") },          /* not punycode */
        { UB_LIT("http://xn--a-.xn--bcher-kva/"),         UB_LIT("xn--a-.b\xC3\xBC" "cher") },  /* pure ASCII within */
        { UB_LIT("http://axn--.example/"),                UB_LIT("axn--.example") },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url url = parsed(f, cases[i].in);
        ub_str host;
        assert_int_equal(ub_url_host_unicode(&f->a, &f->ctx, &url, &host, NULL), UB_OK);
        ub_assert_str("host", host, cases[i].want);
    }
}

static ub_str repeated(struct fixture *f, ub_str head, ub_str what, size_t bytes, ub_str tail)
{
    ub_buf b = ub_buf_in(&f->a);
    ub_buf_add(&b, head);
    for (size_t i = 0; i < bytes / what.n; i++) ub_buf_add(&b, what);
    assert_true(ub_buf_add(&b, tail));
    return ub_buf_str(&b);
}

/* Ignored code points do not count: a host of any length made of them is what is left. */
static void long_hosts_meet_their_limit(void **state)
{
    struct fixture *f = *state;
    ub_str e = UB_S("\xC3\xA9"), soft = UB_S("\xC2\xAD"), http = UB_S("http://"), tail = UB_S(".example/");
    ub_url url;
    ub_err err = { 0 };
    struct { ub_str what; size_t bytes; ub_status want; } cases[] = {
        { e, 2 * UB_URL_IDN_LABEL_MAX, UB_OK }, { e, 2 * UB_URL_IDN_LABEL_MAX + 2, UB_SYNTAX },
        { UB_S("\xC3\xA9\xC3\xA9."), UB_URL_IDN_MAX - 10, UB_OK },                 /* ".example" is 8 bytes */
        { UB_S("\xC3\xA9\xC3\xA9."), UB_URL_IDN_MAX - 5, UB_SYNTAX },
        { UB_S("\xEF\xBC\xAE\xE3\x80\x82"), UB_URL_IDN_MAX - 10, UB_OK },          /* full-width N and stop */
        { UB_S("\xEF\xBC\xAE\xE3\x80\x82"), UB_URL_IDN_MAX - 4, UB_SYNTAX },
    };
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_arena before = f->a;
        ub_status got = ub_url_parse(&f->a, &f->ctx, repeated(f, http, cases[i].what, cases[i].bytes, tail), NULL, &url,
                                     NULL, &err);
        if (got != cases[i].want) fail_msg("case %zu: %s", i, ub_status_name(got));
        if (got != UB_OK) ub_assert_str("what", ub_str_of(err.what, strlen(err.what)), UB_S("host too long for any resolver"));
        f->a = before;
    }
    ub_assert_str("host", parsed(f, repeated(f, UB_S("http://beacon"), soft, 1 << 20, UB_S(".test/"))).host,
                  UB_S("beacon.test"));
    /* ASCII hosts have no limit of their own. */
    assert_int_equal(parsed(f, repeated(f, http, UB_S("a"), 1 << 20, tail)).host.n, (1 << 20) + 8);
}

static void the_arena_ceiling_is_a_limit(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    struct fixture *f = *state;
    ub_url url;
    assert_int_equal(ub_arena_open(&a, 4096, NULL), UB_OK);
    assert_int_equal(ub_url_parse(&a, &f->ctx, repeated(f, UB_S("http://a.example/"), UB_S(" "), 4096, UB_S("x")), NULL,
                                  &url, NULL, NULL), UB_LIMIT);
    assert_int_equal(ub_url_parse(&a, &f->ctx, repeated(f, UB_S("http://a.example/"), UB_S("x"), 4096, UB_S("")), NULL,
                                  &url, NULL, NULL), UB_OK);      /* not copied */
}

static void the_longest_url_is_read_and_a_longer_one_is_not(void **state)
{
    struct fixture *f = *state;
    /* Zeros, which are trimmed, and which no memory stands behind. */
    char *p = mmap(NULL, UB_URL_MAX, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ub_url url;
    ub_url_readings all;
    assert_true(p != MAP_FAILED);
    assert_int_equal(ub_url_parse(&f->a, &f->ctx, ub_str_of(p, UB_URL_MAX), NULL, &url, NULL, NULL), UB_SYNTAX);
    assert_int_equal(ub_url_parse(&f->a, &f->ctx, ub_str_of(p, UB_URL_MAX + 1), NULL, &url, NULL, NULL), UB_LIMIT);
    assert_int_equal(ub_url_classify(&f->a, &f->ctx, ub_str_of(p, UB_URL_MAX + 1), NULL, &all, NULL, NULL), UB_LIMIT);
    munmap(p, UB_URL_MAX);
}

static void slots_are_walked(void **state)
{
    struct fixture *f = *state;
    ub_url url = parsed(f, UB_S("https://o.t.example/a//b%2Fc/?u=8f3c&&x&y=&z=1=2"));
    ub_str rest, piece, text;
    ub_url_pair pair;
    static const struct { ub_str key, value; bool has; } pairs[] = {
        { UB_LIT("u"), UB_LIT("8f3c"), true }, { UB_LIT("x"), UB_LIT(""), false }, { UB_LIT("y"), UB_LIT(""), true },
        { UB_LIT("z"), UB_LIT("1=2"), true },
    };
    static const ub_str segments[] = { UB_LIT("a"), UB_LIT(""), UB_LIT("b%2Fc"), UB_LIT("") };
    static const ub_str labels[] = { UB_LIT("o"), UB_LIT("t"), UB_LIT("example") };
    size_t n = 0;
    for (rest = url.query; ub_url_query_next(&rest, &pair); n++) {
        assert_true(n < UB_COUNT(pairs));
        ub_assert_str("key", pair.key, pairs[n].key);
        ub_assert_str("value", pair.value, pairs[n].value);
        assert_int_equal(pair.has_value, pairs[n].has);
    }
    assert_int_equal(n, UB_COUNT(pairs));
    for (n = 0, rest = url.path; ub_url_segment_next(&rest, &piece); n++) ub_assert_str("segment", piece, segments[n]);
    assert_int_equal(n, UB_COUNT(segments));
    for (n = 0, rest = url.host; ub_url_label_next(&rest, &piece); n++) ub_assert_str("label", piece, labels[n]);
    assert_int_equal(n, UB_COUNT(labels));
    assert_true(ub_url_decode(&f->a, UB_S("a%2fb+%zz%4%"), true, &text));
    ub_assert_str("decoded", text, UB_S("a/b %zz%4%"));
    assert_true(ub_url_decode(&f->a, UB_S("a+b"), false, &text));
    ub_assert_str("decoded", text, UB_S("a+b"));
    assert_true(ub_url_decode(&f->a, UB_S("%00"), false, &text));
    assert_int_equal(text.n, 1);
}

static void changed_parts_are_written(void **state)
{
    struct fixture *f = *state;
    ub_url url = parsed(f, UB_S("https://a.example:8080/p?utm_source=x&id=1#top"));
    ub_str href;
    assert_int_equal(ub_url_write(&f->a, &url, &href, NULL), UB_OK);
    ub_assert_str("href", href, url.href);
    url.query = UB_S("id=1");
    assert_int_equal(ub_url_write(&f->a, &url, &href, NULL), UB_OK);
    ub_assert_str("href", href, UB_S("https://a.example:8080/p?id=1#top"));
}

static void sites_are_registrable_domains(void **state)
{
    /* Suffixes that have been on the list for many years, so that any copy of it will do. */
    static const struct { ub_str host, site, suffix; ub_url_site_kind kind; bool hosted; } cases[] = {
        { UB_LIT("a.b.example.co.uk"), UB_LIT("example.co.uk"), UB_LIT("co.uk"),  UB_URL_SITE_REGISTRABLE, false },
        { UB_LIT("example.com"),       UB_LIT("example.com"),   UB_LIT("com"),    UB_URL_SITE_REGISTRABLE, false },
        { UB_LIT("x.example.com."),    UB_LIT("example.com"),   UB_LIT("com"),    UB_URL_SITE_REGISTRABLE, false },
        { UB_LIT("t.beacon.test"),     UB_LIT("beacon.test"),   UB_LIT("test"),   UB_URL_SITE_REGISTRABLE, false },
        { UB_LIT("a.b.github.io"),     UB_LIT("b.github.io"),   UB_LIT("github.io"), UB_URL_SITE_REGISTRABLE, true },
        { UB_LIT("x.www.ck"),          UB_LIT("www.ck"),        UB_LIT("ck"),     UB_URL_SITE_REGISTRABLE, false },
        { UB_LIT("co.uk"),             UB_LIT("co.uk"),         UB_LIT("co.uk"),  UB_URL_SITE_SUFFIX,      false },
        { UB_LIT("localhost"),         UB_LIT("localhost"),     UB_LIT(""),       UB_URL_SITE_LOCAL,       false },
        { UB_LIT("203.0.113.9"),       UB_LIT("203.0.113.9"),   UB_LIT(""),       UB_URL_SITE_ADDRESS,     false },
        { UB_LIT("[2001:db8::1]"),     UB_LIT("[2001:db8::1]"), UB_LIT(""),       UB_URL_SITE_ADDRESS,     false },
        { UB_LIT("x.xn--j1amh"),       UB_LIT("x.xn--j1amh"),   UB_LIT("xn--j1amh"), UB_URL_SITE_REGISTRABLE, false },
        { UB_LIT(""),                  UB_LIT(""),              UB_LIT(""),       UB_URL_SITE_LOCAL,       false },
    };
    struct fixture *f = *state;
    ub_url_site_info info;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        assert_int_equal(ub_url_site(&f->ctx, cases[i].host, &info, NULL), UB_OK);
        ub_assert_str("site", info.site, cases[i].site);
        ub_assert_str("suffix", info.suffix, cases[i].suffix);
        if (info.kind != cases[i].kind || info.hosted != cases[i].hosted) fail_msg("%.*s", UB_F(cases[i].host));
        if (info.kind == UB_URL_SITE_REGISTRABLE) assert_true(info.site.p >= cases[i].host.p);
    }
    assert_int_equal(ub_url_site(&f->ctx, repeated(f, UB_S(""), UB_S("a."), 1 << 20, UB_S("example.com")), &info, NULL), UB_OK);
    ub_assert_str("site", info.site, UB_S("example.com"));
    assert_int_equal(ub_url_site(&f->ctx, repeated(f, UB_S("x."), UB_S("a"), 300, UB_S("")), &info, NULL), UB_OK);
    assert_int_equal(info.kind, UB_URL_SITE_SUFFIX);
    assert_int_equal(info.site.n, 302);
}

static void a_missing_suffix_list_is_told(void **state)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx ctx = { .psl_path = "/nonexistent" };
    ub_url_site_info info;
    (void)state;
    assert_int_equal(ub_url_site(&ctx, UB_S("a.example.com"), &info, NULL), UB_ABSENT);
    ub_assert_str("site", info.site, UB_S("a.example.com"));
    assert_int_equal(ub_url_site(&ctx, UB_S("localhost"), &info, NULL), UB_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_named), cmocka_unit_test(a_slice_of_nothing_is_no_url), cmocka_unit_test(normal_urls_are_not_copied),
        cmocka_unit_test(what_is_odd_is_noted_with_its_place), cmocka_unit_test(refusals_say_where),
        cmocka_unit_test(malformed_utf8_is_read_as_a_browser_reads_it),
        cmocka_unit_test(every_spelling_of_a_host_is_one_host), cmocka_unit_test(the_base_is_used_only_where_it_should),
        cmocka_unit_test(a_context_is_optional), cmocka_unit_test(hosts_are_decoded_for_people),
        cmocka_unit_test(long_hosts_meet_their_limit), cmocka_unit_test(the_arena_ceiling_is_a_limit),
        cmocka_unit_test(the_longest_url_is_read_and_a_longer_one_is_not), cmocka_unit_test(slots_are_walked), cmocka_unit_test(changed_parts_are_written),
        cmocka_unit_test(sites_are_registrable_domains), cmocka_unit_test(a_missing_suffix_list_is_told),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
