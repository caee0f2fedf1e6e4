/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbox: one scan over the file, four readings at once.
 *
 * Each reading has one open piece: where its present message begins.  Each From_ line is judged once, which gives the
 * set of readings that end their message here; pieces that end together and began together are one item.  So nothing is
 * read twice, and four readings of disjoint spans bound what can be handed out.
 *
 * While a header is open the scan also stops at its end and at Content-Length.
 */
#include "box_priv.h"

static inline uint64_t offset_of(const ub_box *b, const char *p) { return b->base + (uint64_t)(p - b->p); }

/* ------------------------------------------------------------------------------------------------ limits */

/*
 * Is the piece of reading `r` over its limit when its message ends at `end`?  What only another reading than the
 * primary holds has a lower limit, so that memory stays bounded by the messages of the primary.
 */
static bool is_over(const ub_box *b, int r, uint64_t end)
{
    const ub_box_piece *piece = &b->piece[r], *from = &b->piece[BOX_FROM];
    uint64_t n = piece->raw == BOX_UNKNOWN || end < piece->raw ? 0 : end - piece->raw;
    if (n > b->opts.max_message_bytes || piece->cut_off) return true;
    if (r == BOX_FROM || n <= b->opts.max_other_bytes) return false;
    return piece->start < from->start || is_over(b, BOX_FROM, end);
}

uint64_t box_mbox_hold(const ub_box *b)
{
    /* Four bytes of look-behind tell an empty line; an item may lose two bytes of a line end at its end. */
    uint64_t hold = b->scan > b->base + b->lo + 4 ? b->scan - 4 : b->base + b->lo, seen = b->scan > 2 ? b->scan - 2 : 0;
    if (b->opts.spans_only) return hold;
    for (int r = 0; r < UB_BOX_N_READINGS; r++) {
        const ub_box_piece *piece = &b->piece[r];
        uint64_t first = piece->from_long ? piece->raw : piece->from;
        if (first < hold && !is_over(b, r, seen)) hold = first;
    }
    return hold;
}

/* ------------------------------------------------------------------------------------------------ ends of messages */

/* Without the empty line that separates it from the next: "\n" or "\r\n" behind a line end. */
static uint64_t without_separator(const ub_box *b, uint64_t raw, uint64_t end)
{
    uint64_t n = 0;
    if (end <= raw || *box_at(b, end - 1) != '\n') return end;
    n = end >= raw + 2 && *box_at(b, end - 2) == '\r' ? 2 : 1;
    return end - n == raw || *box_at(b, end - n - 1) == '\n' ? end - n : end;
}

/* Hand out the pieces of `mask`, each span once. */
static void close_pieces(ub_box *b, unsigned mask, uint64_t end)
{
    while (mask) {
        int first = __builtin_ctz(mask);
        const ub_box_piece *piece = &b->piece[first];
        ub_box_done *d = &b->done[b->n_done];
        unsigned same = 0;
        BOX_EACH(r, mask)
            if (b->piece[r].start == piece->start && b->piece[r].cut_off == piece->cut_off) same |= 1u << r;
        mask &= ~same;
        d->raw_end = same & UB_BOX_LENGTH && b->length_right && b->length_end == end
            ? b->length : without_separator(b, piece->raw, end);
        if (d->raw_end == piece->raw && !(same & UB_BOX_FROM)) continue;
        b->n_done++;
        d->piece = *piece;
        d->end = end;
        d->readings = same;
        d->primary = same & UB_BOX_FROM;
        /* The piece is over for all of them or, as they began together, for none. */
        d->over = is_over(b, first, d->raw_end);
    }
}

static void note_all(ub_box *b, unsigned mask, unsigned kind, uint64_t at)
{
    BOX_EACH(r, mask) box_note(&b->piece[r], kind, at);
}

/* The readings whose message began where that of the length reading did. */
static unsigned with_length(const ub_box *b)
{
    unsigned mask = 0;
    for (int r = 0; r < UB_BOX_N_READINGS; r++)
        if (b->piece[r].start == b->piece[BOX_LENGTH].start) mask |= 1u << r;
    return mask;
}

static void open_pieces(ub_box *b, unsigned mask, uint64_t start, uint64_t from, unsigned notes)
{
    if (mask & UB_BOX_FROM) b->n_messages++, b->n_cuts = 0;
    BOX_EACH(r, mask) {
        ub_box_piece *piece = &b->piece[r];
        piece->start = start;
        piece->from = from;
        piece->raw = BOX_UNKNOWN;
        piece->index = b->n_messages ? b->n_messages - 1 : 0;
        piece->notes = notes;
        piece->from_long = piece->cut_off = false;
    }
    if (mask & UB_BOX_HEADERS) b->headers_open = true;
    if (mask & UB_BOX_LENGTH) {
        b->length_open = true;
        b->length_known = b->length_right = false;
        b->length = b->length_end = BOX_UNKNOWN;
    }
    b->open_from = mask;
    b->scan = from + 5;
}

/* ------------------------------------------------------------------------------------------------ From_ lines */

/* End of the line at `at`, behind its line end; BOX_UNKNOWN when it is longer than BOX_LINE_MAX.  At the end of the
 * file the line ends there. */
static uint64_t line_end(ub_box *b, uint64_t at)
{
    for (;;) {
        size_t n = (size_t)(box_end(b) - at);
        const char *p = box_at(b, at), *q = memchr(p, '\n', n < BOX_LINE_MAX ? n : BOX_LINE_MAX), *cr;
        if (b->cr && (cr = memchr(p, '\r', q ? (size_t)(q - p) : n < BOX_LINE_MAX ? n : BOX_LINE_MAX))) {
            if (q && cr + 1 == q) return offset_of(b, q + 1);
            if (cr + 1 < p + n || b->eof) return offset_of(b, cr + 1);
        } else if (q) return offset_of(b, q + 1);
        /* A CR that is the last byte here may have its LF behind it. */
        if (n > BOX_LINE_MAX || (n == BOX_LINE_MAX && !(b->cr && p[n - 1] == '\r'))) return BOX_UNKNOWN;
        if (!box_more(b)) return box_end(b);
    }
}

static bool has_date(const ub_box *b, uint64_t at, uint64_t end)
{
    const char *p = box_at(b, at) + 5, *q;
    q = end == BOX_UNKNOWN ? box_at(b, at) + BOX_LINE_MAX : box_at(b, end);
    while (q > p && (q[-1] == '\n' || q[-1] == '\r')) q--;
    return q > p && box_from_dated(p, q);
}

static bool has_headers(ub_box *b, uint64_t line)
{
    bool ran_out, yes;
    if (line == BOX_UNKNOWN) return true;       /* Thunderbird gives it the benefit of the doubt as well */
    for (;;) {
        const char *p = box_at(b, line);
        size_t n = (size_t)(box_end(b) - line);
        yes = box_two_headers(p, p + (n < BOX_AHEAD_MAX ? n : BOX_AHEAD_MAX), &ran_out);
        if (!ran_out || n >= BOX_AHEAD_MAX || !box_more(b)) return yes;
    }
}

static bool blank_before(const ub_box *b, uint64_t at)
{
    if (at < b->base + b->lo + 2) return false;
    if (*box_at(b, at - 2) == '\n') return true;
    return *box_at(b, at - 2) == '\r' && at >= b->base + b->lo + 3 && *box_at(b, at - 3) == '\n';
}

/* The From_ line has ended at `raw`. */
static void begin_raw(ub_box *b, uint64_t raw)
{
    BOX_EACH(r, b->open_from) b->piece[r].raw = raw;
    b->open_from = 0;
    b->scan = raw;
}

/* Its end was not found within BOX_LINE_MAX: go on looking. */
static void mark_long(ub_box *b, uint64_t at)
{
    note_all(b, b->open_from, UB_BOX_NOTE_LONG, at);
    BOX_EACH(r, b->open_from) b->piece[r].from_long = true;
    b->scan = at + BOX_LINE_MAX;
}

static void long_line_step(ub_box *b)
{
    const char *p = box_at(b, b->scan), *end = box_at(b, box_end(b)), *q = memchr(p, '\n', (size_t)(end - p));
    if (q) begin_raw(b, offset_of(b, q + 1));
    else b->scan = box_end(b);
}

/* ------------------------------------------------------------------------------------------------ Content-Length */

/* Have what stands at `target` looked at: up to `n` bytes of it into `out`, and the size of the file as far as known. */
static size_t peek_ahead(ub_box *b, uint64_t target, char *out, size_t n, uint64_t *size)
{
    if (box_sized(b)) *size = b->regular ? b->size_bytes : b->source.size_bytes;
    else {
        box_need(b, target + n);                /* a pipe is read on to there */
        *size = b->eof ? box_end(b) : BOX_UNKNOWN;
    }
    return target <= *size ? box_peek(b, out, n, target) : 0;
}

/*
 * Does a length lead from `body` to a From_ line that the primary reading counts, or to the end?  One empty line may
 * stand before it.  *end is then where that line begins.
 */
static bool length_points(ub_box *b, uint64_t body, uint64_t target, uint64_t *end)
{
    char text[BOX_LINE_MAX + 8];
    size_t before = target > body, n, empty;     /* the byte before tells whether a line begins here */
    uint64_t size;
    const char *q;
    ub_str rest;
    if (!box_sized(b) && target - body > BOX_LENGTH_AHEAD) return false;
    n = peek_ahead(b, target - before, text, sizeof text, &size);
    if (target > size || n < before) return false;
    rest = ub_str_of(text + before, n - before);
    empty = ub_str_starts(rest, UB_S("\n")) ? 1 : ub_str_starts(rest, UB_S("\r\n")) ? 2 : 0;
    rest = ub_str_from(rest, empty);
    *end = target + empty;
    if (*end == size) return true;
    if (!ub_str_starts(rest, UB_S("From ")) || (empty == 0 && before && text[0] != '\n')) return false;
    if (b->lax) return true;
    rest = ub_str_to(rest, BOX_LINE_MAX);
    q = rest.p + ub_str_chr(rest, '\n');
    if (q > rest.p && q[-1] == '\r') q--;
    return q > rest.p + 5 && box_from_dated(rest.p + 5, q);
}

/* The header of the length reading's message ended and its body begins at `body`. */
static void end_length_header(ub_box *b, uint64_t body)
{
    b->length_open = false;
    if (!b->length_known) return;
    b->length += body;
    b->scan = body;
    b->length_right = length_points(b, body, b->length, &b->length_end);
    if (!b->length_right) note_all(b, with_length(b), UB_BOX_NOTE_LENGTH, body);
}

/* "Content-Length: 123" at b->scan?  The last good value counts. */
static void length_field(ub_box *b)
{
    uint64_t at = b->scan, end = line_end(b, at), value;
    ub_str line = ub_str_of(box_at(b, at), end == BOX_UNKNOWN ? 0 : (size_t)(end - at)), name = line;
    if (!ub_str_starts_nocase(line, UB_S("content-length"))) return;
    name = ub_str_cut(&line, ':');
    if (!ub_str_eq_nocase(ub_str_trim(name), UB_S("content-length"))) return;
    if (!ub_str_uint(ub_str_trim(line), UINT64_C(1) << 48, &value)) {
        note_all(b, with_length(b), UB_BOX_NOTE_LENGTH, at);
        return;
    }
    if (b->length_known && b->length != value) note_all(b, with_length(b), UB_BOX_NOTE_LENGTH_TWICE, at);
    b->length_known = true;
    b->length = value;
}

/* Does the length reading end its message at the From_ line `at`, which the primary rule counts? */
static bool length_ends(ub_box *b, uint64_t at)
{
    if (b->length_open || !b->length_right || at >= b->length_end) return true;
    note_all(b, with_length(b), UB_BOX_NOTE_LENGTH, at);
    return false;
}

/* ------------------------------------------------------------------------------------------------ the scan */

/* A line that begins with "From ", at `at`. */
static void from_candidate(ub_box *b, uint64_t at)
{
    bool lf = *box_at(b, at - 1) == '\n', blank = blank_before(b, at), dated, headers;
    uint64_t end = line_end(b, at);
    unsigned mask = UB_BOX_ANY, notes = 0;
    dated = has_date(b, at, end);
    headers = lf && !b->headers_open && has_headers(b, end);
    if (lf && (dated || b->lax)) {
        mask |= UB_BOX_FROM;
        if (length_ends(b, at)) mask |= UB_BOX_LENGTH;
    }
    if (headers) mask |= UB_BOX_HEADERS;
    if (!(mask & UB_BOX_FROM) && b->n_cuts++ >= UB_BOX_CUTS) {
        BOX_EACH(r, mask) b->piece[r].cut_off = true;
        b->scan = at + 5;
        return;
    }
    if (mask != UB_BOX_ALL) note_all(b, UB_BOX_ALL & ~mask, UB_BOX_NOTE_INSIDE, at);
    close_pieces(b, mask, at);
    if (!dated) notes |= 1u << UB_BOX_NOTE_UNDATED;
    if (!blank) notes |= 1u << UB_BOX_NOTE_NO_BLANK;
    if (!headers) notes |= 1u << UB_BOX_NOTE_NO_HEADERS;
    open_pieces(b, mask, at, at, notes);
    if (end == BOX_UNKNOWN) mark_long(b, at);
    else begin_raw(b, end);
}

/* A header ended, if one was open; the body begins at `body`. */
static void end_header(ub_box *b, uint64_t body)
{
    b->headers_open = false;
    if (b->length_open) end_length_header(b, body);
    b->scan = body;
}

/* The scan stopped at b->scan, the first byte of a line. */
static void look(ub_box *b)
{
    uint64_t at = b->scan;
    switch (*box_at(b, at)) {
    case 'F':
        if (!box_need(b, at + 5) || memcmp(box_at(b, at), "From ", 5) != 0) break;
        from_candidate(b, at);
        return;
    case '\n':
        end_header(b, at + 1);
        return;
    case '\r':
        if (!box_need(b, at + 2) || *box_at(b, at + 1) != '\n') break;
        end_header(b, at + 2);
        return;
    default:
        if (b->length_open) length_field(b);
    }
    b->scan = at + 1;
}

static void at_end(ub_box *b)
{
    uint64_t end = box_end(b);
    b->finished = true;
    if (b->open_from) begin_raw(b, end);
    if (b->trouble.status) note_all(b, UB_BOX_ALL, UB_BOX_NOTE_TRUNCATED, end);
    close_pieces(b, UB_BOX_ALL, end);
}

void box_mbox_begin(ub_box *b, uint64_t from)
{
    uint64_t end;
    if (from == BOX_UNKNOWN) {
        open_pieces(b, UB_BOX_ALL, 0, 0, 1u << UB_BOX_NOTE_NO_FROM);
        begin_raw(b, 0);
        return;
    }
    open_pieces(b, UB_BOX_ALL, 0, from, 0);
    b->scan = from;
    b->cr = true;                               /* the first line decides whether bare CRs are looked at */
    end = line_end(b, from);
    b->cr = end != BOX_UNKNOWN && end > from && *box_at(b, end - 1) == '\r';
    if (b->cr) note_all(b, UB_BOX_ALL, UB_BOX_NOTE_CR, end - 1);
    if (!has_date(b, from, end)) {
        b->lax = true;
        note_all(b, UB_BOX_ALL, UB_BOX_NOTE_UNDATED, from);
    }
    if (end == BOX_UNKNOWN) mark_long(b, from);
    else begin_raw(b, end);
}

/* A line at `q` that needs no look: neither a From_ line nor Content-Length, and all of the word is here to tell. */
static inline bool is_nothing(const char *q, const char *end)
{
    if (*q == 'F') return end - q >= 5 && memcmp(q, "From ", 5) != 0;
    if ((*q | 0x20) != 'c' || end - q < 14) return false;
    return (q[1] | 0x20) != 'o' || !ub_str_starts_nocase(ub_str_of(q, 14), UB_S("content-length"));
}

/* The next line that needs a look, else the end of the window. */
static const char *next_line(const ub_box *b)
{
    const char *p = box_at(b, b->scan), *end = box_at(b, box_end(b)), *q;
    bool head = b->headers_open || b->length_open;
    while ((q = head ? box_scan_head(p, end, b->cr) : box_scan_body(p, end, b->cr)) < end && is_nothing(q, end)) p = q + 1;
    return q;
}

void box_mbox_step(ub_box *b)
{
    while (b->n_done == 0) {
        if (b->scan >= box_end(b) && !box_more(b)) {
            at_end(b);
            return;
        }
        if (b->open_from) {
            long_line_step(b);
            continue;
        }
        if (b->scan == 0) {                     /* no From_ line before it, so no line end either */
            look(b);
            continue;
        }
        b->scan = offset_of(b, next_line(b));
        if (b->scan < box_end(b)) look(b);
    }
}
