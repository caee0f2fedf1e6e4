/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against GMime 3.2 on real mail: types in order, decoded content, file names, subject, from, date, message id.
 *
 * Every difference must fall under one of the rules below.  A rule is a condition that the test checks on the two results, with
 * the reason and, where it is known, the client that reads it our way; `most` is how often it may apply to the development mail.
 * With VERBOSE set each difference is printed.
 */
#include "support.h"

#include <gmime/gmime.h>

#include "mime.h"

enum rule {
    UNEXPLAINED, NO_MESSAGE, TREE_UNION, TREE_DEPTH, BODY_READING, BODY_TAIL, BODY_ESCAPE, BODY_LAST_LINE, BODY_MIXED_ENDS,
    NAME_CHARSET, FIELD_TWICE, WORDS_PADDED, TEXT_CHARSET, TEXT_NUL, DATE_OLD_YEAR, DATE_HALF, DATE_ZONE, DATE_TIME, DATE_SECONDS,
    ID_LENIENT, FROM_EMPTY, FROM_COMMA, FROM_NAME, FROM_AT, FROM_QUOTES, FROM_REFUSED, RULE_N
};

static const struct { size_t most; const char *why; } rules[RULE_N] = {
    [UNEXPLAINED] = { 0, "unexplained" },
    [NO_MESSAGE] = { 3, "GMime refuses a message that begins with a line without colon; any bytes are a message here, as in Thunderbird" },
    [TREE_UNION] = { 44, "each of GMime's leaves is in one of our readings: it takes the last of two Content-Type fields, calls a "
                         "malformed type application/octet-stream (RFC 2045 5.2 says text/plain), drops empty parts, leaves "
                         "base64 message/rfc822, external bodies and S/MIME closed, wants boundaries shorter than a line" },
    [TREE_DEPTH] = { 1, "deeper than our limit: the rest is one unseen part" },
    [BODY_READING] = { 9, "another reading of the broken encoding (ub_codec_readings) is GMime's; ours is Thunderbird's" },
    [BODY_TAIL] = { 17, "GMime drops the one or two bytes of an incomplete last base64 group; Thunderbird and Python give them" },
    [BODY_ESCAPE] = { 3, "GMime eats white space or '=' at an invalid quoted-printable escape; ours is RFC 2045 6.7's advice" },
    [BODY_LAST_LINE] = { 4, "the closing delimiter ends the message without a line end: GMime then gives the one before it to the part" },
    [BODY_MIXED_ENDS] = { 1, "LF before a delimiter where CRLF is used elsewhere: GMime takes two bytes off" },
    [NAME_CHARSET] = { 2, "bytes that are not of their character set: U+FFFD here" },
    [FIELD_TWICE] = { 17, "of several fields GMime takes the last (of From: all); Thunderbird and Python take the first" },
    [WORDS_PADDED] = { 100, "GMime decodes adjacent base64 words as one stream and stops at the first padding" },
    [TEXT_CHARSET] = { 4, "labels as WHATWG has them (iso-8859-1 is windows-1252, koi8_r is known), U+FFFD for bad bytes" },
    [TEXT_NUL] = { 1, "GMime's strings end at a NUL" },
    [DATE_OLD_YEAR] = { 34, "years of three digits, or written 0102, are since 1900 (RFC 5322 4.3); years before 1900 are read" },
    [DATE_HALF] = { 11, "AM and PM are read" },
    [DATE_ZONE] = { 9, "zones that GMime does not read: est, -600, GMT+1, +-0500" },
    [DATE_TIME] = { 2, "times that GMime does not read: comments and spaces in them, fractions" },
    [DATE_SECONDS] = { 1, "broken seconds are none" },
    [ID_LENIENT] = { 88, "an id is all that stands in the brackets, without white space; GMime stops at a second '@' and keeps spaces" },
    [FROM_EMPTY] = { 105, "a name without an address, or with empty brackets, is told; GMime gives nothing" },
    [FROM_COMMA] = { 42, "a comma within angle brackets ends no address; GMime begins a new one there, or makes more than a few words "
                          "before a comma a name" },
    [FROM_NAME] = { 180, "the name: words before a bare address, comments and encoded words that GMime drops" },
    [FROM_AT] = { 84, "the domain is what follows the last '@', white space dropped (RFC 5322 4.4); GMime stops at the second or at the space" },
    [FROM_QUOTES] = { 37, "quotes around a local part are not part of the address" },
    [FROM_REFUSED] = { 28, "GMime gives up on the address" },
};

struct test {
    size_t messages, parts, n[RULE_N];
    ub_arena a;
    ub_charset_cache cache;
    ub_mime m;
    const char *name;
    ub_str raw;
};

static ub_str cstr(const char *s) { return s ? ub_str_of(s, strlen(s)) : UB_S(""); }

static void tell(struct test *t, enum rule rule, const char *what, ub_str x, ub_str y)
{
    t->n[rule]++;
    if (rule == UNEXPLAINED || getenv("VERBOSE"))
        print_message("# %s: %s (%d): ours \"%.*s\", GMime's \"%.*s\"\n", t->name, what, (int)rule, (int)(x.n > 300 ? 300 : x.n), x.p,
                      (int)(y.n > 300 ? 300 : y.n), y.p);
}

/* `s` without bytes over 127, '?' and white space. */
static ub_str bones(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x80 && s.p[i] != '?' && !ub_is_space((unsigned char)s.p[i])) ub_buf_char(&b, s.p[i]);
    return b.n ? ub_buf_str(&b) : UB_S("");
}

/* ---------------------------------------------------------------- tree and bodies */

struct theirs {
    GMimeObject *p[20000];
    size_t n;
};

static void walk(struct theirs *t, GMimeObject *o)
{
    if (t->n < G_N_ELEMENTS(t->p)) t->p[t->n++] = o;
    if (GMIME_IS_MULTIPART(o)) {
        int n = g_mime_multipart_get_count((GMimeMultipart *)o);
        for (int i = 0; i < n; i++) walk(t, g_mime_multipart_get_part((GMimeMultipart *)o, i));
    } else if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *m = g_mime_message_part_get_message((GMimeMessagePart *)o);
        if (m && g_mime_message_get_mime_part(m)) walk(t, g_mime_message_get_mime_part(m));
    }
}

/* The parts GMime has too: of the common reading, without what it does not show. */
static size_t ours(const ub_mime *m, uint32_t *list, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < m->parts.n && n < max; i++) {
        const ub_part *p = &m->parts.p[i];
        if (p->reading != UB_READ_ALL) continue;
        if (p->kind == UB_PART_PREAMBLE || p->kind == UB_PART_EPILOGUE || p->kind == UB_PART_UU || p->kind == UB_PART_YENC
            || p->kind == UB_PART_BINHEX || p->kind == UB_PART_ARMOR || p->kind == UB_PART_GROUP)
            continue;
        if (p->parent != UB_NONE && m->parts.p[p->parent].kind == UB_PART_SMIME) continue;
        list[n++] = (uint32_t)i;
    }
    return n;
}

static ub_str content_of(GMimeObject *o, GMimeStream **ms)
{
    GMimeDataWrapper *dw = GMIME_IS_PART(o) ? g_mime_part_get_content((GMimePart *)o) : NULL;
    GByteArray *ba;
    *ms = g_mime_stream_mem_new();
    if (dw) g_mime_data_wrapper_write_to_stream(dw, *ms);
    ba = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)*ms);
    return ub_str_of((char *)ba->data, ba->len);
}

/* Does any of our readings have this leaf? */
static bool in_union(struct test *t, GMimeObject *o)
{
    GMimeContentType *ct = g_mime_object_get_content_type(o);
    GMimeStream *ms;
    ub_str want = content_of(o, &ms);
    bool found = !GMIME_IS_PART(o);
    for (size_t i = 0; i < t->m.parts.n && !found; i++) {
        const ub_part *p = &t->m.parts.p[i];
        ub_str body;
        ub_arena scratch = t->a;
        if (!(ub_str_eq_nocase(p->type_name, cstr(g_mime_content_type_get_media_type(ct)))
              && ub_str_eq_nocase(p->subtype_name, cstr(g_mime_content_type_get_media_subtype(ct))))
            && !(p->flags & (UB_PARTF_TYPE_BAD | UB_PARTF_TYPE_MISSING)))
            continue;
        if (ub_mime_body(&scratch, &t->m, (uint32_t)i, &body, NULL, NULL, NULL) != UB_OK) continue;
        found = ub_str_eq(ub_str_trim(body), ub_str_trim(want));
    }
    g_object_unref(ms);
    return found;
}

static bool same_tree(struct test *t, const uint32_t *list, size_t n, const struct theirs *them)
{
    ub_buf x = ub_buf_in(&t->a), y = ub_buf_in(&t->a);
    bool all = true, deep = false;
    for (size_t i = 0; i < n; i++) {
        const ub_part *p = &t->m.parts.p[list[i]];
        ub_buf_add(&x, p->type_name), ub_buf_char(&x, '/'), ub_buf_add(&x, p->subtype_name), ub_buf_char(&x, ' ');
        deep |= p->unseen == UB_UNSEEN_LIMIT;
    }
    for (size_t i = 0; i < them->n; i++) {
        GMimeContentType *ct = g_mime_object_get_content_type(them->p[i]);
        ub_buf_add(&y, cstr(g_mime_content_type_get_media_type(ct))), ub_buf_char(&y, '/');
        ub_buf_add(&y, cstr(g_mime_content_type_get_media_subtype(ct))), ub_buf_char(&y, ' ');
        all &= in_union(t, them->p[i]);
    }
    if (ub_str_eq_nocase(ub_buf_str(&x), ub_buf_str(&y))) return true;
    tell(t, all ? TREE_UNION : deep ? TREE_DEPTH : UNEXPLAINED, "tree", ub_buf_str(&x), ub_buf_str(&y));
    return false;
}

static enum rule explain_body(struct test *t, const ub_part *p, ub_str body, unsigned odd, ub_str theirs)
{
    unsigned flags[UB_CODEC_READINGS];
    size_t n = ub_codec_readings((ub_cte)p->cte, odd, flags);
    enum rule rule = UNEXPLAINED;
    if (theirs.n == body.n + 1 && ub_str_starts(theirs, body) && t->raw.p[t->raw.n - 1] != '\n') return BODY_LAST_LINE;
    if (p->cte == UB_CTE_IDENTITY && body.n == theirs.n + 1 && ub_str_starts(body, theirs)) return BODY_MIXED_ENDS;
    if (p->cte == UB_CTE_QP && odd & UB_ODD_ESCAPE) rule = BODY_ESCAPE;
    if (p->cte == UB_CTE_BASE64 && odd && ub_str_starts(body, theirs) && body.n - theirs.n <= 2) rule = BODY_TAIL;
    for (size_t r = 0; r < n; r++) {
        ub_str again;
        ub_codec_decode(&t->a, (ub_cte)p->cte, flags[r], ub_part_raw_body(&t->m, p), &again, NULL, NULL, NULL);
        if (ub_str_eq(again, theirs)) return BODY_READING;
        if (p->cte == UB_CTE_BASE64 && ub_str_starts(again, theirs) && again.n - theirs.n <= 2) rule = BODY_TAIL;
    }
    /* Data behind padding: GMime goes by the padding, junk and all; what it has is the beginning of ours. */
    if (p->cte == UB_CTE_BASE64 && odd & UB_ODD_AFTER_PAD && ub_str_starts(body, theirs)) rule = BODY_READING;
    return rule;
}

static void check_leaf(struct test *t, uint32_t i, GMimePart *theirs_part)
{
    const ub_part *p = &t->m.parts.p[i];
    GMimeStream *ms;
    ub_str theirs = content_of((GMimeObject *)theirs_part, &ms), body, file = cstr(g_mime_part_get_filename(theirs_part));
    ub_file_names names;
    unsigned odd;
    bool hit = false, bones_hit = false;
    assert_int_equal(ub_mime_body(&t->a, &t->m, i, &body, &odd, NULL, NULL), UB_OK);
    if (!ub_str_eq(body, theirs)) tell(t, explain_body(t, p, body, odd, theirs), "content", body, theirs);
    g_object_unref(ms);
    assert_int_equal(ub_mime_file_names(&t->a, &t->cache, &t->m, i, NULL, &names, NULL), UB_OK);
    for (size_t k = 0; k < names.n; k++) {
        hit |= ub_str_eq(names.p[k].text, file);
        bones_hit |= ub_str_eq(bones(&t->a, names.p[k].text), bones(&t->a, file));
    }
    if (hit || (!file.n && !names.n)) return;
    tell(t, bones_hit ? NAME_CHARSET : UNEXPLAINED, "file name", names.n ? names.p[0].text : UB_S(""), file);
}

/* ---------------------------------------------------------------- fields */

static ub_str value(struct test *t, ub_hdr id, ub_str *last)
{
    const ub_field *f = ub_mime_field(&t->m, &t->m.parts.p[0], id, NULL), *g = f;
    ub_str first = f ? ub_field_value(&t->m, &t->m.parts.p[0], f) : UB_S("");
    *last = UB_S("");
    while (g && (g = ub_mime_field(&t->m, &t->m.parts.p[0], id, g))) *last = ub_field_value(&t->m, &t->m.parts.p[0], g);
    return first;
}

static ub_str text_of(struct test *t, ub_str v)
{
    ub_str out = UB_S("");
    ub_mime_text(&t->a, &t->cache, v, &out, NULL);
    return out;
}

/* A base64 word that ends in padding, then another word. */
static bool padded_words(ub_str v)
{
    size_t at = ub_str_find(v, UB_S("=?="));
    return at < v.n && ub_str_find(ub_str_from(v, at + 3), UB_S("=?")) < v.n - at - 3;
}

static enum rule explain_text(struct test *t, ub_str raw, ub_str mine, ub_str theirs)
{
    size_t nul = ub_str_chr(mine, 0);
    if (nul < mine.n && ub_str_eq(ub_str_trim(ub_str_to(mine, nul)), ub_str_trim(theirs))) return TEXT_NUL;
    if (padded_words(raw)) return WORDS_PADDED;
    return ub_str_eq(bones(&t->a, mine), bones(&t->a, theirs)) ? TEXT_CHARSET : UNEXPLAINED;
}

static void check_subject(struct test *t, GMimeMessage *message)
{
    ub_str last, v = value(t, UB_HDR_SUBJECT, &last), mine = text_of(t, v), theirs = cstr(g_mime_message_get_subject(message));
    if (ub_str_eq(mine, theirs)) return;
    if (last.n && ub_str_eq(text_of(t, last), theirs)) tell(t, FIELD_TWICE, "subject", mine, theirs);
    else tell(t, explain_text(t, v, mine, theirs), "subject", mine, theirs);
}

static ub_str id_of(struct test *t, ub_str v)
{
    ub_str id = UB_S("");
    ub_mime_id_next(&t->a, &v, &id);
    return id;
}

static void check_id(struct test *t, GMimeMessage *message)
{
    ub_str last, v = value(t, UB_HDR_MESSAGE_ID, &last), mine = id_of(t, v), theirs = cstr(g_mime_message_get_message_id(message));
    ub_str x = bones(&t->a, mine), y = bones(&t->a, theirs);
    enum rule rule = UNEXPLAINED;
    if (ub_str_eq(mine, theirs)) return;
    if (last.n && ub_str_eq(id_of(t, last), theirs)) rule = FIELD_TWICE;
    else if (ub_str_starts(x, y) || ub_str_starts(y, ub_str_to(x, x.n - (x.n > 0)))) rule = ID_LENIENT;
    else if (ub_str_chr(v, '<') == v.n) rule = ID_LENIENT;
    tell(t, rule, "id", mine, theirs);
}

static bool has_word(ub_str v, ub_str w) { return ub_str_find_nocase(v, w) < v.n; }

static void check_date(struct test *t, GMimeMessage *message)
{
    ub_str last, v = value(t, UB_HDR_DATE, &last);
    GDateTime *d = g_mime_message_get_date(message);
    int64_t mine = 0, theirs = d ? g_date_time_to_unix(d) : 0, other, off;
    int zone = 0;
    bool ok = ub_mime_date(v, &mine, &zone);
    enum rule rule = UNEXPLAINED;
    if (ok == (d != NULL) && mine == theirs) return;
    off = mine > theirs ? mine - theirs : theirs - mine;
    if (last.n && ub_mime_date(last, &other, NULL) && other == theirs) rule = FIELD_TWICE;
    else if (ok && !d && (mine < -2208988800 || has_word(v, UB_S(" 01")) || has_word(v, UB_S(" 10")))) rule = DATE_OLD_YEAR;
    else if (has_word(v, UB_S(" AM")) || has_word(v, UB_S(" PM"))) rule = DATE_HALF;
    else if (ok && d && off <= 50400 && off % 3600 == 0) rule = DATE_ZONE;
    else if (ok && d && (theirs + 60 * zone) % 86400 == 0) rule = DATE_TIME;
    else if (ok && d && off < 60) rule = DATE_SECONDS;
    tell(t, rule, "date", ub_str_trim(v), UB_S(""));
}

static ub_str unquoted(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '"' && s.p[i] != '\\') ub_buf_char(&b, s.p[i]);
    return b.n ? ub_buf_str(&b) : UB_S("");
}

static ub_str draw_ours(struct test *t, const ub_addrs *l)
{
    ub_buf b = ub_buf_in(&t->a);
    for (size_t i = 0; i < l->n; i++) {
        ub_buf_add(&b, l->p[i].name), ub_buf_char(&b, '<'), ub_buf_add(&b, l->p[i].address), ub_buf_add(&b, UB_S("> "));
    }
    return b.n ? ub_buf_str(&b) : UB_S("");
}

static ub_str address_of(InternetAddress *ia)
{
    return INTERNET_ADDRESS_IS_MAILBOX(ia) ? cstr(internet_address_mailbox_get_addr((InternetAddressMailbox *)ia)) : UB_S("");
}

static ub_str draw_theirs(struct test *t, InternetAddressList *l)
{
    ub_buf b = ub_buf_in(&t->a);
    for (int i = 0; l && i < internet_address_list_length(l); i++) {
        InternetAddress *ia = internet_address_list_get_address(l, i);
        ub_buf_add(&b, cstr(internet_address_get_name(ia))), ub_buf_char(&b, '<');
        ub_buf_add(&b, address_of(ia)), ub_buf_add(&b, UB_S("> "));
    }
    return b.n ? ub_buf_str(&b) : UB_S("");
}

static enum rule explain_from(struct test *t, ub_str v, const ub_addrs *mine, InternetAddressList *l)
{
    bool empty = false, quotes = false, at = false, name = false, all = true, none = true, comma = ub_str_chr(v, ',') < v.n;
    size_t n_real = 0, n = l ? (size_t)internet_address_list_length(l) : 0;
    for (size_t k = 0; k < mine->n; k++) {
        empty |= !mine->p[k].domain.n;
        n_real += mine->p[k].domain.n > 0;
    }
    for (size_t i = 0; i < n; i++) none &= !address_of(internet_address_list_get_address(l, (int)i)).n;
    if (none) return n_real ? FROM_REFUSED : FROM_EMPTY;
    for (size_t i = 0; i < n; i++) {
        InternetAddress *ia = internet_address_list_get_address(l, (int)i);
        ub_str addr = address_of(ia), bare = unquoted(&t->a, addr);
        bool hit = false;
        for (size_t k = 0; k < mine->n; k++) {
            const ub_addr *m = &mine->p[k];
            if (ub_str_eq(m->address, addr) || ub_str_eq(m->address, bare) || ub_str_eq(unquoted(&t->a, m->address), bare)) {
                hit = true;
                quotes |= !ub_str_eq(m->address, addr);
                name |= !ub_str_eq(m->name, cstr(internet_address_get_name(ia)));
            } else if (ub_str_starts(m->address, addr) && addr.n) {
                hit = at = true;
            } else if (!m->address.n && ub_str_eq(m->name, bare)) {
                hit = empty = true;
            } else if (addr.n && ub_str_find(bones(&t->a, m->name), bones(&t->a, bare)) < m->name.n) {
                hit = name = true;
            } else if (addr.n && ub_str_ends(m->address, bare)) {
                hit = at = true;
            }
        }
        all &= hit;
    }
    if (comma && (mine->n != n || !all)) return FROM_COMMA;
    if (!all) return UNEXPLAINED;
    return at ? FROM_AT : quotes ? FROM_QUOTES : name ? FROM_NAME : empty ? FROM_EMPTY : UNEXPLAINED;
}

static void check_from(struct test *t, GMimeMessage *message)
{
    ub_str last, v = value(t, UB_HDR_FROM, &last), x, y;
    InternetAddressList *l = g_mime_message_get_from(message);
    ub_addrs mine;
    enum rule rule;
    assert_int_equal(ub_mime_addresses(&t->a, &t->cache, v, NULL, &mine, NULL), UB_OK);
    x = draw_ours(t, &mine);
    y = draw_theirs(t, l);
    if (ub_str_eq(x, y)) return;
    rule = last.n ? FIELD_TWICE : padded_words(v) && !ub_str_eq(x, y) ? WORDS_PADDED : explain_from(t, v, &mine, l);
    if (rule == UNEXPLAINED && ub_str_eq(bones(&t->a, x), bones(&t->a, y))) rule = TEXT_CHARSET;
    tell(t, rule, "from", x, y);
}

/* ---------------------------------------------------------------- all */

static void see(void *ctx, const char *name, ub_str raw)
{
    struct test *t = ctx;
    static struct theirs them;
    static uint32_t list[20000];
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.p, raw.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message;
    size_t n;
    ub_arena_reset(&t->a, 1 << 20);
    t->name = name;
    t->raw = raw;
    t->messages++;
    assert_int_equal(ub_mime_parse(&t->a, raw, NULL, &t->m, NULL, NULL), UB_OK);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        them.n = 0;
        if (g_mime_message_get_mime_part(message)) walk(&them, g_mime_message_get_mime_part(message));
        n = ours(&t->m, list, UB_COUNT(list));
        if (same_tree(t, list, n, &them))
            for (size_t i = 0; i < n; i++) {
                const ub_part *p = &t->m.parts.p[list[i]];
                t->parts++;
                if (GMIME_IS_PART(them.p[i]) && p->kind != UB_PART_MULTIPART && p->kind != UB_PART_MESSAGE)
                    check_leaf(t, list[i], (GMimePart *)them.p[i]);
            }
        check_subject(t, message);
        check_id(t, message);
        check_date(t, message);
        check_from(t, message);
        g_object_unref(message);
    } else {
        tell(t, NO_MESSAGE, "message", UB_S("one"), UB_S("none"));
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

static void gmime_agrees_or_the_difference_has_a_reason(void **state)
{
    static struct test t;
    (void)state;
    g_mime_init();
    assert_int_equal(ub_arena_open(&t.a, (size_t)1 << 27, NULL), UB_OK);
    ub_charset_cache_init(&t.cache);
    ub_test_each_mail(see, &t);
    ub_charset_cache_deinit(&t.cache);
    ub_arena_close(&t.a);
    print_message("# %zu messages, %zu parts alike in kind and order\n", t.messages, t.parts);
    for (size_t i = 0; i < RULE_N; i++) {
        if (t.n[i]) print_message("# %zu (at most %zu): %s\n", t.n[i], rules[i].most, rules[i].why);
    }
    for (size_t i = 0; i < RULE_N; i++) assert_in_range(t.n[i], 0, rules[i].most);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(gmime_agrees_or_the_difference_has_a_reason) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
