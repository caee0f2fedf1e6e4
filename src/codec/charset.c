/* SPDX-License-Identifier: Apache-2.0 */
/* Character sets by label and by byte order mark, and a body to UTF-8. */
#include "charset_tables.h"
#include "utf.h"
#include "scan.h"

/* The first entry of `labels` for the key; they are sorted. */
static const ub_charset_label *look_up(const ub_charset_label *labels, size_t n, ub_str key)
{
    for (size_t lo = 0, hi = n; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        int c = ub_str_cmp_nocase(key, labels[mid].label);
        if (c == 0) return &labels[mid];
        if (c < 0) hi = mid;
        else lo = mid + 1;
    }
    return NULL;
}

/* As ICU compares names (UTS 22 1.4): letters and digits alone, and no zeros that begin a number. */
static ub_str fold(ub_str label, char *out, size_t room)
{
    size_t n = 0;
    bool in_number = false;
    for (size_t i = 0; i < label.n; i++) {
        unsigned char c = (unsigned char)label.p[i];
        if (!ub_is_alnum(c)) {
            in_number = false;
            continue;
        }
        if (c == '0' && !in_number && i + 1 < label.n && ub_is_digit((unsigned char)label.p[i + 1])) continue;
        in_number = ub_is_digit(c);
        if (n == room) return ub_str_of(out, 0);
        out[n++] = (char)ub_lower(c);
    }
    return ub_str_of(out, n);
}

const ub_charset *ub_charset_find(ub_str label, ub_label_kind *kind)
{
    const ub_charset_label *l;
    char folded[64];
    label = ub_str_trim(label);
    while (label.n >= 2 && (label.p[0] == '"' || label.p[0] == '\'') && label.p[label.n - 1] == label.p[0])
        label = ub_str_trim(ub_str_of(label.p + 1, label.n - 2));
    l = look_up(ub_charset_labels, ub_n_charset_labels, label);
    if (l) {
        if (kind) *kind = l->whatwg ? UB_LABEL_WHATWG : UB_LABEL_MAIL;
        return &ub_charsets[l->charset];
    }
    label = fold(label, folded, sizeof folded);
    l = label.n ? look_up(ub_charset_folded, ub_n_charset_folded, label) : NULL;
    if (!l) return NULL;
    if (kind) *kind = UB_LABEL_ICU;
    return &ub_charsets[l->charset];
}

const ub_charset *ub_charset_bom(ub_str in, size_t *n)
{
    const char *name = ub_str_starts(in, UB_S("\xEF\xBB\xBF")) ? "utf-8"
        : ub_str_starts(in, UB_S("\xFE\xFF")) ? "utf-16be" : ub_str_starts(in, UB_S("\xFF\xFE")) ? "utf-16le" : NULL;
    if (!name) return NULL;
    *n = name[4] == '8' ? 3 : 2;
    return ub_charset_find(ub_str_of(name, strlen(name)), NULL);
}

/* Length of the byte order mark at the start of the text, which overrules the order that the label named. */
static size_t bom(uint8_t *own, ub_str in)
{
    switch (*own) {
    case OWN_UTF8: return ub_str_starts(in, UB_S("\xEF\xBB\xBF")) ? 3 : 0;
    case OWN_UTF16LE:
    case OWN_UTF16BE:
        if (in.n < 2 || (!ub_str_starts(in, UB_S("\xFF\xFE")) && !ub_str_starts(in, UB_S("\xFE\xFF")))) return 0;
        *own = (unsigned char)in.p[0] == 0xFF ? OWN_UTF16LE : OWN_UTF16BE;
        return 2;
    case OWN_UTF32LE:
    case OWN_UTF32BE:
        if (!ub_str_starts(in, UB_S("\xFF\xFE\0\0")) && !ub_str_starts(in, UB_S("\0\0\xFE\xFF"))) return 0;
        *own = in.p[0] ? OWN_UTF32LE : OWN_UTF32BE;
        return 4;
    default: return 0;
    }
}

/* The whole text is UTF-8 already: nothing to copy. */
static ub_status as_it_is(ub_arena *a, ub_str in, size_t skip, ub_str *utf8, ub_map *map, ub_err *err)
{
    *utf8 = ub_str_from(in, skip);
    if (!map) return UB_OK;
    *map = (ub_map){ .in_bytes = in.n, .out_bytes = utf8->n };
    if (skip && utf8->n) {
        ub_map_run *run = UB_NEW(a, ub_map_run, 1);
        if (!run) return ub_fail(err, UB_LIMIT, "no room for the map of a decoded text", 0);
        *run = (ub_map_run){ 0, (uint32_t)skip, 1, 1 };
        map->p = run;
        map->n = 1;
    }
    return UB_OK;
}

/* Bytes that the text can become: three for each, or four in compressed Unicode (SCSU, BOCU-1). */
static size_t room_for(const ub_charset *cs, ub_str in)
{
    if (cs->own == OWN_UTF16LE || cs->own == OWN_UTF16BE) return in.n / 2 * 3 + 3;
    if (cs->own == OWN_UTF32LE || cs->own == OWN_UTF32BE) return in.n / 4 * 4 + 3;
    return in.n * (cs->own == OWN_ICU ? 4 : 3) + 8;
}

ub_status ub_charset_decode(ub_arena *a, ub_charset_cache *cache, const ub_charset *cs, ub_str in, ub_str *utf8,
                            ub_map *map, ub_notes *notes, ub_err *err)
{
    uint8_t own = cs->own;
    size_t skip = bom(&own, in);
    ub_utf_out o;
    ub_status s = UB_OK;
    if (in.n == 0) return as_it_is(a, in, 0, utf8, map, err);
    if (in.n >= UINT32_MAX) return ub_fail(err, UB_LIMIT, "text of 4 GiB or more", 0);
    if (own == OWN_UTF8 ? ub_utf8_valid_to(in) == in.n
        : cs->kind <= UB_CHARSET_TRAIL && ub_scan_nonascii(in.p, in.p + in.n) == in.p + in.n)
        return as_it_is(a, in, skip, utf8, map, err);
    if (!ub_utf_open(&o, a, room_for(cs, in), map != NULL))
        return ub_fail(err, UB_LIMIT, "decoded text over the limit of the arena", 0);
    switch (own) {
    case OWN_UTF8: ub_utf8_decode(&o, in, skip); break;
    case OWN_ONE_BYTE: ub_one_byte_decode(&o, in, cs->high); break;
    case OWN_UTF16LE: ub_utf16_decode(&o, in, skip, false); break;
    case OWN_UTF16BE: ub_utf16_decode(&o, in, skip, true); break;
    case OWN_UTF32LE: ub_utf32_decode(&o, in, skip, false); break;
    case OWN_UTF32BE: ub_utf32_decode(&o, in, skip, true); break;
    case OWN_UTF7: ub_utf7_decode(&o, in, skip, false); break;
    case OWN_UTF7_IMAP: ub_utf7_decode(&o, in, skip, true); break;
    case OWN_REPLACEMENT: ub_utf_bad(&o, 0, 1); break;      /* WHATWG 14.1.1: one error, then nothing */
    case OWN_ISO2022JP: ub_iso2022jp_decode(&o, in); break;
    case OWN_JOHAB: ub_johab_decode(&o, in); break;
    default: s = ub_icu_decode(&o, cache, cs, in, err); break;
    }
    if (s != UB_OK) return s;
    if (o.failed) return ub_fail(err, UB_LIMIT, "no room for a decoded text or its map", 0);
    if (o.bad) ub_notes_add(notes, "charset-invalid", o.bad_at, 0);
    if (o.saved) ub_notes_add(notes, "charset-swallow", o.bad_at, 0);
    *utf8 = ub_str_of(o.p, o.n);
    if (map) *map = (ub_map){ .p = o.runs.p, .n = o.runs.n, .in_bytes = in.n, .out_bytes = o.n };
    return UB_OK;
}
