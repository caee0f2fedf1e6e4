/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config: settings from files, before those of the command line.
 *
 * Keys are named as the options they set.  They stand in a section named as the command, or before the first section, where
 * they are meant for every command that has such an option.
 */
#ifndef UB_CLI_CONFIG_H
#define UB_CLI_CONFIG_H

#include "cli.h"

typedef struct ub_setting {
    const char *section, *key, *value, *file;
    unsigned line;
    bool known;               /* some command has such an option */
} ub_setting;

typedef struct ub_config {
    ub_setting *p;
    size_t n, cap;
    const char **files;       /* that were read */
    size_t n_files;
    bool failed;              /* a line that is none, or a file that cannot be read; it was told */
} ub_config;

/*
 * The settings of this process, read at the first call: from `file` if it is not NULL, else from
 * $XDG_CONFIG_HOME/unbeacon/unbeacon.conf, else from /etc/unbeacon/unbeacon.conf and then the files local.d/NAME.conf beside it.
 * What is wrong with them was told on stderr.
 */
ub_config *ub_config_get(const char *file);

/* "FILE:LINE" of a setting, for messages. */
const char *ub_config_where(const ub_setting *s, char out[512]);

#endif
