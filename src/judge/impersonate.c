/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts and names of a message, held against the roster. */
#include "impersonate.h"

#include "claim.h"
#include "hosts.h"
#include "roster_table.h"

enum { SEEN = 64 };                       /* places for hosts that were looked up: a message names few, often */
enum { NAMED_LETTERS = 4 };               /* of a name in a text, to support what a link is like */
enum { TEXT_MOST = 1 << 20, EDGE = 4096, FIRST_LINES = 400 };   /* bytes of a text in which names are looked for; of its edges */

typedef struct posing {
    ub_deception *d;
    const ub_roster *r;
    const ub_trusted *trusted;
    const ub_sender *from;
    struct { ub_str host; bool alike; ub_str of; uint64_t why; } seen[SEEN];
    struct { uint32_t who; ub_wary wary; bool named; } named[UB_NAMED_MAX];      /* parties that were looked for in the texts */
    size_t n_named;
} posing;

static bool add(posing *p, ub_signal_id id, uint64_t why, uint32_t finding, ub_str value, ub_str of)
{
    return ub_signal_add(p->d->a, p->d->signals, (ub_signal){ (uint8_t)id, why, finding, value, of });
}

/* ------------------------------------------------------------------------------------------------ texts */

static ub_str subject_of(posing *p)
{
    const ub_part *root = &p->d->m->parts.p[0];
    const ub_field *f = ub_mime_field(p->d->m, root, UB_HDR_SUBJECT, NULL);
    ub_str text = { 0 };
    if (!f || ub_mime_text(p->d->a, p->d->charsets, ub_field_value(p->d->m, root, f), &text, NULL) != UB_OK) text.n = 0;
    return text;
}

static bool is_text(const ub_doc *doc)
{
    return doc->canonical && doc->depth == 0 && (doc->kind == UB_DOC_HTML || doc->kind == UB_DOC_TEXT || doc->kind == UB_DOC_ENRICHED);
}

/* What of a document is shown, its first `max` bytes. */
static ub_str shown_of(ub_arena *a, const ub_doc *doc, ub_str bytes, size_t max)
{
    return doc->kind == UB_DOC_TEXT ? ub_str_to(bytes, max) : ub_shown(a, bytes, max);
}

static bool look_for_name(posing *p, uint32_t who, unsigned letters)
{
    ub_arena keep = *p->d->a;
    bool named = ub_claim_mentions(p->r, p->from->name, who, letters) || ub_claim_mentions(p->r, subject_of(p), who, letters);
    for (size_t i = 0; i < p->d->f->docs.n && !named; i++) {
        ub_arena scratch = keep;
        const ub_doc *doc = &p->d->f->docs.p[i];
        if (is_text(doc)) named = ub_claim_mentions(p->r, shown_of(&scratch, doc, doc->bytes, TEXT_MOST), who, letters);
    }
    *p->d->a = keep;
    return named;
}

/* Does the message name this party?  For a link a name of a few letters says no more than the few of its domain. */
static bool names(posing *p, uint32_t who, ub_wary wary)
{
    for (size_t i = 0; i < p->n_named; i++)
        if (p->named[i].who == who && p->named[i].wary == wary) return p->named[i].named;
    if (p->n_named == UB_NAMED_MAX) return false;
    p->named[p->n_named].who = who;
    p->named[p->n_named].wary = wary;
    return p->named[p->n_named++].named = look_for_name(p, who, wary == UB_WARY_LINK ? NAMED_LETTERS : 1);
}

/* ------------------------------------------------------------------------------------------------ hosts */

static const uint64_t why_of[] = {
    [UB_ALIKE_LETTERS] = UB_WHY_ALIKE_LETTERS, [UB_ALIKE_SUFFIX] = UB_WHY_ALIKE_SUFFIX, [UB_ALIKE_EDIT] = UB_WHY_ALIKE_EDIT,
    [UB_ALIKE_WORDS] = UB_WHY_ALIKE_WORDS, [UB_ALIKE_SUBDOMAIN] = UB_WHY_ALIKE_SUBDOMAIN,
};

static ub_status look_at(posing *p, ub_str host, uint64_t where, uint32_t finding)
{
    ub_wary wary = where & (UB_WHY_IN_FROM | UB_WHY_IN_REPLY_TO) ? UB_WARY_SENDER : UB_WARY_LINK;
    uint64_t place = ub_str_hash(host, wary) & (SEEN - 1);
    uint32_t index;
    if (!host.n) return UB_OK;
    if (!ub_str_eq(p->seen[place].host, host)) {
        /* Most are like nothing even to the most wary look, which all others are part of. */
        ub_alike alike = ub_roster_host(p->d->a, p->r, p->d->urls, host, UB_WARY_NAMED, &index);
        p->seen[place].host = host;
        p->seen[place].why = 0;
        if (alike > UB_ALIKE_TRUE) {
            uint32_t who = p->r->homes.p[index].who, plain_index;
            ub_alike plain = ub_roster_host(p->d->a, p->r, p->d->urls, host, wary, &plain_index);
            if (plain != UB_ALIKE_NONE) alike = plain, index = plain_index;
            else if (names(p, who, wary)) p->seen[place].why = UB_WHY_NAMED;
            else alike = UB_ALIKE_NONE;
        }
        p->seen[place].alike = alike > UB_ALIKE_TRUE;
        if (alike <= UB_ALIKE_TRUE) return UB_OK;
        p->seen[place].of = p->r->homes.p[index].site;
        p->seen[place].why |= why_of[alike];
    }
    if (!p->seen[place].alike) return UB_OK;
    return add(p, UB_SIGNAL_LOOKALIKE, p->seen[place].why | where, finding, host, p->seen[place].of) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ facts */

/* Is the site one of the roster's?  *who: whose. */
static bool is_home(const ub_roster *r, ub_str site, bool mailers, uint32_t *who)
{
    size_t at = 0;
    uint32_t index;
    while (site.n && roster_next(r, roster_mix(ub_str_hash(site, 0), KEY_SITE), &at, &index)) {
        if (!ub_str_eq(r->homes.p[index].site, site) || (r->homes.p[index].mailer && !mailers)) continue;
        *who = r->homes.p[index].who;
        return true;
    }
    return false;
}

/* The site of List-Id: what stands last between < and >.  RFC 2919 */
static ub_str list_site(posing *p)
{
    const ub_part *root = &p->d->m->parts.p[0];
    const ub_field *f = ub_mime_field(p->d->m, root, UB_HDR_LIST_ID, NULL);
    ub_str value = { 0 }, host = { 0 };
    if (!f) return host;
    value = ub_field_value(p->d->m, root, f);
    for (size_t open = ub_str_chr(value, '<'); open < value.n; open = ub_str_chr(value, '<')) value = ub_str_from(value, open + 1);
    (void)ub_dns_name(p->d->a, p->d->urls, ub_str_trim(ub_str_to(value, ub_str_chr(value, '>'))), &host);
    return ub_dns_site(p->d->urls, host);
}

struct party { const posing *p; uint32_t who; };

static bool is_mailer_of(void *ctx, ub_str site)
{
    const struct party *x = ctx;
    uint32_t who;
    return is_home(x->p->r, site, true, &who) && who == x->who;
}

/* From names a protected domain: do trusted hosts agree, if they looked? */
static ub_status look_at_authentication(posing *p)
{
    struct party x = { p, 0 };
    ub_auth auth;
    ub_status s;
    if (!is_home(p->r, p->from->site, false, &x.who)) return UB_OK;
    if ((s = ub_auth_of(p->d->a, p->d->m, p->d->urls, p->trusted, p->from->site, is_mailer_of, &x, &auth)) != UB_OK || auth != UB_AUTH_FAILED) return s;
    return add(p, UB_SIGNAL_IMPERSONATION, UB_WHY_AUTH_FAILED, UB_SIGNAL_NOWHERE, p->from->address, p->r->who.p[x.who].name) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ claims */

static bool claim(posing *p, uint64_t why, ub_str value, uint32_t who)
{
    return add(p, UB_SIGNAL_IMPERSONATION, why | UB_WHY_FROM_ELSEWHERE, UB_SIGNAL_NOWHERE, value, p->r->who.p[who].name);
}

/* A protected domain among the words of a display name. */
static ub_status domain_in(posing *p, ub_str name)
{
    for (size_t i = 0; i < name.n;) {
        size_t end = i;
        ub_str host;
        uint32_t who;
        while (end < name.n && ub_host_byte((unsigned char)name.p[end])) end++;
        if (end == i) { i++; continue; }
        host = ub_host_at(ub_str_of(name.p + i, end - i));
        i = end;
        if (!host.n) continue;
        ub_status s = ub_dns_name(p->d->a, p->d->urls, host, &host);
        if (s != UB_OK) return s;
        if (is_home(p->r, ub_dns_site(p->d->urls, host), false, &who)) return claim(p, UB_WHY_CLAIM_DOMAIN, name, who) ? UB_OK : UB_LIMIT;
    }
    return UB_OK;
}

static ub_status claim_by_name(posing *p, ub_str name)
{
    uint32_t who;
    if (ub_claim_name(p->r, name, UB_CLAIM_LOOSE, &who) && !claim(p, UB_WHY_CLAIM_NAME, name, who)) return UB_LIMIT;
    return ub_str_chr(name, '.') < name.n ? domain_in(p, name) : UB_OK;
}

/* An answer, something passed on, the mail of a list: what the subject and the text say is another's. */
static bool is_passed_on(posing *p, ub_str subject)
{
    static const ub_hdr fields[] = { UB_HDR_IN_REPLY_TO, UB_HDR_REFERENCES, UB_HDR_LIST_ID, UB_HDR_LIST_POST };
    static const ub_str marks[] = { UB_LIT("re:"), UB_LIT("fw:"), UB_LIT("fwd:"), UB_LIT("aw:"), UB_LIT("wg:"), UB_LIT("tr:"), UB_LIT("rv:"), UB_LIT("sv:") };
    const ub_part *root = &p->d->m->parts.p[0];
    for (size_t i = 0; i < UB_COUNT(fields); i++)
        if (ub_mime_field(p->d->m, root, fields[i], NULL)) return true;
    subject = ub_str_trim(subject);
    for (size_t i = 0; i < UB_COUNT(marks); i++)
        if (ub_str_starts_nocase(subject, marks[i])) return true;
    return false;
}

/* "NAME: ..", "[NAME] ..", "NAME - ..", ".. | NAME" */
static ub_status claim_by_subject(posing *p, ub_str subject)
{
    ub_str pieces[2];
    size_t n = 0, dash = ub_str_find(subject, UB_S(" - ")), bar = ub_str_find(subject, UB_S(" | ")), colon = ub_str_find(subject, UB_S(": "));
    size_t end = dash < bar ? dash : bar;
    if (colon < end) end = colon;
    subject = ub_str_trim(subject);
    if (subject.n && subject.p[0] == '[') pieces[n++] = ub_str_to(ub_str_from(subject, 1), ub_str_chr(ub_str_from(subject, 1), ']'));
    else if (end < subject.n) pieces[n++] = ub_str_to(subject, end);
    for (size_t i = subject.n; i > 3; i--)
        if (subject.p[i - 3] == ' ' && (subject.p[i - 2] == '-' || subject.p[i - 2] == '|') && subject.p[i - 1] == ' ') {
            pieces[n++] = ub_str_from(subject, i);
            break;
        }
    for (size_t i = 0; i < n; i++) {
        uint32_t who;
        if (ub_claim_name(p->r, pieces[i], UB_CLAIM_WHOLE, &who) && !claim(p, UB_WHY_CLAIM_SUBJECT, subject, who)) return UB_LIMIT;
    }
    return UB_OK;
}

/* What stands behind a mark of rights, up to the end of its sentence; an empty slice without one. */
static ub_str rights_in(ub_str text)
{
    static const ub_str marks[] = { UB_LIT("\xC2\xA9"), UB_LIT("(c)"), UB_LIT("&copy;"), UB_LIT("copyright") };
    ub_str best = ub_str_from(text, text.n);
    for (size_t i = 0; i < UB_COUNT(marks); i++) {
        size_t at = ub_str_find_nocase(text, marks[i]);
        if (at < text.n && text.n - at > best.n) best = ub_str_from(text, at + marks[i].n);
    }
    return ub_str_to(best, 80);
}

/* The name in the first lines of a text, and again with the rights at its end. */
static ub_status claim_by_text(posing *p)
{
    for (size_t i = 0; i < p->d->f->docs.n; i++) {
        const ub_doc *doc = &p->d->f->docs.p[i];
        ub_arena scratch = *p->d->a;
        ub_str head, tail, rights;
        uint32_t who;
        if (!is_text(doc)) continue;
        tail = ub_str_from(doc->bytes, doc->bytes.n > EDGE ? doc->bytes.n - EDGE : 0);
        if (!rights_in(tail).n) continue;
        rights = rights_in(shown_of(&scratch, doc, tail, EDGE));
        if (!rights.n || !ub_claim_name(p->r, rights, UB_CLAIM_LOOSE, &who)) continue;
        head = shown_of(&scratch, doc, doc->bytes, EDGE);
        rights = rights_in(head);
        if (rights.n) head = ub_str_to(head, (size_t)(rights.p - head.p));
        if (!ub_claim_mentions(p->r, ub_str_to(head, FIRST_LINES), who, 1)) continue;
        return claim(p, UB_WHY_CLAIM_TEXT, p->from->address, who) ? UB_OK : UB_LIMIT;
    }
    return UB_OK;
}

/* What subject and text say. */
static ub_status look_at_claims(posing *p)
{
    ub_str subject = subject_of(p);
    size_t before = p->d->signals->n;
    ub_status s;
    if (is_passed_on(p, subject)) return UB_OK;
    s = claim_by_subject(p, subject);
    return s == UB_OK && p->d->signals->n == before ? claim_by_text(p) : s;
}

/* ------------------------------------------------------------------------------------------------ all of it */

/* One address of From or Reply-To.  `claims`: what it claims is asked, too. */
static ub_status look_at_address(posing *p, const ub_addr *x, uint64_t where, bool claims)
{
    ub_str host;
    uint32_t who;
    ub_status s = ub_dns_name(p->d->a, p->d->urls, x->domain, &host);
    if (s == UB_OK) s = look_at(p, host, where, UB_SIGNAL_NOWHERE);
    if (s != UB_OK || !claims || is_home(p->r, ub_dns_site(p->d->urls, host), true, &who)) return s;
    if (where == UB_WHY_IN_FROM && ub_claim_local(p->r, x->local, &who) && !claim(p, UB_WHY_CLAIM_LOCAL, x->address, who)) return UB_LIMIT;
    return claim_by_name(p, x->name);
}

/* All addresses of all such fields: clients differ on which they show. */
static ub_status look_at_addresses(posing *p, ub_hdr id, uint64_t where, bool claims)
{
    const ub_part *root = &p->d->m->parts.p[0];
    for (const ub_field *f = ub_mime_field(p->d->m, root, id, NULL); f; f = ub_mime_field(p->d->m, root, id, f)) {
        ub_addrs list;
        ub_status s = ub_mime_addresses(p->d->a, p->d->charsets, ub_field_value(p->d->m, root, f), NULL, &list, NULL);
        for (size_t i = 0; s == UB_OK && i < list.n; i++) s = look_at_address(p, &list.p[i], where, claims);
        if (s != UB_OK) return s;
    }
    return UB_OK;
}

ub_status ub_impersonate_find(ub_deception *d, const ub_sender *from, const ub_roster *roster, const ub_trusted *trusted)
{
    posing p = { .d = d, .r = roster, .trusted = trusted, .from = from };
    uint32_t who;
    bool of_list = is_home(roster, list_site(&p), true, &who), claims = from->address.n && !of_list && !is_home(roster, from->site, true, &who);
    ub_status s = look_at_addresses(&p, UB_HDR_FROM, UB_WHY_IN_FROM, !of_list);
    if (s == UB_OK) s = claims ? look_at_claims(&p) : look_at_authentication(&p);
    if (s == UB_OK) s = look_at_addresses(&p, UB_HDR_REPLY_TO, UB_WHY_IN_REPLY_TO, claims);
    for (uint32_t i = 0; i < d->f->findings.n && s == UB_OK; i++) {
        const ub_finding *g = &d->f->findings.p[i];
        ub_url url;
        if (d->f->docs.p[g->doc].kind == UB_DOC_FIELDS) continue;
        s = look_at(&p, g->host, UB_WHY_IN_LINK, i);
        if (s != UB_OK || !d->judged[i].target.n) continue;
        s = ub_url_parse(d->a, d->urls, d->judged[i].target, NULL, &url, NULL, NULL);
        s = s == UB_OK ? look_at(&p, url.host, UB_WHY_IN_LINK, i) : s == UB_SYNTAX ? UB_OK : s;
    }
    return s;
}
