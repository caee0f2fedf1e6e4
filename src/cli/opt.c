/* SPDX-License-Identifier: Apache-2.0 */
/* Options as rows of a table. */
#include "cli.h"
#include "config.h"
#include "layout.h"
#include "report.h"

#include <stdio.h>
#include <unistd.h>

/* What went wrong with an option, in one line that says what to try. */
static bool refuse(const ub_command *command, const char *what, const char *option, int *status)
{
    fprintf(stderr, "unbeacon: %s: %s; try 'unbeacon %s --help'\n", option, what, command->name);
    *status = UB_EXIT_BAD;
    return false;
}

/* "-j, --jobs N" */
static int left_side(const ub_opt *o, char out[96])
{
    bool takes = o->kind >= UB_OPT_UINT;
    return snprintf(out, 96, "%s--%s%s%s", o->letter ? (char[]){ '-', o->letter, ',', ' ', 0 } : "    ", o->name, takes ? " " : "",
                    takes ? (o->words ? o->words : "N") : "");
}

/* Options of all commands.  --config has been obeyed before the others are read. */
static const char *ignored;
static const ub_opt of_all[] = {
    { "config", 0, UB_OPT_TEXT, &ignored, "FILE", "read settings there, and nowhere else" },
    { "help", 0, UB_OPT_FLAG, NULL, NULL, "this text" }, { 0 },
};

static void print_help(const ub_command *command, const ub_opt *opts)
{
    char left[96], buf[4096], usage[320];
    unsigned width = ub_cli_width(STDOUT_FILENO), widest = 0;
    ub_out out;
    ub_out_init(&out, STDOUT_FILENO, buf, sizeof buf);
    snprintf(usage, sizeof usage, "unbeacon %s [options] %s", command->name, command->arguments);
    ub_layout_para(&out, "usage: ", ub_str_of(usage, strlen(usage)), width);
    ub_layout_para(&out, "", ub_str_of(command->summary, strlen(command->summary)), width);
    ub_out_char(&out, '\n');
    for (const ub_opt *o = opts; o->name; o++) {
        unsigned n = (unsigned)left_side(o, left);
        if (n > widest) widest = n;
    }
    /* On a narrow terminal what an option does stands below it. */
    bool below = widest + 24 > width;
    for (int t = 0; t < 2; t++)
        for (const ub_opt *o = t ? of_all : opts; o->name; o++) {
            char first[128];
            left_side(o, left);
            if (below) {
                ub_out_add(&out, UB_S("  ")), ub_out_add(&out, ub_str_of(left, strlen(left))), ub_out_char(&out, '\n');
                snprintf(first, sizeof first, "%10s", "");
            } else snprintf(first, sizeof first, "  %-*s  ", (int)widest, left);
            ub_layout_para(&out, first, ub_str_of(o->help, strlen(o->help)), width);
        }
    ub_out_flush(&out, NULL);
}

static bool read_bytes(ub_str text, uint64_t *value)
{
    unsigned shift = 0;
    if (text.n)
        switch (text.p[text.n - 1] | 0x20) {
        case 'k': shift = 10; break;
        case 'm': shift = 20; break;
        case 'g': shift = 30; break;
        }
    if (shift) text.n--;
    if (!ub_str_uint(text, UINT64_MAX >> shift, value)) return false;
    *value <<= shift;
    return true;
}

static bool read_choice(ub_str text, const char *words, int *value)
{
    ub_str rest = ub_str_of(words, strlen(words));
    for (int i = 0; rest.n; i++)
        if (ub_str_eq(ub_str_cut(&rest, '|'), text)) return *value = i, true;
    return false;
}

static bool store(const ub_opt *o, const char *text)
{
    ub_str s = ub_str_of(text, text ? strlen(text) : 0);
    switch (o->kind) {
    case UB_OPT_FLAG:   *(bool *)o->value = true; return true;
    case UB_OPT_COUNT:  ++*(unsigned *)o->value; return true;
    case UB_OPT_UINT:   return ub_str_uint(s, UINT64_MAX, o->value);
    case UB_OPT_BYTES:  return read_bytes(s, o->value);
    case UB_OPT_TEXT:   *(const char **)o->value = text; return true;
    case UB_OPT_CHOICE: return read_choice(s, o->words, o->value);
    }
    return false;
}

/* A switch of a configuration file. */
static bool read_switch(ub_str text, bool *on)
{
    static const ub_str words[] = { UB_LIT("no"), UB_LIT("yes"), UB_LIT("false"), UB_LIT("true"), UB_LIT("off"), UB_LIT("on"), UB_LIT("0"), UB_LIT("1") };
    for (size_t i = 0; i < UB_COUNT(words); i++)
        if (ub_str_eq_nocase(text, words[i])) return *on = i & 1, true;
    return false;
}

/* The same for a line of a configuration file. */
static bool store_setting(const ub_opt *o, const char *text)
{
    ub_str s = ub_str_of(text, strlen(text));
    uint64_t n;
    if (o->kind == UB_OPT_FLAG) return read_switch(s, o->value);
    if (o->kind == UB_OPT_COUNT) return ub_str_uint(s, 9, &n) && (*(unsigned *)o->value = (unsigned)n, true);
    return store(o, text);
}

static const ub_opt *by_name(const ub_opt *opts, ub_str name)
{
    for (; opts->name; opts++)
        if (ub_str_eq(name, ub_str_of(opts->name, strlen(opts->name)))) return opts;
    return NULL;
}

static const ub_opt *by_letter(const ub_opt *opts, char letter)
{
    for (; opts->name; opts++)
        if (opts->letter == letter) return opts;
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ settings */

/*
 * Take over what the configuration says.  A key in this command's own section that is no option of it is wrong; before the
 * first section it may be meant for others.
 */
static bool configure(const ub_command *command, const ub_opt *opts, const char *file, const ub_setting **origins)
{
    ub_config *c = ub_config_get(file);
    bool good = !c->failed;
    char where[512], text[512];
    for (size_t i = 0; i < c->n; i++) {
        ub_setting *s = &c->p[i];
        const ub_opt *o;
        bool own = !strcmp(s->section, command->name);
        if (!own && *s->section) continue;
        o = by_name(opts, ub_str_of(s->key, strlen(s->key)));
        if (!o && !own) continue;
        s->known = true;
        if (!o) {
            snprintf(text, sizeof text, "%.100s has no option --%.200s; try 'unbeacon config'", command->name, s->key);
            ub_cli_complain(ub_config_where(s, where), text);
        } else if (!store_setting(o, s->value)) {
            snprintf(text, sizeof text, "'%.200s' is not a value for --%.200s; try 'unbeacon %.100s --help'", s->value, s->key, command->name);
            ub_cli_complain(ub_config_where(s, where), text);
        } else {
            if (origins) origins[o - opts] = s;
            continue;
        }
        good = false;
    }
    return good;
}

static void print_value(ub_out *out, const ub_opt *o)
{
    ub_str rest = ub_str_of(o->words, o->words ? strlen(o->words) : 0);
    const char *text;
    switch (o->kind) {
    case UB_OPT_FLAG:   ub_out_add(out, *(bool *)o->value ? UB_S("yes") : UB_S("no")); return;
    case UB_OPT_COUNT:  ub_out_uint(out, *(unsigned *)o->value); return;
    case UB_OPT_UINT:   ub_out_uint(out, *(uint64_t *)o->value); return;
    case UB_OPT_BYTES:  {
        uint64_t n = *(uint64_t *)o->value;
        bool mega = n && n % (1 << 20) == 0;
        ub_out_uint(out, mega ? n >> 20 : n);
        if (mega) ub_out_char(out, 'M');
        return;
    }
    case UB_OPT_TEXT:
        text = *(const char **)o->value;
        if (text) ub_text_safe(out, ub_str_of(text, strlen(text)), SIZE_MAX);
        return;
    case UB_OPT_CHOICE:
        for (int i = 0; i < *(int *)o->value; i++) ub_str_cut(&rest, '|');
        ub_out_add(out, ub_str_cut(&rest, '|'));
        return;
    }
}

/* What is in force for this command, as it could stand in a configuration file, and where it comes from. */
static void print_settings(const ub_command *command, const ub_opt *opts, const ub_setting *const *origins)
{
    char buf[4096], where[512];
    ub_out out;
    fflush(stdout);
    ub_out_init(&out, STDOUT_FILENO, buf, sizeof buf);
    ub_out_add(&out, UB_S("\n["));
    ub_out_add(&out, ub_str_of(command->name, strlen(command->name)));
    ub_out_add(&out, UB_S("]\n"));
    for (const ub_opt *o = opts; o->name; o++) {
        const ub_setting *s = origins[o - opts];
        bool empty = o->kind == UB_OPT_TEXT && !*(const char **)o->value;
        if (empty) ub_out_add(&out, UB_S("; "));      /* it has no value to state */
        ub_out_add(&out, ub_str_of(o->name, strlen(o->name)));
        ub_out_add(&out, UB_S(" = "));
        print_value(&out, o);
        ub_out_add(&out, UB_S("  ; "));
        if (s) {
            ub_config_where(s, where);
            ub_text_safe(&out, ub_str_of(where, strlen(where)), SIZE_MAX);
        } else ub_out_add(&out, UB_S("default"));
        ub_out_char(&out, '\n');
    }
    ub_out_flush(&out, NULL);
}

/* The file that --config names, wherever it stands: settings come before all options. */
static const char *config_file(int argc, char **argv)
{
    const char *file = NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
        if (!strncmp(argv[i], "--config=", 9)) file = argv[i] + 9;
        else if (!strcmp(argv[i], "--config") && i + 1 < argc) file = argv[++i];
    }
    return file;
}

/* unbeacon config asks each command for its settings in this way, which nobody else need know. */
static bool asked_for_settings(const ub_command *command, const ub_opt *opts, int argc, char **argv, int *status)
{
    const ub_setting *origins[64] = { 0 };
    bool print = argc > 1 && !strcmp(argv[1], UB_OPT_ASK_SETTINGS), check = argc > 1 && !strcmp(argv[1], UB_OPT_ASK_CHECK);
    size_t n = 0;
    if (!print && !check) return false;
    while (opts[n].name) n++;
    assert(n <= UB_COUNT(origins));
    *status = configure(command, opts, config_file(argc, argv), origins) ? UB_EXIT_NOTHING : UB_EXIT_BAD;
    if (print) print_settings(command, opts, origins);
    return true;
}

/* ------------------------------------------------------------------------------------------------ the command line */

/* "--name", "--name=value", "--name value": *i moves over a value that is an argument of its own. */
static bool read_long(const ub_command *command, const ub_opt *opts, int argc, char **argv, int *i, int *status)
{
    ub_str rest = ub_str_of(argv[*i] + 2, strlen(argv[*i] + 2)), name = rest;
    bool glued = ub_str_chr(rest, '=') < rest.n;
    const char *value = NULL, *option = argv[*i];
    if (glued) name = ub_str_cut(&rest, '='), value = rest.p;
    if (ub_str_eq(name, UB_S("help")) && !glued) {
        print_help(command, opts);
        *status = UB_EXIT_NOTHING;
        return false;
    }
    const ub_opt *o = by_name(opts, name);
    if (!o && ub_str_eq(name, UB_S("config"))) o = &of_all[0];
    if (!o) return refuse(command, "no such option", option, status);
    if (o->kind < UB_OPT_UINT && glued) return refuse(command, "takes no value", option, status);
    if (o->kind >= UB_OPT_UINT && !glued) {
        if (*i + 1 >= argc) return refuse(command, "needs a value", option, status);
        value = argv[++*i];
    }
    return store(o, value) || refuse(command, "not a value for this option", option, status);
}

/* "-q", "-qv", "-j4", "-j 4" */
static bool read_letters(const ub_command *command, const ub_opt *opts, int argc, char **argv, int *i, int *status)
{
    const char *option = argv[*i];
    for (const char *p = option + 1; *p; p++) {
        const ub_opt *o = by_letter(opts, *p);
        if (!o) return refuse(command, "no such option", option, status);
        if (o->kind >= UB_OPT_UINT) {
            const char *value = p[1] ? p + 1 : *i + 1 < argc ? argv[++*i] : NULL;
            if (!value) return refuse(command, "needs a value", option, status);
            return store(o, value) || refuse(command, "not a value for this option", option, status);
        }
        store(o, NULL);
    }
    return true;
}

/* Help is given whatever the configuration is like. */
static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
        if (!strcmp(argv[i], "--help")) return true;
    return false;
}

bool ub_opt_read(const ub_command *command, const ub_opt *opts, int argc, char **argv, int *n, int *status)
{
    bool only_arguments = false;
    *n = 0;
    if (asked_for_settings(command, opts, argc, argv, status)) return false;
    if (!wants_help(argc, argv) && !configure(command, opts, config_file(argc, argv), NULL)) return *status = UB_EXIT_BAD, false;
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        if (only_arguments || a[0] != '-' || a[1] == 0) argv[++*n] = argv[i];
        else if (a[1] != '-') {
            if (!read_letters(command, opts, argc, argv, &i, status)) return false;
        } else if (a[2] == 0) only_arguments = true;
        else if (!read_long(command, opts, argc, argv, &i, status)) return false;
    }
    return true;
}
