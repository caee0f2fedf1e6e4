/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains outside ASCII: UTS 46 through ICU, and what the URL standard wants of it.
 *
 * The standard sets CheckHyphens and VerifyDnsLength to false.  ICU has no such options; it checks and reports, and the
 * reports are put aside here.  An all-ASCII domain never comes here: it is only lower-cased, "xn--" labels too.
 */
#include "inside.h"

#include <unicode/uidna.h>
#include <unicode/unorm2.h>

enum { PUT_ASIDE = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG
                   | UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4 };

/* Room for an ASCII form.  What is longer is no name that could be looked up (253 bytes). */
enum { ASCII_BYTES = 16384 };

static UIDNA *open_idna(void)
{
    UErrorCode e = U_ZERO_ERROR;
    UIDNA *idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII
                                  | UIDNA_NONTRANSITIONAL_TO_UNICODE, &e);
    return U_SUCCESS(e) ? idna : NULL;
}

/* The tables, opened once a context; without a context the caller closes them. */
static UIDNA *tables(ub_url_ctx *ctx)
{
    if (!ctx) return open_idna();
    if (!ctx->idna_tried) {
        ctx->idna_tried = true;
        ctx->idna = open_idna();
    }
    return ctx->idna;
}

void ub_url_idna_close(void *idna) { if (idna) uidna_close(idna); }

/*
 * What UTS 46 made of code points that Unicode 15.0 had already, but that it still disallowed there.
 * ICU 72 has the data of 15.0.  Revision 33 (Unicode 16.0) dropped the old exclusions: mappings and ignored code points
 * follow NFKC_Casefold now.  UTS 46 sections 6 and 7, read 2026-11.  U+1806, valid since then, cannot be had this way.
 */
static const struct { uint32_t first, last, to; } amended[] = {      /* to 0: ignored; else first maps to it, and so on */
    { 0x004C0, 0x004C0, 0x04CF },  { 0x010A0, 0x010C5, 0x2D00 }, { 0x0115F, 0x01160, 0 },      { 0x017B4, 0x017B5, 0 },
    { 0x0180E, 0x0180E, 0 },       { 0x01E9E, 0x01E9E, 0xDF },   { 0x02061, 0x02063, 0 },      { 0x0206A, 0x0206F, 0 },
    { 0x02132, 0x02132, 0x214E },  { 0x02183, 0x02183, 0x2184 }, { 0x03164, 0x03164, 0 },      { 0x0FFA0, 0x0FFA0, 0 },
    { 0x1D173, 0x1D17A, 0 },       { 0x2F868, 0x2F868, 0x36FC }, { 0x2F874, 0x2F874, 0x5F53 },
    { 0x2F91F, 0x2F91F, 0x243AB }, { 0x2F95F, 0x2F95F, 0x7AEE }, { 0x2F9BF, 0x2F9BF, 0x45D7 },
};

static uint32_t amend(uint32_t c)
{
    if (c < amended[0].first || (c >= 0x3165 && c < 0xFFA0)) return c;      /* nearly all */
    for (size_t i = 0; i < UB_COUNT(amended) && c >= amended[i].first; i++)
        if (c <= amended[i].last) return amended[i].to ? amended[i].to + (c - amended[i].first) : 0;
    return c;
}

/* Code points that become "." or hold one when mapped, so that a label ends there. */
static bool ends_label(uint32_t c)
{
    return c == 0x3002 || c == 0xFF0E || c == 0xFF61 || (c >= 0x2024 && c <= 0x2026) || c == 0xFE19 || c == 0xFE30
        || c == 0xFE52 || c == 0x33C2 || c == 0x33D8;
}

/*
 * Decode, amend, leave out what is ignored, and measure what is left.  A browser reads a host with ten thousand soft
 * hyphens; a label of 257 letters it could not look up: at most four of them become one, and a name's label has at most
 * 59 besides "xn--".  ICU's time is quadratic in a label (and it refuses one of more than 1000 UTF-16 units).
 */
static ub_status prepare(ub_arena *a, ub_str in, ub_str *out, const char **what)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *uts46 = in.n > UB_URL_IDN_LABEL_MAX
        ? unorm2_getInstance(NULL, "uts46", UNORM2_COMPOSE, &e) : NULL;
    ub_buf b = ub_buf_in(a);
    size_t label = 0, longest = 0;
    if (U_FAILURE(e)) return *what = "ICU cannot open its UTS 46 tables", UB_NOMEM;
    for (const char *p = in.p, *end = ub_str_end(in); p < end; ) {
        const char *q = p;
        uint32_t c;
        UChar to[4];
        int n;
        for (; q < end && (unsigned char)*q < 0x80; q++) {
            label = *q == '.' ? 0 : label + 1;
            if (label > longest) longest = label;
        }
        if (b.n + (size_t)(q - p) > UB_URL_IDN_MAX || longest > UB_URL_IDN_LABEL_MAX)
            return *what = "host too long for any resolver", UB_SYNTAX;
        if (q > p && !ub_buf_add(&b, ub_str_range(p, q))) return UB_LIMIT;
        if (q == end) break;
        if ((n = ub_url_utf8(q, end)) < 0)
            return *what = "malformed UTF-8 in host", UB_SYNTAX;    /* read as U+FFFD, which no host may have */
        c = amend(ub_url_code_point(q, n));
        p = q + n;
        if (!c || c == 0xAD || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x200B || c == 0x2060 || c == 0xFEFF) continue;
        if (uts46 && c > 0x300 && (e = U_ZERO_ERROR, unorm2_getRawDecomposition(uts46, (UChar32)c, to, 4, &e) == 0)) continue;
        label = ends_label(c) ? 0 : label + 1;
        if (label > longest) longest = label;
        if (!ub_buf_utf8(&b, c)) return UB_LIMIT;
    }
    if (b.n > UB_URL_IDN_MAX || longest > UB_URL_IDN_LABEL_MAX)
        return *what = "host too long for any resolver", UB_SYNTAX;
    *out = ub_buf_str(&b);
    return UB_OK;
}

ub_status ub_url_idna(ub_arena *a, ub_url_ctx *ctx, ub_str domain, ub_str *out, const char **what)
{
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode e = U_ZERO_ERROR;
    ub_arena scratch = *a;
    ub_status s;
    UIDNA *idna;
    char ascii[ASCII_BYTES];
    int32_t n;
    if ((s = prepare(&scratch, domain, &domain, what)) != UB_OK) return s;
    if (!(idna = tables(ctx))) return *what = "ICU cannot open its UTS 46 tables", UB_NOMEM;
    n = uidna_nameToASCII_UTF8(idna, domain.p, (int32_t)domain.n, ascii, ASCII_BYTES, &info, &e);
    if (!ctx) uidna_close(idna);
    if (e == U_MEMORY_ALLOCATION_ERROR) return *what = "ICU has no memory", UB_NOMEM;
    if (e == U_BUFFER_OVERFLOW_ERROR || e == U_INPUT_TOO_LONG_ERROR) return *what = "host too long for any resolver", UB_SYNTAX;
    if ((U_FAILURE(e) && e != U_STRING_NOT_TERMINATED_WARNING) || (info.errors & ~(uint32_t)PUT_ASIDE))
        return *what = "host is not a valid internationalized domain", UB_SYNTAX;
    return ub_str_copy(a, ub_str_of(ascii, (size_t)n), out) ? UB_OK : UB_LIMIT;
}

ub_status ub_url_host_unicode(ub_arena *a, ub_url_ctx *ctx, const ub_url *url, ub_str *out, ub_err *err)
{
    ub_buf b = ub_buf_in(a);
    ub_str rest = url->host, label;
    UIDNA *idna = NULL;
    if (url->host_kind != UB_URL_HOST_DOMAIN || ub_str_find(url->host, UB_S("xn--")) == url->host.n)
        return *out = url->host, UB_OK;
    if (!(idna = tables(ctx))) return ub_fail(err, UB_NOMEM, "ICU cannot open its UTS 46 tables", 0);
    for (bool more = true; more; ) {
        size_t dot = ub_str_chr(rest, '.');
        UIDNAInfo info = UIDNA_INFO_INITIALIZER;
        UErrorCode e = U_ZERO_ERROR;
        char text[512];
        int32_t n = 0;
        label = ub_str_to(rest, dot);
        if (ub_str_starts(label, UB_S("xn--")) && label.n < 256)
            n = uidna_labelToUnicodeUTF8(idna, label.p, (int32_t)label.n, text, sizeof text, &info, &e);
        if (n > 0 && U_SUCCESS(e) && !(info.errors & ~(uint32_t)PUT_ASIDE)) label = ub_str_of(text, (size_t)n);
        more = dot < rest.n;
        if (!ub_buf_add(&b, label) || (more && !ub_buf_char(&b, '.'))) break;
        rest = ub_str_from(rest, dot + 1);
    }
    if (!ctx) uidna_close(idna);
    if (b.failed) return ub_fail(err, UB_LIMIT, "arena is full", 0);
    *out = ub_buf_str(&b);
    return UB_OK;
}
