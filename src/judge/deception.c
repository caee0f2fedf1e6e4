/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals of one message, from its findings.
 *
 * The text of a link counts as naming a site only where a reader would take it for an address: it holds "http://..", "www..",
 * or is nothing but the name of a server.  Everything else that stands between the tags is prose.
 */
#include "deception.h"

#include "confusable.h"
#include "hosts.h"
#include "utf8.h"

/* ------------------------------------------------------------------------------------------------ hosts */

/* Endings of files that are top-level domains, too. */
static bool is_file_ending(ub_str s)
{
    static const ub_str endings[] = { UB_LIT("ai"), UB_LIT("cc"), UB_LIT("md"), UB_LIT("mk"), UB_LIT("ml"), UB_LIT("pl"), UB_LIT("pm"), UB_LIT("ps"), UB_LIT("py"),
                                      UB_LIT("rs"), UB_LIT("sh"), UB_LIT("so"), UB_LIT("st"), UB_LIT("vb"), UB_LIT("js"), UB_LIT("gz") };
    for (size_t i = 0; i < UB_COUNT(endings); i++)
        if (ub_str_eq_nocase(s, endings[i])) return true;
    return false;
}

/* Would a reader take "name.ending" for a server, where nothing around says that it is one? */
static bool is_usual_ending(ub_str s)
{
    static const ub_str endings[] = { UB_LIT("com"), UB_LIT("net"), UB_LIT("org"), UB_LIT("edu"), UB_LIT("gov"), UB_LIT("mil"), UB_LIT("int"),
                                      UB_LIT("info"), UB_LIT("biz"), UB_LIT("news"), UB_LIT("online"), UB_LIT("bank") };
    if (s.n == 2) return ub_is_alpha(ub_str_at(s, 0) & 0xFF) && ub_is_alpha(ub_str_at(s, 1) & 0xFF) && !is_file_ending(s);
    for (size_t i = 0; i < UB_COUNT(endings); i++)
        if (ub_str_eq_nocase(s, endings[i])) return true;
    return false;
}

/* What a reader of `text` takes for the server that it leads to.  *address: it stands there as an address. */
static ub_str named_host(ub_str text, bool *address)
{
    ub_str s = ub_str_trim(text), host;
    size_t at = ub_str_find(s, UB_S("://"));
    *address = true;
    if (at < s.n && at >= 4 && (ub_lower((unsigned char)s.p[at - 1]) == 'p' || ub_lower((unsigned char)s.p[at - 1]) == 's')) {
        ub_str rest = ub_str_from(s, at + 3), authority = rest;
        for (size_t i = 0; i < rest.n; i++)
            if (memchr("/?# \\<>\"", rest.p[i], 8)) { authority = ub_str_to(rest, i); break; }
        if (ub_str_chr(authority, '@') < authority.n) return ub_str_to(s, 0);
        return ub_host_at(authority);
    }
    at = ub_str_find_nocase(s, UB_S("www."));
    if (at < s.n && (at == 0 || !ub_host_byte((unsigned char)s.p[at - 1]))) {
        host = ub_host_at(ub_str_from(s, at));
        return host.n > 4 && ub_str_chr(ub_str_from(host, 4), '.') < host.n - 4 && !is_file_ending(ub_host_ending(host)) ? host : ub_str_to(s, 0);
    }
    *address = false;
    host = ub_host_at(s);
    if (host.n < s.n && s.p[host.n] != '/') return ub_str_to(s, 0);      /* more than a name: an address of mail, prose */
    for (size_t i = host.n; i < s.n; i++)
        if (ub_is_space((unsigned char)s.p[i])) return ub_str_to(s, 0);
    return is_usual_ending(ub_host_ending(host)) ? host : ub_str_to(s, 0);
}

ub_status ub_sender_read(ub_arena *a, const ub_mime *m, ub_url_ctx *urls, ub_charset_cache *charsets, ub_sender *out)
{
    const ub_part *root = &m->parts.p[0];
    const ub_field *f = ub_mime_field(m, root, UB_HDR_FROM, NULL);
    ub_addrs list;
    ub_status s;
    *out = (ub_sender){ 0 };
    if (!f) return UB_OK;
    if ((s = ub_mime_addresses(a, charsets, ub_field_value(m, root, f), NULL, &list, NULL)) != UB_OK || !list.n) return s;
    out->name = list.p[0].name;
    out->address = list.p[0].address;
    if ((s = ub_dns_name(a, urls, list.p[0].domain, &out->domain)) != UB_OK) return s;
    out->site = ub_dns_site(urls, out->domain);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ text of links */

static bool add(ub_deception *d, ub_signal_id id, uint64_t why, uint32_t i, ub_str value, ub_str of)
{
    return ub_signal_add(d->a, d->signals, (ub_signal){ (uint8_t)id, why, i, value, of });
}

/* What stands behind the host of an address. */
static ub_str behind_host(ub_str url)
{
    ub_str rest = ub_str_from(url, ub_str_find(url, UB_S("://")) + 3);
    for (size_t i = 0; i < rest.n; i++)
        if (memchr("/?#", rest.p[i], 3)) return ub_str_from(rest, i);
    return ub_str_to(rest, 0);
}

/* Does the address name this site behind its own host, so that it leads on to it or says that it does? */
static bool leads_on_to(ub_str url, ub_str site)
{
    ub_str rest = behind_host(url);
    for (;;) {
        size_t at = ub_str_find_nocase(rest, site);
        if (at == rest.n) return false;
        rest = ub_str_from(rest, at + site.n);
        if (!rest.n || !ub_host_byte((unsigned char)rest.p[0])) return true;
    }
}

/* Does a service send all its customers' clicks through the server? */
static bool is_known_server(ub_deception *d, const ub_url *url, ub_str site, ub_service_kind *kind)
{
    ub_grammar g;
    if (!ub_grammar_match(d->grammars, url, site, &g) || g.any_host) return false;
    *kind = ub_service_of((ub_service_id)g.service)->kind;
    return true;
}

/* The text of a link names `site`, and its address does not. */
static ub_status tell_text(ub_deception *d, uint32_t i, ub_str site, uint64_t why)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_service_kind kind;
    ub_url url;
    ub_signal_id id = UB_SIGNAL_LINK_TEXT;
    ub_str host = g->host;
    bool wrapped = d->judged[i].target.n > 0;
    ub_status s = ub_url_parse(d->a, d->urls, wrapped ? d->judged[i].target : g->url, NULL, &url, NULL, NULL);
    if (s != UB_OK) return s == UB_SYNTAX ? UB_OK : s;
    if (wrapped) {
        host = url.host;
        if (ub_str_eq(ub_dns_site(d->urls, host), site)) return UB_OK;
    }
    if (is_known_server(d, &url, ub_dns_site(d->urls, host), &kind)) id = UB_SIGNAL_LINK_REDIRECTED, why |= UB_WHY_REDIRECTOR;
    return add(d, id, why, i, host, site) ? UB_OK : UB_LIMIT;
}

static ub_status look_at_text(ub_deception *d, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    const ub_doc *doc = &d->f->docs.p[g->doc];
    ub_arena keep = *d->a;
    bool address;
    ub_str text = ub_str_to(ub_str_from(doc->bytes, g->text.at), g->text.n), host, name, site;
    ub_status s;
    if (!memchr(text.p, '.', text.n < UB_LINK_TEXT_MAX ? text.n : UB_LINK_TEXT_MAX) && !memchr(text.p, '&', text.n < 256 ? text.n : 256)) return UB_OK;
    host = named_host(ub_shown(d->a, text, UB_LINK_TEXT_MAX), &address);
    if (!host.n) return *d->a = keep, UB_OK;
    if ((s = ub_dns_name(d->a, d->urls, host, &name)) != UB_OK) return s;
    site = ub_dns_site(d->urls, name);
    if (!name.n || ub_str_eq(site, g->site) || leads_on_to(g->url, site)) return *d->a = keep, UB_OK;
    return tell_text(d, i, site, address ? UB_WHY_TEXT_ADDRESS : UB_WHY_TEXT_HOST);
}

/* ------------------------------------------------------------------------------------------------ hosts of links */

/* Addresses of one's own network and machine. */
static bool is_private(ub_str host)
{
    uint64_t part[4] = { 0 };
    ub_str rest = host;
    if (host.n && host.p[0] == '[') return ub_str_eq(host, UB_S("[::1]")) || ub_str_starts(host, UB_S("[f"));
    for (int i = 0; i < 4; i++)
        if (!ub_str_uint(ub_str_cut(&rest, '.'), 255, &part[i])) return false;
    return part[0] == 10 || part[0] == 127 || part[0] == 0 || (part[0] == 192 && part[1] == 168) || (part[0] == 172 && part[1] >= 16 && part[1] < 32)
        || (part[0] == 169 && part[1] == 254);
}

static bool is_ip(ub_str host)
{
    if (!host.n) return false;
    if (host.p[0] == '[') return true;
    for (size_t i = 0; i < host.n; i++)
        if (!ub_is_digit((unsigned char)host.p[i]) && host.p[i] != '.') return false;
    return true;
}

/* A name in punycode, and whether a label of it mixes scripts. */
static ub_status look_at_idn(ub_deception *d, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_url url = { .host = g->host, .host_kind = UB_URL_HOST_DOMAIN };
    ub_str text, rest, label;
    ub_signal_id id = UB_SIGNAL_PUNYCODE;
    uint64_t why = UB_WHY_NOT_ASCII;
    ub_status s = ub_url_host_unicode(d->a, d->urls, &url, &text, NULL);
    if (s != UB_OK) return s;
    bool latin_ending = !ub_str_starts(ub_host_ending(g->host), UB_S("xn--"));
    for (rest = text; ub_url_label_next(&rest, &label);) {
        if (ub_scripts_mixed(label)) why |= UB_WHY_SCRIPTS, id = UB_SIGNAL_MIXED_SCRIPT;
        if (latin_ending && ub_looks_latin(label)) why |= UB_WHY_LATIN_LIKE;
    }
    if (id == UB_SIGNAL_PUNYCODE && why & UB_WHY_LATIN_LIKE) id = UB_SIGNAL_LATIN_LIKE;
    return add(d, id, why, i, g->host, text) ? UB_OK : UB_LIMIT;
}

static ub_status look_at_userinfo(ub_deception *d, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_url url;
    ub_str user, name;
    ub_status s = ub_url_parse(d->a, d->urls, g->url, NULL, &url, NULL, NULL);
    if (s != UB_OK) return s == UB_SYNTAX ? UB_OK : s;
    if (!ub_url_decode(d->a, url.username, false, &user)) return UB_LIMIT;
    if (ub_str_starts_nocase(user, UB_S("http")) && ub_str_find(user, UB_S("//")) < user.n) user = ub_str_from(user, ub_str_find(user, UB_S("//")) + 2);
    user = ub_host_at(user);
    if (!user.n || !is_usual_ending(ub_host_ending(user))) return UB_OK;
    if ((s = ub_dns_name(d->a, d->urls, user, &name)) != UB_OK) return s;
    if (ub_str_eq(ub_dns_site(d->urls, name), g->site)) return UB_OK;
    return add(d, UB_SIGNAL_USERINFO_HOST, UB_WHY_USERINFO, i, g->host, name) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ addresses in addresses */

/* The site of an address that is the whole of a value, in plain, encoded once more or in base64. */
static ub_status site_within(ub_deception *d, ub_str value, ub_str *site)
{
    ub_str text = value;
    ub_url url;
    ub_status s;
    *site = ub_str_to(value, 0);
    for (int i = 0; i < 2; i++)
        if (!ub_url_decode(d->a, text, false, &text)) return UB_LIMIT;
    if (ub_str_starts(text, UB_S("aHR0c")) && (s = ub_codec_decode(d->a, UB_CTE_BASE64, 0, text, &text, NULL, NULL, NULL)) != UB_OK) return s;
    if (!ub_str_starts_nocase(text, UB_S("http://")) && !ub_str_starts_nocase(text, UB_S("https://"))) return UB_OK;
    s = ub_url_parse(d->a, d->urls, text, NULL, &url, NULL, NULL);
    if (s != UB_OK) return s == UB_SYNTAX ? UB_OK : s;
    *site = ub_dns_site(d->urls, url.host);
    return UB_OK;
}

static ub_status look_at_redirect(ub_deception *d, const ub_sender *from, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_arena keep = *d->a;
    ub_url url;
    ub_url_pair pair;
    ub_str site;
    ub_service_kind kind = UB_SERVICE_IS_REDIRECT;
    uint64_t why = UB_WHY_QUERY_URL;
    ub_status s = ub_url_parse(d->a, d->urls, g->url, NULL, &url, NULL, NULL);
    if (s != UB_OK) return s == UB_SYNTAX ? UB_OK : s;
    if (is_known_server(d, &url, g->site, &kind)) why |= UB_WHY_REDIRECTOR;
    if (kind != UB_SERVICE_IS_REDIRECT) return *d->a = keep, UB_OK;      /* a mailer counts clicks, a gateway guards them */
    for (ub_str rest = url.query; ub_url_query_next(&rest, &pair);) {
        if ((s = site_within(d, pair.has_value ? pair.value : pair.key, &site)) != UB_OK) return s;
        if (!site.n || ub_str_eq(site, g->site) || ub_str_eq(site, from->site)) continue;
        return add(d, UB_SIGNAL_OPEN_REDIRECT, why, i, g->host, site) ? UB_OK : UB_LIMIT;
    }
    *d->a = keep;
    return UB_OK;
}

static ub_status look_at_form(ub_deception *d, const ub_sender *from, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_str doc = d->f->docs.p[g->doc].bytes;
    if (!g->host.n || !from->site.n || ub_str_eq(g->site, from->site)) return UB_OK;
    if (d->form_doc != g->doc + 1) {
        d->form_doc = g->doc + 1;
        d->form_why = UB_WHY_FORM_SITE | (ub_str_find_nocase(doc, UB_S("password")) < doc.n ? UB_WHY_FORM_PASSWORD : 0);
    }
    return add(d, UB_SIGNAL_FORM_ELSEWHERE, d->form_why, i, g->host, from->site) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ files made by scripts */

/* Beginnings of files in base64.  The formats' own signatures: MZ, ELF, OLE; ZIP, 7z, RAR, CAB. */
static const struct { ub_str text; uint64_t why; } magic[] = {
    { UB_LIT("TVqQ"), UB_WHY_PROGRAM }, { UB_LIT("TVpQ"), UB_WHY_PROGRAM }, { UB_LIT("TVoA"), UB_WHY_PROGRAM }, { UB_LIT("f0VMRg"), UB_WHY_PROGRAM },
    { UB_LIT("0M8R4KGxGuE"), UB_WHY_PROGRAM }, { UB_LIT("UEsDB"), UB_WHY_ARCHIVE }, { UB_LIT("N3q8ryc"), UB_WHY_ARCHIVE }, { UB_LIT("UmFyIRo"), UB_WHY_ARCHIVE },
    { UB_LIT("TVNDRg"), UB_WHY_ARCHIVE },
};

/* What scripts say to save a file, and to make bytes. */
static const struct { ub_str text; uint64_t why; } calls[] = {
    { UB_LIT("createObjectURL"), UB_WHY_SCRIPT_FILE }, { UB_LIT("msSaveOrOpenBlob"), UB_WHY_SCRIPT_FILE }, { UB_LIT("msSaveBlob"), UB_WHY_SCRIPT_FILE },
    { UB_LIT(".download"), UB_WHY_SCRIPT_FILE }, { UB_LIT("atob("), UB_WHY_SCRIPT_BYTES }, { UB_LIT("fromCharCode"), UB_WHY_SCRIPT_BYTES },
    { UB_LIT("Uint8Array"), UB_WHY_SCRIPT_BYTES }, { UB_LIT("new Blob("), UB_WHY_SCRIPT_BYTES },
};

static bool has(ub_str text, ub_str what) { return ub_str_find(text, what) < text.n; }

/* The name it is saved under: what stands in quotes behind "download". */
static ub_str saved_name(ub_str text)
{
    size_t at = ub_str_find(text, UB_S("download"));
    ub_str rest = ub_str_to(ub_str_from(text, at + 8), 80);
    size_t open = ub_str_chr(rest, '"') < ub_str_chr(rest, '\'') ? ub_str_chr(rest, '"') : ub_str_chr(rest, '\'');
    if (at == text.n || open > 8 || open == rest.n) return ub_str_to(text, 0);
    char quote = rest.p[open];
    rest = ub_str_from(rest, open + 1);
    size_t end = ub_str_chr(rest, (unsigned char)quote);
    return end < rest.n ? ub_str_to(rest, end) : ub_str_to(text, 0);
}

static ub_status look_at_script(ub_deception *d, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_str text = ub_find_str(d->f, &d->f->spans.p[g->span]);
    uint64_t why = 0;
    if (text.n > d->script_left) return UB_OK;
    d->script_left -= text.n;
    for (size_t k = 0; k < UB_COUNT(calls); k++)
        if (!(why & calls[k].why) && has(text, calls[k].text)) why |= calls[k].why;
    if (text.n > 64)
        for (size_t k = 0; k < UB_COUNT(magic); k++)
            if (has(text, magic[k].text)) why |= magic[k].why;
    bool file = (why & UB_WHY_SCRIPT_FILE) && why & (UB_WHY_SCRIPT_BYTES | UB_WHY_PROGRAM | UB_WHY_ARCHIVE);
    if (!file) return UB_OK;
    return add(d, UB_SIGNAL_HTML_SMUGGLING, why, i, saved_name(text), ub_str_to(text, 0)) ? UB_OK : UB_LIMIT;
}

/* <a download href="data:application/..;base64,..">: such a link is no contact, so there is no finding of it. */
static ub_status look_at_data_links(ub_deception *d, const ub_doc *doc)
{
    for (uint32_t i = doc->first_span; i < doc->first_span + doc->n_spans; i++) {
        const ub_find_span *s = &d->f->spans.p[i];
        ub_str text = ub_find_str(d->f, s), value, tag, data;
        uint64_t why = UB_WHY_DATA_DOWNLOAD;
        if (s->unit != UB_UNIT_LINK || s->attr_id != UB_ATTR_HREF || !s->tag.n) continue;
        value = ub_str_to(text, 64);
        size_t at = ub_str_find_nocase(value, UB_S("data:"));
        if (at == value.n) continue;
        tag = ub_str_to(ub_str_from(doc->bytes, s->tag.at), s->tag.n);
        if (ub_str_find_nocase(tag, UB_S("download")) == tag.n) continue;
        data = ub_str_to(ub_str_from(text, ub_str_find(text, UB_S(";base64,")) + 8), 16);
        for (size_t k = 0; k < UB_COUNT(magic); k++)
            if (ub_str_starts(data, magic[k].text)) why |= magic[k].why;
        if (!add(d, UB_SIGNAL_HTML_SMUGGLING, why, UB_SIGNAL_NOWHERE, saved_name(tag), ub_str_to(text, 0))) return UB_LIMIT;
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ the sender's name */

static ub_status look_at_name(ub_deception *d, const ub_sender *from)
{
    size_t at = ub_str_chr(from->name, '@'), begin = at;
    ub_str host, name, site, shown_address;
    ub_status s;
    if (at == from->name.n || !from->site.n) return UB_OK;
    while (begin && (ub_is_alnum((unsigned char)from->name.p[begin - 1]) || memchr("._+-", from->name.p[begin - 1], 4))) begin--;
    host = ub_host_at(ub_str_from(from->name, at + 1));
    if (!host.n || begin == at) return UB_OK;
    if ((s = ub_dns_name(d->a, d->urls, host, &name)) != UB_OK) return s;
    site = ub_dns_site(d->urls, name);
    if (!name.n || ub_str_eq(site, from->site)) return UB_OK;
    shown_address = ub_str_of(from->name.p + begin, at + 1 + host.n - begin);
    return add(d, UB_SIGNAL_NAME_ADDRESS, UB_WHY_NAME_ADDRESS, UB_SIGNAL_NOWHERE, from->address, shown_address) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ all of them */

static ub_status look_at_link(ub_deception *d, const ub_sender *from, uint32_t i)
{
    const ub_finding *g = &d->f->findings.p[i];
    ub_status s = UB_OK;
    if (is_ip(g->host)) {
        bool odd = ub_str_find(g->raw, g->host) == g->raw.n;
        if ((odd || !is_private(g->host)) && !add(d, UB_SIGNAL_IP_HOST, UB_WHY_IP | (odd ? UB_WHY_IP_ODD : 0), i, g->host, ub_str_to(g->host, 0))) return UB_LIMIT;
    } else if (ub_str_find(g->host, UB_S("xn--")) < g->host.n) s = look_at_idn(d, i);
    if (s == UB_OK && g->vector == UB_VEC_USERINFO_URL) s = look_at_userinfo(d, i);
    if (s == UB_OK && g->form == UB_VEC_A_HREF_REDIRECT) s = look_at_redirect(d, from, i);
    if (s == UB_OK && g->text.n) s = look_at_text(d, i);
    return s;
}

/* A link that a person can follow, by the reading of a browser. */
static bool is_web_link(const ub_finding *g)
{
    return g->kind == UB_KIND_LINK && g->flags & UB_FINDING_LINK && g->form != UB_VEC_A_SUBDOMAIN_DNS && g->trigger == UB_TRIGGER_CLICK
        && g->host.n && ub_str_starts_nocase(g->url, UB_S("http"));
}

ub_status ub_deception_find(ub_deception *d, const ub_sender *from)
{
    ub_status s = look_at_name(d, from);
    uint32_t script = UB_NONE;
    d->form_doc = 0;
    d->script_left = 0;
    for (size_t i = 0; i < d->f->docs.n; i++) d->script_left += 2 * d->f->docs.p[i].bytes.n;
    for (uint32_t i = 0; i < d->f->findings.n && s == UB_OK; i++) {
        const ub_finding *g = &d->f->findings.p[i];
        if (is_web_link(g)) s = look_at_link(d, from, i);
        else if (g->kind == UB_KIND_FORM) s = look_at_form(d, from, i);
        else if (g->form == UB_VEC_SCRIPT_INLINE && g->span != UB_NONE && g->span != script) script = g->span, s = look_at_script(d, i);
    }
    for (size_t i = 0; i < d->f->docs.n && s == UB_OK; i++)
        if (d->f->docs.p[i].kind == UB_DOC_HTML && d->f->docs.p[i].canonical) s = look_at_data_links(d, &d->f->docs.p[i]);
    return s;
}
