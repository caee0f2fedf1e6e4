/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon: one program, its subcommands in one table. */
#include "cli.h"
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "version.h"

static const ub_command commands[] = {
    { "scan", ub_cli_scan, "[PATH...]", "find every way in which messages would contact somebody" },
    { "clean", ub_cli_clean, "[PATH]", "write a message so that it looks the same and contacts nobody" },
    { "explain", ub_cli_explain, "[FILE]", "tell in words what opening a message would have told whom" },
    { "vectors", ub_cli_vectors, "", "list every way in which a message can make contact" },
    { "parts", ub_cli_parts, "[PATH...]", "show what each reader sees: parts, fields, tags, sheets, URLs" },
};

static void print_usage(FILE *to)
{
    fputs("usage: unbeacon COMMAND [options] [PATH...]\n\n", to);
    for (size_t i = 0; i < UB_COUNT(commands); i++) fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\n'unbeacon COMMAND --help' tells the options of a command.\n", to);
}

void ub_cli_complain(const char *subject, const char *what)
{
    char buf[256];
    ub_out out;
    ub_out_init(&out, STDERR_FILENO, buf, sizeof buf);
    ub_out_add(&out, UB_S("unbeacon: "));
    ub_text_safe(&out, ub_str_of(subject, strlen(subject)), 4096);
    ub_out_add(&out, UB_S(": "));
    ub_out_add(&out, ub_str_of(what, strlen(what)));
    ub_out_char(&out, '\n');
    ub_out_flush(&out, NULL);
}

void ub_cli_complain_err(const char *subject, const ub_err *err)
{
    char text[256];
    snprintf(text, sizeof text, "%s%s%s", err->what ? err->what : ub_status_name(err->status), err->os ? ": " : "",
             err->os ? strerrordesc_np(err->os) : "");
    ub_cli_complain(subject, text);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    signal(SIGPIPE, SIG_IGN);      /* a closed pipe shows as EPIPE, and ends us quietly */
    if (!name) return print_usage(stderr), UB_EXIT_BAD;
    if (!strcmp(name, "--help") || !strcmp(name, "help")) return print_usage(stdout), UB_EXIT_NOTHING;
    if (!strcmp(name, "--version")) return puts("unbeacon " UB_VERSION), UB_EXIT_NOTHING;
    for (size_t i = 0; i < UB_COUNT(commands); i++)
        if (!strcmp(name, commands[i].name)) return commands[i].run(argc - 1, argv + 1);
    ub_cli_complain(name, "no such command; try 'unbeacon --help'");
    return UB_EXIT_BAD;
}
