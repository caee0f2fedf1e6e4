/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adblock patterns against URLs.
 *
 * A pattern is pieces with "*" between them.  The first match of each piece behind the one before leaves the most for the rest,
 * so nothing is ever taken back: at most the length of the URL times that of the longest piece.
 */
#include "rules_form.h"

/* "^": anything but a letter, a digit, or one of _ - . %, and also the end.  Bytes over 0x7F count as letters. */
static bool is_mark(unsigned char c) { return !ub_is_alnum(c) && c != '_' && c != '-' && c != '.' && c != '%' && c < 0x80; }

/* Does `piece` stand at `at`?  *end: behind it. */
static bool stands(ub_str piece, ub_str url, size_t at, size_t *end)
{
    for (size_t i = 0; i < piece.n; i++, at++) {
        if (at == url.n) {
            if (piece.p[i] != '^') return false;
            at--;      /* the end is one mark, and as many as wanted */
            continue;
        }
        if (piece.p[i] == '^' ? !is_mark((unsigned char)url.p[at]) : piece.p[i] != url.p[at]) return false;
    }
    *end = at;
    return true;
}

static bool stands_later(ub_str piece, ub_str url, size_t from, size_t *end)
{
    bool plain = piece.n && piece.p[0] != '^';
    for (size_t at = from; at <= url.n; at++) {
        if (plain && (at += ub_str_chr(ub_str_from(url, at), (unsigned char)piece.p[0])) >= url.n) return false;
        if (stands(piece, url, at, end)) return true;
    }
    return false;
}

/* Does it stand at the URL's end, not before `from`?  A "^" that is the last may be the end itself. */
static bool stands_last(ub_str piece, ub_str url, size_t from)
{
    size_t end;
    for (int past = 0; past < 2; past++)
        if (piece.n <= url.n + (size_t)past && url.n + (size_t)past - piece.n >= from
            && stands(piece, url, url.n + (size_t)past - piece.n, &end) && end == url.n) return true;
    return false;
}

/* The pieces behind the first, which ended at `at`. */
static bool rest_matches(const rules_rule *r, ub_str rest, bool more, ub_str url, size_t at)
{
    while (more) {
        size_t n = ub_str_chr(rest, '*');
        ub_str piece = ub_str_to(rest, n);
        more = n < rest.n;
        rest = ub_str_from(rest, n + 1);
        if (!more && r->flags & RULE_RIGHT) return stands_last(piece, url, at);
        if (!stands_later(piece, url, at, &at)) return false;
    }
    return !(r->flags & RULE_RIGHT) || at == url.n;
}

bool rules_pattern(const rules_rule *r, const char *text, ub_str url, size_t host_at, size_t host_n)
{
    ub_str pattern = ub_str_of(text + r->at, r->n), first = pattern, rest;
    size_t n = ub_str_chr(pattern, '*'), end, at = 0;
    bool more = n < pattern.n;
    first = ub_str_to(pattern, n);
    rest = ub_str_from(pattern, n + 1);
    if (r->flags & RULE_LEFT) return stands(first, url, 0, &end) && rest_matches(r, rest, more, url, end);
    if (!(r->flags & RULE_HOST)) {
        if (!more && r->flags & RULE_RIGHT) return stands_last(first, url, 0);
        return stands_later(first, url, 0, &end) && rest_matches(r, rest, more, url, end);
    }
    for (at = host_at; at < host_at + host_n; at++) {
        if (at > host_at && url.p[at - 1] != '.') continue;
        if (!stands(first, url, at, &end)) continue;
        if (more) return rest_matches(r, rest, true, url, end);
        if (!(r->flags & RULE_RIGHT) || end == url.n) return true;
    }
    return false;
}
