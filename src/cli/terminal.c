/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the terminal. */
#include "cli.h"

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
