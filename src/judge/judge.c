/* SPDX-License-Identifier: Apache-2.0 */
/* Judging: each slot of each URL, then the finding, then the message. */
#include "judge.h"

#include "deception.h"
#include "impersonate.h"
#include "naming.h"
#include "url.h"

/* Bits from which on a shape alone makes a token likely; a host label needs more, since servers of content networks have
 * such names for all. */
enum { BITS_LIKELY = 40, BITS_LIKELY_HOST = 60, BITS_COULD = 16 };

/* Fields that name recipients.  RFC 5322 3.6.3 and 3.6.6, and what mail servers add on delivery. */
static const ub_hdr recipient_fields[] = {
    UB_HDR_TO, UB_HDR_CC, UB_HDR_BCC, UB_HDR_RESENT_TO, UB_HDR_RESENT_CC, UB_HDR_DELIVERED_TO, UB_HDR_ENVELOPE_TO,
    UB_HDR_APPARENTLY_TO,
};
static const ub_str recipient_names[] = { UB_LIT("X-Original-To"), UB_LIT("X-Envelope-To"), UB_LIT("X-Delivered-To"), UB_LIT("X-RCPT-To") };

enum { SEEN = 256 };      /* places for findings whose URL was weighed */

typedef struct bench {
    ub_arena *a;
    const ub_mime *m;
    const ub_found *f;
    ub_judged *out;
    ub_charset_cache *charsets;
    ub_url_ctx *urls;
    uint32_t seen[SEEN];      /* number of the finding, plus 1; see weigh_again() */
} bench;

/* ------------------------------------------------------------------------------------------------ recipients */

static ub_status add_field(bench *b, const ub_part *root, const ub_field *f)
{
    ub_addrs list;
    ub_status s = ub_mime_addresses(b->a, b->charsets, ub_field_value(b->m, root, f), NULL, &list, NULL);
    if (s != UB_OK) return s;
    for (size_t i = 0; i < list.n; i++) ub_addresses_add(&b->out->addresses, list.p[i].address);
    return UB_OK;
}

static ub_status add_recipients(bench *b, const ub_judge_opts *opts)
{
    const ub_part *root = &b->m->parts.p[0];
    ub_status s = UB_OK;
    ub_addresses_init(&b->out->addresses, b->a);
    for (size_t i = 0; opts && i < opts->n_recipients; i++) ub_addresses_add(&b->out->addresses, opts->recipients[i]);
    for (size_t i = 0; i < UB_COUNT(recipient_fields); i++)
        for (const ub_field *f = ub_mime_field(b->m, root, recipient_fields[i], NULL); f && s == UB_OK;
             f = ub_mime_field(b->m, root, recipient_fields[i], f)) s = add_field(b, root, f);
    for (size_t i = 0; i < UB_COUNT(recipient_names); i++) {
        const ub_field *f = ub_mime_field_named(b->m, root, recipient_names[i], NULL);
        if (f && s == UB_OK) s = add_field(b, root, f);
    }
    return s;
}

/* ------------------------------------------------------------------------------------------------ slots */

static uint32_t reason_of_shape(ub_shape shape)
{
    switch (shape) {
    case UB_SHAPE_UUID:   return UB_REASON_TOKEN_UUID;
    case UB_SHAPE_JWT:    return UB_REASON_TOKEN_JWT;
    case UB_SHAPE_NUMBER: return UB_REASON_TOKEN_NUMBER;
    default:              return UB_REASON_TOKEN_ENTROPY;
    }
}

static bool is_image_name(ub_str s)
{
    static const ub_str endings[] = { UB_LIT(".gif"), UB_LIT(".png"), UB_LIT(".jpg"), UB_LIT(".jpeg"), UB_LIT(".webp"), UB_LIT(".svg"),
                                      UB_LIT(".css"), UB_LIT(".woff"), UB_LIT(".woff2"), UB_LIT(".ttf") };
    for (size_t i = 0; i < UB_COUNT(endings); i++)
        if (ub_str_ends_nocase(s, endings[i])) return true;
    return false;
}

static ub_token_state state_of(ub_shape_info shape, ub_slot slot)
{
    unsigned likely = slot == UB_SLOT_HOST ? BITS_LIKELY_HOST : BITS_LIKELY;
    switch (shape.shape) {
    case UB_SHAPE_EMPTY: case UB_SHAPE_WORDS: case UB_SHAPE_TIME: case UB_SHAPE_URL:
        return UB_TOKEN_NONE;
    case UB_SHAPE_NUMBER:
        return shape.bits >= BITS_COULD ? UB_TOKEN_UNKNOWN : UB_TOKEN_NONE;
    case UB_SHAPE_ADDRESS:
        return UB_TOKEN_LIKELY;
    default:
        return shape.bits >= likely ? UB_TOKEN_LIKELY : shape.bits >= BITS_COULD ? UB_TOKEN_UNKNOWN : UB_TOKEN_NONE;
    }
}

/* Where the value at hand stands: in which part of which URL, and what is known of that. */
struct slot { ub_slot slot; unsigned number; ub_str key; bool inside; const ub_grammar *grammar; };

/* Reasons that go with the token; the others are about what is seen. */
enum { OF_TOKEN = UB_REASON_HIDDEN_SIZE - 1 + UB_REASON_IMAGE_NAME + UB_REASON_MAILER_SLOT };

/* Look at one slot; keep it when it tells more than what was seen so far. */
static ub_status weigh(bench *b, ub_judgement *j, ub_str value, struct slot at)
{
    ub_arena scratch;
    ub_address_hit hit;
    ub_shape_info shape = { UB_SHAPE_ADDRESS, 64 };
    ub_token_state state = UB_TOKEN_PROVEN;
    ub_str plain;
    uint32_t reason;
    ub_status s;
    if (value.n < 3 || j->token.state == UB_TOKEN_PROVEN || (at.grammar && ub_grammar_common(at.grammar, value))) return UB_OK;
    if ((s = ub_addresses_find(&b->out->addresses, value, &hit)) == UB_LIMIT) return s;
    if (s == UB_OK) {
        reason = !hit.steps[0] || !strcmp(hit.steps, "percent") ? UB_REASON_TOKEN_ADDRESS
               : strstr(hit.steps, "md5") || strstr(hit.steps, "sha") || strstr(hit.steps, "crc") ? UB_REASON_TOKEN_DIGEST
               : UB_REASON_TOKEN_ENCODED;
    } else {
        scratch = *b->a;      /* behind digests that may have been made there */
        shape = ub_shape_of(ub_url_decode(&scratch, value, at.slot == UB_SLOT_QUERY, &plain) ? plain : value);
        state = state_of(shape, at.slot);
        reason = reason_of_shape(shape.shape);
        if (state == UB_TOKEN_NONE) return UB_OK;
        if (state == UB_TOKEN_LIKELY && at.slot == UB_SLOT_PATH && is_image_name(value) && !j->hidden)
            state = UB_TOKEN_UNKNOWN, reason |= UB_REASON_IMAGE_NAME;
    }
    if (at.slot == UB_SLOT_HOST) reason |= UB_REASON_TOKEN_HOST;
    if (at.inside && j->token.state >= UB_TOKEN_LIKELY && state < UB_TOKEN_PROVEN) return UB_OK;      /* the outer one is sent first */
    if (state < j->token.state || (state == j->token.state && shape.bits <= j->token.shape.bits)) return UB_OK;
    j->token = (ub_token){ .value = value, .state = (uint8_t)state, .slot = (uint8_t)at.slot, .key = at.key, .number = at.number, .inside = at.inside,
                            .shape = shape };
    if (state == UB_TOKEN_PROVEN) {
        j->token.address = b->out->addresses.address[hit.index];
        memcpy(j->token.steps, hit.steps, sizeof j->token.steps);
    }
    j->reasons = (j->reasons & ~(uint32_t)OF_TOKEN) | reason;
    return UB_OK;
}

/* The labels in front of the registrable domain. */
static ub_status weigh_host(bench *b, ub_judgement *j, ub_str host, ub_str site, struct slot at)
{
    ub_str label;
    ub_status s = UB_OK;
    if (site.n >= host.n) return UB_OK;
    host.n -= site.n;
    at.slot = UB_SLOT_HOST;
    for (at.number = 0; s == UB_OK && ub_url_label_next(&host, &label); at.number++) s = weigh(b, j, label, at);
    return s;
}

/* mailto: and its like.  The local part is a slot; so is a query, which may carry a subject or copies. */
static ub_status weigh_address(bench *b, ub_judgement *j, const ub_url *url)
{
    ub_url_pair pair;
    ub_str rest = url->query;
    ub_status s = weigh(b, j, ub_str_to(url->path, ub_str_chr(url->path, '@')), (struct slot){ .slot = UB_SLOT_USER });
    while (s == UB_OK && ub_url_query_next(&rest, &pair))
        s = weigh(b, j, pair.value, (struct slot){ .slot = UB_SLOT_QUERY, .key = pair.key });
    return s;
}

/* All slots of one URL. */
static ub_status weigh_slots(bench *b, ub_judgement *j, const ub_url *url, ub_str site, struct slot at)
{
    ub_url_pair pair;
    ub_str rest, piece;
    ub_status s = weigh_host(b, j, url->host, site, at);
    at.slot = UB_SLOT_USER;
    if (s == UB_OK && url->username.n) s = weigh(b, j, url->username, at);
    at.slot = UB_SLOT_PATH;
    rest = url->path;
    for (at.number = 0; s == UB_OK && ub_url_segment_next(&rest, &piece); at.number++) s = weigh(b, j, piece, at);
    at.slot = UB_SLOT_QUERY;
    at.number = 0;
    for (rest = url->query; s == UB_OK && ub_url_query_next(&rest, &pair);) {
        at.key = pair.key;
        s = weigh(b, j, pair.has_value ? pair.value : pair.key, at);
    }
    at.slot = UB_SLOT_FRAGMENT;
    at.key = (ub_str){ 0 };
    if (s == UB_OK && url->fragment.n) s = weigh(b, j, url->fragment, at);
    return s;
}

/* The service says which slot names the reader: that one it is, whatever it looks like. */
static void trust_grammar(ub_judgement *j, const ub_grammar *g, bool inside)
{
    ub_shape_info shape;
    uint32_t reason = UB_REASON_MAILER_SLOT;
    if (!g->recipient.n) return;
    if (j->token.state == UB_TOKEN_PROVEN) {
        if (ub_str_eq(j->token.value, g->recipient)) j->reasons |= reason;
        return;
    }
    if (inside && j->token.state >= UB_TOKEN_LIKELY) return;
    shape = ub_shape_of(g->recipient);
    if (state_of(shape, UB_SLOT_PATH) > UB_TOKEN_NONE) reason |= reason_of_shape(shape.shape);
    if (g->slot == UB_SLOT_HOST) reason |= UB_REASON_TOKEN_HOST;
    j->token = (ub_token){ .value = g->recipient, .state = UB_TOKEN_LIKELY, .slot = g->slot, .key = g->key, .number = g->number,
                           .inside = inside, .shape = shape };
    j->reasons = (j->reasons & ~(uint32_t)OF_TOKEN) | reason;
}

/* Whose it is: the first mailer on the way to the target, else the first redirector. */
static void name_service(ub_judgement *j, const ub_grammar *g)
{
    ub_service_kind kind = ub_service_of((ub_service_id)g->service)->kind;
    if (kind == UB_SERVICE_IS_GATEWAY || (j->service && (kind != UB_SERVICE_IS_MAILER
        || ub_service_of((ub_service_id)j->service)->kind == UB_SERVICE_IS_MAILER))) return;
    j->service = g->service;
    j->tenant = g->tenant;
}

/* The URL, and the targets wrapped in it.  What a gateway writes into its links names the reader to nobody but the reader's
 * own side. */
static ub_status weigh_layers(bench *b, ub_judgement *j, ub_url url, ub_str site)
{
    ub_url_site_info where;
    ub_grammar g;
    ub_url next;
    for (bool inside = false;; inside = true) {
        bool known = ub_grammar_match(&url, site, &g);
        bool gateway = known && !g.any_host && ub_service_of((ub_service_id)g.service)->kind == UB_SERVICE_IS_GATEWAY;
        ub_status s = UB_ABSENT;
        if (known) name_service(j, &g);
        if (known && j->n_layers < UB_WRAP_LAYERS && (s = ub_wrap_open(b->a, b->urls, &url, &g, &next)) == UB_LIMIT) return s;
        if (s == UB_OK || gateway) j->layers[j->n_layers++] = g.service;
        bool opened = s == UB_OK;
        if (!gateway) {
            if ((s = weigh_slots(b, j, &url, site, (struct slot){ .inside = inside, .grammar = known ? &g : NULL })) != UB_OK) return s;
            if (known) trust_grammar(j, &g, inside);
        }
        if (!opened) break;
        url = next;
        (void)ub_url_site(b->urls, url.host, &where, NULL);
        site = where.site;
        j->target = url.href;
        if (j->n_layers == UB_WRAP_LAYERS) break;
    }
    return UB_OK;
}

static ub_status weigh_url(bench *b, ub_judgement *j, const ub_finding *g)
{
    ub_arena scratch = *b->a;
    ub_url url;
    ub_status s;
    if (ub_url_parse(&scratch, NULL, g->url, NULL, &url, NULL, NULL) != UB_OK) {
        s = weigh_host(b, j, g->host, g->site, (struct slot){ 0 });
        return s != UB_OK ? s : weigh(b, j, g->raw, (struct slot){ .slot = UB_SLOT_PATH });
    }
    if (!url.in_text) ub_arena_take(b->a, ub_arena_used(&scratch) - ub_arena_used(b->a), 1);      /* it stays */
    if ((url.scheme_id == UB_URL_HTTP || url.scheme_id == UB_URL_HTTPS) && url.host.n) return weigh_layers(b, j, url, g->site);
    if (!url.opaque) return weigh_slots(b, j, &url, g->site, (struct slot){ 0 });
    s = weigh_host(b, j, g->host, g->site, (struct slot){ 0 });
    if (s == UB_OK && url.username.n) s = weigh(b, j, url.username, (struct slot){ .slot = UB_SLOT_USER });
    return s != UB_OK ? s : weigh_address(b, j, &url);
}

/* Where the URL's finding is looked for, and put. */
static uint32_t *seen_place(bench *b, ub_str url) { return &b->seen[ub_str_hash(url, 0) & (SEEN - 1)]; }

/* A link, the look-up of its host, the same link behind the next picture: a URL comes several times, and weighs the same. */
static ub_status weigh_again(bench *b, ub_judgement *j, const ub_finding *g)
{
    uint32_t *seen = seen_place(b, g->url);
    if (*seen) {
        const ub_finding *x = &b->f->findings.p[*seen - 1];
        const ub_judgement *k = &b->out->p[*seen - 1];
        if (k->hidden == j->hidden && ub_str_eq(x->url, g->url) && ub_str_eq(x->raw, g->raw) && ub_str_eq(x->host, g->host)
            && x->site.n == g->site.n) {
            j->token = k->token;
            j->reasons |= k->reasons & (uint32_t)OF_TOKEN;
            j->tenant = k->tenant;
            j->target = k->target;
            j->service = k->service;
            j->n_layers = k->n_layers;
            memcpy(j->layers, k->layers, sizeof j->layers);
            return UB_OK;
        }
    }
    *seen = (uint32_t)(g - b->f->findings.p) + 1;
    return weigh_url(b, j, g);
}

/* ------------------------------------------------------------------------------------------------ one finding */

static void look_hidden(ub_judgement *j, const ub_look *look)
{
    bool tiny = (look->width >= 0 && look->width <= 3) || (look->height >= 0 && look->height <= 3) || (look->bits & UB_LOOK_TINY);
    uint32_t style = UB_LOOK_DISPLAY_NONE | UB_LOOK_INVISIBLE | UB_LOOK_CLIPPED | UB_LOOK_OFFSCREEN | UB_LOOK_FONT_ZERO;
    if (tiny) j->reasons |= UB_REASON_HIDDEN_SIZE;
    if (look->bits & style) j->reasons |= UB_REASON_HIDDEN_STYLE;
    if ((tiny || look->bits & style) && look->bits & UB_LOOK_BY_PARENT) j->reasons |= UB_REASON_HIDDEN_PARENT;
    j->hidden = tiny || look->bits & style;
}

static float confidence_of(const ub_judgement *j)
{
    switch ((ub_token_state)j->token.state) {
    case UB_TOKEN_PROVEN:      return 0.99f;
    case UB_TOKEN_SIGNIFICANT: return 0.97f;
    case UB_TOKEN_LIKELY:      return j->reasons & UB_REASON_MAILER_SLOT ? 0.96f : j->hidden ? 0.95f : 0.75f;
    case UB_TOKEN_UNKNOWN:     return j->hidden ? 0.7f : 0.3f;
    default:                   return j->hidden ? 0.3f : 0.05f;
    }
}

/* Fields that are never edited.  A local part that nobody can read is what every mailer writes into message ids and
 * return paths, so only the recipient's own address counts there; a label of the host counts by its shape. */
static bool says_enough(const ub_judgement *j)
{
    return j->token.state == UB_TOKEN_PROVEN || (j->token.state == UB_TOKEN_LIKELY && j->token.slot == UB_SLOT_HOST);
}

static ub_status judge_one(bench *b, const ub_finding *g, ub_judgement *j)
{
    ub_status s;
    *j = (ub_judgement){ .vector = g->vector, .kind = g->kind, .reported = true };
    look_hidden(j, &g->look);
    if ((s = weigh_again(b, j, g)) != UB_OK) return s;
    j->confidence = confidence_of(j);
    j->names_reader = j->token.state >= UB_TOKEN_LIKELY || (j->token.state == UB_TOKEN_UNKNOWN && j->hidden);
    if (g->flags & UB_FINDING_IF_TOKEN) j->reported = says_enough(j);
    switch ((ub_kind)g->kind) {
    case UB_KIND_REMOTE: case UB_KIND_BEACON:
        j->kind = j->names_reader ? UB_KIND_BEACON : UB_KIND_REMOTE;
        break;
    case UB_KIND_LINK:
        if (j->token.state < UB_TOKEN_LIKELY) break;
        j->kind = UB_KIND_TRACKING_LINK;
        if (j->vector == UB_VEC_A_HREF) j->vector = UB_VEC_A_HREF_TOKEN;
        break;
    case UB_KIND_RECEIPT:
        j->names_reader = !(g->flags & UB_FINDING_IF_TOKEN) || j->reported;      /* the answer comes from the reader's own address */
        j->confidence = 0.99f;
        break;
    default:
        break;
    }
    return UB_OK;
}

static ub_verdict verdict_of(const ub_finding *g, const ub_judgement *j)
{
    bool host_token = j->token.state >= UB_TOKEN_LIKELY && j->token.slot == UB_SLOT_HOST;
    if (g->vector == UB_VEC_HDR_DKIM_DNS) return UB_VERDICT_CLEAN;      /* selectors are random, and the same for all */
    if (g->flags & UB_FINDING_IF_TOKEN && !host_token) return UB_VERDICT_CLEAN;      /* a bounce or a reply tells, not reading */
    switch ((ub_kind)j->kind) {
    case UB_KIND_BEACON: case UB_KIND_TRACKING_LINK: case UB_KIND_RECEIPT:
        return UB_VERDICT_TRACKED;
    case UB_KIND_LINK: case UB_KIND_LOOKUP:
        return host_token ? UB_VERDICT_TRACKED : UB_VERDICT_CLEAN;
    case UB_KIND_FORM:
        return j->token.state >= UB_TOKEN_LIKELY ? UB_VERDICT_TRACKED : UB_VERDICT_REMOTE;
    default:
        if (!ub_trigger_unasked((ub_trigger)g->trigger)) return UB_VERDICT_CLEAN;
        return j->token.state >= UB_TOKEN_LIKELY ? UB_VERDICT_TRACKED : UB_VERDICT_REMOTE;
    }
}

/* What it pretends to be: signals of the message as a whole; and what lists call what is in it. */
static ub_status look_for_signals(bench *b, const ub_judge_opts *opts)
{
    ub_deception d = { .a = b->a, .m = b->m, .f = b->f, .judged = b->out->p, .urls = opts ? opts->urls : NULL, .charsets = b->charsets, .signals = &b->out->signals };
    ub_sender from;
    ub_status s = ub_sender_read(b->a, b->m, d.urls, d.charsets, &from);
    if (s == UB_OK) s = ub_deception_find(&d, &from);
    if (s == UB_OK && opts && opts->roster) s = ub_impersonate_find(&d, &from, opts->roster, opts->trusted);
    ub_signals_sort(&b->out->signals);
    if (s == UB_OK && opts) ub_naming(opts->rules, b->f, &from, b->out);
    return s;
}

ub_status ub_judge(ub_arena *a, const ub_mime *msg, const ub_found *found, const ub_judge_opts *opts, ub_judged *out, ub_err *err)
{
    bench b = { a, msg, found, out, opts ? opts->charsets : NULL, opts ? opts->urls : NULL, { 0 } };
    *out = (ub_judged){ .n = found->findings.n };
    if (!(out->p = UB_NEW(a, ub_judgement, found->findings.n + 1))) return ub_fail(err, UB_LIMIT, "too many findings", 0);
    if (found->findings.n && add_recipients(&b, opts) != UB_OK) return ub_fail(err, UB_LIMIT, "too many recipients", 0);
    ub_mailer_find(msg, &out->mailer);
    for (size_t i = 0; i < out->n; i++) {
        const ub_finding *g = &found->findings.p[i];
        ub_judgement *j = &out->p[i];
        if (judge_one(&b, g, j) != UB_OK) return ub_fail(err, UB_LIMIT, "too many tokens", 0);
        if (!j->reported) continue;
        ub_verdict v = verdict_of(g, j);
        if (v > out->verdict) out->verdict = v;
        if (g->flags & UB_FINDING_LINK && j->token.state >= UB_TOKEN_LIKELY && j->token.slot == UB_SLOT_HOST) out->link_token = true;
    }
    ub_status s = look_for_signals(&b, opts);
    return s == UB_LIMIT ? ub_fail(err, s, "too many signals", 0) : s != UB_OK ? ub_fail(err, s, "no memory for its signals", 0) : UB_OK;
}

bool *ub_judge_trackers(ub_arena *a, const ub_judged *judged)
{
    bool *cut = UB_NEW(a, bool, judged->n + 1);
    for (size_t i = 0; cut && i < judged->n; i++) cut[i] = judged->p[i].names_reader && judged->p[i].kind != UB_KIND_TRACKING_LINK;
    return cut;
}
