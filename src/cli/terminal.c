/* SPDX-License-Identifier: Apache-2.0 */
/* What the environment says: of the terminal, and of where this person keeps files. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH = 80, WIDTH_LEAST = 20, WIDTH_MOST = 500 };

unsigned ub_cli_width(int fd)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    uint64_t n = 0;
    if (columns && ub_str_uint(ub_str_of(columns, strlen(columns)), WIDTH_MOST, &n) && n >= WIDTH_LEAST) return (unsigned)n;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST) return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
    return WIDTH;
}

bool ub_cli_colour(int wish, int fd)
{
    const char *no = getenv("NO_COLOR");
    if (wish != UB_COLOUR_AUTO) return wish == UB_COLOUR_ALWAYS;
    return (!no || !*no) && isatty(fd);
}

bool ub_cli_place(char *out, size_t cap, const char *variable, const char *below, const char *rest)
{
    const char *own = getenv(variable), *home = getenv("HOME");
    int n;
    if (own && own[0] == '/') n = snprintf(out, cap, "%s/%s", own, rest);
    else if (home && home[0] == '/') n = snprintf(out, cap, "%s/%s/%s", home, below, rest);
    else return false;
    return (size_t)n < cap;
}
