/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask LIST < QUESTIONS - what does a list say?  For the comparison with another matcher.
 *
 * A question is a line "TYPE TAB URL TAB SENDER'S-HOST"; the answer a line with the number of the rule's line, 0 for none, "-" when
 * it is no URL.  With --param a question is "URL TAB NAME TAB VALUE".
 */
#include "rules.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const types[UB_RULES_TYPES] = {
    [UB_RULES_OTHER] = "other", [UB_RULES_IMAGE] = "image", [UB_RULES_STYLESHEET] = "stylesheet", [UB_RULES_SCRIPT] = "script", [UB_RULES_FONT] = "font",
    [UB_RULES_MEDIA] = "media", [UB_RULES_OBJECT] = "object", [UB_RULES_SUBDOCUMENT] = "sub_frame", [UB_RULES_XHR] = "xhr", [UB_RULES_PING] = "ping",
    [UB_RULES_WEBSOCKET] = "websocket", [UB_RULES_DOCUMENT] = "main_frame", [UB_RULES_POPUP] = "popup",
};

static ub_rules_type type_of(ub_str name)
{
    for (int i = 0; i < UB_RULES_TYPES; i++)
        if (ub_str_eq(name, ub_str_of(types[i], strlen(types[i])))) return (ub_rules_type)i;
    return UB_RULES_OTHER;
}

static void answer(const ub_rules *r, ub_arena *a, ub_url_ctx *ctx, ub_str line, bool params)
{
    ub_arena scratch = *a;
    ub_str first = ub_str_cut(&line, '\t'), second = ub_str_cut(&line, '\t');
    ub_rules_request q = { .type = params ? UB_RULES_DOCUMENT : type_of(first) };
    ub_rules_hit hit = { 0 };
    ub_url_site_info site = { 0 };
    ub_url url;
    if (ub_url_parse(&scratch, ctx, params ? first : second, NULL, &url, NULL, NULL) != UB_OK) { puts("-"); return; }
    q.url = url.href;
    q.host = url.host;
    ub_url_site(ctx, q.host, &site, NULL);
    q.site = site.site;
    if (!params) {
        q.from_host = line;
        ub_url_site(ctx, line, &site, NULL);
        q.from_site = site.site;
        ub_rules_find(r, &q, &hit);
    } else ub_rules_param(r, &q, &(ub_url_pair){ second, line, true }, &hit);
    printf("%u\n", hit.line);
}

int main(int argc, char **argv)
{
    static ub_rules r;
    static char line[1 << 20];
    ub_url_ctx ctx = { 0 };
    ub_arena a = { 0 };
    ub_list_fault fault = { 0 };
    bool params = argc > 1 && !strcmp(argv[1], "--param");
    if (ub_rules_init(&r, NULL) != UB_OK || ub_arena_open(&a, (size_t)64 << 20, NULL) != UB_OK) return 2;
    for (int i = 1 + params; i < argc; i++) {
        ub_source source;
        ub_ruleset set;
        if (ub_source_open(&source, argv[i], &fault.err) != UB_OK) return fprintf(stderr, "%s: %s\n", argv[i], fault.err.what), 2;
        ub_list_file file = { ub_str_of(argv[i], strlen(argv[i])), source.data };
        if (ub_ruleset_read(&r.a, &file, UB_S(""), 0, &set, &fault) != UB_OK || ub_rules_add(&r, &set, &fault.err) != UB_OK)
            return fprintf(stderr, "%s:%zu:%zu: %s\n", argv[i], fault.row, fault.column, fault.err.what), 2;
        ub_source_close(&source);
    }
    while (fgets(line, sizeof line, stdin)) answer(&r, &a, &ctx, ub_str_of(line, strcspn(line, "\n")), params);
    ub_url_ctx_deinit(&ctx);
    ub_arena_close(&a);
    ub_rules_deinit(&r);
    return 0;
}
