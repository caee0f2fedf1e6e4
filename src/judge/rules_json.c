/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists in JSON: ClearURLs' data.json, Firefox's parameters to strip.
 *
 * https://docs.clearurls.xyz/latest/specs/rules/, https://firefox.settings.services.mozilla.com's collection query-stripping and
 * toolkit/components/antitracking/data/StripOnShare.json, read 2026-11.
 */
#include "json.h"
#include "rules_form.h"

struct reading {
    rules_build *b;
    ub_json_reader r;
    ub_arena strings;          /* for unescaped strings, forgotten after each */
    size_t lines_at;           /* the line that has been counted to: its first byte, its number */
    size_t line, counted;
    ub_list_fault *fault;
};

#define ALL_TYPES ((uint16_t)((1u << UB_RULES_TYPES) - 1))
#define STRINGS_MAX ((size_t)1 << 20)

/* The line of a byte that is not before the last one asked for. */
static size_t line_of(struct reading *g, size_t at)
{
    for (; g->counted < at && g->counted < g->r.s.n; g->counted++)
        if (g->r.s.p[g->counted] == '\n') g->line++, g->lines_at = g->counted + 1;
    return g->line;
}

static ub_status broken(struct reading *g, ub_status s)
{
    if (g->fault->err.status == UB_OK) g->fault->err.status = s;
    g->fault->row = line_of(g, g->fault->err.at);
    g->fault->column = g->fault->err.at - g->lines_at + 1;
    return s;
}

static ub_status begin(struct reading *g, rules_build *b, ub_str data, ub_list_fault *fault)
{
    *g = (struct reading){ .b = b, .line = 1, .fault = fault };
    if (ub_str_starts(data, UB_S("\xEF\xBB\xBF"))) data = ub_str_from(data, 3);
    g->strings = ub_arena_split(b->a, STRINGS_MAX);
    g->r = ub_json_reader_of(&g->strings, data, &fault->err);
    return UB_OK;
}

static ub_status end(struct reading *g, ub_status s)
{
    ub_arena_join(g->b->a, &g->strings, false);
    return s == UB_OK ? UB_OK : broken(g, s);
}

/* For each string of an array: see(ctx, string, line). */
static ub_status each_string(struct reading *g, ub_status (*see)(struct reading *g, void *ctx, ub_str s, size_t line), void *ctx)
{
    ub_status s = ub_json_enter(&g->r, '[');
    while (s == UB_OK && (s = ub_json_item(&g->r)) == UB_OK) {
        ub_arena keep = g->strings;
        ub_str text;
        size_t line = line_of(g, (ub_json_peek(&g->r), g->r.at));
        if ((s = ub_json_string(&g->r, &text)) == UB_OK) s = see(g, ctx, text, line);
        g->strings = keep;
    }
    return s == UB_ABSENT ? UB_OK : s;
}

/* ------------------------------------------------------------------------------------------------ ClearURLs */

/* One of the providers.  Members come in any order, so names wait until all of them are known. */
struct provider {
    uint32_t pattern;          /* 1 + expression; 0: none that is understood */
    size_t line, column;
    bool complete;
    size_t first_name, first_redirect, n_exceptions;
    uint32_t exceptions_at;
    struct { uint32_t *p; size_t n, cap; } exceptions;
};

static ub_status see_pattern(struct reading *g, ub_str text, size_t line, uint32_t *out)
{
    ub_status s = rules_regex(g->b, text, true, false, line, 1, out, &g->fault->err);
    if (s == UB_ABSENT) g->b->head.unknown++;
    return s;
}

static bool is_literal(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ub_is_alnum((unsigned char)s.p[i]) && s.p[i] != '_' && s.p[i] != '-') return false;
    return s.n > 0;
}

static ub_status see_name(struct reading *g, void *ctx, ub_str text, size_t line)
{
    rules_name n = { .line = (uint32_t)line };
    uint32_t regex = 0;
    ub_status s;
    (void)ctx;
    if (!is_literal(text)) {
        s = rules_regex(g->b, text, true, true, line, 1, &regex, &g->fault->err);
        if (s == UB_ABSENT) return g->b->head.unknown++, UB_OK;
        if (s != UB_OK) return s;
        n.regex = regex + 1;
        text.n = 0;
    }
    return rules_add_name(g->b, text, n, &g->fault->err);
}

static ub_status see_exception(struct reading *g, void *ctx, ub_str text, size_t line)
{
    struct provider *p = ctx;
    uint32_t *slot, regex;
    ub_status s = see_pattern(g, text, line, &regex);
    if (s == UB_ABSENT) return UB_OK;
    if (s != UB_OK) return s;
    if (!(slot = UB_PUSH(g->b->a, &p->exceptions))) return ub_fail(&g->fault->err, UB_LIMIT, "the arena is full", 0);
    *slot = regex;
    return UB_OK;
}

static ub_status see_redirect(struct reading *g, void *ctx, ub_str text, size_t line)
{
    rules_redirect d = { .line = (uint32_t)line }, *slot;
    ub_status s = see_pattern(g, text, line, &d.regex);
    (void)ctx;
    if (s == UB_ABSENT) return UB_OK;
    if (s != UB_OK) return s;
    if (!(slot = UB_PUSH(g->b->a, &g->b->redirects))) return ub_fail(&g->fault->err, UB_LIMIT, "the arena is full", 0);
    *slot = d;
    return UB_OK;
}

static ub_status see_raw(struct reading *g, void *ctx, ub_str text, size_t line)
{
    (void)ctx;
    g->b->head.unknown++;
    return rules_note(g->b, "a rule for something else than parameters", text, line, 1, &g->fault->err);
}

static ub_status read_member(struct reading *g, struct provider *p, ub_str key)
{
    ub_str text;
    ub_status s;
    if (ub_str_eq(key, UB_S("urlPattern"))) {
        ub_arena keep = g->strings;
        ub_json_peek(&g->r);
        p->line = line_of(g, g->r.at);
        if ((s = ub_json_string(&g->r, &text)) == UB_OK && (s = see_pattern(g, text, p->line, &p->pattern)) == UB_OK) p->pattern++;
        g->strings = keep;
        return s == UB_ABSENT ? UB_OK : s;
    }
    if (ub_str_eq(key, UB_S("completeProvider"))) {
        s = ub_json_word(&g->r, &text);
        p->complete = s == UB_OK && ub_str_eq(text, UB_S("true"));
        return s;
    }
    if (ub_str_eq(key, UB_S("rules")) || ub_str_eq(key, UB_S("referralMarketing"))) return each_string(g, see_name, p);
    if (ub_str_eq(key, UB_S("exceptions"))) return each_string(g, see_exception, p);
    if (ub_str_eq(key, UB_S("redirections"))) return each_string(g, see_redirect, p);
    if (ub_str_eq(key, UB_S("rawRules"))) return each_string(g, see_raw, p);
    if (ub_str_eq(key, UB_S("forceRedirection")) || ub_str_eq(key, UB_S("methods"))) return ub_json_pass(&g->r);
    if ((s = rules_note(g->b, "unknown member", key, line_of(g, g->r.at), 1, &g->fault->err)) != UB_OK) return s;
    return ub_json_pass(&g->r);
}

/* Exceptions stand side by side, so that a name says where they begin and how many there are. */
static ub_status lay_exceptions(struct reading *g, struct provider *p)
{
    p->exceptions_at = (uint32_t)g->b->regexes.n;
    for (size_t i = 0; i < p->exceptions.n; i++) {
        ub_regex *slot = UB_PUSH(g->b->a, &g->b->regexes);
        if (!slot) return ub_fail(&g->fault->err, UB_LIMIT, "the arena is full", 0);
        *slot = g->b->regexes.p[p->exceptions.p[i]];
    }
    return UB_OK;
}

static ub_status read_provider(struct reading *g)
{
    rules_build *b = g->b;
    struct provider p = { .first_name = b->names.n, .first_redirect = b->redirects.n };
    ub_str key;
    uint32_t rule_at;
    ub_status s = ub_json_enter(&g->r, '{');
    while (s == UB_OK && (s = ub_json_key(&g->r, &key)) == UB_OK) s = read_member(g, &p, key);
    if (s != UB_ABSENT) return s;
    if (!p.pattern) {      /* for which URLs, nobody can say */
        b->head.params -= (uint32_t)(b->names.n - p.first_name);
        b->names.n = p.first_name;
        b->redirects.n = p.first_redirect;
        return UB_OK;
    }
    rules_rule r = { .line = (uint32_t)p.line, .types = ALL_TYPES, .regex = p.pattern };
    s = rules_add_rule(b, &r, p.complete ? TABLE_BLOCK : TABLES, &rule_at, &g->fault->err);
    if (s == UB_OK) s = lay_exceptions(g, &p);
    for (size_t i = 0; p.complete && s == UB_OK && i < p.exceptions.n; i++) {
        r.regex = p.exceptions_at + (uint32_t)i + 1;
        s = rules_add_rule(b, &r, TABLE_ALLOW, NULL, &g->fault->err);
    }
    for (size_t i = p.first_name; s == UB_OK && i < b->names.n; i++) {
        b->names.p[i].rule = rule_at;
        b->names.p[i].except_at = p.exceptions_at;
        b->names.p[i].n_except = (uint32_t)p.exceptions.n;
    }
    for (size_t i = p.first_redirect; s == UB_OK && i < b->redirects.n; i++) {
        b->redirects.p[i].rule = rule_at;
        b->redirects.p[i].except_at = p.exceptions_at;
        b->redirects.p[i].n_except = (uint32_t)p.exceptions.n;
    }
    return s;
}

ub_status rules_read_clearurls(rules_build *b, ub_str data, ub_list_fault *fault)
{
    struct reading g;
    ub_str key;
    bool found = false;
    ub_status s = begin(&g, b, data, fault);
    if (s == UB_OK) s = ub_json_enter(&g.r, '{');
    while (s == UB_OK && (s = ub_json_key(&g.r, &key)) == UB_OK) {
        if (!ub_str_eq(key, UB_S("providers"))) { s = ub_json_pass(&g.r); continue; }
        found = true;
        s = ub_json_enter(&g.r, '{');
        while (s == UB_OK && (s = ub_json_key(&g.r, &key)) == UB_OK) s = read_provider(&g);
        if (s == UB_ABSENT) s = UB_OK;
    }
    if (s == UB_ABSENT) s = ub_json_end_of_text(&g.r);
    if (s == UB_OK && !found) s = ub_fail(&fault->err, UB_SYNTAX, "no providers", 0);
    return end(&g, s);
}

/* ------------------------------------------------------------------------------------------------ Firefox */

/* One group: parameters, and the hosts where they are stripped or, in a record of the collection, where they are not. */
struct group {
    size_t first_name, conds_at, line;
    bool everywhere;
};

static ub_status see_param(struct reading *g, void *ctx, ub_str text, size_t line)
{
    (void)ctx;
    if (text.n > UINT16_MAX) return ub_fail(&g->fault->err, UB_LIMIT, "a parameter that is too long", g->r.at);
    return rules_add_name(g->b, text, (rules_name){ .line = (uint32_t)line }, &g->fault->err);
}

static ub_status add_host(struct reading *g, ub_str host, unsigned flags)
{
    rules_cond *c = UB_PUSH(g->b->a, &g->b->conds);
    uint32_t at;
    if (host.n > 253) return ub_fail(&g->fault->err, UB_SYNTAX, "not a host", g->r.at);
    if (!c || !rules_text(g->b, host, &at)) return ub_fail(&g->fault->err, UB_LIMIT, "the arena is full", 0);
    *c = (rules_cond){ at, (uint16_t)host.n, (uint16_t)flags };
    return UB_OK;
}

static ub_status see_site(struct reading *g, void *ctx, ub_str text, size_t line)
{
    struct group *p = ctx;
    (void)line;
    if (ub_str_eq(text, UB_S("*"))) return p->everywhere = true, UB_OK;
    return add_host(g, text, COND_TO);
}

static ub_status see_allowed(struct reading *g, void *ctx, ub_str text, size_t line)
{
    (void)ctx;
    (void)line;
    return add_host(g, text, COND_TO | COND_NOT);
}

static ub_status read_group(struct reading *g)
{
    rules_build *b = g->b;
    struct group p = { .first_name = b->names.n, .conds_at = b->conds.n };
    rules_rule r = { .types = ALL_TYPES };
    ub_str key;
    uint32_t rule_at;
    ub_status s = ub_json_enter(&g->r, '{');
    p.line = line_of(g, g->r.at);
    while (s == UB_OK && (s = ub_json_key(&g->r, &key)) == UB_OK) {
        bool params = ub_str_eq(key, UB_S("queryParams")) || ub_str_eq(key, UB_S("stripList"));
        s = params ? each_string(g, see_param, &p) : ub_str_eq(key, UB_S("topLevelSites")) ? each_string(g, see_site, &p)
          : ub_str_eq(key, UB_S("allowList")) ? each_string(g, see_allowed, &p) : ub_json_pass(&g->r);
    }
    if (s != UB_ABSENT) return s;
    if (p.everywhere) b->conds.n = p.conds_at;
    if (b->conds.n - p.conds_at > UINT16_MAX) return ub_fail(&g->fault->err, UB_LIMIT, "too many hosts", g->r.at);
    r.line = (uint32_t)p.line;
    r.conds_at = (uint32_t)p.conds_at;
    r.n_conds = (uint16_t)(b->conds.n - p.conds_at);
    s = rules_add_rule(b, &r, TABLES, &rule_at, &g->fault->err);
    for (size_t i = p.first_name; s == UB_OK && i < b->names.n; i++) b->names.p[i].rule = rule_at;
    return s;
}

/* "{"global":{"queryParams":[..],"topLevelSites":[..]},..}", "{"data":[{"stripList":[..],"allowList":[..]}]}", "[{..}]" */
ub_status rules_read_firefox(rules_build *b, ub_str data, ub_list_fault *fault)
{
    struct reading g;
    ub_str key;
    ub_status s = begin(&g, b, data, fault);
    bool object = s == UB_OK && ub_json_peek(&g.r) == '{';
    if (s == UB_OK) s = ub_json_enter(&g.r, object ? '{' : '[');
    while (s == UB_OK && (s = object ? ub_json_key(&g.r, &key) : ub_json_item(&g.r)) == UB_OK) {
        int c = ub_json_peek(&g.r);
        if (c == '{') s = read_group(&g);
        else if (c == '[' && object) {
            s = ub_json_enter(&g.r, '[');
            while (s == UB_OK && (s = ub_json_item(&g.r)) == UB_OK) s = ub_json_peek(&g.r) == '{' ? read_group(&g) : ub_json_pass(&g.r);
            if (s == UB_ABSENT) s = UB_OK;
        } else s = ub_json_pass(&g.r);
    }
    if (s == UB_ABSENT) s = ub_json_end_of_text(&g.r);
    if (s == UB_OK && !b->head.params) s = ub_fail(&fault->err, UB_SYNTAX, "no parameters", 0);
    return end(&g, s);
}
