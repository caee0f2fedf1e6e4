/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uuencode and yEnc, a byte at a time: rare in mail, so plain is fast enough.
 */
#include "b64.h"

static bool is_eol(unsigned char c) { return c == '\r' || c == '\n'; }

/* ------------------------------------------------------------------------------------------------ uuencode */

enum uu_state { UU_BEGIN, UU_LINE, UU_END_WORD, UU_DATA, UU_REST, UU_BASE64, UU_DONE };

void ub_uu_init(ub_uu *d, bool body)
{
    memset(d, 0, sizeof *d);
    d->state = body ? UU_LINE : UU_BEGIN;
    ub_b64_init(&d->b64, UB_B64_STOP);
}

/* A group of up to four letters; those that are missing count as blanks. */
static char *uu_group(ub_uu *d, char *o)
{
    unsigned give = d->want < 3 ? d->want : 3;
    uint32_t v = d->bits << 6 * (4 - d->n);
    unsigned whole = d->n * 6u / 8u;
    if (d->n < 4 && give > whole) give = whole;
    for (unsigned i = 0; i < give; i++) *o++ = (char)(v >> (16 - 8 * i));
    d->want = (uint8_t)(d->want - give);
    d->bits = 0;
    d->n = 0;
    return o;
}

static void uu_begin_byte(ub_uu *d, unsigned char c)
{
    ub_str head = ub_str_of(d->head, d->n_head);
    if (!is_eol(c)) {
        if (d->n_head < sizeof d->head) d->head[d->n_head++] = (char)c;
        return;
    }
    if (ub_str_starts(head, UB_S("begin "))) d->state = UU_LINE;
    else if (ub_str_starts(head, UB_S("begin-base64 "))) d->state = UU_BASE64;
    d->n_head = 0;
}

static char *uu_data_byte(ub_uu *d, unsigned char c, char *o, size_t at)
{
    if (is_eol(c)) {
        if (d->n) o = uu_group(d, o);
        if (d->want) ub_odd_add(&d->odd, UB_ODD_SHORT, at);
        d->state = UU_LINE;
        return o;
    }
    if (c < ' ' || c > '`') ub_odd_add(&d->odd, UB_ODD_JUNK, at);
    d->bits = d->bits << 6 | ((c - ' ') & 63u);
    if (++d->n == 4) o = uu_group(d, o);
    if (d->want == 0) d->state = UU_REST;
    return o;
}

static void uu_line_start(ub_uu *d, unsigned char c, size_t at)
{
    if (is_eol(c)) return;
    if (c < ' ' || c > '`') ub_odd_add(&d->odd, UB_ODD_JUNK, at);
    d->want = (c - ' ') & 63;
    d->n = 0;
    d->bits = 0;
    d->state = d->want ? UU_DATA : UU_REST;
}

/* "end" alone on its line, or a data line that begins like it. */
static char *uu_end_byte(ub_uu *d, unsigned char c, char *o, size_t at)
{
    static const char word[] = "end";
    if (d->n_head < 3 && c == (unsigned char)word[d->n_head]) {
        d->n_head++;
        return o;
    }
    if (d->n_head == 3 && (is_eol(c) || c == ' ')) {
        d->state = UU_DONE;
        d->ended = true;
        return o;
    }
    uu_line_start(d, 'e', at - d->n_head);
    for (unsigned i = 1; i < d->n_head; i++) o = uu_data_byte(d, (unsigned char)word[i], o, at);
    d->n_head = 0;
    if (d->state == UU_DATA) return uu_data_byte(d, c, o, at);
    if (is_eol(c)) d->state = UU_LINE;
    return o;
}

size_t ub_uu_step(ub_uu *d, ub_str in, char *out)
{
    char *o = out;
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = (unsigned char)in.p[i];
        size_t at = d->seen + i;
        switch ((enum uu_state)d->state) {
        case UU_BEGIN: uu_begin_byte(d, c); break;
        case UU_LINE:
            if (c == 'e') {
                d->state = UU_END_WORD;
                d->n_head = 1;
            } else uu_line_start(d, c, at);
            break;
        case UU_END_WORD: o = uu_end_byte(d, c, o, at); break;
        case UU_DATA: o = uu_data_byte(d, c, o, at); break;
        case UU_REST: if (is_eol(c)) d->state = UU_LINE; break;
        case UU_BASE64: o += ub_b64_step(&d->b64, ub_str_from(in, i), o); i = in.n; break;
        case UU_DONE: i = in.n; break;
        }
    }
    d->seen += in.n;
    return (size_t)(o - out);
}

size_t ub_uu_finish(ub_uu *d, char *out)
{
    char *o = out;
    if (d->state == UU_BEGIN) uu_begin_byte(d, '\n');
    if (d->state == UU_END_WORD) o = uu_end_byte(d, '\n', o, d->seen);
    if (d->state == UU_DATA) o = uu_data_byte(d, '\n', o, d->seen);
    if (d->state == UU_BASE64) {
        d->ended = d->b64.done;
        o += ub_b64_finish(&d->b64, o);
    }
    if (!d->ended) ub_odd_add(&d->odd, UB_ODD_SHORT, d->seen);
    d->state = UU_DONE;
    return (size_t)(o - out);
}

/* ------------------------------------------------------------------------------------------------ yEnc */

enum y_state { Y_BEGIN, Y_LINE, Y_EQUALS, Y_DATA, Y_CONTROL, Y_DONE };

void ub_yenc_init(ub_yenc *d, bool body)
{
    memset(d, 0, offsetof(ub_yenc, line));
    d->n_line = 0;
    d->state = body ? Y_LINE : Y_BEGIN;
}

/* The value of ` key=` in a control line; empty when it is not there. */
static ub_str y_value(ub_str line, ub_str key)
{
    size_t i = ub_str_find(line, key);
    ub_str v = ub_str_from(line, i + key.n);
    return ub_str_to(v, ub_str_chr(v, ' '));
}

static bool y_hex(ub_str s, uint32_t *value)
{
    uint32_t v = 0;
    if (s.n == 0 || s.n > 8) return false;
    for (size_t i = 0; i < s.n; i++) {
        int h = ub_hex((unsigned char)s.p[i]);
        if (h < 0) return false;
        v = v << 4 | (unsigned)h;
    }
    *value = v;
    return true;
}

static void y_control_line(ub_yenc *d)
{
    ub_str line = ub_str_of(d->line, d->n_line);
    bool part = d->part;
    d->n_line = 0;
    d->state = Y_LINE;
    if (ub_str_starts(line, UB_S("=ypart "))) d->part = true;
    if (!ub_str_starts(line, UB_S("=yend"))) return;
    d->state = Y_DONE;
    d->ended = true;
    d->has_crc = y_hex(y_value(line, part ? UB_S(" pcrc32=") : UB_S(" crc32=")), &d->want_crc);
    d->has_size = ub_str_uint(y_value(line, UB_S(" size=")), UINT64_MAX, &d->want_bytes);
}

static void y_begin_byte(ub_yenc *d, unsigned char c)
{
    if (!is_eol(c)) {
        if (d->n_line < sizeof d->line) d->line[d->n_line++] = (char)c;
        return;
    }
    if (ub_str_starts(ub_str_of(d->line, d->n_line), UB_S("=ybegin "))) d->state = Y_LINE;
    d->n_line = 0;
}

static char *y_data_byte(ub_yenc *d, unsigned char c, char *o)
{
    if (d->escaped) {
        d->escaped = false;
        *o++ = (char)(c - 64 - 42);
    } else if (c == '=') d->escaped = true;
    else *o++ = (char)(c - 42);
    return o;
}

size_t ub_yenc_step(ub_yenc *d, ub_str in, char *out)
{
    char *o = out;
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = (unsigned char)in.p[i];
        switch ((enum y_state)d->state) {
        case Y_BEGIN: y_begin_byte(d, c); break;
        case Y_LINE:
            if (is_eol(c)) break;
            d->state = c == '=' && !d->escaped ? Y_EQUALS : Y_DATA;
            if (d->state == Y_DATA) o = y_data_byte(d, c, o);
            break;
        case Y_EQUALS:
            if (c == 'y') {
                memcpy(d->line, "=y", 2);
                d->n_line = 2;
                d->state = Y_CONTROL;
                break;
            }
            d->escaped = true;
            d->state = is_eol(c) ? Y_LINE : Y_DATA;
            if (!is_eol(c)) o = y_data_byte(d, c, o);
            break;
        case Y_DATA:
            if (is_eol(c)) d->state = Y_LINE;
            else o = y_data_byte(d, c, o);
            break;
        case Y_CONTROL:
            if (is_eol(c)) y_control_line(d);
            else if (d->n_line < sizeof d->line) d->line[d->n_line++] = (char)c;
            break;
        case Y_DONE: i = in.n; break;
        }
    }
    d->seen += in.n;
    d->out_bytes += (size_t)(o - out);
    d->crc = ub_crc32(d->crc, ub_str_range(out, o));
    return (size_t)(o - out);
}

size_t ub_yenc_finish(ub_yenc *d, char *out)
{
    (void)out;
    if (d->state == Y_CONTROL) y_control_line(d);
    if (!d->ended || d->escaped) ub_odd_add(&d->odd, UB_ODD_SHORT, d->seen);
    if (d->ended && ((d->has_crc && d->crc != d->want_crc) || (d->has_size && d->want_bytes != d->out_bytes)))
        ub_odd_add(&d->odd, UB_ODD_CHECK, d->seen);
    d->state = Y_DONE;
    return 0;
}
