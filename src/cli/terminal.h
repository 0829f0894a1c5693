/* What standard output is: how wide, which signs, which colours. */
#ifndef PINLAB_CLI_TERMINAL_H
#define PINLAB_CLI_TERMINAL_H

#include <stdbool.h>

#include "report/style.h"
#include "util/error.h"

/* `when` is auto, always, never or NULL (auto). */
PL_MUST_USE bool pl_terminal_style(const char *when, struct pl_style *out, struct pl_error *err);
/* True when a person sits at both ends. */
PL_MUST_USE bool pl_terminal_is_interactive(void);

#endif
