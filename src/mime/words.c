/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unfolding and encoded words.  RFC 5322 2.2.3, RFC 2047, RFC 2231 5 (language suffix), RFC 6532.
 *
 * Decided: an encoded word is one wherever it stands, in a quoted string or a parameter too: large senders put it there and
 * nearly all clients decode it.  Adjacent words of one charset are joined before they are decoded, because senders split
 * characters.
 */
#include "internal.h"
#include "scan.h"

bool text_in_charset(ub_arena *a, ub_charset_cache *cache, ub_str label, ub_str bytes, ub_str *out)
{
    const ub_charset *cs = label.n ? ub_charset_find(label, NULL) : NULL;
    ub_status s;
    if (bytes.n == 0) return *out = UB_S(""), true;
    if (ub_scan_nonascii(bytes.p, ub_str_end(bytes)) == ub_str_end(bytes) && (!cs || !ub_charset_own_walk(cs))) {
        *out = bytes;
        return true;
    }
    if (!cs) {
        if (ub_utf8_valid_to(bytes) == bytes.n) return *out = bytes, true;
        cs = ub_charset_find(UB_S("windows-1252"), NULL);
    }
    s = ub_charset_decode(a, cache, cs, bytes, out, NULL, NULL, NULL);
    return s == UB_OK;
}

bool ub_mime_unfold(ub_arena *a, ub_str value, ub_str *out)
{
    ub_buf b;
    const char *p, *end, *q;
    value = ub_str_trim(value);
    if (!value.n) return *out = UB_S(""), true;
    p = value.p, end = ub_str_end(value);
    if (ub_scan2(p, end, '\r', '\n') == end) return *out = value, true;
    b = ub_buf_in(a);
    if (!ub_buf_room(&b, value.n)) return false;
    for (; p < end; p = q + 1) {
        q = ub_scan2(p, end, '\r', '\n');
        if (!ub_buf_add(&b, ub_str_range(p, q))) return false;
        if (q == end) break;
    }
    *out = ub_buf_str(&b);
    return true;
}

struct word {
    ub_str charset, text;
    bool base64;
    const char *next;
};

/* The encoded word at `p`, which is at "=?".  *no_end: there is no "?=" any more, so nobody looks again. */
static bool word_at(const char *p, const char *end, struct word *w, bool *no_end)
{
    const char *cs = p + 2, *q = cs, *stop;
    size_t star;
    while (q < end && *q != '?' && !is_white((unsigned char)*q)) q++;
    if (end - q < 4 || *q != '?' || q == cs || q[2] != '?') return false;
    if ((q[1] | 0x20) != 'q' && (q[1] | 0x20) != 'b') return false;
    w->charset = ub_str_range(cs, q);
    star = ub_str_chr(w->charset, '*');
    w->charset = ub_str_to(w->charset, star);
    w->base64 = (q[1] | 0x20) == 'b';
    q += 3;
    stop = *no_end ? NULL : memmem(q, (size_t)(end - q), "?=", 2);
    if (!stop) {
        *no_end = true;
        return false;
    }
    w->text = ub_str_range(q, stop);
    w->next = stop + 2;
    return true;
}

static bool word_bytes(ub_arena *a, ub_buf *b, const struct word *w)
{
    if (w->base64) {
        ub_arena scratch = *a;
        ub_str got;
        /* What is decoded to scratch is moved into the buffer, whose room was made before. */
        if (!ub_buf_room(b, UB_B64_ROOM(w->text.n))) return false;
        scratch = *a;
        if (ub_codec_decode(&scratch, UB_CTE_BASE64, 0, w->text, &got, NULL, NULL, NULL) != UB_OK) return false;
        return ub_buf_add(b, got);
    }
    for (size_t i = 0; i < w->text.n; i++) {
        char c = w->text.p[i];
        int hi, lo;
        if (c == '_') {
            c = ' ';
        } else if (c == '=' && i + 2 < w->text.n && (hi = ub_hex((unsigned char)w->text.p[i + 1])) >= 0
                   && (lo = ub_hex((unsigned char)w->text.p[i + 2])) >= 0) {
            c = (char)(hi * 16 + lo);
            i += 2;
        }
        if (!ub_buf_char(b, c)) return false;
    }
    return true;
}

/* ISO-2022-JP words end in ASCII; the next begins there.  Joined, the two escapes in a row would count as an error. */
static bool back_in_ascii(const ub_buf *b)
{
    return b->n >= 3 && b->p[b->n - 3] == 0x1b && b->p[b->n - 2] == '(' && (b->p[b->n - 1] == 'B' || b->p[b->n - 1] == 'J');
}

/* All words of one charset that follow each other, decoded together.  Returns behind the last, NULL when there is no room. */
static const char *run_of_words(ub_arena *a, ub_charset_cache *cache, struct word w, const char *end, ub_buf *out, bool *no_end)
{
    ub_buf bytes = ub_buf_in(a);
    ub_str text;
    const char *next;
    for (;;) {
        const char *q;
        struct word more;
        if (!word_bytes(a, &bytes, &w)) return NULL;
        next = q = w.next;
        while (q < end && is_white((unsigned char)*q)) q++;
        if (end - q < 2 || q[0] != '=' || q[1] != '?' || !word_at(q, end, &more, no_end)) break;
        next = q;      /* white space between two words goes, whatever their charsets */
        if (!ub_str_eq_nocase(more.charset, w.charset) || back_in_ascii(&bytes)) break;
        w = more;
    }
    if (!text_in_charset(a, cache, w.charset, ub_buf_str(&bytes), &text)) return NULL;
    return ub_buf_add(out, text) ? next : NULL;
}

static bool plain_text(ub_arena *a, ub_charset_cache *cache, const char *p, const char *q, ub_buf *out)
{
    ub_str text;
    return p == q || (text_in_charset(a, cache, UB_S(""), ub_str_range(p, q), &text) && ub_buf_add(out, text));
}

ub_status ub_mime_text(ub_arena *a, ub_charset_cache *cache, ub_str value, ub_str *out, ub_err *err)
{
    ub_str text;
    ub_buf b = ub_buf_in(a);
    const char *p, *q, *end;
    bool no_end = false;
    if (!ub_mime_unfold(a, value, &text)) return ub_fail(err, UB_LIMIT, "no room for a header's text", 0);
    p = q = text.p, end = ub_str_end(text);
    while (q < end) {
        struct word w;
        q = memmem(q, (size_t)(end - q), "=?", 2);
        if (!q || no_end) break;
        if (!word_at(q, end, &w, &no_end)) {
            q += 2;
            continue;
        }
        if (!plain_text(a, cache, p, q, &b)) return ub_fail(err, UB_LIMIT, "no room for a header's text", 0);
        q = run_of_words(a, cache, w, end, &b, &no_end);
        if (!q) return ub_fail(err, UB_LIMIT, "no room for a header's text", 0);
        p = q;
    }
    if (p == text.p) {
        if (!text_in_charset(a, cache, UB_S(""), text, out)) return ub_fail(err, UB_LIMIT, "no room for a header's text", 0);
        return UB_OK;
    }
    if (!plain_text(a, cache, p, end, &b)) return ub_fail(err, UB_LIMIT, "no room for a header's text", 0);
    *out = b.n ? ub_buf_str(&b) : UB_S("");
    return UB_OK;
}
