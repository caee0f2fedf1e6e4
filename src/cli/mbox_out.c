/* SPDX-License-Identifier: Apache-2.0 */
/* A cleaned message as it stands in an mbox. */
#include "maildir_out.h"
#include "mime.h"

#include <stdio.h>

static ub_str line_of(ub_str *rest)
{
    size_t n = ub_str_chr(*rest, '\n');
    ub_str line = ub_str_to(*rest, n < rest->n ? n + 1 : n);
    *rest = ub_str_from(*rest, line.n);
    return line;
}

/* Where the body begins: behind the first empty line. */
static size_t body_at(ub_str m)
{
    ub_str rest = m, line;
    while (rest.n) {
        line = line_of(&rest);
        if (ub_str_eq(line, UB_S("\n")) || ub_str_eq(line, UB_S("\r\n"))) break;
    }
    return m.n - rest.n;
}

/* A From_ line for a message that came without: whose it is, nobody knows any more; when, its Date may say. */
static void make_from(ub_out *out, ub_str m)
{
    static const char days[][4] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    ub_str rest = ub_str_to(m, body_at(m)), line;
    int64_t t = 0;
    char text[21], whole[64];
    while (rest.n) {
        line = line_of(&rest);
        if (ub_str_starts_nocase(line, UB_S("date:")) && ub_mime_date(ub_str_from(line, 5), &t, NULL)) break;
    }
    if (t < 0 || t > 253402300799) t = 0;
    ub_time_text(t, text);
    snprintf(whole, sizeof whole, "From MAILER-DAEMON %s %s %.2s %.8s %.4s", days[t / 86400 % 7],
             months[(text[5] - '0') * 10 + text[6] - '1'], text + 8, text + 11, text);
    if (whole[strlen("From MAILER-DAEMON Thu Jan ")] == '0') whole[strlen("From MAILER-DAEMON Thu Jan ")] = ' ';
    ub_out_add(out, ub_str_of(whole, strlen(whole)));
}

static bool begins_from(ub_str m, size_t at) { return ub_str_starts(ub_str_from(m, at), UB_S("From ")); }

/* The first line at `at` or behind it that begins with "From "; m.n when there is none. */
static size_t next_from(ub_str m, size_t at)
{
    if (at == 0 && begins_from(m, 0)) return 0;
    if (at) at--;
    const char *p = m.n > at ? memmem(m.p + at, m.n - at, "\nFrom ", 6) : NULL;
    return p ? (size_t)(p - m.p) + 1 : m.n;
}

static void add_quoted(ub_out *out, ub_str m)
{
    size_t at = 0;
    for (size_t next; (next = next_from(m, at)) < m.n; at = next) {
        ub_out_add(out, ub_str_range(m.p + at, m.p + next));
        ub_out_char(out, '>');
        next += 5;
        ub_out_add(out, UB_S("From "));
    }
    ub_out_add(out, ub_str_from(m, at));
}

static size_t quoted_size(ub_str m)
{
    size_t n = m.n;
    for (size_t at = next_from(m, 0); at < m.n; at = next_from(m, at + 5)) n++;
    return n;
}

static bool is_length(ub_str line)
{
    ub_str name = ub_str_cut(&line, ':');
    return line.n && ub_str_eq_nocase(ub_str_trim(name), UB_S("content-length"));
}

/* The header, with the length of the body, and of `more` bytes behind it, wherever it states one. */
static void add_header(ub_out *out, ub_str head, ub_str body, size_t more)
{
    while (head.n) {
        ub_str line = line_of(&head), value = line;
        if ((line.p[0] | 0x20) != 'c' || !is_length(line)) {
            if (begins_from(line, 0)) ub_out_char(out, '>');
            ub_out_add(out, line);
            continue;
        }
        ub_str name = ub_str_cut(&value, ':');
        bool crlf = ub_str_ends(line, UB_S("\r\n"));
        ub_out_add(out, name);
        ub_out_add(out, UB_S(": "));
        ub_out_uint(out, quoted_size(body) + more);
        ub_out_add(out, crlf ? UB_S("\r\n") : UB_S("\n"));
        while (head.n && (head.p[0] == ' ' || head.p[0] == '\t')) line_of(&head);
    }
}

/* Does the header state a length, or a line of the message begin with "From "?  Then it cannot stay as it is. */
static bool needs_change(ub_str m, size_t body)
{
    ub_str head = ub_str_to(m, body);
    if (next_from(m, 0) < m.n) return true;
    while (head.n) {
        ub_str line = line_of(&head);
        if ((line.p[0] | 0x20) == 'c' && is_length(line)) return true;
    }
    return false;
}

static ub_str eol_of(ub_str m)
{
    size_t lf = ub_str_chr(m, '\n');
    return lf && lf < m.n && m.p[lf - 1] == '\r' ? UB_S("\r\n") : UB_S("\n");
}

/* A copy of what stands in the output from `at` on. */
static bool take_back(ub_out *out, size_t at, ub_arena *scratch, ub_str *m)
{
    bool good = ub_str_copy(scratch, ub_str_of(out->buf + at, out->n - at), m);
    out->n = at;
    return good;
}

ub_status ub_mbox_put(ub_out *out, const ub_box_item *item, const ub_str *pieces, size_t n_pieces, ub_arena *a, ub_err *err)
{
    ub_arena scratch = *a;
    bool of_mbox = item->format == UB_BOX_MBOX && item->from.n, ends, empty;
    uint64_t behind = item->end - item->offset - item->bytes, from_eol = of_mbox ? item->offset - item->start - item->from.n : 0;
    size_t at, start = out->n;
    ub_str m, eol;
    if (of_mbox) {
        ub_out_add(out, item->from);
        /* With the line end it came with, if one can tell. */
        for (size_t i = 0; i < n_pieces && from_eol != 1 && from_eol != 2; i++) from_eol = eol_of(pieces[i]).n;
        ub_out_add(out, from_eol == 2 ? UB_S("\r\n") : UB_S("\n"));
    }
    at = out->n;
    for (size_t i = 0; i < n_pieces; i++) ub_out_add(out, pieces[i]);
    if (out->os) return UB_OK;                        /* the team tells of it */
    m = ub_str_of(out->buf + at, out->n - at);
    eol = eol_of(m);
    ends = m.n && m.p[m.n - 1] == '\n';
    empty = m.n == 0;
    size_t body = body_at(m), more = ends || empty ? 0 : eol.n;
    if (!of_mbox || needs_change(m, body)) {
        if (!take_back(out, at, &scratch, &m)) return out->n = start, ub_fail(err, UB_LIMIT, "the cleaned message is too large", 0);
        if (!of_mbox) make_from(out, m), ub_out_add(out, eol);
        add_header(out, ub_str_to(m, body), ub_str_from(m, body), more);
        add_quoted(out, ub_str_from(m, body));
    }
    if (more) ub_out_add(out, eol);
    if (!of_mbox || !ends) ub_out_add(out, eol);
    else ub_out_add(out, behind == 2 ? UB_S("\r\n") : behind == 1 ? UB_S("\n") : UB_S(""));
    return UB_OK;
}
