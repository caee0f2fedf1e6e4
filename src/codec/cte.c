/* SPDX-License-Identifier: Apache-2.0 */
/* Transfer encodings by name, a whole body at once, and which readings a broken one deserves. */
#include "b64.h"
#include "cte.h"

/* RFC 2045 6.1; the x- names as clients have them (Thunderbird, GMime, Mutt), read 2026-11-24.  Sorted. */
static const struct label { ub_str name; ub_cte cte; } labels[] = {
    { UB_LIT("7-bit"), UB_CTE_IDENTITY },       { UB_LIT("7bit"), UB_CTE_IDENTITY },
    { UB_LIT("8-bit"), UB_CTE_IDENTITY },       { UB_LIT("8bit"), UB_CTE_IDENTITY },
    { UB_LIT("base-64"), UB_CTE_BASE64 },       { UB_LIT("base64"), UB_CTE_BASE64 },
    { UB_LIT("binary"), UB_CTE_IDENTITY },      { UB_LIT("binhex"), UB_CTE_BINHEX },
    { UB_LIT("gzip"), UB_CTE_GZIP },            { UB_LIT("mac-binhex40"), UB_CTE_BINHEX },
    { UB_LIT("none"), UB_CTE_IDENTITY },        { UB_LIT("qp"), UB_CTE_QP },
    { UB_LIT("quoted-printable"), UB_CTE_QP },  { UB_LIT("quotedprintable"), UB_CTE_QP },
    { UB_LIT("uue"), UB_CTE_UU },               { UB_LIT("uuencode"), UB_CTE_UU },
    { UB_LIT("x-base64"), UB_CTE_BASE64 },      { UB_LIT("x-binhex"), UB_CTE_BINHEX },
    { UB_LIT("x-binhex40"), UB_CTE_BINHEX },    { UB_LIT("x-gzip"), UB_CTE_GZIP },
    { UB_LIT("x-gzip64"), UB_CTE_UNKNOWN },     { UB_LIT("x-uue"), UB_CTE_UU },
    { UB_LIT("x-uuencode"), UB_CTE_UU },        { UB_LIT("x-yenc"), UB_CTE_YENC },
    { UB_LIT("yenc"), UB_CTE_YENC },
};

ub_cte ub_cte_find(ub_str label)
{
    label = ub_str_trim(label);
    if (label.n == 0) return UB_CTE_IDENTITY;
    for (size_t lo = 0, hi = UB_COUNT(labels); lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        int c = ub_str_cmp_nocase(label, labels[mid].name);
        if (c == 0) return labels[mid].cte;
        if (c < 0) hi = mid;
        else lo = mid + 1;
    }
    return UB_CTE_UNKNOWN;
}

const char *ub_cte_name(ub_cte cte)
{
    static const char *const names[] = {
        [UB_CTE_IDENTITY] = "identity", [UB_CTE_BASE64] = "base64", [UB_CTE_QP] = "quoted-printable",
        [UB_CTE_UU] = "x-uuencode", [UB_CTE_YENC] = "x-yenc", [UB_CTE_BINHEX] = "x-binhex",
        [UB_CTE_GZIP] = "x-gzip", [UB_CTE_UNKNOWN] = "unknown",
    };
    return names[cte];
}

size_t ub_codec_readings(ub_cte cte, unsigned odd, unsigned flags[UB_CODEC_READINGS])
{
    size_t n = 0;
    if (cte == UB_CTE_BASE64) {
        if (odd & UB_ODD_MARKUP) flags[n++] = UB_CODEC_RAW;
        if (odd & UB_ODD_AFTER_PAD) {
            flags[n++] = UB_B64_STOP;
            flags[n++] = UB_B64_SKIP;
            if (odd & UB_ODD_PAD) flags[n++] = UB_B64_RESET;     /* else the same as the default */
        }
        if (odd & UB_ODD_URLSAFE) flags[n++] = UB_B64_URL;
        if (odd & UB_ODD_JUNK) flags[n++] = UB_B64_JUNK_STOP;
    } else if (cte == UB_CTE_QP) {
        if (odd & (UB_ODD_ESCAPE | UB_ODD_SOFT | UB_ODD_NUL)) flags[n++] = UB_QP_THUNDERBIRD;
        if (odd & UB_ODD_TRAIL) flags[n++] = UB_QP_TRIM;
    } else if (cte != UB_CTE_IDENTITY && cte != UB_CTE_UNKNOWN) {
        if (odd & (UB_ODD_SHORT | UB_ODD_JUNK)) flags[n++] = UB_CODEC_RAW;
    }
    assert(n <= UB_CODEC_READINGS);
    return n;
}

const char *ub_codec_reading_name(unsigned flags)
{
    static const struct { unsigned flag; const char *name; } names[] = {
        { UB_B64_STOP, "base64-stop" }, { UB_B64_SKIP, "base64-skip" }, { UB_B64_RESET, "base64-reset" },
        { UB_B64_JUNK_STOP, "base64-junk-stop" }, { UB_B64_URL, "base64-url" },
        { UB_QP_THUNDERBIRD, "qp-thunderbird" }, { UB_QP_TRIM, "qp-trim" }, { UB_CODEC_RAW, "undecoded" },
    };
    for (size_t i = 0; i < UB_COUNT(names); i++)
        if (flags & names[i].flag) return names[i].name;
    return "default";
}

/* Right under the UB_ODD_ bits, in their order. */
static const char *const odd_notes[UB_ODD_KINDS] = {
    "codec-junk", "codec-urlsafe", "codec-markup", "codec-after-padding", "codec-padding", "codec-short",
    "codec-bad-escape", "codec-space-in-soft-break", "codec-trailing-space", "codec-lower-case-escape",
    "codec-escaped-nul", "codec-checksum",
};

void ub_codec_odd_notes(const ub_odd *odd, size_t offset, ub_notes *notes)
{
    for (unsigned i = 0; i < UB_ODD_KINDS; i++)
        if (odd->set & 1u << i) ub_notes_add(notes, odd_notes[i], offset + odd->at[i], 0);
}

static ub_status decode(ub_arena *a, ub_cte cte, unsigned flags, bool body, ub_str in, ub_str *out, ub_odd *odd,
                        ub_err *err)
{
    union { ub_b64 b64; ub_qp qp; ub_uu uu; ub_yenc yenc; } d;
    size_t room = cte == UB_CTE_BASE64 ? UB_B64_ROOM(in.n) : cte == UB_CTE_QP ? UB_QP_ROOM(in.n)
        : cte == UB_CTE_UU ? UB_UU_ROOM(in.n) : UB_YENC_ROOM(in.n);
    char *o = ub_arena_take(a, room, 1);
    size_t n = 0;
    if (!o) return ub_fail(err, UB_LIMIT, "decoded body over the limit of the arena", 0);
    switch (cte) {
    case UB_CTE_BASE64:
        ub_b64_init(&d.b64, flags);
        n = ub_b64_step(&d.b64, in, o);
        n += ub_b64_finish(&d.b64, o + n);
        *odd = d.b64.odd;
        break;
    case UB_CTE_QP:
        ub_qp_init(&d.qp, flags);
        n = ub_qp_step(&d.qp, in, o);
        n += ub_qp_finish(&d.qp, o + n);
        *odd = d.qp.odd;
        break;
    case UB_CTE_UU:
        ub_uu_init(&d.uu, body);
        n = ub_uu_step(&d.uu, in, o);
        n += ub_uu_finish(&d.uu, o + n);
        *odd = d.uu.odd;
        break;
    default:
        ub_yenc_init(&d.yenc, body);
        n = ub_yenc_step(&d.yenc, in, o);
        n += ub_yenc_finish(&d.yenc, o + n);
        *odd = d.yenc.odd;
        break;
    }
    assert(n <= room);
    *out = ub_str_of(o, n);
    return UB_OK;
}

ub_status ub_codec_decode_part(ub_arena *a, ub_cte cte, unsigned flags, bool body, ub_str in, ub_str *out, ub_odd *odd,
                               ub_err *err)
{
    memset(odd, 0, sizeof *odd);
    if (cte == UB_CTE_IDENTITY || cte == UB_CTE_UNKNOWN || (flags & UB_CODEC_RAW)) {
        *out = in;
        return UB_OK;
    }
    if (cte == UB_CTE_GZIP) return ub_gzip_decode(a, in, out, odd, err);
    if (cte == UB_CTE_BINHEX) return ub_binhex_decode(a, in, out, odd, err);
    return decode(a, cte, flags, body, in, out, odd, err);
}

ub_status ub_codec_decode(ub_arena *a, ub_cte cte, unsigned flags, ub_str in, ub_str *out, unsigned *odd,
                          ub_notes *notes, ub_err *err)
{
    ub_odd met;
    ub_status s = ub_codec_decode_part(a, cte, flags, false, in, out, &met, err);
    if (s != UB_OK) return s;
    if (odd) *odd = met.set;
    ub_codec_odd_notes(&met, 0, notes);
    return UB_OK;
}
