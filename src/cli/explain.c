/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon explain: one message, in words for the person who got it. */
#include "cli.h"
#include "flow.h"
#include "pick.h"
#include "protect.h"
#include "trackers.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What to type for the harmless copy.  A path that a shell would take apart is left for the reader to fill in. */
static void clean_command(char *out, size_t n, const char *path, const ub_box_item *item, bool of_mailbox)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-@%:=";
    bool known = !of_mailbox && item->offset == 0 && strspn(path, plain) == strlen(path) && path[0] != '-' && strlen(path) < 200;
    if (of_mailbox) snprintf(out, n, "save it from your mail program as letter.eml, then type: unbeacon clean letter.eml > harmless.eml");
    else snprintf(out, n, "unbeacon clean %s > harmless.eml", known ? path : "FILE");
}

static ub_status explain_message(ub_flow *flow, const ub_pick *c, const char *path, int colour, ub_err *err)
{
    static char buf[1 << 16];
    char clean[320];
    ub_out out;
    ub_report_message m;
    ub_status s;
    ub_explain_opts how = { .width = ub_cli_width(STDOUT_FILENO), .colour = ub_cli_colour(colour, STDOUT_FILENO), .clean = clean };
    ub_flow_forget(flow);
    s = ub_flow_read(flow, c->item.raw, NULL, 0, err);
    if (s != UB_OK) return s;
    clean_command(clean, sizeof clean, path, &c->item, c->number || c->item.index);
    m = ub_flow_report(flow, &c->item);
    ub_out_init(&out, STDOUT_FILENO, buf, sizeof buf);
    s = ub_report_explain(&out, &m, &how, err);
    return ub_out_flush(&out, s == UB_OK ? err : NULL) != UB_OK && s == UB_OK ? UB_IO : s;
}

int ub_cli_explain(int argc, char **argv)
{
    static const ub_command self = { "explain", ub_cli_explain, "[FILE]", "Tell in words what opening a message would have told whom." };
    ub_box_opts how = { .max_message_bytes = (uint64_t)256 << 20 };
    UB_CLEANUP(ub_box_close) ub_box box = { 0 };
    UB_CLEANUP(ub_protect_close) ub_protect protect = { 0 };
    UB_CLEANUP(ub_flow_close) ub_flow flow = { 0 };
    static ub_rules rules;
    const char *lists = NULL, *ublock = NULL;
    ub_pick c = { 0 };
    ub_err err = { 0 };
    int n, format = 0, colour = 0, status;
    const ub_opt opts[] = {
        { "message", 0, UB_OPT_UINT, &c.number, NULL, "which message of a mailbox, from 1" },
        { "format", 0, UB_OPT_CHOICE, &format, "auto|mbox|maildir|eml", "what the input is; found out from its content by default" },
        { "max-message", 0, UB_OPT_BYTES, &how.max_message_bytes, "BYTES", "refuse a larger message (256M)" },
        UB_OPT_ROSTER(&protect),
        { "lists", 0, UB_OPT_TEXT, &lists, "DIR", "the list files of this folder instead of those installed" },
        UB_OPT_UBLOCK(&ublock),
        UB_OPT_TRUST(&protect),
        UB_OPT_COLOUR(&colour),
        { 0 },
    };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (n > 1) return ub_cli_complain(argv[2], "explain takes one file"), UB_EXIT_BAD;
    const char *path = n ? argv[1] : "-";
    how.format = (ub_box_format)format;
    if (ub_flow_open(&flow, how.max_message_bytes, &err) != UB_OK) return ub_cli_failed("memory", &err);
    if ((status = ub_protect_open(&protect)) != 0) return status;
    ub_protect_give(&protect, &flow);
    if ((status = ub_trackers_open(&rules, lists, false, ublock)) != 0) return status;
    flow.rules = &rules;
    status = ub_box_open(&box, path, &how, &err) == UB_OK && ub_pick_message(&c, &box, &err) == UB_OK
        && explain_message(&flow, &c, path, colour, &err) == UB_OK ? UB_EXIT_NOTHING : ub_cli_failed(path, &err);
    free(c.copy);
    ub_rules_deinit(&rules);
    return status;
}
