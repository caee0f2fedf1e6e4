/* SPDX-License-Identifier: Apache-2.0 */
/* Options as rows of a table. */
#include "cli.h"

#include <stdio.h>

/* What went wrong with an option, in one line that says what to try. */
static bool refuse(const ub_command *command, const char *what, const char *option, int *status)
{
    fprintf(stderr, "unbeacon: %s: %s; try 'unbeacon %s --help'\n", option, what, command->name);
    *status = UB_EXIT_BAD;
    return false;
}

static void print_help(const ub_command *command, const ub_opt *opts)
{
    printf("usage: unbeacon %s [options] %s\n%s\n\n", command->name, command->arguments, command->summary);
    for (const ub_opt *o = opts; o->name; o++) {
        char left[64];
        bool takes = o->kind >= UB_OPT_UINT;
        snprintf(left, sizeof left, "%s--%s%s%s", o->letter ? (char[]){ '-', o->letter, ',', ' ', 0 } : "    ", o->name,
                 takes ? " " : "", takes ? (o->words ? o->words : "N") : "");
        printf("  %-30s %s\n", left, o->help);
    }
    printf("      --help                     this text\n");
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

bool ub_opt_read(const ub_command *command, const ub_opt *opts, int argc, char **argv, int *n, int *status)
{
    bool only_arguments = false;
    *n = 0;
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
