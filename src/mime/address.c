/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Address lists.  RFC 5322 3.4, 4.4; RFC 7103 for what is bad.
 *
 * Decided: words are collected until something says what they were: '<' makes them a display name, ':' a group's name, ',' or
 * ';' or the end a bare address.  Nothing is refused: what has no form still gives what can be seen in it.
 */
#include "internal.h"
#include "scan.h"

struct list {
    ub_arena *a;
    ub_charset_cache *cache;
    const char *p, *end;
    bool no_comments, no_quotes, no_angles;      /* one of these was not closed: from then on it is an ordinary byte */
    bool nomem;
    ub_addrs *out;
    ub_str group;
    size_t group_from;                           /* addresses before the group */
    const char *pending;                         /* where words began that a comma ended, without an '@' among them */
    size_t n_pending;                            /* how many such stand last in the list */
    bool in_group;
    uint32_t max;
};

/* The words of one mailbox as they stand, comments left out. */
struct words {
    const char *from;
    const char *words_end;
    ub_str text;              /* quotes and backslashes undone; one space where white space was: a view as long as that is how it stands */
    ub_buf copy;              /* that text, once it is no view */
    size_t at;                /* of the last '@' outside quotes, SIZE_MAX for none */
    size_t quote, quote_end;  /* the last quoted string in `text` */
    ub_str comment;
    bool quoted, gap;         /* gap: white space is due before the next byte */
};

/* From now on the words are a copy. */
static void copied(struct list *l, struct words *w, ub_str more)
{
    bool ok = true;
    if (!w->copy.p) {
        w->copy = ub_buf_in(l->a);
        ok = ub_buf_room(&w->copy, w->text.n + more.n + 1) && ub_buf_add(&w->copy, w->text);
    }
    if (w->gap && w->text.n) ok = ok && ub_buf_char(&w->copy, ' ');
    if (!ok || !ub_buf_add(&w->copy, more)) l->nomem = true;
    w->text = ub_buf_str(&w->copy);
}

/* Add bytes of the value. */
static void put(struct list *l, struct words *w, ub_str more)
{
    const char *behind = ub_str_end(w->text);
    bool space = w->gap && w->text.n;
    if (!w->text.n) w->text = more;
    else if (!w->copy.p && more.p == behind + space && (!space || *behind == ' ')) w->text.n += space + more.n;
    else copied(l, w, more);
    w->gap = false;
}

/* A comment; its text without the outer parentheses is kept when it is not blank. */
static bool comment(struct list *l, struct words *w)
{
    struct cursor c = { .p = l->p, .end = l->end, .no_comments = l->no_comments };
    const char *from = l->p + 1;
    if (l->no_comments) return false;
    skip_one_comment(&c);
    l->no_comments = c.no_comments;
    if (l->no_comments) return false;
    l->p = c.p;
    if (ub_str_trim(ub_str_range(from, c.p - 1)).n) w->comment = ub_str_trim(ub_str_range(from, c.p - 1));
    return true;
}

static bool quoted(struct list *l, struct words *w)
{
    const char *q = l->p + 1;
    if (l->no_quotes) return false;
    while (q < l->end && *q != '"') q += *q == '\\' && q + 1 < l->end ? 2 : 1;
    if (q >= l->end) {
        l->no_quotes = true;
        return false;
    }
    w->quoted = true;
    w->quote = w->text.n + (w->gap && w->text.n);
    for (const char *p = l->p + 1, *to; p < q; p = to) {
        to = ub_scan3(p, q, '\\', '\r', '\n');
        if (to == p) {
            if (*p == '\\' && p + 1 < q) p++, to = p + 1;      /* what it stands before */
            else if (*p == '\\') to = q;
            else {
                to = p + 1;
                continue;
            }
        }
        put(l, w, ub_str_range(p, to));
    }
    w->quote_end = w->text.n;
    if (w->quote > w->quote_end) w->quote = w->quote_end;
    l->p = q + 1;
    return true;
}

/* What ends words. */
enum { AT_LESS = 1, AT_GREATER = 2, AT_COMMA = 4, AT_SEMICOLON = 8, AT_COLON = 16, PLAIN = 32 };
/* Letters and signs that stop nothing, open nothing and mean nothing are plain. */
static const uint8_t classes[256] = {
    ['<'] = AT_LESS, ['>'] = AT_GREATER, [','] = AT_COMMA, [';'] = AT_SEMICOLON, [':'] = AT_COLON,
    ['0' ... '9'] = PLAIN, ['A' ... 'Z'] = PLAIN, ['a' ... 'z'] = PLAIN, ['.'] = PLAIN, ['-'] = PLAIN, ['_'] = PLAIN, ['+'] = PLAIN,
    ['='] = PLAIN, ['!'] = PLAIN, ['#'] = PLAIN, ['$'] = PLAIN, ['%'] = PLAIN, ['&'] = PLAIN, ['\''] = PLAIN, ['*'] = PLAIN, ['/'] = PLAIN,
    ['?'] = PLAIN, ['^'] = PLAIN, ['`'] = PLAIN, ['{'] = PLAIN, ['|'] = PLAIN, ['}'] = PLAIN, ['~'] = PLAIN, [0x80 ... 0xFF] = PLAIN,
};

/* Words up to one of `stop`, which is left at l->p, or to the end. */
static void collect(struct list *l, struct words *w, unsigned stop)
{
    while (l->p < l->end && !l->nomem) {
        char c = *l->p;
        const char *from = l->p;
        if (!(classes[(unsigned char)c] & PLAIN)) {
            if (c == '(' && comment(l, w)) {
                w->gap = true;
                continue;
            }
            if (c == '"' && quoted(l, w)) {
                w->words_end = l->p;
                continue;
            }
            if (is_white((unsigned char)c)) {
                w->gap = true;
                l->p++;
                continue;
            }
            if (classes[(unsigned char)c] & stop) return;
            if (c == '\\' && l->p + 1 < l->end) c = *++l->p, from = l->p;
            if (c == '@') w->at = w->text.n + (w->gap && w->text.n);
        }
        do l->p++; while (l->p < l->end && classes[(unsigned char)*l->p] & PLAIN);
        put(l, w, ub_str_range(from, l->p));
        w->words_end = l->p;
    }
}

static struct words words_at(struct list *l)
{
    return (struct words){ .from = l->p, .words_end = l->p, .at = SIZE_MAX };
}

static ub_str decode(struct list *l, ub_str s)
{
    ub_str out = UB_S("");
    if (ub_mime_text(l->a, l->cache, s, &out, NULL) != UB_OK) l->nomem = true;
    return out;
}

static void add(struct list *l, ub_addr addr)
{
    ub_addr *p;
    if (l->out->n >= l->max) {
        l->out->limit = true;
        l->p = l->end;
        return;
    }
    p = UB_PUSH(l->a, l->out);
    if (!p) {
        l->nomem = true;
        return;
    }
    addr.group = l->in_group ? l->group : UB_S("");
    *p = addr;
}

/* text[from, to) without white space, as RFC 5322 4.4 has it around dots and '@', but with that of a quoted local part. */
static void set_address(struct list *l, ub_addr *addr, const struct words *w, size_t from, size_t to)
{
    ub_str s = to > from ? ub_str_range(w->text.p + from, w->text.p + to) : UB_S("");
    size_t at = w->at;
    if (w->quoted && w->quote >= from && w->quote_end <= to) addr->flags |= UB_ADDR_QUOTED_LOCAL;
    if (s.n && memchr(s.p, ' ', s.n)) {
        ub_buf b = ub_buf_in(l->a);
        for (size_t i = from; i < to; i++) {
            if (w->text.p[i] == ' ' && !(w->quoted && i >= w->quote && i < w->quote_end)) {
                if (at != SIZE_MAX && i < w->at) at--;
                continue;
            }
            if (!ub_buf_char(&b, w->text.p[i])) l->nomem = true;
        }
        s = ub_buf_str(&b);
    }
    addr->address = s;
    at -= from;
    if (w->at == SIZE_MAX || at >= s.n) {
        addr->local = s;
        addr->flags |= UB_ADDR_NO_DOMAIN;
    } else {
        addr->local = ub_str_to(s, at);
        addr->domain = ub_str_from(s, at + 1);
    }
}

/* The words that belong to the address around w->at: those that dots and the '@' tie together. */
static void around_at(const struct words *w, size_t *from, size_t *to)
{
    const char *t = w->text.p;
    size_t a = w->at, b = w->at + 1, n = w->text.n;
    bool tied = true;
    while (a > 0) {
        if (w->quoted && a == w->quote_end && w->quote < w->quote_end) {
            a = w->quote;
            tied = false;
        } else if (t[a - 1] == ' ') {
            if (!tied && !(a > 1 && t[a - 2] == '.')) break;
            a--;
            tied = true;
        } else {
            tied = t[--a] == '.';
        }
    }
    while (a < w->at && t[a] == ' ') a++;
    for (tied = true; b < n; b++) {
        if (t[b] == ' ') {
            if (!tied && !(b + 1 < n && t[b + 1] == '.')) break;
            continue;
        }
        tied = t[b] == '.';
    }
    *from = a;
    *to = b;
}

static void comment_name(struct list *l, ub_addr *addr, ub_str text)
{
    if (addr->name.n || !text.n) return;
    if (text.n > 2 && text.p[0] == '"' && text.p[text.n - 1] == '"') text = ub_str_of(text.p + 1, text.n - 2);
    addr->name = decode(l, text);
    addr->flags |= UB_ADDR_COMMENT_NAME;
}

/* Words that were not followed by '<'. */
static void bare_address(struct list *l, struct words *w)
{
    ub_addr addr = { .raw = ub_str_range(w->from, w->words_end), .flags = UB_ADDR_BARE };
    ub_str text = w->text;
    if (!text.n) {
        if (w->quoted) add(l, addr);
        return;
    }
    if (w->at == SIZE_MAX) {
        if (!w->quoted && !memchr(text.p, ' ', text.n)) {
            set_address(l, &addr, w, 0, text.n);
        } else {
            addr.name = decode(l, text);
            addr.flags |= UB_ADDR_BROKEN | UB_ADDR_NO_DOMAIN;
        }
    } else {
        size_t from, to;
        around_at(w, &from, &to);
        set_address(l, &addr, w, from, to);
        if (from > 0) addr.name = decode(l, ub_str_trim(ub_str_to(text, from)));
        if (from > 0 || to < text.n) addr.flags |= UB_ADDR_BROKEN;
    }
    comment_name(l, &addr, w->comment);
    add(l, addr);
}

/* "Surname, Name <a@b>" without the quotes it needs: words that are no address belong to the name behind them, as GMime and
 * most clients have it.  Only a few are taken back, so that a list of local users stays one. */
static void take_back(struct list *l, struct words *name)
{
    const char *p = l->p, *end = l->end;
    if (l->n_pending == 0 || l->n_pending > 3 || l->out->n < l->n_pending) return;
    l->out->n -= l->n_pending;
    l->end = p;
    l->p = l->pending;
    *name = words_at(l);
    collect(l, name, 0);
    l->p = p;
    l->end = end;
}

/* <@a,@b:local@domain>, l->p being at the '<'. */
static void angle_address(struct list *l, struct words *name)
{
    ub_addr addr = { .flags = l->n_pending ? UB_ADDR_BROKEN : 0 };
    const char *close = NULL;
    struct words w;
    take_back(l, name);
    l->n_pending = 0;
    while (l->p < l->end && (*l->p == '<' || is_white((unsigned char)*l->p))) l->p++;
    if (!l->no_angles) close = memchr(l->p, '>', (size_t)(l->end - l->p));
    if (!close) {
        l->no_angles = true;
        addr.flags |= UB_ADDR_BROKEN;
    }
    w = words_at(l);
    if (l->p < l->end && *l->p == '@') {      /* a source route: RFC 5322 4.4 says to ignore it */
        collect(l, &w, AT_COLON | AT_GREATER);
        if (l->p < l->end && *l->p == ':') {
            addr.route = w.text;
            l->p++;
            w = words_at(l);
            collect(l, &w, AT_GREATER | (close ? 0 : AT_COMMA | AT_SEMICOLON));
        }
    } else {
        collect(l, &w, AT_GREATER | (close ? AT_LESS : AT_COMMA | AT_SEMICOLON));
    }
    set_address(l, &addr, &w, 0, w.text.n);
    while (l->p < l->end && (*l->p == '>' || *l->p == '<' || is_white((unsigned char)*l->p))) l->p++;
    addr.name = decode(l, name->text);
    comment_name(l, &addr, name->comment);
    /* What follows belongs to nobody, but for a comment. */
    {
        struct words rest = words_at(l);
        const char *end = l->p;
        collect(l, &rest, AT_COMMA | AT_SEMICOLON | AT_LESS);
        if (rest.text.n) addr.flags |= UB_ADDR_BROKEN;
        comment_name(l, &addr, rest.comment);
        comment_name(l, &addr, w.comment);
        addr.raw = ub_str_range(name->from, end);
    }
    add(l, addr);
}

static void group_end(struct list *l)
{
    if (l->in_group && l->out->n == l->group_from) add(l, (ub_addr){ .flags = UB_ADDR_GROUP | UB_ADDR_NO_DOMAIN });
    l->in_group = false;
}

ub_status ub_mime_addresses(ub_arena *a, ub_charset_cache *cache, ub_str value, const ub_mime_limits *limits, ub_addrs *out,
                            ub_err *err)
{
    struct list l = { .a = a, .cache = cache, .p = value.p, .end = ub_str_end(value), .out = out,
                      .max = (limits ? limits : &ub_mime_limits_default)->addresses };
    *out = (ub_addrs){ 0 };
    while (l.p < l.end && !l.nomem) {
        struct words w;
        while (l.p < l.end && is_white((unsigned char)*l.p)) l.p++;
        w = words_at(&l);
        collect(&l, &w, AT_LESS | AT_COMMA | AT_SEMICOLON | AT_COLON);
        if (l.p == l.end) {
            bare_address(&l, &w);
        } else if (*l.p == '<') {
            angle_address(&l, &w);
        } else if (*l.p == ':' && w.at == SIZE_MAX && !l.in_group) {
            l.group = decode(&l, w.text);
            l.in_group = true;
            l.n_pending = 0;
            l.group_from = out->n;
            l.p++;
        } else if (*l.p == ':') {      /* inside an address: a port, an IPv6 literal, "mailto:" */
            struct words more = w;
            l.n_pending = 0;
            put(&l, &more, ub_str_of(l.p++, 1));
            collect(&l, &more, AT_LESS | AT_COMMA | AT_SEMICOLON);
            if (l.p < l.end && *l.p == '<') angle_address(&l, &more);
            else bare_address(&l, &more);
        } else {
            bool end = *l.p == ';', pends = !end && w.at == SIZE_MAX && w.text.n && !l.in_group;
            bare_address(&l, &w);
            if (pends && l.n_pending++ == 0) l.pending = w.from;
            if (!pends) l.n_pending = 0;
            if (l.p < l.end) l.p++;
            if (end) group_end(&l);
        }
    }
    group_end(&l);
    if (l.nomem) return ub_fail(err, UB_LIMIT, "no room for addresses", 0);
    return UB_OK;
}

/* An id without the white space and comments that RFC 5322 4.5.4 allows in it. */
static bool clean_id(ub_arena *a, ub_str raw, ub_str *id)
{
    struct cursor c = cursor_of(raw);
    ub_buf b = ub_buf_in(a);
    *id = ub_str_trim(raw);
    if (ub_scan4(id->p, ub_str_end(*id), ' ', '\t', '\n', '\r') == ub_str_end(*id)) return true;
    while (c.p < c.end) {
        skip_cfws(&c);
        if (c.p < c.end && !ub_buf_char(&b, *c.p++)) return false;
    }
    if (b.n) *id = ub_buf_str(&b);
    return true;
}

bool ub_mime_id_next(ub_arena *a, ub_str *rest, ub_str *id)
{
    const char *p = rest->p, *end = ub_str_end(*rest);
    bool whole = true;      /* nothing stood before this word */
    while (p < end) {
        const char *from = p;
        if (*p == '<') {
            const char *stop = ub_scan2(++p, end, '>', '<');
            bool closed = stop < end && *stop == '>';
            from = p;
            if (closed) p = stop;
            else while (p < stop && !is_white((unsigned char)*p)) p++;
            if (!clean_id(a, ub_str_range(from, p), id)) return false;
            p = closed ? p + 1 : stop;
            if (!id->n) continue;
            *rest = ub_str_range(p, end);
            return true;
        }
        while (p < end && !is_white((unsigned char)*p) && *p != '<' && *p != ',') p++;
        if (p > from && (memchr(from, '@', (size_t)(p - from)) || (whole && *from != '(' && !ub_str_trim(ub_str_range(p, end)).n))) {
            *id = ub_str_range(from, p);
            *rest = ub_str_range(p, end);
            return true;
        }
        if (p > from) whole = false;
        else p++;
    }
    *rest = ub_str_range(end, end);
    return false;
}
