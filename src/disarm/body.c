/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies back into their transfer encodings. */
#include "inside.h"

enum { LINE_MAX_BYTES = 998 };      /* RFC 5322 2.1.1 */

static bool starts_delimiter(const job *j, uint32_t part, ub_str line)
{
    for (uint32_t up = j->m->parts.p[part].parent; up != UB_NONE; up = j->m->parts.p[up].parent) {
        ub_str boundary = j->m->parts.p[up].boundary;
        if (boundary.n && ub_str_starts(line, boundary)) return true;
    }
    return false;
}

bool body_has_delimiter(const job *j, uint32_t part, ub_str text)
{
    for (size_t at = 0; at < text.n;) {
        ub_str rest = ub_str_from(text, at);
        if (ub_str_starts(rest, UB_S("--")) && starts_delimiter(j, part, ub_str_from(rest, 2))) return true;
        at += ub_str_chr(rest, '\n') + 1;
    }
    return false;
}

/* Can the text stand as it is?  A line that was too long before may stay so: we only make lines shorter. */
static bool fits_plain(const job *j, uint32_t part, ub_str text, ub_str before)
{
    size_t longest = 0, longest_before = 0;
    for (size_t at = 0; at < text.n;) {
        size_t n = ub_str_chr(ub_str_from(text, at), '\n');
        longest = n > longest ? n : longest;
        at += n + 1;
    }
    for (size_t at = 0; at < before.n;) {
        size_t n = ub_str_chr(ub_str_from(before, at), '\n');
        longest_before = n > longest_before ? n : longest_before;
        at += n + 1;
    }
    return (longest <= LINE_MAX_BYTES || longest <= longest_before) && !body_has_delimiter(j, part, text);
}

static bool ends_line(ub_str s) { return s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'); }

/* The line end behind a child's body belongs to the delimiter, so encoders' last line end goes where there was none. */
static ub_str without_last_eol(ub_str s)
{
    if (s.n && s.p[s.n - 1] == '\n') s.n--;
    if (s.n && s.p[s.n - 1] == '\r') s.n--;
    return s;
}

ub_status body_base64(job *j, ub_str text, ub_str *out)
{
    ub_b64_out e;
    char *p = ub_arena_take(j->a, ub_b64_encoded_room(text.n, 76), 1);
    size_t n;
    if (!p) return ub_fail(j->err, UB_LIMIT, "the clean message is too large", 0);
    ub_b64_encode_init(&e, 76, j->eol.n == 2);
    n = ub_b64_encode_step(&e, text, p);
    n += ub_b64_encode_finish(&e, p + n);
    *out = ub_str_of(p, n);
    return UB_OK;
}

static ub_status to_qp(job *j, ub_str text, ub_str *out)
{
    ub_qp_out e;
    char *p = ub_arena_take(j->a, ub_qp_encoded_room(text.n), 1);
    size_t n;
    if (!p) return ub_fail(j->err, UB_LIMIT, "the clean message is too large", 0);
    ub_qp_encode_init(&e, j->eol.n == 2, false);
    n = ub_qp_encode_step(&e, text, p);
    n += ub_qp_encode_finish(&e, p + n);
    *out = ub_str_of(p, n);
    return UB_OK;
}

/* Text that quoted-printable can carry: no bare CR, no NUL, mostly ASCII. */
static bool qp_suits(ub_str text)
{
    size_t high = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        high += c >= 0x80;
        if (c == 0 || (c == '\r' && (i + 1 == text.n || text.p[i + 1] != '\n'))) return false;
    }
    return high * 6 <= text.n;
}

ub_status body_encode(job *j, uint32_t part, ub_str text, bool anew, ub_str *out, ub_cte *cte)
{
    const ub_part *p = &j->m->parts.p[part];
    ub_str before = ub_part_raw_body(j->m, p);
    ub_status s;
    *cte = (ub_cte)p->cte;
    if (*cte == UB_CTE_IDENTITY && !anew && fits_plain(j, part, text, before)) return *out = text, UB_OK;
    if (*cte != UB_CTE_BASE64 && *cte != UB_CTE_QP) *cte = qp_suits(text) ? UB_CTE_QP : UB_CTE_BASE64;
    if (*cte == UB_CTE_QP) {
        if ((s = to_qp(j, text, out)) != UB_OK) return s;
        if (!body_has_delimiter(j, part, *out)) goto done;
        *cte = UB_CTE_BASE64;
    }
    if ((s = body_base64(j, text, out)) != UB_OK) return s;
done:
    if (!ends_line(before)) *out = without_last_eol(*out);
    return UB_OK;
}
