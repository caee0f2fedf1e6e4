/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two names for one message.  raw_sha256 is of the bytes as they lie there; stable_sha256 stays the same where a message only
 * travelled or was stored otherwise: other trace fields, line ends, From_ quoting, white space at line ends.  The recipe is in
 * doc/json.md, short enough for a witness to repeat it without our program.
 */
#include "inside.h"

#include "box.h"
#include "codec.h"

/* Bytes on their way into the digest; single lines are too small to hand over. */
typedef struct sink {
    ub_hasher hasher;
    char buf[4096];
    size_t n;
    ub_status status;
} sink;

static void flush(sink *s)
{
    if (s->status == UB_OK && s->n) s->status = ub_hasher_add(&s->hasher, ub_str_of(s->buf, s->n), NULL);
    s->n = 0;
}

static void put(sink *s, ub_str text)
{
    if (text.n > sizeof s->buf - s->n) flush(s);
    if (text.n > sizeof s->buf) {
        if (s->status == UB_OK) s->status = ub_hasher_add(&s->hasher, text, NULL);
        return;
    }
    if (text.n) memcpy(s->buf + s->n, text.p, text.n);
    s->n += text.n;
}

static void put_char(sink *s, char c) { put(s, ub_str_of(&c, 1)); }

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* The next line without its end, LF or CR LF. */
static ub_str line_of(ub_str *rest)
{
    size_t all = rest->n;
    ub_str line = ub_str_cut(rest, '\n');
    bool ended = line.n < all;
    if (ended && line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

/* The lines up to the first empty one, and what stands behind that. */
static ub_str head_of(ub_str message, ub_str *body)
{
    ub_str rest = message;
    while (rest.n) {
        const char *from = rest.p;
        if (line_of(&rest).n == 0) return *body = rest, ub_str_range(message.p, from);
    }
    *body = (ub_str){ 0 };
    return message;
}

/* A field's value with each run of white space as one space, none at its ends. */
static void put_value(sink *s, ub_str value)
{
    bool between = false, any = false;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (is_blank(c) || c == '\r' || c == '\n') {
            between = any;
            continue;
        }
        if (between) put_char(s, ' ');
        put_char(s, c);
        between = false;
        any = true;
    }
}

/* All fields of one name, in their order. */
static void put_fields(sink *s, ub_str head, ub_str name)
{
    const char *end = ub_str_end(head);
    while (head.n) {
        const char *from = head.p;
        ub_str value, line = line_of(&head);
        while (head.n && is_blank(*head.p)) line_of(&head);      /* folded lines belong to it */
        value = ub_str_range(from, head.n ? head.p : end);
        size_t colon = ub_str_chr(line, ':'), n = colon;
        if (colon == line.n) continue;
        while (n && is_blank(line.p[n - 1])) n--;
        if (!ub_str_eq_nocase(ub_str_of(line.p, n), name)) continue;
        put(s, name);
        put_char(s, ':');
        put_value(s, ub_str_from(value, colon + 1));
        put_char(s, '\n');
    }
}

static void put_body(sink *s, ub_str body)
{
    size_t empty = 0;
    while (body.n) {
        ub_str line = line_of(&body);
        while (line.n && is_blank(line.p[line.n - 1])) line.n--;
        if (line.n == 0) {
            empty++;
            continue;
        }
        for (; empty; empty--) put_char(s, '\n');
        put(s, line);
        put_char(s, '\n');
    }
}

static ub_status stable(ub_str message, uint8_t digest[UB_DIGEST_MAX])
{
    static const ub_str names[] = {
        UB_LIT("from"), UB_LIT("to"), UB_LIT("cc"), UB_LIT("date"), UB_LIT("subject"), UB_LIT("message-id"),
    };
    sink s = { .n = 0 };
    ub_str body, head = head_of(message, &body);
    if ((s.status = ub_hasher_open(&s.hasher, UB_SHA256, NULL)) != UB_OK) return s.status;
    for (size_t i = 0; i < UB_COUNT(names); i++) put_fields(&s, head, names[i]);
    put_char(&s, '\n');
    put_body(&s, body);
    flush(&s);
    if (s.status == UB_OK) s.status = ub_hasher_finish(&s.hasher, digest, NULL);
    ub_hasher_close(&s.hasher);
    return s.status;
}

static void write_digest(ub_json *j, const char *key, ub_status status, const uint8_t digest[UB_DIGEST_MAX])
{
    char hex[2 * UB_DIGEST_MAX];
    if (status != UB_OK) return;
    ub_hex_write(ub_str_of((const char *)digest, 32), hex);
    ub_json_str(j, key, ub_str_of(hex, 64));
}

void report_hashes(ub_json *j, const ub_report_message *m)
{
    ub_arena scratch = *m->a;
    ub_box_unquoted plain = { .mboxrd = m->mime->sources.p[0].bytes };
    uint8_t digest[UB_DIGEST_MAX];
    if (m->source.of_mbox && ub_box_unquote(&scratch, plain.mboxrd, &plain, NULL) != UB_OK) return;
    ub_status s = ub_digest(UB_SHA256, plain.mboxrd, digest, NULL);
    write_digest(j, "raw_sha256", s, digest);
    s = stable(plain.mboxrd, digest);
    write_digest(j, "stable_sha256", s, digest);
}
