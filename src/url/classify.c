/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reference makes somebody do: the browser's reading first, then those of Windows, Outlook and others.
 *
 * Windows takes `\` and `/` alike and sees a share behind two of them, whatever a URL standard says; it signs on there
 * with the reader's account.  Nothing is guessed away: where two readers differ, both readings are given.
 */
#include "inside.h"

struct work {
    ub_arena *a;
    ub_url_ctx *ctx;
    ub_str raw;           /* as given */
    ub_str s;             /* C0 and spaces trimmed, tabs and line ends dropped: what a browser looks at */
    ub_str scheme;        /* lower-case, empty when there is none */
    ub_str rest;          /* behind the scheme's colon, or all */
    const ub_url *base;
    const struct scheme_class *row;
    ub_url_readings *out;
};

static void add(struct work *w, ub_url_reading r)
{
    ub_url_readings *out = w->out;
    for (size_t i = 0; i < out->n; i++)
        if (out->r[i].cls == r.cls && ub_str_eq_nocase(out->r[i].host, r.host)
            && (r.cls != UB_URL_HANDLER || ub_str_eq(out->r[i].target, r.target))) return;
    if (out->n < UB_URL_READINGS_MAX) out->r[out->n++] = r;
}

/* ------------------------------------------------------------------------------------------------ Windows paths */

static size_t slashes(ub_str s)
{
    size_t n = 0;
    while (n < s.n && is_slash((unsigned char)s.p[n])) n++;
    return n;
}

/* The first segment of `*rest`, which is left behind the slash. */
static ub_str segment(ub_str *rest)
{
    size_t n = 0;
    ub_str got;
    while (n < rest->n && !is_slash((unsigned char)rest->p[n])) n++;
    got = ub_str_to(*rest, n);
    *rest = ub_str_from(*rest, n);
    *rest = ub_str_from(*rest, slashes(*rest));
    return got;
}

/* "host@SSL@8443" and "host@80": the WebDAV redirector's way to name a port. */
static ub_str webdav_port(ub_str host, uint16_t *port, bool *webdav)
{
    ub_str rest = host, name = ub_str_cut(&rest, '@');
    while (rest.n) {
        ub_str part = ub_str_cut(&rest, '@');
        uint64_t v;
        if (ub_str_eq_nocase(part, UB_S("ssl"))) *port = *port ? *port : 443;
        else if (ub_str_uint(part, 65535, &v)) *port = (uint16_t)v;
        else return host;         /* a user name, then */
        *webdav = true;
    }
    return name;
}

/* The device names in front of a share: \\?\UNC\, \\.\UNC\, \??\UNC\, \\?\GLOBALROOT\Device\Mup\;X\. */
static bool skip_device(ub_str *rest, bool *local)
{
    ub_str name = segment(rest);
    if (ub_str_eq_nocase(name, UB_S("globalroot")) || ub_str_eq_nocase(name, UB_S("global"))) {
        if (name.n > 6) segment(rest);      /* Device */
        name = segment(rest);
    }
    if (ub_str_eq_nocase(name, UB_S("unc")) || ub_str_eq_nocase(name, UB_S("mup"))
        || ub_str_eq_nocase(name, UB_S("lanmanredirector")) || ub_str_eq_nocase(name, UB_S("webdavredirector"))) {
        while (rest->n && rest->p[0] == ';') segment(rest);
        return true;
    }
    *local = true;
    return false;
}

static bool is_here(ub_str host)
{
    return ub_str_eq_nocase(host, UB_S("localhost")) || ub_str_eq(host, UB_S("127.0.0.1")) || ub_str_eq(host, UB_S("."));
}

/* Read `s`, which begins with slashes, as Windows reads a path.  False: no share and no device in it. */
static bool share(ub_str s, const char *how, ub_url_reading *r)
{
    size_t n = slashes(s);
    ub_str rest = ub_str_from(s, n), host;
    bool webdav = false, local = false;
    *r = (ub_url_reading){ .cls = UB_URL_CREDENTIAL, .contact = UB_URL_ON_OPEN, .how = how, .reader = "windows" };
    if (n == 0) return false;
    if (rest.n > 1 && (rest.p[0] == '?' || rest.p[0] == '.') && is_slash((unsigned char)rest.p[1])) rest = ub_str_from(rest, 2);
    else if (rest.n > 2 && rest.p[0] == '?' && rest.p[1] == '?' && is_slash((unsigned char)rest.p[2])) rest = ub_str_from(rest, 3);
    else if (n < 2) return false;
    else goto named;
    rest = ub_str_from(rest, slashes(rest));
    r->how = "longpath-unc";
    if (!skip_device(&rest, &local)) {
        r->cls = UB_URL_LOCAL;
        r->contact = UB_URL_NEVER;
        r->target = s;
        return true;
    }
named:
    host = segment(&rest);
    for (size_t i = 0; i < host.n; i++)
        if (host.p[i] == '?' || host.p[i] == '#') host.n = i, rest.n = 0;
    r->host = webdav_port(host, &r->port, &webdav);
    if (ub_str_starts_nocase(rest, UB_S("davwwwroot"))) webdav = true;
    if (webdav) r->how = "webdav-unc";
    else if (ub_str_chr(rest, '!') < rest.n) r->how = "moniker-link";
    r->target = rest;
    if (r->host.n == 0) return false;
    if (is_here(r->host)) r->cls = UB_URL_LOCAL, r->contact = UB_URL_NEVER;
    return true;
}

static bool is_drive_path(ub_str s)
{
    return s.n >= 2 && is_drive(ub_str_to(s, 2)) && (s.n == 2 || is_slash((unsigned char)s.p[2]));
}

/* ------------------------------------------------------------------------------------------------ hosts */

/* "//user@host:port/path" as anybody would take it apart, for schemes and hosts that the standard does not read. */
static void authority(ub_str rest, ub_url_reading *r)
{
    ub_str host = ub_str_from(rest, slashes(rest));
    size_t end = 0, colon;
    const char *at;
    uint64_t port;
    while (end < host.n && !is_slash((unsigned char)host.p[end]) && host.p[end] != '?' && host.p[end] != '#') end++;
    r->target = ub_str_from(host, end);
    host = ub_str_to(host, end);
    if ((at = host.n ? memrchr(host.p, '@', host.n) : NULL)) host = ub_str_range(at + 1, ub_str_end(host));
    if (host.n && host.p[0] == '[') {
        colon = ub_str_chr(host, ']') + 1;
        if (colon > host.n) colon = host.n;
    } else colon = ub_str_chr(host, ':');
    if (colon + 1 < host.n && host.p[colon] == ':' && ub_str_uint(ub_str_from(host, colon + 1), 65535, &port))
        r->port = (uint16_t)port;
    r->host = ub_str_to(host, colon);
}

/* ------------------------------------------------------------------------------------------------ nested references */

static const ub_str nested_schemes[] = { UB_LIT("https"), UB_LIT("http"), UB_LIT("file"), UB_LIT("ftp") };

/* Where in `s` another reference begins; s.n: nowhere.  One pass from colon to colon. */
static size_t find_nested(ub_str s)
{
    const char *p = s.p, *end = ub_str_end(s);
    while ((p = ub_scan2(p, end, ':', '\\')) < end) {
        ub_str before = ub_str_range(s.p, p);
        if (*p == '\\' && end - p > 1 && p[1] == '\\') return (size_t)(p - s.p);
        for (size_t i = 0; *p == ':' && i < UB_COUNT(nested_schemes); i++)
            if (ub_str_ends_nocase(before, nested_schemes[i])) return before.n - nested_schemes[i].n;
        p++;
    }
    return s.n;
}

/* Where the nested one ends: at "|" of an Office URI, "!" or "::" of an archive, "&" and "#Intent" of a parameter. */
static ub_str nested_end(ub_str s, bool parameter)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '|' || s.p[i] == '!' || (parameter && s.p[i] == '&')
            || (s.p[i] == ':' && i + 1 < s.n && s.p[i + 1] == ':' && (i == 0 || s.p[i - 1] != '[')) || s.p[i] == '"')
            return ub_str_to(s, i);
    return s;
}

/* Some mail programs attach what a link asks for: "mailto:a@b.example?attach=\\host\share". */
static ub_status attached(struct work *w)
{
    ub_str query = ub_str_from(w->rest, ub_str_chr(w->rest, '?') + 1), value;
    ub_url_pair pair;
    while (ub_url_query_next(&query, &pair)) {
        ub_url_reading r;
        if (!ub_str_starts_nocase(pair.key, UB_S("attach"))) continue;
        if (!ub_url_decode(w->a, pair.value, false, &value)) return UB_LIMIT;
        if (ub_str_starts_nocase(value, UB_S("file:"))) value = ub_str_from(value, 5);
        if (!share(value, "nested", &r)) continue;
        r.contact = UB_URL_ON_CLICK;
        add(w, r);
    }
    return UB_OK;
}

static ub_status nested(struct work *w)
{
    ub_str rest = w->rest, inner;
    size_t at = find_nested(rest), escape = ub_str_chr(rest, '%');
    ub_url_reading r;
    ub_url url;
    ub_status s;
    if (at == rest.n && escape < rest.n) {
        if (!ub_url_decode(w->a, rest, false, &rest)) return UB_LIMIT;
        at = find_nested(rest);
    }
    if (at == rest.n) return UB_OK;
    inner = nested_end(ub_str_from(rest, at), at > 0 && rest.p[at - 1] == '=');
    if (inner.p[0] == '\\' || ub_str_starts_nocase(inner, UB_S("file:"))) {
        if (!share(inner.p[0] == '\\' ? inner : ub_str_from(inner, 5), w->row->how, &r)) return UB_OK;
        if (r.contact && w->row->contact) r.contact = (ub_url_contact)w->row->contact;      /* a program's start waits for a click */
        add(w, r);
        return UB_OK;
    }
    r = (ub_url_reading){ .cls = UB_URL_WEB, .contact = w->row->contact, .how = w->row->how, .reader = "other", .target = inner };
    if (ub_str_starts_nocase(inner, UB_S("ftp:"))) r.cls = UB_URL_TRANSPORT;
    s = ub_url_parse(w->a, w->ctx, inner, NULL, &url, NULL, NULL);
    if (s == UB_LIMIT || s == UB_NOMEM) return s;
    if (s == UB_OK) r.host = url.host, r.port = url.port_number;
    else {
        authority(ub_str_from(inner, ub_str_chr(inner, ':') + 1), &r);
        r.target = inner;
    }
    add(w, r);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ readings */

/* Is the host of such a URL somebody who is contacted?  "cid://x/", "javascript://x/" and "chrome://x/" have one, too. */
static bool names_a_host(ub_url_class c)
{
    return c == UB_URL_WEB || c == UB_URL_TRANSPORT || c == UB_URL_CREDENTIAL || c == UB_URL_HANDLER || c == UB_URL_UNKNOWN;
}

/* A class for what the standard's parser read. */
static ub_url_reading by_url(const ub_url *url, ub_str target, const char *reader)
{
    static const struct scheme_class web = { UB_LIT("http"), UB_URL_WEB, UB_URL_ON_OPEN, CARRY_HOST, "" };
    const struct scheme_class *row = url->scheme_id >= UB_URL_HTTP ? &web : ub_url_scheme_class(url->scheme);
    ub_url_reading r = { .cls = (ub_url_class)row->cls, .contact = (ub_url_contact)row->contact, .how = row->how,
                         .reader = reader, .target = target };
    if (url->host.n && names_a_host(r.cls)) r.host = url->host, r.port = url->has_port ? url->port_number : 0;
    if (url->scheme_id == UB_URL_FILE) {
        if (url->host.n && !is_here(url->host)) {
            r.cls = UB_URL_CREDENTIAL, r.contact = UB_URL_ON_OPEN, r.host = url->host;
            if (ub_str_chr(target, '!') < target.n) r.how = "moniker-link";
        } else r.how = "scheme";
    }
    return r;
}

/* Read without what the base says, where that makes another host of it. */
static ub_status without_base(struct work *w, const char *how, const ub_url *instead)
{
    ub_url url;
    ub_url_reading r;
    ub_status s = ub_url_parse(w->a, w->ctx, w->s, instead, &url, NULL, NULL);
    if (s != UB_OK) return s == UB_SYNTAX ? UB_OK : s;
    r = by_url(&url, w->s, "other");
    r.how = how;
    add(w, r);
    return UB_OK;
}

static const ub_url https_base = {
    .href = UB_LIT("https://x/"), .scheme = UB_LIT("https"), .host = UB_LIT("x"), .path = UB_LIT("/"), .scheme_id = UB_URL_HTTPS,
    .host_kind = UB_URL_HOST_DOMAIN, .has_host = true, .port_number = 443,
};

/* The reading of the standard, or of a browser that refuses it. */
static ub_status browser(struct work *w, ub_notes *notes)
{
    ub_url *url = &w->out->url;
    ub_url_reading r = { .reader = "browser", .target = w->s, .how = "" };
    ub_status s = ub_url_parse(w->a, w->ctx, w->raw, w->base, url, notes, NULL);
    if (s == UB_LIMIT || s == UB_NOMEM) return s;
    w->out->parsed = s == UB_OK;
    if (s == UB_OK) r = by_url(url, w->s, "browser");
    else if (w->s.n == 0 || w->s.p[0] == '#') r.cls = UB_URL_INERT;
    else if (w->scheme.n) {
        r.cls = (ub_url_class)w->row->cls, r.contact = (ub_url_contact)w->row->contact, r.how = "refused";
        if (w->row->carry == CARRY_HOST || ub_str_eq(w->scheme, UB_S("file"))) authority(w->rest, &r);
        if (ub_str_eq(w->scheme, UB_S("file"))) r.cls = UB_URL_UNKNOWN, r.contact = UB_URL_ON_OPEN;
    } else if (slashes(w->s) >= 2) {
        /* Relative to a scheme only, and any document of the web has one. */
        r.cls = UB_URL_WEB, r.contact = UB_URL_ON_OPEN, r.how = "protocol-relative";
        s = ub_url_parse(w->a, w->ctx, w->s, &https_base, url, NULL, NULL);
        if (s == UB_LIMIT || s == UB_NOMEM) return s;
        if (s == UB_OK) r.host = url->host, r.port = url->has_port ? url->port_number : 0;
        else authority(w->s, &r);
    } else r.cls = w->base ? UB_URL_UNKNOWN : UB_URL_RELATIVE;
    if (r.cls == UB_URL_UNKNOWN) r.contact = UB_URL_ON_OPEN;
    w->out->r[w->out->n++] = r;
    return UB_OK;
}

/* file: with any number of slashes of any kind, escaped ones too. */
static ub_status file_readings(struct work *w)
{
    ub_url_reading r;
    ub_str rest = w->rest;
    for (int decoded = 0; decoded < 2; decoded++) {
        size_t n = slashes(rest);
        ub_str path = ub_str_from(rest, n);
        if (n == 2 && is_drive_path(path)) break;
        /* Two: the authority.  Four and more: an empty one, and a path that begins like a share.  Three: a local path,
         * unless "?" or "." make a device of it. */
        if (n == 2 || n >= 4 || (n == 3 && path.n > 1 && (path.p[0] == '?' || path.p[0] == '.')
                                 && is_slash((unsigned char)path.p[1]))) {
            if (share(rest, n == 2 ? "file-host" : "file-slashes", &r)) add(w, r);
        }
        /* "file://localhost//host/share" */
        if (n == 2 && w->out->parsed && ub_str_starts(w->out->url.path, UB_S("//")) && w->out->url.host.n == 0
            && share(w->out->url.path, "file-slashes", &r)) add(w, r);
        if (ub_str_chr(rest, '%') == rest.n) break;
        if (!ub_url_decode(w->a, w->rest, false, &rest)) return UB_LIMIT;
    }
    return UB_OK;
}

/* "http%3A//host": a path to a browser, but some decode before they look for a scheme. */
static ub_status escaped_scheme(struct work *w)
{
    struct work inside = *w;
    size_t at = ub_str_chr(w->s, '%');
    bool known = false;
    for (size_t i = 0; i < UB_COUNT(nested_schemes); i++)
        known = known || ub_str_eq_nocase(ub_str_to(w->s, at), nested_schemes[i]);
    if (!known || !ub_str_starts_nocase(ub_str_from(w->s, at + 1), UB_S("3a"))) return UB_OK;
    if (!ub_url_decode(w->a, w->s, false, &inside.s)) return UB_LIMIT;
    return without_base(&inside, "escaped", NULL);
}

/*
 * "http://good.example\@beacon.test/": the host is good.example where a backslash is a slash, and beacon.test where it is
 * part of a user name, as RFC 3986 and many libraries have it.
 */
static void userinfo_reading(struct work *w)
{
    ub_url_reading r = { .cls = (ub_url_class)w->row->cls, .contact = UB_URL_ON_OPEN, .how = "userinfo", .reader = "other" };
    ub_str rest = w->rest, host;
    const char *at;
    size_t end;
    while (rest.n && rest.p[0] == '/') rest = ub_str_from(rest, 1);
    for (end = 0; end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#'; end++) {}
    host = ub_str_to(rest, end);
    if (!host.p) return;
    at = memrchr(host.p, '@', host.n);
    if (!at || ub_str_chr(host, '\\') >= (size_t)(at - host.p)) return;
    authority(ub_str_range(at + 1, ub_str_end(w->rest)), &r);
    add(w, r);
}

/* Without a scheme: a share, a drive, a bare name, or something behind spaces that a browser keeps. */
static ub_status schemeless_readings(struct work *w)
{
    static const ub_str wide_spaces[] = {
        UB_LIT("\xC2\xA0"), UB_LIT("\xC2\x85"), UB_LIT("\xEF\xBB\xBF"), UB_LIT("\xE3\x80\x80"), UB_LIT("\xE2\x80\xA8"),
        UB_LIT("\xE2\x80\xA9"), UB_LIT("\xE2\x80\x8B"), UB_LIT("\xE2\x81\xA0"),
    };
    ub_url_reading r;
    ub_str s = w->s, inner;
    ub_status st;
    size_t before;
    if (share(s, ub_str_starts(s, UB_S("//")) ? "unc-fwdslash" : "unc-img", &r)) add(w, r);
    else if (s.n > 2 && s.p[0] == '%') {
        if (!ub_url_decode(w->a, s, false, &inner)) return UB_LIMIT;
        if (share(inner, "unc-img", &r)) add(w, r);
    }
    for (int i = 0; i < 2; i++)
        if (ub_str_starts_nocase(s, i ? UB_S("ftp.") : UB_S("www."))) {
            r = (ub_url_reading){ .cls = i ? UB_URL_TRANSPORT : UB_URL_WEB, .contact = UB_URL_ON_OPEN, .how = "www",
                                  .reader = "outlook" };
            authority(s, &r);
            r.target = s;
            add(w, r);
        }
    if ((st = escaped_scheme(w)) != UB_OK) return st;
    do {
        before = s.n;
        for (size_t i = 0; i < UB_COUNT(wide_spaces); i++)
            while (ub_str_starts(s, wide_spaces[i])) s = ub_str_from(s, wide_spaces[i].n);
        while (s.n && s.n < before && is_c0_space((unsigned char)s.p[0])) s = ub_str_from(s, 1);
    } while (s.n < before);
    if (s.n < w->s.n && (ub_url_scheme_len(s) || slashes(s) >= 2)) {
        struct work inside = *w;
        inside.s = s;
        return without_base(&inside, "trimmed", slashes(s) >= 2 ? &https_base : NULL);
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ entry */

/* Trimmed, without tabs and line ends, scheme in lower case. */
static ub_status prepare(struct work *w)
{
    ub_str s = w->raw;
    size_t i, n;
    while (s.n && is_c0_space((unsigned char)s.p[0])) s.p++, s.n--;
    while (s.n && is_c0_space((unsigned char)s.p[s.n - 1])) s.n--;
    if (ub_scan3(s.p, ub_str_end(s), '\t', '\n', '\r') < ub_str_end(s)) {
        char *p = ub_arena_take(w->a, s.n, 1);
        if (!p) return UB_LIMIT;
        for (i = n = 0; i < s.n; i++)
            if (!is_tab_nl((unsigned char)s.p[i])) p[n++] = s.p[i];
        s = ub_str_of(p, n);
    }
    w->s = w->rest = s;
    n = ub_url_scheme_len(s);
    if (n) {
        char *p = ub_arena_take(w->a, n, 1);
        if (!p) return UB_LIMIT;
        for (i = 0; i < n; i++) p[i] = (char)ub_lower((unsigned char)s.p[i]);
        w->scheme = ub_str_of(p, n);
        w->rest = ub_str_from(s, n + 1);
    }
    w->row = ub_url_scheme_class(w->scheme);
    return UB_OK;
}

static ub_status other_readings(struct work *w)
{
    ub_url_scheme id = ub_url_scheme_of(w->scheme);
    ub_url_reading r;
    if (!w->scheme.n) return schemeless_readings(w);
    if (w->scheme.n == 1 && is_drive_path(ub_str_to(w->s, 3))) {
        add(w, (ub_url_reading){ .cls = UB_URL_LOCAL, .how = "drive", .reader = "windows", .target = w->s });
        return UB_OK;
    }
    if (id == UB_URL_FILE) return file_readings(w);
    if (is_special(id)) userinfo_reading(w);
    if (is_special(id))     /* "https:host" in a document that is https itself is a path; elsewhere a host */
        return w->base && w->base->scheme_id == id && slashes(w->rest) < 2 ? without_base(w, "other-base", NULL) : UB_OK;
    if (w->row->carry == CARRY_HOST && slashes(w->rest) >= 2) {
        r = (ub_url_reading){ .cls = (ub_url_class)w->row->cls, .contact = (ub_url_contact)w->row->contact, .how = w->row->how,
                              .reader = "other" };
        authority(w->rest, &r);
        add(w, r);
    }
    if (w->row->carry != CARRY_NESTED) return UB_OK;
    if (w->row->cls == UB_URL_MAIL) return attached(w);
    /* A path of a mail store or resource that begins like a share. */
    if (w->row->cls == UB_URL_LOCAL && slashes(w->rest) >= 4 && share(w->rest, w->row->how, &r)) add(w, r);
    if (w->row->cls == UB_URL_WEB) {
        r = (ub_url_reading){ .cls = UB_URL_WEB, .contact = (ub_url_contact)w->row->contact, .how = "nested", .reader = "other" };
        authority(w->rest, &r);
        if (r.host.n && find_nested(w->rest) == w->rest.n) add(w, r);
    }
    return nested(w);
}

ub_status ub_url_classify(ub_arena *a, ub_url_ctx *ctx, ub_str raw, const ub_url *base,
                          ub_url_readings *out, ub_notes *notes, ub_err *err)
{
    struct work w = { .a = a, .ctx = ctx, .raw = raw, .base = base, .out = out };
    ub_status s;
    out->n = 0;
    out->parsed = false;
    if (raw.n > UB_URL_MAX) return ub_fail(err, UB_LIMIT, "URL too long", UB_URL_MAX);
    /* The usual one, of which everybody makes the same. */
    if (ub_url_fast(raw, &out->url)
        && (is_special(out->url.scheme_id) || ub_url_scheme_class(out->url.scheme)->carry == CARRY_NONE)) {
        out->parsed = true;
        out->r[out->n++] = by_url(&out->url, raw, "browser");
        return UB_OK;
    }
    if (ub_url_fast_bare(a, raw, &out->url)) {
        out->parsed = true;
        out->r[out->n++] = by_url(&out->url, raw, "browser");
        return UB_OK;
    }
    out->url = (ub_url){ 0 };
    if ((s = prepare(&w)) != UB_OK || (s = browser(&w, notes)) != UB_OK || (s = other_readings(&w)) != UB_OK)
        return ub_fail(err, s, s == UB_LIMIT ? "arena is full" : "ICU has no memory", 0);
    assert(out->n >= 1);
    return UB_OK;
}
