/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon config: what is in force, and from where.  Each command says it of itself, so nothing is written down twice. */
#include "cli.h"
#include "config.h"

#include <errno.h>
#include <stdio.h>

static bool is_command(const char *name)
{
    for (const ub_command *c = ub_cli_commands; c->name; c++)
        if (!strcmp(c->name, name)) return true;
    return false;
}

/* Have all commands read their settings.  False: something is wrong with them. */
static bool ask_all(const char *what)
{
    bool good = true;
    for (const ub_command *c = ub_cli_commands; c->name; c++) {
        char *argv[] = { (char *)c->name, (char *)what, NULL };
        if (c->run != ub_cli_config && c->run(2, argv) != UB_EXIT_NOTHING) good = false;
    }
    return good;
}

/* Settings that no command knows. */
static bool all_known(const ub_config *c)
{
    bool good = true;
    char where[512], text[320];
    for (size_t i = 0; i < c->n; i++) {
        const ub_setting *s = &c->p[i];
        if (s->known) continue;
        if (*s->section && !is_command(s->section)) snprintf(text, sizeof text, "there is no command %.200s", s->section);
        else snprintf(text, sizeof text, "no command has an option --%.200s", s->key);
        ub_cli_complain(ub_config_where(s, where), text);
        good = false;
    }
    return good;
}

int ub_cli_config(int argc, char **argv)
{
    static const ub_command self = { "config", ub_cli_config, "", "Print the settings in force and where they come from, or check them." };
    bool check = false, good;
    int n, status;
    const ub_opt opts[] = {
        { "check", 0, UB_OPT_FLAG, &check, NULL, "only say what is wrong with them" },
        { 0 },
    };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (n) return ub_cli_complain(argv[1], "config takes no argument; try 'unbeacon config --help'"), UB_EXIT_BAD;
    const ub_config *c = ub_config_get(NULL);
    if (!check) {
        for (size_t i = 0; i < c->n_files; i++) printf("# %s\n", c->files[i]);
        if (!c->n_files) puts("# no file");
    }
    good = ask_all(check ? UB_OPT_ASK_CHECK : UB_OPT_ASK_SETTINGS);
    good = all_known(c) && good && !c->failed;
    if (fflush(stdout) != 0) return ub_cli_failed("standard output", &(ub_err){ .status = UB_IO, .what = "cannot write", .os = errno });
    return good ? UB_EXIT_NOTHING : UB_EXIT_BAD;
}
