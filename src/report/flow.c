/* SPDX-License-Identifier: Apache-2.0 */
#include "flow.h"

#include "rules.h"

enum { ARENA_PER_BYTE = 32, ARENA_LEAST = 256 << 20, ARENA_LIMITED = 16 << 20, ARENA_KEEP = 4 << 20 };

ub_status ub_flow_arena(ub_arena *a, uint64_t message_bytes, ub_err *err)
{
    uint64_t most = (SIZE_MAX - ARENA_LEAST) / ARENA_PER_BYTE;
    if (message_bytes > most) return ub_fail(err, UB_NOMEM, "larger than this machine's memory", 0);
    return ub_arena_open_upto(a, ARENA_LEAST + ARENA_PER_BYTE * (size_t)message_bytes, ARENA_LIMITED, err);
}

ub_status ub_flow_open(ub_flow *f, uint64_t max_message_bytes, ub_err *err)
{
    *f = (ub_flow){ 0 };
    return ub_flow_arena(&f->arena, max_message_bytes, err);
}

void ub_flow_close(ub_flow *f)
{
    ub_charset_cache_deinit(&f->charsets);
    ub_url_ctx_deinit(&f->urls);
    ub_judge_cache_deinit(&f->cache);
    ub_arena_close(&f->arena);
}

void ub_flow_forget(ub_flow *f) { ub_arena_reset(&f->arena, ARENA_KEEP); }

static ub_find_opts finding(ub_flow *f) { return (ub_find_opts){ .urls = &f->urls, .charsets = &f->charsets }; }

ub_status ub_flow_read(ub_flow *f, ub_str raw, const ub_str *recipients, size_t n, ub_err *err)
{
    ub_find_opts find = finding(f);
    ub_judge_opts judge = { .charsets = &f->charsets, .urls = &f->urls, .cache = &f->cache, .roster = f->roster, .trusted = f->trusted,
                            .recipients = recipients, .n_recipients = n, .rules = f->rules };
    ub_status s;
    f->notes = (ub_notes){ .a = &f->arena };
    s = ub_mime_parse(&f->arena, raw, NULL, &f->mime, &f->notes, err);
    if (s == UB_OK) s = ub_find(&f->arena, &f->mime, &find, &f->found, &f->notes, err);
    if (s == UB_OK) s = ub_judge(&f->arena, &f->mime, &f->found, &judge, &f->judged, err);
    if (s == UB_OK && f->judged.verdict == UB_VERDICT_TRACKED && f->judged.signals.n && ub_signal_poses((ub_signal_id)f->judged.signals.p[0].id))
        f->judged.verdict = UB_VERDICT_TARGETED;
    return s;
}

/* The built-in parameters, and those of the user's lists. */
static bool drop_listed(const void *rules, const ub_url *url, ub_str site, const ub_url_pair *pair)
{
    ub_rules_request q = { .url = url->href, .host = url->host, .site = site, .type = UB_RULES_DOCUMENT };
    return ub_link_param_owner(site, pair->key) || ub_rules_param(rules, &q, pair, NULL);
}

static bool open_listed(const void *rules, const ub_url *url, ub_str site, ub_str *target, ub_str *by)
{
    ub_rules_request q = { .url = url->href, .host = url->host, .site = site, .type = UB_RULES_DOCUMENT };
    ub_rules_hit hit;
    if (!ub_rules_redirect(rules, &q, target, &hit)) return false;
    *by = ub_ruleset_name(hit.set);
    return true;
}

static ub_status clean_link(const void *ctx, ub_arena *a, ub_str href, ub_str *anew)
{
    ub_link_change change;
    ub_status s = ub_link_clean(a, ctx, href, &change);
    *anew = change.url;
    return s;
}

ub_status ub_flow_disarm(ub_flow *f, const ub_disarm_opts *opts, ub_disarmed *out, ub_err *err)
{
    ub_find_opts find = finding(f);
    ub_disarm_opts how = *opts;
    if (!(how.cut = ub_judge_trackers(&f->arena, &f->judged))) return ub_fail(err, UB_LIMIT, "too many findings", 0);
    how.verdict = ub_verdict_name(f->judged.verdict);
    how.link_token = f->judged.link_token;
    how.charsets = &f->charsets;
    how.find = &find;
    f->links = (ub_link_opts){ .urls = &f->urls, .grammars = &f->cache.grammars, .drops = f->rules ? drop_listed : NULL,
                               .opens = f->rules ? open_listed : NULL, .ctx = f->rules };
    if (f->clean_links) how.link = clean_link, how.link_ctx = &f->links;
    return ub_disarm(&f->arena, &f->mime, &f->found, &how, out, err);
}

ub_report_message ub_flow_report(ub_flow *f, const ub_box_item *item)
{
    return (ub_report_message){
        .a = &f->arena, .charsets = &f->charsets, .mime = &f->mime, .found = &f->found, .judged = &f->judged, .notes = &f->notes,
        .links = &f->links,
        .source = { .path = ub_str_of(item->path, strlen(item->path)), .index = item->index, .offset = item->offset,
                    .bytes = item->bytes, .notes = item->notes, .n_notes = item->n_notes, .of_mbox = item->format == UB_BOX_MBOX },
    };
}
