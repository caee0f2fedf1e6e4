/* SPDX-License-Identifier: Apache-2.0 */
/* Judging: who got it, each address of it, then each finding, then the message. */
#include "judge.h"

#include "impersonate.h"
#include "naming.h"
#include "pieces.h"
#include "weigh.h"

/* Fields that name recipients.  RFC 5322 3.6.3 and 3.6.6, and what mail servers add on delivery. */
static const ub_hdr recipient_fields[] = {
    UB_HDR_TO, UB_HDR_CC, UB_HDR_BCC, UB_HDR_RESENT_TO, UB_HDR_RESENT_CC, UB_HDR_DELIVERED_TO, UB_HDR_ENVELOPE_TO,
    UB_HDR_APPARENTLY_TO,
};
static const ub_str recipient_names[] = { UB_LIT("X-Original-To"), UB_LIT("X-Envelope-To"), UB_LIT("X-Delivered-To"), UB_LIT("X-RCPT-To") };

typedef struct bench {
    ub_arena *a;
    const ub_mime *m;
    const ub_found *f;
    ub_judged *out;
    ub_charset_cache *charsets;
    ub_sender from;
    struct scales s;
} bench;

/* ------------------------------------------------------------------------------------------------ recipients */

static ub_status add_field(bench *b, const ub_part *root, const ub_field *f)
{
    ub_addrs list;
    ub_status s = ub_mime_addresses(b->a, b->charsets, ub_field_value(b->m, root, f), NULL, &list, NULL);
    if (s != UB_OK) return s;
    for (size_t i = 0; i < list.n; i++)      /* a list is no reader */
        if (!is_of_list(&b->s, list.p[i].address)) ub_addresses_add(&b->out->addresses, list.p[i].address);
    return UB_OK;
}

static ub_status add_recipients(bench *b, const ub_judge_opts *opts)
{
    const ub_part *root = &b->m->parts.p[0];
    const ub_field *named[UB_COUNT(recipient_names)];
    ub_status s = UB_OK;
    ub_addresses_init(&b->out->addresses, b->a, opts && opts->cache ? &opts->cache->addresses : NULL);
    for (size_t i = 0; opts && i < opts->n_recipients; i++) ub_addresses_add(&b->out->addresses, opts->recipients[i]);
    for (size_t i = 0; i < UB_COUNT(recipient_fields); i++)
        for (const ub_field *f = ub_mime_field(b->m, root, recipient_fields[i], NULL); f && s == UB_OK;
             f = ub_mime_field(b->m, root, recipient_fields[i], f)) s = add_field(b, root, f);
    first_fields(b->m, recipient_names, UB_COUNT(recipient_names), named);
    for (size_t i = 0; i < UB_COUNT(recipient_names) && s == UB_OK; i++)
        if (named[i]) s = add_field(b, root, named[i]);
    return s;
}

/* ------------------------------------------------------------------------------------------------ one finding */

/* A script or a style sheet shows nothing in any case. */
static void look_hidden(ub_judgement *j, const ub_finding *g)
{
    const ub_look *look = &g->look;
    bool tiny = (look->width >= 0 && look->width <= 3) || (look->height >= 0 && look->height <= 3) || (look->bits & UB_LOOK_TINY);
    bool shows = g->tag_id != UB_TAG_SCRIPT && g->tag_id != UB_TAG_LINK && g->tag_id != UB_TAG_META;
    uint32_t style = UB_LOOK_DISPLAY_NONE | UB_LOOK_INVISIBLE | UB_LOOK_CLIPPED | UB_LOOK_OFFSCREEN | UB_LOOK_FONT_ZERO;
    if (!shows) return;
    if (tiny) j->reasons |= UB_REASON_HIDDEN_SIZE;
    if (look->bits & style) j->reasons |= UB_REASON_HIDDEN_STYLE;
    if ((tiny || look->bits & style) && look->bits & UB_LOOK_BY_PARENT) j->reasons |= UB_REASON_HIDDEN_PARENT;
    j->hidden = tiny || look->bits & style;
}

/* What speaks for and against by how it is shown.  Of what waits for a click all is meant to be seen. */
enum { SIZED_PX = 12 };
static uint64_t why_of_look(const ub_judgement *j, const ub_finding *g)
{
    const ub_look *l = &g->look;
    uint64_t why = j->reasons;
    bool thin = l->width >= 0 && l->height >= 0 && (l->width > 3) != (l->height > 3);
    if (thin && why & UB_REASON_HIDDEN_SIZE) why |= UB_REASON_THIN;
    if ((l->width >= SIZED_PX && (l->height < 0 || l->height >= SIZED_PX)) || (l->height >= SIZED_PX && l->width < 0)) why |= UB_REASON_SIZED;
    if (ub_str_trim(g->alt).n) why |= UB_REASON_CAPTION;
    if (opens_page(g)) why |= UB_REASON_NAVIGATES;
    return why;
}

/* Of the address at hand what counts for this reference: openings are not counted by a click, and where files are kept says
 * nothing of what stands in a query. */
static uint64_t why_of_address(uint64_t why, bool asked, ub_slot slot)
{
    const uint64_t of_files = UB_REASON_PATH_CONTENT | UB_REASON_SIBLINGS, unasked = of_files | UB_REASON_PATH_OPEN | UB_REASON_PROXIED | UB_REASON_SITE_ALONE;
    if (asked) return why & ~unasked;
    return why & ~UB_REASON_PATH_LEAVE & ~(slot == UB_SLOT_QUERY ? of_files : 0);
}

/* Add up what speaks for and against. */
static void weigh(bench *b, const ub_finding *g, ub_judgement *j)
{
    const struct ask *k = &b->s.asks.p[b->s.ask_of[g - b->f->findings.p]];
    bool asked = !ub_trigger_unasked((ub_trigger)g->trigger), lookup = g->kind == UB_KIND_LOOKUP;
    uint32_t best = lookup ? k->best_host : k->best;
    int weight = weight_of_base(asked ? BASE_CLICK : BASE_OPEN);
    j->tenant = k->tenant;
    j->target = k->target;
    j->service = k->service;
    j->n_layers = k->n_layers;
    memcpy(j->layers, k->layers, sizeof j->layers);
    j->reasons = asked || lookup ? 0 : why_of_look(j, g);
    if (best == UB_NONE) {
        j->confidence = chance_of(weight + weight_of_base(BASE_NOTHING) + weight_of(j->reasons));
        return;
    }
    j->token = b->s.marks.p[best].token;
    j->reasons |= b->s.marks.p[best].why;
    if (!asked && j->token.slot == UB_SLOT_PATH) j->reasons &= ~UB_REASON_TOKEN_LONG;      /* files are named by digests, too */
    if (!lookup) j->reasons |= b->s.why | why_of_address(k->why, asked, (ub_slot)j->token.slot);
    if (lookup || g->flags & UB_FINDING_IF_TOKEN) {      /* by its shape alone */
        if (j->token.slot == UB_SLOT_HOST && !label_tells(&b->s, k, g, &j->token)) j->token.state = UB_TOKEN_UNKNOWN;
        j->confidence = j->token.state == UB_TOKEN_PROVEN ? 0.99f : j->token.state == UB_TOKEN_LIKELY ? 0.75f : 0.3f;
        return;
    }
    j->confidence = chance_of(weight + weight_of(j->reasons));
    if (j->token.state != UB_TOKEN_PROVEN) j->token.state = j->confidence > 0.5f ? UB_TOKEN_LIKELY : UB_TOKEN_UNKNOWN;
}

/* Fields that are never edited.  A local part that nobody can read is what every mailer writes into message ids and
 * return paths, so only the recipient's own address counts there; a label of the host counts by its shape. */
static bool says_enough(const ub_judgement *j)
{
    return j->token.state == UB_TOKEN_PROVEN || (j->token.state == UB_TOKEN_LIKELY && j->token.slot == UB_SLOT_HOST);
}

static void judge_one(bench *b, const ub_finding *g, ub_judgement *j)
{
    *j = (ub_judgement){ .vector = g->vector, .kind = g->kind, .reported = true };
    look_hidden(j, g);
    weigh(b, g, j);
    j->names_reader = j->token.state >= UB_TOKEN_LIKELY;
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
}

static ub_verdict verdict_of(const ub_finding *g, const ub_judgement *j)
{
    bool host_token = j->token.state >= UB_TOKEN_LIKELY && j->token.slot == UB_SLOT_HOST;
    bool unread = g->trigger == UB_TRIGGER_ARRIVAL || g->trigger == UB_TRIGGER_REPLY;      /* delivery, a bounce or a reply tells, not reading */
    if (g->flags & UB_FINDING_IF_TOKEN && (unread || !host_token)) return UB_VERDICT_CLEAN;
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
    ub_deception d = { .a = b->a, .m = b->m, .f = b->f, .judged = b->out->p, .urls = b->s.urls, .charsets = b->charsets,
                       .grammars = b->s.grammars, .signals = &b->out->signals };
    ub_status s = ub_deception_find(&d, &b->from);
    if (s == UB_OK && opts && opts->roster) s = ub_impersonate_find(&d, &b->from, opts->roster, opts->trusted);
    ub_signals_sort(&b->out->signals);
    if (s == UB_OK && opts) ub_naming(opts->rules, b->f, &b->from, b->out);
    return s;
}

/* Does a label of the host carry a token, whatever else the address has? */
static bool has_host_token(const bench *b, size_t finding)
{
    const struct ask *k = &b->s.asks.p[b->s.ask_of[finding]];
    return k->best_host != UB_NONE && b->s.marks.p[k->best_host].token.state >= UB_TOKEN_LIKELY;
}

static ub_status judge_all(bench *b, ub_err *err)
{
    ub_judged *out = b->out;
    if (scales_read(&b->s) != UB_OK || scales_weigh(&b->s) != UB_OK) return ub_fail(err, UB_LIMIT, "too many tokens", 0);
    for (size_t i = 0; i < out->n; i++) {
        const ub_finding *g = &b->f->findings.p[i];
        ub_judgement *j = &out->p[i];
        judge_one(b, g, j);
        if (!j->reported) continue;
        ub_verdict v = verdict_of(g, j);
        if (v > out->verdict) out->verdict = v;
        if (g->flags & UB_FINDING_LINK && has_host_token(b, i)) out->link_token = true;
    }
    return UB_OK;
}

ub_status ub_judge(ub_arena *a, const ub_mime *msg, const ub_found *found, const ub_judge_opts *opts, ub_judged *out, ub_err *err)
{
    ub_url_ctx *urls = opts ? opts->urls : NULL;
    bench b = { .a = a, .m = msg, .f = found, .out = out, .charsets = opts ? opts->charsets : NULL,
                .s = { .a = a, .m = msg, .f = found, .urls = urls, .addresses = &out->addresses,
                       .pieces = opts && opts->cache ? &opts->cache->pieces : NULL,
                       .grammars = opts && opts->cache ? &opts->cache->grammars : NULL } };
    ub_status s;
    *out = (ub_judged){ .n = found->findings.n };
    b.s.from = &b.from;
    if (!(out->p = ub_arena_take(a, (found->findings.n + 1) * sizeof *out->p, _Alignof(ub_judgement)))) return ub_fail(err, UB_LIMIT, "too many findings", 0);
    ub_mailer_find(msg, &out->mailer);
    s = ub_sender_read(a, msg, urls, b.charsets, &b.from);
    if (s == UB_OK && found->findings.n) {
        scales_read_list(&b.s);
        if (add_recipients(&b, opts) != UB_OK) return ub_fail(err, UB_LIMIT, "too many recipients", 0);
        if ((s = judge_all(&b, err)) != UB_OK) return s;
        ub_addresses_let_go(&out->addresses);
    }
    if (s == UB_OK) s = look_for_signals(&b, opts);
    return s == UB_LIMIT ? ub_fail(err, s, "too many signals", 0) : s != UB_OK ? ub_fail(err, s, "no memory for its signals", 0) : UB_OK;
}

void ub_judge_cache_deinit(ub_judge_cache *c)
{
    if (!c) return;
    ub_address_cache_deinit(&c->addresses);
    ub_piece_cache_deinit(&c->pieces);
    ub_grammar_cache_deinit(&c->grammars);
}

bool *ub_judge_trackers(ub_arena *a, const ub_judged *judged)
{
    bool *cut = UB_NEW(a, bool, judged->n + 1);
    for (size_t i = 0; cut && i < judged->n; i++) cut[i] = judged->p[i].names_reader && judged->p[i].kind != UB_KIND_TRACKING_LINK;
    return cut;
}
