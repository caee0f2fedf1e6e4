/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon: one program, its subcommands in one table. */
#include "cli.h"

#include <signal.h>
#include <stdio.h>

#include "version.h"

const ub_command ub_cli_commands[] = {
    { "scan", ub_cli_scan, "[PATH...]", "find every way in which messages would contact somebody" },
    { "clean", ub_cli_clean, "[PATH]", "write a message so that it looks the same and contacts nobody" },
    { "explain", ub_cli_explain, "[FILE]", "tell in words what opening a message would have told whom" },
    { "vectors", ub_cli_vectors, "", "list every way in which a message can make contact" },
    { "screen", ub_cli_screen, "[NAME...]", "look names, addresses, sites and wallets up in the sanctions lists" },
    { "lists", ub_cli_lists, "[show|add|remove]", "install sanctions lists, show what is installed, remove it" },
    { "parts", ub_cli_parts, "[PATH...]", "show what each reader sees: parts, fields, tags, sheets, URLs" },
    { "config", ub_cli_config, "", "print the settings in force and where they come from, or check them" },
    { 0 },
};

static void print_usage(FILE *to)
{
    fputs("usage: unbeacon COMMAND [options] [PATH...]\n\n", to);
    for (const ub_command *c = ub_cli_commands; c->name; c++) fprintf(to, "  %-10s %s\n", c->name, c->summary);
    fputs("\n'unbeacon COMMAND --help' tells the options of a command.\n", to);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    signal(SIGPIPE, SIG_IGN);      /* a closed pipe shows as EPIPE, and ends us quietly */
    signal(SIGXFSZ, SIG_IGN);      /* a file that may not grow shows as EFBIG */
    if (!name) return print_usage(stderr), UB_EXIT_BAD;
    if (!strcmp(name, "--help") || !strcmp(name, "help")) return print_usage(stdout), UB_EXIT_NOTHING;
    if (!strcmp(name, "--version")) return puts("unbeacon " UB_VERSION), UB_EXIT_NOTHING;
    for (const ub_command *c = ub_cli_commands; c->name; c++)
        if (!strcmp(name, c->name)) return c->run(argc - 1, argv + 1);
    ub_cli_complain(name, "no such command; try 'unbeacon --help'");
    return UB_EXIT_BAD;
}
