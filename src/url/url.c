/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The URL parser of the WHATWG standard, and its writer.
 *
 * The standard walks one state machine over code points.  Here the same is done in two steps: `split` finds the parts
 * (each state of the standard that only looks for its end is one search), `build` writes them, encoded, into one buffer.
 * States are named as the standard names them.  WHATWG URL 4.4 and 4.5, read 2026-11.
 */
#include "inside.h"

struct parse {
    ub_arena *a;
    ub_url_ctx *ctx;
    const ub_url *base;
    const char *charset;
    struct odd odd;
    ub_str in;                  /* trimmed, tabs and line ends dropped */
    ub_str rest;                /* of it, what is before the fragment and the query and not yet read */
    const char *what, *at;      /* why and where it fails */

    ub_str scheme;
    ub_url_scheme id;
    ub_str username, password;  /* raw, or encoded when taken from the base */
    struct host host;
    bool has_host, take_authority;      /* take_authority: user, password, host, port are the base's */
    int port;                   /* -1: none */
    ub_str base_path;           /* written before `path` */
    bool shorten;               /* base_path loses its last segment first */
    bool opaque, path_done;     /* path_done: base_path is all of it */
    ub_str path;                /* raw */
    ub_str query, fragment;     /* raw */
    bool has_query, has_fragment, take_query;
};

static ub_status refuse(struct parse *u, const char *what, const char *at)
{
    u->what = what;
    u->at = at;
    return UB_SYNTAX;
}

/* ------------------------------------------------------------------------------------------------ input */

/* Leading and trailing C0 controls and spaces, and all tabs and line ends, are not part of the URL. */
static ub_status clean(struct parse *u, ub_str text)
{
    const char *p = text.p, *end = ub_str_end(text), *first;
    char *to;
    while (p < end && is_c0_space((unsigned char)*p)) p++;
    while (end > p && is_c0_space((unsigned char)end[-1])) end--;
    if ((size_t)(end - p) != text.n) odd_add(&u->odd, UB_URL_ODD_TRIMMED, p == text.p ? end : text.p);
    first = ub_scan3(p, end, '\t', '\n', '\r');
    u->in = ub_str_range(p, end);
    if (first == end) return UB_OK;
    odd_add(&u->odd, UB_URL_ODD_TAB_NEWLINE, first);
    if (!(to = ub_arena_take(u->a, u->in.n, 1))) return UB_LIMIT;
    u->in.n = 0;
    for (; p < end; p++)
        if (!is_tab_nl((unsigned char)*p)) to[u->in.n++] = *p;
    u->in.p = to;
    return UB_OK;
}

/* Where in `text` the byte at `p` of the cleaned input stood. */
static size_t place(const struct parse *u, ub_str text, const char *p)
{
    size_t n;
    if (p >= text.p && p <= ub_str_end(text)) return (size_t)(p - text.p);
    if (p < u->in.p || p > ub_str_end(u->in)) return 0;
    n = (size_t)(p - u->in.p);
    p = text.p;
    while (p < ub_str_end(text) && is_c0_space((unsigned char)*p)) p++;
    for (; p < ub_str_end(text); p++)
        if (!is_tab_nl((unsigned char)*p) && n-- == 0) break;
    return (size_t)(p - text.p);
}

static const char *const odd_names[UB_URL_N_ODD] = {
    "url-trimmed", "url-tab-newline", "url-backslash", "url-slashes", "url-userinfo", "url-host-escape", "url-host-idn",
    "url-host-ipv4", "url-host-case", "url-port", "url-dots", "url-encoded", "url-utf8", "url-query-charset",
    "url-drive",
};

/* ------------------------------------------------------------------------------------------------ split */

static unsigned peek(ub_str s, size_t i) { return i < s.n ? ub_str_at(s, i) : 0x100; }

/* Is the byte at `i` of the rest a slash to this scheme? */
static bool slash_at(struct parse *u, size_t i)
{
    if (peek(u->rest, i) == '\\' && is_special(u->id)) return odd_add(&u->odd, UB_URL_ODD_BACKSLASH, u->rest.p + i), true;
    return peek(u->rest, i) == '/';
}

static const char *authority_end(struct parse *u)
{
    const char *end = ub_str_end(u->rest), *p = u->rest.p;
    if (!is_special(u->id)) return (p = u->rest.n ? memchr(p, '/', u->rest.n) : NULL) ? p : end;
    p = ub_scan2(p, end, '/', '\\');
    if (p < end && *p == '\\') odd_add(&u->odd, UB_URL_ODD_BACKSLASH, p);
    return p;
}

/* "path start state" */
static ub_status path_start(struct parse *u)
{
    u->path = u->rest;
    return UB_OK;
}

/* "port state" */
static ub_status port(struct parse *u, ub_str digits)
{
    unsigned v = 0;
    size_t i;
    for (i = 0; i < digits.n && ub_is_digit((unsigned char)digits.p[i]); i++)
        if (v <= 65535) v = v * 10 + (unsigned)(digits.p[i] - '0');
    if (i < digits.n) return refuse(u, "port is not a number", digits.p + i);
    if (v > 65535) return refuse(u, "port out of range", digits.p);
    if (!digits.n || (digits.p[0] == '0' && digits.n > 1)) odd_add(&u->odd, UB_URL_ODD_PORT, digits.p);
    if (!digits.n) return UB_OK;
    if (v == ub_url_ports[u->id] && v) odd_add(&u->odd, UB_URL_ODD_PORT, digits.p);
    else u->port = (int)v;
    return UB_OK;
}

/* "host state" and "hostname state" */
static ub_status host(struct parse *u, ub_str in)
{
    bool brackets = false;
    size_t i;
    ub_status s;
    for (i = 0; i < in.n; i++) {
        if (in.p[i] == '[') brackets = true;
        else if (in.p[i] == ']') brackets = false;
        else if (in.p[i] == ':' && !brackets) break;
    }
    if (i == 0 && (i < in.n || is_special(u->id))) return refuse(u, "host is empty", in.p);
    u->has_host = true;
    s = ub_url_host(u->a, u->ctx, ub_str_to(in, i), !is_special(u->id), &u->host, &u->odd, &u->what);
    if (s != UB_OK) return u->at = in.p, s;
    return i < in.n ? port(u, ub_str_from(in, i + 1)) : UB_OK;
}

/* "authority state" */
static ub_status authority(struct parse *u)
{
    const char *end = authority_end(u), *at;
    ub_str in = ub_str_range(u->rest.p, end);
    ub_status s;
    at = in.n ? memrchr(in.p, '@', in.n) : NULL;
    u->rest = ub_str_range(end, ub_str_end(u->rest));
    if (at) {
        ub_str who = ub_str_range(in.p, at);
        odd_add(&u->odd, UB_URL_ODD_USERINFO, in.p);
        u->username = ub_str_cut(&who, ':');
        u->password = who;
        in = ub_str_range(at + 1, end);
        if (!in.n) return refuse(u, "host is empty", at);
    }
    return (s = host(u, in)) != UB_OK ? s : path_start(u);
}

/* "special authority ignore slashes state" */
static ub_status ignore_slashes(struct parse *u)
{
    size_t i = 0;
    while (slash_at(u, i)) i++;
    if (i) odd_add(&u->odd, UB_URL_ODD_SLASHES, u->rest.p);
    u->rest = ub_str_from(u->rest, i);
    return authority(u);
}

/* "special authority slashes state" */
static ub_status special_authority(struct parse *u)
{
    if (peek(u->rest, 0) == '/' && peek(u->rest, 1) == '/') u->rest = ub_str_from(u->rest, 2);
    else if (!slash_at(u, 0)) odd_add(&u->odd, UB_URL_ODD_SLASHES, u->rest.p);
    else if (slash_at(u, 1)) u->rest = ub_str_from(u->rest, 2);     /* "\\" or mixed: a backslash, but two */
    return ignore_slashes(u);
}

/* What "relative state" and "file state" do with a base of the same kind, for the part before "?". */
static void against_base(struct parse *u, bool keep_path)
{
    u->base_path = keep_path ? u->base->path : UB_S("");
    if (u->rest.n) {
        u->shorten = true;
        u->path = u->rest;
        return;
    }
    u->path_done = true;
    if (!u->has_query) u->take_query = u->has_query = u->base->has_query;
}

/* "relative state" and "relative slash state" */
static ub_status relative(struct parse *u)
{
    u->scheme = u->base->scheme;
    u->id = u->base->scheme_id;
    if (slash_at(u, 0) && slash_at(u, 1)) {
        u->rest = ub_str_from(u->rest, 2);
        return is_special(u->id) ? ignore_slashes(u) : authority(u);
    }
    u->take_authority = true;
    u->has_host = u->base->has_host;
    if (slash_at(u, 0)) u->path = u->rest;
    else against_base(u, true);
    return UB_OK;
}

/* "file host state" */
static ub_status file_host(struct parse *u)
{
    const char *end = authority_end(u);
    ub_str in = ub_str_range(u->rest.p, end);
    ub_status s;
    if (is_drive(in)) return path_start(u);         /* the drive letter stays as the first segment */
    u->rest = ub_str_range(end, ub_str_end(u->rest));
    if (in.n) {
        s = ub_url_host(u->a, u->ctx, in, false, &u->host, &u->odd, &u->what);
        if (s != UB_OK) return u->at = in.p, s;
        if (ub_str_eq(u->host.s, UB_S("localhost"))) u->host = (struct host){ UB_S(""), UB_URL_HOST_EMPTY };
    }
    return path_start(u);
}

static bool starts_with_written_drive(ub_str path)
{
    return path.n >= 3 && path.p[0] == '/' && ub_is_alpha((unsigned char)path.p[1]) && path.p[2] == ':'
        && (path.n == 3 || path.p[3] == '/');
}

/* "file state" and "file slash state" */
static ub_status file(struct parse *u)
{
    bool based = u->base && u->base->scheme_id == UB_URL_FILE;
    u->scheme = UB_S("file");
    u->id = UB_URL_FILE;
    u->has_host = true;
    u->host = (struct host){ UB_S(""), UB_URL_HOST_EMPTY };
    if (slash_at(u, 0) && slash_at(u, 1)) {
        u->rest = ub_str_from(u->rest, 2);
        return file_host(u);
    }
    if (based) u->host = (struct host){ u->base->host, u->base->host_kind };
    if (slash_at(u, 0)) {
        if (based && !starts_with_drive(ub_str_from(u->rest, 1)) && starts_with_written_drive(u->base->path))
            u->base_path = ub_str_to(u->base->path, 3);
        u->path = u->rest;
    } else if (based) {
        against_base(u, !starts_with_drive(u->rest));
    } else u->path = u->rest;
    return UB_OK;
}

/* "scheme start state", "scheme state", "no scheme state" */
static ub_status split(struct parse *u)
{
    size_t n = ub_url_scheme_len(u->in), hash = ub_str_chr(u->in, '#'), mark;
    u->rest = ub_str_to(u->in, hash);
    if (hash < u->in.n) u->has_fragment = true, u->fragment = ub_str_from(u->in, hash + 1);
    mark = ub_str_chr(u->rest, '?');
    if (mark < u->rest.n) u->has_query = true, u->query = ub_str_from(u->rest, mark + 1);
    u->rest = ub_str_to(u->rest, mark);
    u->port = -1;
    if (n) {
        ub_str name = ub_str_to(u->in, n);
        u->scheme = name;
        for (size_t i = 0; i < n; i++)
            if (ub_lower((unsigned char)name.p[i]) != (unsigned char)name.p[i]) {
                char *p = ub_arena_take(u->a, n, 1);
                if (!p) return UB_LIMIT;
                for (i = 0; i < n; i++) p[i] = (char)ub_lower((unsigned char)name.p[i]);
                u->scheme = ub_str_of(p, n);
            }
        u->id = ub_url_scheme_of(u->scheme);
        u->rest = ub_str_from(u->rest, n + 1);
        if (u->id == UB_URL_FILE) return file(u);
        if (is_special(u->id)) {
            bool same = u->base && u->base->scheme_id == u->id;
            if (same && !(peek(u->rest, 0) == '/' && peek(u->rest, 1) == '/')) return relative(u);
            return special_authority(u);
        }
        /* "path or authority state", "opaque path state" */
        if (peek(u->rest, 0) == '/' && peek(u->rest, 1) == '/') {
            u->rest = ub_str_from(u->rest, 2);
            return authority(u);
        }
        u->opaque = peek(u->rest, 0) != '/';
        u->path = u->rest;
        return UB_OK;
    }
    if (!u->base) return refuse(u, "relative reference without a base", u->in.p);
    if (u->base->opaque) {
        if (u->rest.n || u->has_query || !u->has_fragment)
            return refuse(u, "base cannot be a base", u->in.p);
        u->scheme = u->base->scheme;
        u->id = u->base->scheme_id;
        u->opaque = u->path_done = true;
        u->base_path = u->base->path;
        u->take_query = u->has_query = u->base->has_query;
        return UB_OK;
    }
    return u->base->scheme_id == UB_URL_FILE ? file(u) : relative(u);
}

/* ------------------------------------------------------------------------------------------------ build */

/* How many dots this segment is, "%2e" counting as one; 0 when it is anything else. */
static int dots(ub_str s)
{
    int n = 0;
    if (s.n > 6) return 0;
    for (size_t i = 0; i < s.n; n++) {
        if (s.p[i] == '.') i++;
        else if (s.n - i >= 3 && s.p[i] == '%' && s.p[i + 1] == '2' && (s.p[i + 2] | 0x20) == 'e') i += 3;
        else return 0;
    }
    return n <= 2 ? n : 0;
}

/* "shorten a url's path", where the path is what stands behind `start`. */
static void shorten(ub_buf *b, size_t start, ub_url_scheme id)
{
    ub_str path = ub_str_of(b->p + start, b->n - start);
    if (id == UB_URL_FILE && path.n == 3 && starts_with_written_drive(path)) return;
    while (b->n > start && b->p[--b->n] != '/') {}
}

/* Nothing in this path but bytes that stay or are encoded: no backslash, no segment that may be dots or a drive. */
static bool is_plain(const struct parse *u)
{
    const char *p = u->path.p, *end = ub_str_end(u->path);
    if (u->id == UB_URL_FILE || p == end || *p != '/') return false;
    if (is_special(u->id) && memchr(p, '\\', u->path.n)) return false;
    for (; p < end; p = memchr(p, '/', (size_t)(end - p))) {
        if (++p == end) break;
        if (*p == '.' || (*p == '%' && end - p > 2 && p[1] == '2' && (p[2] | 0x20) == 'e')) return false;
        if (!memchr(p, '/', (size_t)(end - p))) break;
    }
    return true;
}

/* "path state" for all of u->path, behind what already stands in the buffer from `start` on. */
static bool path(struct parse *u, ub_buf *b, size_t start)
{
    const char *p = u->path.p, *end = ub_str_end(u->path);
    bool special = is_special(u->id);
    if (is_plain(u)) return ub_url_encode(b, u->path, SET_PATH, &u->odd);
    /* "path start state": one slash belongs to the first segment.  Without any path a special URL gets a slash. */
    if (p < end && (*p == '/' || (special && *p == '\\'))) {
        if (*p == '\\') odd_add(&u->odd, UB_URL_ODD_BACKSLASH, p);
        p++;
    } else if (p == end && !special) return true;
    for (bool more = true; more; ) {
        const char *q = p;
        ub_str segment;
        int n;
        while (q < end && *q != '/' && !(special && *q == '\\')) q++;
        more = q < end;
        if (more && *q == '\\') odd_add(&u->odd, UB_URL_ODD_BACKSLASH, q);
        segment = ub_str_range(p, q);
        n = dots(segment);
        if (n) odd_add(&u->odd, UB_URL_ODD_DOTS, p);
        if (n == 2) shorten(b, start, u->id);
        if (!n || !more) {
            bool drive = !n && u->id == UB_URL_FILE && b->n == start && is_drive(segment);
            if (!put_char(b, '/')) return false;
            if (drive && p[1] == '|') odd_add(&u->odd, UB_URL_ODD_DRIVE, p);
            if (drive ? !put_char(b, *p) || !put_char(b, ':')
                : !n && q > p && !ub_url_encode(b, segment, SET_PATH, &u->odd)) return false;
        }
        p = q + 1;
    }
    return true;
}

/* Offsets while the buffer may move. */
struct mark { size_t at, n; };
static ub_str marked(const ub_buf *b, struct mark m) { return m.n ? ub_str_of(b->p + m.at, m.n) : ub_str_of(b->p, 0); }

static bool query(struct parse *u, ub_buf *b)
{
    unsigned set = is_special(u->id) ? SET_SPECIAL_QUERY : SET_QUERY;
    bool other = is_special(u->id) && u->id != UB_URL_WS && u->id != UB_URL_WSS;
    const char *high;
    if (u->take_query) return ub_buf_add(b, u->base->query);
    for (high = u->query.p; high < ub_str_end(u->query) && (unsigned char)*high < 0x80; high++) {}
    if (high < ub_str_end(u->query) && other) odd_add(&u->odd, UB_URL_ODD_QUERY, high);
    /* A stateful charset writes even ASCII in its own way, so it is asked whatever the query holds. */
    return other && u->charset ? ub_url_encode_as(b, u->query, set, u->charset, &u->odd)
        : ub_url_encode(b, u->query, set, &u->odd);
}

static bool put_authority(struct parse *u, ub_buf *b, ub_url *url, struct mark *user, struct mark *pass,
                          struct mark *where, struct mark *digits)
{
    char port_text[8], *p = port_text + sizeof port_text;
    unsigned v = (unsigned)u->port;
    ub_buf_add(b, UB_S("//"));
    user->at = b->n;
    u->take_authority ? ub_buf_add(b, u->base->username) : ub_url_encode(b, u->username, SET_USERINFO, &u->odd);
    user->n = b->n - user->at;
    if (u->take_authority ? u->base->password.n : u->password.n) {
        ub_buf_char(b, ':');
        pass->at = b->n;
        u->take_authority ? ub_buf_add(b, u->base->password) : ub_url_encode(b, u->password, SET_USERINFO, &u->odd);
        pass->n = b->n - pass->at;
    }
    if (user->n || pass->n) ub_buf_char(b, '@');
    where->at = b->n;
    where->n = u->take_authority ? u->base->host.n : u->host.s.n;
    ub_buf_add(b, u->take_authority ? u->base->host : u->host.s);
    url->host_kind = u->take_authority ? u->base->host_kind : u->host.kind;
    if (url->host_kind == UB_URL_HOST_NONE) url->host_kind = UB_URL_HOST_EMPTY;
    url->has_port = u->take_authority ? u->base->has_port : u->port >= 0;
    if (!url->has_port) return !b->failed;
    ub_buf_char(b, ':');
    digits->at = b->n;
    if (u->take_authority) url->port_number = u->base->port_number, ub_buf_add(b, u->base->port);
    else {
        url->port_number = (uint16_t)v;
        do *--p = (char)('0' + v % 10);
        while (v /= 10);
        ub_buf_add(b, ub_str_range(p, port_text + sizeof port_text));
    }
    digits->n = b->n - digits->at;
    return !b->failed;
}

/* 4.5 "URL serializing": a path that begins with "//" and no host before it would be read as a host. */
static bool guard_path(ub_buf *b, struct mark *path)
{
    if (path->n < 2 || b->p[path->at] != '/' || b->p[path->at + 1] != '/') return true;
    if (!ub_buf_room(b, 2)) return false;
    memmove(b->p + path->at + 2, b->p + path->at, path->n);
    memcpy(b->p + path->at, "/.", 2);
    path->at += 2;
    b->n += 2;
    return true;
}

static bool build(struct parse *u, ub_buf *b, ub_url *url)
{
    struct mark scheme, user = { 0, 0 }, pass = { 0, 0 }, where = { 0, 0 }, digits = { 0, 0 }, way, ask = { 0, 0 },
        frag = { 0, 0 };
    if (!ub_buf_room(b, u->in.n + 32)) return false;
    ub_buf_add(b, u->scheme);
    scheme = (struct mark){ 0, b->n };
    ub_buf_char(b, ':');
    url->scheme_id = u->id;
    url->port_number = ub_url_ports[u->id];
    url->has_host = u->has_host;
    url->opaque = u->opaque;
    if (u->has_host && !put_authority(u, b, url, &user, &pass, &where, &digits)) return false;
    way.at = b->n;
    ub_buf_add(b, u->base_path);
    if (u->shorten && !b->failed) shorten(b, way.at, u->id);
    if (u->opaque && !u->path_done) ub_url_encode_opaque(b, u->path, u->has_query || u->has_fragment, &u->odd);
    else if (!u->path_done && !path(u, b, way.at)) return false;
    way.n = b->n - way.at;
    if (!u->has_host && !u->opaque && !b->failed && !guard_path(b, &way)) return false;
    url->has_query = u->has_query;
    if (u->has_query) {
        ub_buf_char(b, '?');
        ask.at = b->n;
        query(u, b);
        ask.n = b->n - ask.at;
    }
    url->has_fragment = u->has_fragment;
    if (u->has_fragment) {
        ub_buf_char(b, '#');
        frag.at = b->n;
        ub_url_encode(b, u->fragment, SET_FRAGMENT, &u->odd);
        frag.n = b->n - frag.at;
    }
    if (b->failed) return false;
    url->href = ub_buf_str(b);
    url->scheme = marked(b, scheme);
    url->username = marked(b, user);
    url->password = marked(b, pass);
    url->host = marked(b, where);
    url->port = marked(b, digits);
    url->path = marked(b, way);
    url->query = marked(b, ask);
    url->fragment = marked(b, frag);
    return true;
}

/* ------------------------------------------------------------------------------------------------ entry */

ub_status ub_url_parse_as(ub_arena *a, ub_url_ctx *ctx, ub_str text, const ub_url *base, const char *charset,
                          ub_url *url, ub_notes *notes, ub_err *err)
{
    struct parse u;
    ub_url got;
    ub_arena scratch;
    ub_buf b;
    ub_status s;
    char *p;
    if (text.n > UB_URL_MAX) return ub_fail(err, UB_LIMIT, "URL too long", UB_URL_MAX);
    if (ub_url_fast(text, &got) || ub_url_fast_bare(a, text, &got)) return *url = got, UB_OK;
    u = (struct parse){ .a = a, .ctx = ctx, .base = base, .charset = charset };
    if ((s = clean(&u, text)) != UB_OK || (s = split(&u)) != UB_OK) {
        if (s == UB_LIMIT) return ub_fail(err, s, "arena is full", 0);
        return ub_fail(err, s, u.what, u.at ? place(&u, text, u.at) : 0);
    }
    got = (ub_url){ 0 };
    scratch = *a;
    b = ub_buf_in(&scratch);
    if (!build(&u, &b, &got)) return ub_fail(err, UB_LIMIT, "arena is full", 0);
    /* The buffer is the newest object of the scratch arena, so it begins where `a` goes on: take what it needs. */
    p = ub_arena_take(a, b.n, 1);
    assert(p == b.p);
    got.odd = u.odd.bits;
    for (uint32_t bits = notes ? got.odd : 0; bits; bits &= bits - 1) {
        int i = __builtin_ctz(bits);
        ub_notes_add(notes, odd_names[i], place(&u, text, u.odd.at[i]), 0);
    }
    *url = got;
    return UB_OK;
}

ub_status ub_url_parse(ub_arena *a, ub_url_ctx *ctx, ub_str text, const ub_url *base,
                       ub_url *url, ub_notes *notes, ub_err *err)
{
    return ub_url_parse_as(a, ctx, text, base, NULL, url, notes, err);
}

ub_status ub_url_write(ub_arena *a, const ub_url *url, ub_str *href, ub_err *err)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, url->scheme);
    ub_buf_char(&b, ':');
    if (url->has_host) {
        ub_buf_add(&b, UB_S("//"));
        ub_buf_add(&b, url->username);
        if (url->password.n) ub_buf_char(&b, ':'), ub_buf_add(&b, url->password);
        if (url->username.n || url->password.n) ub_buf_char(&b, '@');
        ub_buf_add(&b, url->host);
        if (url->has_port) ub_buf_char(&b, ':'), ub_buf_add(&b, url->port);
    } else if (!url->opaque && ub_str_starts(url->path, UB_S("//"))) ub_buf_add(&b, UB_S("/."));
    ub_buf_add(&b, url->path);
    if (url->has_query) ub_buf_char(&b, '?'), ub_buf_add(&b, url->query);
    if (url->has_fragment) ub_buf_char(&b, '#'), ub_buf_add(&b, url->fragment);
    if (b.failed) return ub_fail(err, UB_LIMIT, "arena is full", 0);
    *href = ub_buf_str(&b);
    return UB_OK;
}
