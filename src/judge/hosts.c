/* SPDX-License-Identifier: Apache-2.0 */
/* Names of hosts as people write them, and the text they write them in. */
#include "hosts.h"

#include "utf8.h"

/* A number at the end makes it an address, or nothing.  WHATWG URL 3.5, "ends in a number" */
static bool is_numeric(ub_str label)
{
    for (size_t i = 0; i < label.n; i++)
        if (!ub_is_digit((unsigned char)label.p[i])) return false;
    return label.n > 0;
}

ub_status ub_dns_name(ub_arena *a, ub_url_ctx *urls, ub_str host, ub_str *out)
{
    ub_buf b = ub_buf_in(a);
    ub_url url;
    bool plain = host.n > 0;
    *out = ub_str_to(host, 0);
    for (size_t i = 0; i < host.n && plain; i++) {
        unsigned char c = (unsigned char)host.p[i];
        plain = ub_is_alnum(c) || c == '.' || c == '-' || c == '_';
        ub_buf_char(&b, (char)ub_lower(c));
    }
    if (b.failed) return UB_LIMIT;
    if (plain && is_numeric(ub_host_ending(ub_buf_str(&b)))) return UB_OK;
    if (plain) return *out = ub_buf_str(&b), UB_OK;
    b = ub_buf_in(a);
    ub_buf_add(&b, UB_S("http://"));
    ub_buf_add(&b, host);
    if (b.failed) return UB_LIMIT;
    ub_status s = ub_url_parse(a, urls, ub_buf_str(&b), NULL, &url, NULL, NULL);
    if (s == UB_OK) *out = url.host;
    return s == UB_SYNTAX ? UB_OK : s;
}

ub_str ub_dns_site(ub_url_ctx *urls, ub_str host)
{
    ub_url_site_info info;
    if (!host.n) return host;
    (void)ub_url_site(urls, host, &info, NULL);      /* without a list the host itself */
    return info.site;
}

/* How many bytes of `s` could be a host: no spaces and marks of punctuation from other blocks, nothing that is not UTF-8. */
static size_t host_bytes(ub_str s)
{
    size_t n = 0;
    while (n < s.n && ub_host_byte((unsigned char)s.p[n])) {
        ub_utf8 c = ub_utf8_read(s, n);
        if (!c.valid || (c.code >= 0x80 && c.code < 0xC0) || (c.code >= 0x2000 && c.code < 0x2070) || (c.code >= 0x3000 && c.code < 0x3005)) break;
        n += c.n;
    }
    return n;
}

ub_str ub_host_ending(ub_str host)
{
    size_t i = host.n;
    while (i && host.p[i - 1] != '.') i--;
    return ub_str_from(host, i);
}

ub_str ub_host_at(ub_str s)
{
    size_t n = host_bytes(s), dots = 0;
    ub_str last;
    while (n && (s.p[n - 1] == '.' || s.p[n - 1] == '-')) n--;
    for (size_t i = 0; i < n; i++) {
        if (s.p[i] != '.') continue;
        if (i == 0 || s.p[i - 1] == '.') return ub_str_to(s, 0);
        dots++;
    }
    last = ub_host_ending(ub_str_to(s, n));
    if (!dots || n > 253 || last.n < 2 || ub_is_digit((unsigned char)last.p[0])) return ub_str_to(s, 0);
    return ub_str_to(s, n);
}

/* The characters that mail writes as entities around addresses. */
static size_t entity(ub_str s, char *c)
{
    static const struct { ub_str name; char c; } rows[] = { { UB_LIT("&amp;"), '&' }, { UB_LIT("&nbsp;"), ' ' }, { UB_LIT("&#47;"), '/' }, { UB_LIT("&#x2f;"), '/' },
                                                            { UB_LIT("&#46;"), '.' }, { UB_LIT("&#x2e;"), '.' }, { UB_LIT("&period;"), '.' }, { UB_LIT("&#58;"), ':' },
                                                            { UB_LIT("&#x3a;"), ':' }, { UB_LIT("&colon;"), ':' }, { UB_LIT("&sol;"), '/' }, { UB_LIT("&#8203;"), 0 },
                                                            { UB_LIT("&shy;"), 0 }, { UB_LIT("&zwnj;"), 0 }, { UB_LIT("&#173;"), 0 }, { UB_LIT("&#8204;"), 0 } };
    for (size_t i = 0; i < UB_COUNT(rows); i++)
        if (ub_str_starts_nocase(s, rows[i].name)) return *c = rows[i].c, rows[i].name.n;
    return 0;
}

/* Does the tag begin or end a line or a cell? */
static bool is_block(ub_str tag)
{
    static const ub_str names[] = { UB_LIT("p"), UB_LIT("div"), UB_LIT("br"), UB_LIT("td"), UB_LIT("th"), UB_LIT("tr"), UB_LIT("table"), UB_LIT("li"), UB_LIT("ul"), UB_LIT("ol"),
                                    UB_LIT("h1"), UB_LIT("h2"), UB_LIT("h3"), UB_LIT("h4"), UB_LIT("h5"), UB_LIT("h6"), UB_LIT("hr"), UB_LIT("img"), UB_LIT("center") };
    size_t n = 0;
    if (tag.n && tag.p[0] == '/') tag = ub_str_from(tag, 1);
    while (n < tag.n && ub_is_alnum((unsigned char)tag.p[n])) n++;
    for (size_t i = 0; i < UB_COUNT(names); i++)
        if (ub_str_eq_nocase(ub_str_to(tag, n), names[i])) return true;
    return false;
}

/* How many bytes from the first on are shown as they stand. */
static size_t plain_bytes(ub_str s)
{
    size_t n = 1;
    while (n < s.n && (unsigned char)s.p[n] >= ' ' && s.p[n] != '<' && s.p[n] != '&' && s.p[n] != '\xE2' && s.p[n] != '\xC2') n++;
    return n;
}

ub_str ub_shown(ub_arena *a, ub_str html, size_t max_bytes)
{
    ub_buf b = ub_buf_in(a);
    html = ub_str_to(html, max_bytes);
    for (size_t i = 0; i < html.n;) {
        ub_str s = ub_str_from(html, i);
        char c = 0;
        size_t n;
        if (s.p[0] == '<') {
            n = ub_str_chr(s, '>');
            if (is_block(ub_str_from(s, 1))) ub_buf_char(&b, ' ');
            i += n + 1;
        } else if (s.p[0] == '&' && (n = entity(s, &c))) {
            if (c) ub_buf_char(&b, c);
            i += n;
        } else if (ub_str_starts(s, UB_S("\xE2\x80\x8B")) || ub_str_starts(s, UB_S("\xE2\x80\x8C"))) i += 3;
        else if (ub_str_starts(s, UB_S("\xC2\xAD"))) i += 2;
        else if (s.p[0] == '\n' || s.p[0] == '\r' || s.p[0] == '\t') ub_buf_char(&b, ' '), i++;
        else ub_buf_add(&b, ub_str_to(s, n = plain_bytes(s))), i += n;
    }
    return ub_buf_str(&b);
}
