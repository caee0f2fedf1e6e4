/* SPDX-License-Identifier: Apache-2.0 */
/* Header fields that ask for contact or are asked about, and parts whose content lies elsewhere (tables H and I). */
#include "inside.h"

/* What a field means.  Names are interned by the mime room. */
enum how {
    HOW_NONE,
    HOW_RECEIPT,     /* an address to which something is sent */
    HOW_FLAG,        /* asks for something without naming an address */
    HOW_URL,         /* one reference */
    HOW_LINK,        /* <reference>; parameters */
    HOW_REFRESH,
    HOW_TEXT,        /* addresses in free text */
    HOW_LIST,        /* <reference>, <reference>: never edited */
    HOW_ADDRESS,     /* never edited; reported if a label or local part carries a token */
    HOW_DKIM,
};

static const struct row { uint8_t id, how; uint16_t vector; } rows[UB_HDR_N] = {
    [UB_HDR_ARCHIVED_AT] = { UB_HDR_ARCHIVED_AT, HOW_LIST, UB_VEC_HDR_LIST_OTHER },
    [UB_HDR_DELIVERY_RECEIPT_TO] = { UB_HDR_DELIVERY_RECEIPT_TO, HOW_RECEIPT, UB_VEC_HDR_REGISTERED },
    [UB_HDR_DISPOSITION_NOTIFICATION_OPTIONS] = { UB_HDR_DISPOSITION_NOTIFICATION_OPTIONS, HOW_FLAG, UB_VEC_HDR_DNT_OPTIONS },
    [UB_HDR_DISPOSITION_NOTIFICATION_TO] = { UB_HDR_DISPOSITION_NOTIFICATION_TO, HOW_RECEIPT, UB_VEC_HDR_DNT },
    [UB_HDR_DKIM_SIGNATURE] = { UB_HDR_DKIM_SIGNATURE, HOW_DKIM, UB_VEC_HDR_DKIM_DNS },
    [UB_HDR_FROM] = { UB_HDR_FROM, HOW_ADDRESS, UB_VEC_HDR_FAVICON },
    [UB_HDR_GENERATE_DELIVERY_REPORT] = { UB_HDR_GENERATE_DELIVERY_REPORT, HOW_FLAG, UB_VEC_HDR_XCRT },
    [UB_HDR_LINK] = { UB_HDR_LINK, HOW_LINK, UB_VEC_HDR_LINK },
    [UB_HDR_LIST_ARCHIVE] = { UB_HDR_LIST_ARCHIVE, HOW_LIST, UB_VEC_HDR_LIST_OTHER },
    [UB_HDR_LIST_HELP] = { UB_HDR_LIST_HELP, HOW_LIST, UB_VEC_HDR_LIST_OTHER },
    [UB_HDR_LIST_OWNER] = { UB_HDR_LIST_OWNER, HOW_LIST, UB_VEC_HDR_LIST_OTHER },
    [UB_HDR_LIST_POST] = { UB_HDR_LIST_POST, HOW_LIST, UB_VEC_HDR_LIST_OTHER },
    [UB_HDR_LIST_SUBSCRIBE] = { UB_HDR_LIST_SUBSCRIBE, HOW_LIST, UB_VEC_HDR_LIST_OTHER },
    [UB_HDR_LIST_UNSUBSCRIBE] = { UB_HDR_LIST_UNSUBSCRIBE, HOW_LIST, UB_VEC_HDR_LIST_UNSUBSCRIBE },
    [UB_HDR_MESSAGE_ID] = { UB_HDR_MESSAGE_ID, HOW_ADDRESS, UB_VEC_HDR_REPLY_ECHO },
    [UB_HDR_NOTICE_REQUESTED_UPON_DELIVERY_TO] = { UB_HDR_NOTICE_REQUESTED_UPON_DELIVERY_TO, HOW_RECEIPT, UB_VEC_HDR_REGISTERED },
    [UB_HDR_OPENPGP] = { UB_HDR_OPENPGP, HOW_TEXT, UB_VEC_HDR_OPENPGP_URL },
    [UB_HDR_READ_RECEIPT_TO] = { UB_HDR_READ_RECEIPT_TO, HOW_RECEIPT, UB_VEC_HDR_XCRT },
    [UB_HDR_REFRESH] = { UB_HDR_REFRESH, HOW_REFRESH, UB_VEC_HDR_REFRESH },
    [UB_HDR_REGISTERED_MAIL_REPLY_REQUESTED_BY] = { UB_HDR_REGISTERED_MAIL_REPLY_REQUESTED_BY, HOW_RECEIPT, UB_VEC_HDR_REGISTERED },
    [UB_HDR_REPLY_TO] = { UB_HDR_REPLY_TO, HOW_ADDRESS, UB_VEC_HDR_FROM_DOMAIN_DNS },
    [UB_HDR_RETURN_PATH] = { UB_HDR_RETURN_PATH, HOW_ADDRESS, UB_VEC_HDR_VERP },
    [UB_HDR_RETURN_RECEIPT_REQUESTED] = { UB_HDR_RETURN_RECEIPT_REQUESTED, HOW_FLAG, UB_VEC_HDR_XCRT },
    [UB_HDR_RETURN_RECEIPT_TO] = { UB_HDR_RETURN_RECEIPT_TO, HOW_RECEIPT, UB_VEC_HDR_RRT },
    [UB_HDR_X_AVATAR_URL] = { UB_HDR_X_AVATAR_URL, HOW_URL, UB_VEC_HDR_X_IMAGE_URL },
    [UB_HDR_X_CONFIRM_READING_TO] = { UB_HDR_X_CONFIRM_READING_TO, HOW_RECEIPT, UB_VEC_HDR_XCRT },
    [UB_HDR_X_FACE_URL] = { UB_HDR_X_FACE_URL, HOW_URL, UB_VEC_HDR_X_IMAGE_URL },
    [UB_HDR_X_IMAGE_URL] = { UB_HDR_X_IMAGE_URL, HOW_URL, UB_VEC_HDR_X_IMAGE_URL },
    [UB_HDR_X_MOZILLA_EXTERNAL_ATTACHMENT_URL] = { UB_HDR_X_MOZILLA_EXTERNAL_ATTACHMENT_URL, HOW_URL, UB_VEC_X_MOZ_EXT_ATTACHMENT },
    [UB_HDR_X_PGP_KEY] = { UB_HDR_X_PGP_KEY, HOW_TEXT, UB_VEC_HDR_OPENPGP_URL },
    [UB_HDR_X_PMRQC] = { UB_HDR_X_PMRQC, HOW_RECEIPT, UB_VEC_HDR_XCRT },
    [UB_HDR_X_SHARING_CONFIG_URL] = { UB_HDR_X_SHARING_CONFIG_URL, HOW_URL, UB_VEC_HDR_X_SHARING_CONFIG },
    [UB_HDR_X_SHARING_REMOTE_PATH] = { UB_HDR_X_SHARING_REMOTE_PATH, HOW_URL, UB_VEC_HDR_X_SHARING_CONFIG },
};

/* ------------------------------------------------------------------------------------------------ the document of a header */

/* The walk of a part's header; false in trouble. */
static bool header_walk(struct finder *f, uint32_t part, struct walk *w)
{
    const ub_part *p = &f->m->parts.p[part];
    uint32_t doc = UB_NONE;
    ub_str bytes = f->m->sources.p[p->source].bytes;
    memset(w, 0, offsetof(struct walk, top));
    w->f = f;
    w->kind = UB_DOC_FIELDS;
    w->reading = ub_reading_name((ub_reading)p->reading);
    w->canonical = p->reading == UB_READ_ALL;
    w->base.finding = UB_NONE;
    w->pending.n = w->pending.cap = 0;
    w->pending.p = NULL;
    w->rules.n = 0;
    w->buckets = NULL;
    w->link_node = 0;
    w->late_look = NULL;
    for (size_t i = f->f->docs.n; i-- > 0 && doc == UB_NONE; ) {
        const ub_doc *d = &f->f->docs.p[i];
        if (d->kind == UB_DOC_FIELDS && d->part == part) doc = (uint32_t)i;
    }
    if (doc == UB_NONE)
        doc = doc_add(f, &(ub_doc){ .kind = UB_DOC_FIELDS, .canonical = w->canonical, .part = part, .parent = UB_NONE, .span = UB_NONE,
                                    .bytes = bytes, .source = bytes, .reading = w->reading });
    w->doc = doc;
    return doc != UB_NONE;
}

/* The field with its line end. */
static ub_span whole(const struct walk *w, const ub_field *x)
{
    ub_str bytes = doc_bytes(w);
    size_t end = (size_t)x->value.at + x->value.n;
    if (end < bytes.n && bytes.p[end] == '\r') end++;
    if (end < bytes.n && bytes.p[end] == '\n') end++;
    return span_of(x->name.at, end - x->name.at);
}

/* ------------------------------------------------------------------------------------------------ addresses */

/* The word around the first "@" at or behind `from`. */
static bool word_with_at(ub_str value, size_t from, ub_str *word)
{
    size_t at = from + ub_str_chr(ub_str_from(value, from), '@'), begin, end;
    if (at >= value.n) return false;
    enum { ENDS_LEFT = 1, ENDS_RIGHT = 2, ENDS = 3 };
    static const uint8_t ends[256] = {
        [' '] = ENDS, ['\t'] = ENDS, ['\n'] = ENDS, ['\f'] = ENDS, ['\r'] = ENDS, [','] = ENDS, [';'] = ENDS, ['"'] = ENDS, ['('] = ENDS,
        [')'] = ENDS, ['<'] = ENDS_LEFT, [':'] = ENDS_LEFT, [0] = ENDS_LEFT, ['>'] = ENDS_RIGHT,
    };
    for (begin = at; begin > from && !(ends[ub_str_at(value, begin - 1)] & ENDS_LEFT); begin--) {}
    for (end = at; end < value.n && !(ends[ub_str_at(value, end)] & ENDS_RIGHT); end++) {}
    *word = ub_str_range(value.p + begin, value.p + end);
    return word->n > 1;
}

/* The address of a mailbox: in "<..>" if there is one, else the word with an "@".  A display name may hold one, too. */
static bool mailbox(ub_str value, ub_str *address)
{
    size_t open = ub_str_chr(value, '<');
    if (open < value.n && word_with_at(value, open + 1, address)) return true;
    return word_with_at(value, 0, address);
}

static ub_str domain_of(struct finder *f, ub_str address)
{
    /* The last "@": a list's return path may hold the reader's address before it. */
    const char *at = address.n ? memrchr(address.p, '@', address.n) : NULL;
    ub_str domain = at ? ub_str_range(at + 1, ub_str_end(address)) : address, out;
    char *p;
    if (!ub_str_copy(f->a, domain, &out)) {
        out_of_memory(f);
        return (ub_str){ 0 };
    }
    p = (char *)(uintptr_t)out.p;
    for (size_t i = 0; i < out.n; i++) p[i] = (char)ub_lower((unsigned char)p[i]);
    return out;
}

static ub_str mailto(struct finder *f, ub_str address)
{
    ub_buf b = ub_buf_in(f->a);
    ub_buf_add(&b, UB_S("mailto:"));
    ub_buf_add(&b, address);
    if (b.failed) out_of_memory(f);
    return ub_buf_str(&b);
}

static void receipt(struct walk *w, struct place *p, ub_str value, ub_span at)
{
    ub_str address, domain = { 0 }, url = { 0 };
    if (mailbox(value, &address)) {
        domain = domain_of(w->f, address);
        url = mailto(w->f, address);
        at = span_in(w, address);
    }
    (void)report(w, p, at, UB_VEC_NONE, url, domain);
}

/* Never edited; the judge drops it unless a label or the local part is a token. */
static void carried(struct walk *w, struct place *p, uint16_t form, ub_str address, ub_str host)
{
    ub_finding *x;
    p->form = form;
    x = report(w, p, span_in(w, address), UB_VEC_NONE, address.n && memchr(address.p, '@', address.n) ? mailto(w->f, address) : host, host);
    if (x) x->flags |= UB_FINDING_IF_TOKEN;
}

static void address_field(struct walk *w, struct place *p, const struct row *row, ub_str value)
{
    ub_str address, host;
    if (!mailbox(value, &address)) return;
    host = domain_of(w->f, address);
    switch (row->id) {
    case UB_HDR_FROM:
        carried(w, p, UB_VEC_HDR_BIMI, address, host);
        carried(w, p, UB_VEC_HDR_FAVICON, address, host);
        carried(w, p, UB_VEC_HDR_GRAVATAR, address, host);
        carried(w, p, UB_VEC_HDR_AUTOREPLY, address, host);
        break;
    case UB_HDR_MESSAGE_ID:
        carried(w, p, UB_VEC_HDR_REPLY_ECHO, address, host);
        carried(w, p, UB_VEC_HDR_FROM_DOMAIN_DNS, address, host);
        break;
    default: carried(w, p, row->vector, address, host);
    }
}

/* s= and d=: a verifier looks up s._domainkey.d */
static void dkim(struct walk *w, struct place *p, ub_str value)
{
    ub_str rest = value, s = { 0 }, d = { 0 };
    ub_buf b = ub_buf_in(w->f->a);
    while (rest.n) {
        ub_str tag = ub_str_cut(&rest, ';'), name = ub_str_trim(ub_str_cut(&tag, '='));
        if (ub_str_eq(name, UB_S("s"))) s = ub_str_trim(tag);
        if (ub_str_eq(name, UB_S("d"))) d = ub_str_trim(tag);
    }
    if (!s.n || !d.n) return;
    ub_buf_add(&b, s);
    ub_buf_add(&b, UB_S("._domainkey."));
    ub_buf_add(&b, d);
    if (b.failed) out_of_memory(w->f);
    else carried(w, p, UB_VEC_HDR_DKIM_DNS, s, ub_buf_str(&b));
}

/* ------------------------------------------------------------------------------------------------ references */

/* The next text in angle brackets. */
static bool bracketed(ub_str *rest, ub_str *inside)
{
    size_t open = ub_str_chr(*rest, '<'), n;
    if (open >= rest->n) return false;
    *inside = ub_str_from(*rest, open + 1);
    n = ub_str_chr(*inside, '>');
    *rest = ub_str_from(*inside, n + 1);
    *inside = ub_str_trim(ub_str_to(*inside, n));
    return true;
}

static void refresh(struct walk *w, struct place *p, ub_str value)
{
    size_t at = ub_str_find_nocase(value, UB_S("url="));
    ub_str url = ub_str_trim(ub_str_from(value, at < value.n ? at + 4 : value.n));
    if (url.n && (url.p[0] == '"' || url.p[0] == '\'')) url = ub_str_to(ub_str_from(url, 1), ub_str_chr(ub_str_from(url, 1), (unsigned char)url.p[0]));
    if (url.n) (void)ref_see(w, p, url, span_in(w, url));
}

static void field(struct walk *w, const ub_field *x, const struct row *row, bool message)
{
    struct finder *f = w->f;
    ub_str value = ub_str_trim(ub_str_of(doc_bytes(w).p + x->value.at, x->value.n)), rest = value, url;
    struct place p = { .form = row->vector, .attribute = ub_str_of(doc_bytes(w).p + x->name.at, x->name.n) };
    ub_span at = span_in(w, value);
    size_t from = findings_now(w), spans = f->f->spans.n;
    if (!value.n) return;
    switch (row->how) {
    case HOW_RECEIPT: if (message) receipt(w, &p, value, at); break;
    case HOW_FLAG: if (message) (void)report(w, &p, at, UB_VEC_NONE, (ub_str){ 0 }, (ub_str){ 0 }); break;
    case HOW_URL: (void)ref_see(w, &p, value, at); break;
    case HOW_LINK:
        while (bracketed(&rest, &url)) (void)ref_see(w, &p, url, span_in(w, url));
        break;
    case HOW_REFRESH: refresh(w, &p, value); break;
    case HOW_TEXT: ref_text(w, &p, value, at, false); break;
    case HOW_LIST:
        if (!message) return;
        p.loads = LOAD_LINK;
        while (bracketed(&rest, &url)) (void)ref_see(w, &p, url, span_in(w, url));
        for (size_t i = from; i < findings_now(w); i++) {
            f->f->findings.p[i].flags |= UB_FINDING_IF_TOKEN;
            f->f->findings.p[i].action = UB_ACTION_KEPT;
        }
        return;
    case HOW_ADDRESS: if (message) address_field(w, &p, row, value); return;
    case HOW_DKIM: if (message) dkim(w, &p, value); return;
    }
    if (findings_now(w) > from || f->f->spans.n > spans || row->how == HOW_URL || row->how == HOW_LINK)
        span_claim(w, span_add(w, &p, UB_UNIT_FIELD, findings_now(w) > from ? UB_CAUSE_REFERENCE : UB_CAUSE_FIELD, whole(w, x)), from);
}

void fields_walk(struct finder *f, uint32_t part)
{
    const ub_part *p = &f->m->parts.p[part];
    struct walk w;
    bool begun = false, message = p->parent == UB_NONE || f->m->parts.p[p->parent].kind == UB_PART_MESSAGE;
    if (p->parent != UB_NONE && f->m->parts.p[p->parent].kind == UB_PART_SMIME) message = false;
    for (uint32_t i = 0; i < p->n_fields && going(f); i++) {
        const ub_field *x = ub_mime_each_field(f->m, p, i);
        const struct row *row = &rows[x->id];
        if (row->how == HOW_NONE) continue;
        if (!begun && !header_walk(f, part, &w)) return;
        begun = true;
        w.trigger = message && p->parent != UB_NONE ? UB_TRIGGER_OPENDOC : 0;
        field(&w, x, row, message);
    }
}

/* ------------------------------------------------------------------------------------------------ bases */

/* The field of a part that is a base, or NULL. */
static const ub_field *base_field(struct finder *f, const ub_part *p)
{
    const ub_field *x = ub_mime_field(f->m, p, UB_HDR_CONTENT_BASE, NULL);
    return x ? x : ub_mime_field(f->m, p, UB_HDR_CONTENT_LOCATION, NULL);
}

/* The nearest part that has one, itself or around it within the same message; looked for once for each part. */
static uint32_t base_part(struct finder *f, uint32_t part)
{
    enum { UNASKED = 0 };     /* else the number of the part, plus 2; 1: none */
    uint32_t n = part, found = 1;
    if (!f->bases && !(f->bases = UB_NEW(f->a, uint32_t, f->m->parts.n))) return out_of_memory(f) ? 0 : UB_NONE;
    for (; n != UB_NONE; n = f->m->parts.p[n].parent) {
        if (f->bases[n] != UNASKED) {
            found = f->bases[n];
            break;
        }
        if (base_field(f, &f->m->parts.p[n])) found = n + 2;
        if (found != 1 || f->m->parts.p[n].kind == UB_PART_MESSAGE) break;
    }
    for (uint32_t k = part; k != UB_NONE && f->bases[k] == UNASKED; k = f->m->parts.p[k].parent) {
        f->bases[k] = found;
        if (k == n) break;
    }
    return found == 1 ? UB_NONE : found - 2;
}

void fields_base(struct walk *w)
{
    struct finder *f = w->f;
    uint32_t n = base_part(f, f->part);
    const ub_part *p;
    const ub_field *x;
    ub_str v;
    if (n == UB_NONE) return;
    p = &f->m->parts.p[n];
    x = base_field(f, p);
    v = ub_str_trim(ub_field_value(f->m, p, x));
    if (v.n > 1 && v.p[0] == '"' && v.p[v.n - 1] == '"') v = ub_str_of(v.p + 1, v.n - 2);
    base_set(w, v, BASE_FIELD, UB_NONE);
    if (!w->base.set) return;
    w->base.field = x;
    w->base.field_part = n;
}

void fields_base_used(struct walk *w)
{
    struct finder *f = w->f;
    const ub_field *x = w->base.field;
    uint32_t part = f->part;
    struct walk head;
    struct place p = { .form = UB_VEC_HDR_CONTENT_LOCATION };
    size_t from;
    if (!x) return;
    w->base.field = NULL;
    if (!header_walk(f, w->base.field_part, &head)) return;
    f->part = w->base.field_part;
    from = findings_now(&head);
    p.attribute = ub_str_of(doc_bytes(&head).p + x->name.at, x->name.n);
    ub_finding *y = report(&head, &p, span_in(&head, ub_str_trim(ub_str_of(doc_bytes(&head).p + x->value.at, x->value.n))), UB_VEC_NONE,
                           w->base.url.href, w->base.url.host);
    if (y) {
        y->flags |= UB_FINDING_BASE;
        y->reading = "thunderbird";
        span_claim(&head, span_add(&head, &p, UB_UNIT_FIELD, UB_CAUSE_REFERENCE, whole(&head, x)), from);
    }
    f->part = part;
}

/* ------------------------------------------------------------------------------------------------ parts elsewhere */

static ub_str param(const ub_params *all, ub_str name)
{
    const ub_param *x = ub_param_best(all, name);
    return x ? x->value : (ub_str){ 0 };
}

/* A reference made of a parameter's value: its place is the field. */
static void param_ref(struct walk *w, struct place *p, ub_str value, ub_span at) { if (value.n) (void)ref_see(w, p, value, at); }

static void external(struct walk *w, const ub_params *all, ub_span at)
{
    struct finder *f = w->f;
    ub_str access = param(all, UB_S("access-type")), site = param(all, UB_S("site")), name = param(all, UB_S("name"));
    struct place p = { .attribute = UB_S("Content-Type") };
    if (ub_str_eq_nocase(access, UB_S("url"))) {
        p.form = UB_VEC_MIME_EXTERNAL_URL;
        param_ref(w, &p, param(all, UB_S("url")), at);
    } else if (ub_str_eq_nocase(access, UB_S("mail-server"))) {
        p.form = UB_VEC_MIME_EXTERNAL_MAILSERVER;
        ub_str server = param(all, UB_S("server"));
        (void)report(w, &p, at, UB_VEC_NONE, server.n ? mailto(f, server) : server, domain_of(f, server));
    } else if (ub_str_eq_nocase(access, UB_S("local-file")) || ub_str_eq_nocase(access, UB_S("afs"))) {
        p.form = UB_VEC_MIME_EXTERNAL_LOCALFILE;
        size_t from = findings_now(w);
        if (name.n && (name.p[0] == '\\' || name.p[0] == '/')) {
            ub_url_readings r;
            if (ub_url_classify(f->a, f->o.urls, name, NULL, &r, NULL, NULL) == UB_OK)
                for (size_t i = 0; i < r.n; i++)
                    if (r.r[i].cls == UB_URL_CREDENTIAL && findings_now(w) == from) (void)report(w, &p, at, UB_VEC_NONE, name, r.r[i].host);
        }
    } else if (site.n) {
        ub_buf b = ub_buf_in(f->a);
        p.form = UB_VEC_MIME_EXTERNAL_FTP;
        ub_buf_add(&b, ub_str_eq_nocase(access, UB_S("tftp")) ? UB_S("tftp://") : UB_S("ftp://"));
        ub_buf_add(&b, site);
        ub_buf_char(&b, '/');
        ub_buf_add(&b, name);
        if (b.failed) out_of_memory(f);
        else (void)report(w, &p, at, UB_VEC_NONE, ub_buf_str(&b), domain_of(f, site));
    }
}

void mime_rows(struct finder *f, uint32_t part)
{
    const ub_part *p = &f->m->parts.p[part];
    const ub_field *x;
    struct walk w;
    ub_params all;
    ub_span at;
    size_t from;
    bool external_body = p->media == UB_MEDIA_MESSAGE_EXTERNAL_BODY, partial = p->media == UB_MEDIA_MESSAGE_PARTIAL;
    if (p->type_field == UB_NONE) return;
    x = &f->m->fields.p[p->type_field];
    ub_str value = ub_field_value(f->m, p, x);
    /* charset="http://.." */
    bool odd_charset = ub_str_find(value, UB_S("://")) < value.n && !external_body;
    if (!external_body && !partial && !odd_charset) return;
    if (ub_mime_params(f->a, f->o.charsets, value, f->o.mime, &all, NULL) != UB_OK) {
        out_of_memory(f);
        return;
    }
    if (!header_walk(f, part, &w)) return;
    at = span_in(&w, ub_str_trim(value));
    from = findings_now(&w);
    if (external_body) {
        external(&w, &all, at);
        span_claim(&w, span_add(&w, NULL, UB_UNIT_PART, UB_CAUSE_REFERENCE, span_of(p->whole.at, p->whole.n)), from);
    } else if (partial) {
        struct place q = { .form = UB_VEC_MIME_PARTIAL, .attribute = UB_S("Content-Type") };
        (void)report(&w, &q, at, UB_VEC_NONE, (ub_str){ 0 }, (ub_str){ 0 });
        span_claim(&w, span_add(&w, NULL, UB_UNIT_PART, UB_CAUSE_REFERENCE, span_of(p->whole.at, p->whole.n)), from);
    }
    if (odd_charset) {
        static const ub_str names[] = { UB_LIT("charset"), UB_LIT("type") };
        for (size_t i = 0; i < UB_COUNT(names); i++) {
            struct place q = { .form = UB_VEC_MIME_CHARSET_URL, .attribute = UB_S("Content-Type") };
            ub_str v = param(&all, names[i]);
            if (ub_str_find(v, UB_S("://")) < v.n) param_ref(&w, &q, v, at);
        }
        if (findings_now(&w) > from) span_claim(&w, span_add(&w, NULL, UB_UNIT_VALUE, UB_CAUSE_REFERENCE, at), from);
    }
}
