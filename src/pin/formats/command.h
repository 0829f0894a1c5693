/* The option pinnedpubkey, wherever it is given: in a script, a command line, a configuration
 * file. Shared by curl and wget, which have the same list in it. */
#ifndef PINLAB_PIN_FORMATS_COMMAND_H
#define PINLAB_PIN_FORMATS_COMMAND_H

#include "pin/format.h"

struct pl_command_words {
	const char *program; /* whose commands are meant: "curl", "wget" */
	const char *other;   /* the other program with such an option */
	bool is_default;     /* meant where a file names neither */
	bool plain_config;   /* its configuration takes the rest of a line as it stands */
};

/* Whether the file has the option, and of this program. */
PL_MUST_USE bool pl_command_has(const char *file, struct pl_bytes text,
				const struct pl_command_words *words);
PL_MUST_USE bool pl_command_read(struct pl_pinfile *out, struct pl_bytes text,
				 const struct pl_command_words *words, struct pl_errors *errors);
/* The option's value, without quotes: "sha256//A=;sha256//B=". */
void pl_command_value(const struct pl_pinset *set, struct pl_buf *out);

#endif
