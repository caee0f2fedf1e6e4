/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Targets that stand in a URL, opened offline.
 *
 * Sources: Proofpoint's published decoder of URL Defense, the documentation of the others, and their own links in public
 * archives of mail.  Read 2026-11.  Targets with control characters are not opened: nobody writes such links in good faith.
 */
#include "mailer.h"

#include "codec.h"
#include "json.h"

/* ------------------------------------------------------------------------------------------------ encodings */

static bool begins_http(ub_str s)
{
    return ub_str_starts_nocase(s, UB_S("http:/")) || ub_str_starts_nocase(s, UB_S("https:/"));
}

/* Percent-encoded, once, twice or three times. */
static bool open_percent(ub_arena *a, ub_str in, ub_str *out)
{
    if (!ub_url_decode(a, in, false, out)) return false;
    for (int again = 0; again < 2 && (ub_str_starts_nocase(*out, UB_S("http%3a")) || ub_str_starts_nocase(*out, UB_S("https%3a"))); again++)
        if (!ub_url_decode(a, *out, false, out)) return false;
    return true;
}

static bool base64(ub_arena *a, ub_str in, ub_str *out)
{
    return ub_url_decode(a, in, false, &in)
        && ub_codec_decode(a, UB_CTE_BASE64, UB_B64_URL | UB_B64_STOP, in, out, NULL, NULL, NULL) == UB_OK;
}

static bool open_base64(ub_arena *a, ub_str in, ub_str *out)
{
    return base64(a, in, &in) && open_percent(a, in, out);
}

/* A host and path whose scheme is left out. */
static bool with_scheme(ub_arena *a, ub_str scheme, ub_str rest, ub_str *out)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, scheme);
    ub_buf_add(&b, rest);
    *out = ub_buf_str(&b);
    return !b.failed;
}

/* ------------------------------------------------------------------------------------------------ JSON */

/* The string under a key of an object.  Empty: there is none, or this is no JSON.  False: the arena is full. */
static bool json_string(ub_arena *a, ub_str text, ub_str key, ub_str *out)
{
    ub_json_reader r = ub_json_reader_of(a, text, NULL);
    ub_str name;
    ub_status s = ub_json_enter(&r, '{');
    *out = (ub_str){ 0 };
    while (s == UB_OK && (s = ub_json_key(&r, &name)) == UB_OK) {
        if (ub_str_eq(name, key) && ub_json_peek(&r) == '"') return ub_json_string(&r, out) != UB_LIMIT;
        s = ub_json_pass(&r);
    }
    return s != UB_LIMIT || r.depth >= UB_JSON_DEPTH_MAX;
}

/* JSON in base64; a signature may follow behind a dot. */
static bool open_json(ub_arena *a, ub_str in, ub_str key, ub_str *out)
{
    return base64(a, ub_str_to(in, ub_str_chr(in, '.')), &in) && json_string(a, in, key, out);
}

/* JSON whose "p" is JSON again, as a string. */
static bool open_mandrill(ub_arena *a, ub_str in, ub_str *out)
{
    return open_json(a, in, UB_S("p"), &in) && json_string(a, in, UB_S("url"), out);
}

/* ------------------------------------------------------------------------------------------------ binary */

/* Fields of SparkPost: a byte of two bits of size and six of name; the length in none, one or two bytes; the value.  4 is the
 * target. */
static bool open_sparkpost(ub_arena *a, ub_str in, ub_str *out)
{
    enum { TARGET = 4 };
    ub_str s;
    *out = (ub_str){ 0 };
    if (!base64(a, in, &s)) return false;
    while (s.n) {
        unsigned head = ub_str_at(s, 0), bytes = head >> 6;
        size_t n = 0;
        if (bytes == 3 || s.n < 1 + bytes) return true;
        for (size_t i = 0; i < bytes; i++) n |= (size_t)ub_str_at(s, 1 + i) << 8 * i;
        s = ub_str_from(s, 1 + bytes);
        if ((head & 63) == TARGET) return *out = ub_str_to(s, n), true;
        s = ub_str_from(s, n);
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------ URL Defense */

/* Version 2: "-" for "%" and "_" for "/". */
static bool open_v2(ub_arena *a, ub_str in, ub_str *out)
{
    char *p = ub_arena_take(a, in.n, 1);
    if (!p) return false;
    for (size_t i = 0; i < in.n; i++) p[i] = in.p[i] == '-' ? '%' : in.p[i] == '_' ? '/' : in.p[i];
    return open_percent(a, ub_str_of(p, in.n), out);
}

/* How many bytes "**X" stands for: A is 2, B 3, .. */
static size_t run_length(char c)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (size_t)(at - letters) + 2 : 0;
}

/* Version 3: "__URL__;BYTES!": each "*" of the URL is one byte of BYTES, which are in base64, and "**X" is a run of them. */
static bool open_v3(ub_arena *a, ub_str in, ub_str *out)
{
    ub_str bytes, text;
    ub_buf b;
    size_t end, used = 0;
    *out = (ub_str){ 0 };
    if (!ub_str_starts(in, UB_S("__"))) return true;
    in = ub_str_from(in, 2);
    end = ub_str_find(in, UB_S("__;"));
    if (end == in.n) return true;
    text = ub_str_to(in, end);
    in = ub_str_from(in, end + 3);
    if (!base64(a, ub_str_to(in, ub_str_chr(in, '!')), &bytes)) return false;
    b = ub_buf_in(a);
    for (size_t i = 0; i < text.n; i++) {
        size_t n = 1;
        if (text.p[i] != '*' || used == bytes.n) {
            ub_buf_char(&b, text.p[i]);
            continue;
        }
        if (i + 2 < text.n && text.p[i + 1] == '*' && run_length(text.p[i + 2])) n = run_length(text.p[i + 2]), i += 2;
        ub_buf_add(&b, ub_str_to(ub_str_from(bytes, used), n));
        used = used + n < bytes.n ? used + n : bytes.n;
    }
    *out = ub_buf_str(&b);
    return !b.failed;
}

/* ------------------------------------------------------------------------------------------------ one layer */

/* "https://www.example.com:SIGNATURE" */
static ub_str without_signature(ub_str in)
{
    size_t colon = in.n;
    while (colon > 0 && in.p[colon - 1] != ':' && in.p[colon - 1] != '/') colon--;
    return colon > 8 && in.p[colon - 1] == ':' && in.n - colon >= 20 ? ub_str_to(in, colon - 1) : in;
}

/* False when the arena is full.  What comes out may be anything. */
static bool open_slot(ub_arena *a, ub_wrap wrap, ub_str in, ub_str *out)
{
    switch (wrap) {
    case UB_WRAP_PERCENT:    return open_percent(a, in, out);
    case UB_WRAP_BASE64:     return open_base64(a, in, out);
    case UB_WRAP_HTTPS:      return ub_url_decode(a, in, false, &in) && with_scheme(a, UB_S("https://"), in, out);
    case UB_WRAP_HTTP:       return ub_url_decode(a, in, false, &in) && with_scheme(a, UB_S("http://"), in, out);
    case UB_WRAP_JSON_E:     return open_json(a, in, UB_S("e"), out);
    case UB_WRAP_JSON_HREF:  return open_json(a, in, UB_S("href"), out);
    case UB_WRAP_JSON_URL:   return open_json(a, in, UB_S("url"), out);
    case UB_WRAP_MANDRILL:   return open_mandrill(a, in, out);
    case UB_WRAP_SPARKPOST:  return open_sparkpost(a, in, out);
    case UB_WRAP_YOUTUBE:    return ub_url_decode(a, in, false, &in) && with_scheme(a, UB_S("https://www.youtube.com"), in, out);
    case UB_WRAP_BING:       return ub_str_starts(in, UB_S("a1")) ? open_base64(a, ub_str_from(in, 2), out) : (*out = (ub_str){ 0 }, true);
    case UB_WRAP_DISQUS:     return open_percent(a, in, out) && (*out = without_signature(*out), true);
    case UB_WRAP_V2:         return open_v2(a, in, out);
    case UB_WRAP_AMP:        return *out = ub_str_from(in, ub_str_find(in, UB_S("&&&http")) + 3), true;
    case UB_WRAP_REST:       return begins_http(in) ? (*out = in, true) : open_percent(a, in, out);
    case UB_WRAP_HTTPS_REST: return with_scheme(a, UB_S("https://"), in, out);
    case UB_WRAP_V3:         return open_v3(a, in, out);
    case UB_WRAP_AVANAN:
        *out = ub_str_from(ub_str_to(in, ub_str_find(in, UB_S("___."))), 3);
        return true;
    default:
        *out = (ub_str){ 0 };
        return true;
    }
}

static bool is_plain(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) return false;
    return begins_http(s);
}

/* The text that stands in the slot, in `a`; what is needed on the way is dropped. */
static ub_status target_text(ub_arena *a, const ub_url *url, const ub_grammar *g, ub_str *text)
{
    enum { WORK_BYTES = 2 << 20 };      /* each way to write a target needs less than 16 times its bytes */
    size_t half = ub_arena_left(a) / 2;
    ub_arena work = ub_arena_split(a, half < WORK_BYTES ? half : WORK_BYTES);
    ub_str found;
    ub_status s = !open_slot(&work, (ub_wrap)g->wrap, g->wrapped, &found) ? UB_LIMIT
                : !is_plain(found) || found.n > url->href.n ? UB_ABSENT : ub_str_copy(a, found, text) ? UB_OK : UB_LIMIT;
    ub_arena_join(a, &work, false);
    return s;
}

ub_status ub_wrap_open(ub_arena *a, ub_url_ctx *ctx, const ub_url *url, ub_grammar *g, ub_url *target)
{
    ub_str text;
    ub_url found;
    ub_status s;
    if (!g->wrap || !g->wrapped.n || url->href.n > UB_WRAP_BYTES) return UB_ABSENT;
    if ((s = target_text(a, url, g, &text)) != UB_OK) return s;
    s = ub_url_parse(a, ctx, text, NULL, &found, NULL, NULL);
    if (s == UB_SYNTAX) return UB_ABSENT;
    if (s != UB_OK) return UB_LIMIT;
    /* A host of one label is nobody's on the net. */
    if (ub_str_chr(found.host, '.') == found.host.n && found.host_kind != UB_URL_HOST_IPV6) return UB_ABSENT;
    if (found.href.n > url->href.n || (found.scheme_id != UB_URL_HTTP && found.scheme_id != UB_URL_HTTPS)) return UB_ABSENT;
    *target = found;
    g->opened = true;
    return UB_OK;
}
