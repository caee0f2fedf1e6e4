/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli: the program `unbeacon`: subcommands and options as rows of tables, one message at a time to the rooms below.
 *
 * Exit statuses and manners: the manual page unbeacon(1).
 */
#ifndef UB_CLI_H
#define UB_CLI_H

#include "base.h"

enum {
    UB_EXIT_NOTHING = 0,     /* done, or nothing found */
    UB_EXIT_FOUND = 1,       /* scan, screen, hunt: something found */
    UB_EXIT_BAD = 2,         /* bad usage, or input that cannot be read */
    UB_EXIT_TEMPORARY = 75,  /* the machine refused for now: memory, disk; EX_TEMPFAIL of sysexits */
};

/* A subcommand: `argv[0]` is its name.  Returns the exit status. */
typedef struct ub_command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments;   /* for the usage line */
    const char *summary;     /* one line for --help */
} ub_command;

int ub_cli_scan(int argc, char **argv);
int ub_cli_clean(int argc, char **argv);
int ub_cli_explain(int argc, char **argv);
int ub_cli_vectors(int argc, char **argv);
int ub_cli_parts(int argc, char **argv);
int ub_cli_config(int argc, char **argv);
int ub_cli_screen(int argc, char **argv);
int ub_cli_lists(int argc, char **argv);

/* All of them; the last has no name. */
extern const ub_command ub_cli_commands[];

/* ------------------------------------------------------------------------------------------------ options */

/* In place of options: print the settings in force, or only check them.  For unbeacon config. */
#define UB_OPT_ASK_SETTINGS "--ask-settings"
#define UB_OPT_ASK_CHECK    "--ask-check"

typedef enum ub_opt_kind {
    UB_OPT_FLAG,     /* bool *: set true */
    UB_OPT_COUNT,    /* unsigned *: one more each time */
    UB_OPT_UINT,     /* uint64_t * */
    UB_OPT_BYTES,    /* uint64_t *: "64M", with K, M, G as powers of 1024 */
    UB_OPT_TEXT,     /* const char ** */
    UB_OPT_CHOICE,   /* int *: index of a word in `words`, which are separated by '|' */
} ub_opt_kind;

typedef struct ub_opt {
    const char *name;    /* without dashes; NULL ends a table */
    char letter;         /* 0 when there is none */
    ub_opt_kind kind;
    void *value;
    const char *words;   /* UB_OPT_CHOICE: "auto|mbox"; else what the value is called in help, "FILE" */
    const char *help;    /* one line */
} ub_opt;

/*
 * ub_opt_read - take the options out of argv, GNU manners: anywhere among the arguments, "--" ends them.
 *
 * Before that, what the configuration says (config.h).
 *
 * in     opts   a table that ends with a row without name; --help and --config are known without a row
 * out    *n     arguments left, moved to argv[1..n]
 * fails  false after one line on stderr, or after help was printed: then *status is the exit status
 */
bool ub_opt_read(const ub_command *command, const ub_opt *opts, int argc, char **argv, int *n, int *status);

/* Columns of a terminal, 20 to 500: as COLUMNS says, as the terminal says, else 80. */
unsigned ub_cli_width(int fd);
/* What --color says; else on a terminal, where nobody has set NO_COLOR. */
typedef enum ub_colour { UB_COLOUR_AUTO, UB_COLOUR_ALWAYS, UB_COLOUR_NEVER } ub_colour;
bool ub_cli_colour(int wish, int fd);
/* The row of a command's options: `wish` is an int. */
#define UB_OPT_COLOUR(wish) { "color", 0, UB_OPT_CHOICE, (wish), "auto|always|never", "colours; on a terminal without NO_COLOR by default" }

/* A place for this person's files: `$variable/rest`, else `~/below/rest`.  False: neither is known, or longer than `cap`.
 * A relative path in a variable is ignored.  XDG Base Directory Specification 0.8. */
bool ub_cli_place(char *out, size_t cap, const char *variable, const char *below, const char *rest);

/* One line on stderr: "unbeacon: SUBJECT: WHAT", SUBJECT made safe for terminals. */
void ub_cli_complain(const char *subject, const char *what);
void ub_cli_complain_err(const char *subject, const ub_err *err);
/* "WHAT", or "WHAT: what the system says", cut at n - 1 bytes, with a NUL. */
void ub_cli_err_text(char *out, size_t n, const ub_err *err);

/* The exit status for trouble with one's own input or output; that nobody reads on is none. */
int ub_cli_exit_of(const ub_err *err);
/* The line on stderr, unless nobody reads on, and that status. */
int ub_cli_failed(const char *subject, const ub_err *err);

/* What went wrong with one message or file: a line on stderr, an object of type "error". */
struct ub_trouble;
struct ub_out;
void ub_cli_complain_trouble(const struct ub_trouble *t);
void ub_cli_json_trouble(struct ub_out *out, const struct ub_trouble *t);

#endif
