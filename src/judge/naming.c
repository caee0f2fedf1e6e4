/* SPDX-License-Identifier: Apache-2.0 */
#include "naming.h"

/* What kind of request a vector makes, by the beginning of its id; the first that fits. */
static const struct { ub_str prefix; ub_rules_type type; } types[] = {
    { UB_LIT("img-"), UB_RULES_IMAGE }, { UB_LIT("image-"), UB_RULES_IMAGE }, { UB_LIT("picture-"), UB_RULES_IMAGE },
    { UB_LIT("noscript-img"), UB_RULES_IMAGE }, { UB_LIT("mso-"), UB_RULES_IMAGE }, { UB_LIT("vml-href"), UB_RULES_DOCUMENT },
    { UB_LIT("vml-"), UB_RULES_IMAGE }, { UB_LIT("svg-a"), UB_RULES_DOCUMENT }, { UB_LIT("svg-"), UB_RULES_IMAGE }, { UB_LIT("input-image"), UB_RULES_IMAGE },
    { UB_LIT("video-poster"), UB_RULES_IMAGE }, { UB_LIT("video-"), UB_RULES_MEDIA }, { UB_LIT("audio-"), UB_RULES_MEDIA },
    { UB_LIT("media-"), UB_RULES_MEDIA }, { UB_LIT("link-icon"), UB_RULES_IMAGE }, { UB_LIT("link-stylesheet"), UB_RULES_STYLESHEET },
    { UB_LIT("link-alt-stylesheet"), UB_RULES_STYLESHEET }, { UB_LIT("css-import"), UB_RULES_STYLESHEET }, { UB_LIT("css-font"), UB_RULES_FONT },
    { UB_LIT("css-unicode-range"), UB_RULES_FONT }, { UB_LIT("css-"), UB_RULES_IMAGE }, { UB_LIT("any-background"), UB_RULES_IMAGE },
    { UB_LIT("body-background"), UB_RULES_IMAGE }, { UB_LIT("cell-background"), UB_RULES_IMAGE }, { UB_LIT("table-background"), UB_RULES_IMAGE },
    { UB_LIT("iframe-"), UB_RULES_SUBDOCUMENT }, { UB_LIT("frame-"), UB_RULES_SUBDOCUMENT }, { UB_LIT("script-"), UB_RULES_SCRIPT },
    { UB_LIT("link-modulepreload"), UB_RULES_SCRIPT }, { UB_LIT("object-"), UB_RULES_OBJECT }, { UB_LIT("embed-"), UB_RULES_OBJECT },
    { UB_LIT("applet-"), UB_RULES_OBJECT }, { UB_LIT("a-ping"), UB_RULES_PING }, { UB_LIT("area-ping"), UB_RULES_PING },
    { UB_LIT("a-"), UB_RULES_DOCUMENT }, { UB_LIT("area-"), UB_RULES_DOCUMENT }, { UB_LIT("form-"), UB_RULES_DOCUMENT },
    { UB_LIT("button-"), UB_RULES_DOCUMENT }, { UB_LIT("unsubscribe-"), UB_RULES_DOCUMENT }, { UB_LIT("hdr-list-"), UB_RULES_DOCUMENT },
    { UB_LIT("meta-refresh"), UB_RULES_DOCUMENT },
};

static ub_rules_type type_of(const ub_finding *f)
{
    ub_str id = ub_vectors[f->form].id;
    for (size_t i = 0; i < UB_COUNT(types); i++)
        if (ub_str_starts(id, types[i].prefix)) return types[i].type;
    return UB_RULES_OTHER;
}

/* The host as a piece of the URL: behind "://" and a user's name, up to a port. */
static ub_str host_in(ub_str url, ub_str host)
{
    size_t at = ub_str_find(url, UB_S("://")) + 3;
    ub_str rest = ub_str_from(url, at), user = ub_str_to(rest, ub_str_chr(rest, '/'));
    if (ub_str_chr(user, '@') < user.n) rest = ub_str_from(rest, ub_str_chr(user, '@') + 1);      /* one in the name itself is escaped */
    return ub_str_starts(rest, host) ? ub_str_to(rest, host.n) : ub_str_to(rest, 0);
}

enum { SEEN = 256 };      /* places for URLs that were asked about */

void ub_naming(const ub_rules *rules, const ub_found *found, const ub_sender *from, ub_judged *judged)
{
    uint32_t seen[SEEN] = { 0 };             /* number of the finding, plus 1 */
    uint8_t known[UB_VEC_COUNT] = { 0 };     /* type of the vector's requests, plus 1 */
    if (!rules || !rules->n) return;
    for (size_t i = 0; i < judged->n; i++) {
        const ub_finding *f = &found->findings.p[i];
        ub_judgement *j = &judged->p[i];
        ub_rules_hit hit = { 0 };
        if (!j->reported || !f->host.n || j->kind == UB_KIND_LOOKUP || !ub_str_starts(f->url, UB_S("http"))) continue;
        if (!known[f->form]) known[f->form] = (uint8_t)(type_of(f) + 1);
        ub_rules_type type = f->flags & UB_FINDING_LINK ? UB_RULES_DOCUMENT : (ub_rules_type)(known[f->form] - 1);
        uint32_t *place = &seen[ub_str_hash(f->url, type) & (SEEN - 1)];
        const ub_judgement *k = *place ? &judged->p[*place - 1] : NULL;
        if (k && k->asked_as == type && ub_str_eq(found->findings.p[*place - 1].url, f->url)) hit = (ub_rules_hit){ k->list, k->list_line };
        else ub_rules_find(rules, &(ub_rules_request){ f->url, host_in(f->url, f->host), f->site, from->domain, from->site, type }, &hit);
        j->asked_as = (uint8_t)type;
        *place = (uint32_t)i + 1;
        if (!hit.set) continue;
        j->list = hit.set;
        j->list_line = hit.line;
        j->reasons |= UB_REASON_LIST_TRACKER;
        /* It says whose server it is, not that this URL knows who reads: half of the way, where something in the URL could. */
        if (j->token.state != UB_TOKEN_NONE) j->confidence += (1 - j->confidence) / 2;
    }
}
