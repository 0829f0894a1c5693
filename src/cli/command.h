/*
 * Commands: each is one const struct in one file, named in one list. Parsing,
 * --help and the suggestions after a slip are made from those.
 */
#ifndef PINLAB_CLI_COMMAND_H
#define PINLAB_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/style.h"
#include "util/error.h"

struct pl_option {
	const char *name;     /* without the dashes */
	char letter;          /* or 0 */
	const char *argument; /* "FILE", or NULL for a flag */
	const char *help;     /* a clause, one line */
	bool repeats;
};

#define PL_OPTIONS_MAX 16

struct pl_command;

/* A command line, parsed. */
struct pl_args {
	const struct pl_command *command;
	struct pl_option_values {
		const char **items; /* borrowed from argv; a flag has one, "" */
		size_t n, cap;
	} options[PL_OPTIONS_MAX]; /* parallel to the command's options */
	const char **operands;
	size_t n, cap;
	struct pl_style out; /* of standard output */
	int64_t today;       /* the real clock when the program began, seconds UTC; pl_cli_at */
};

struct pl_command {
	const char *name;
	const char *operands; /* "PATH...", or "" */
	const char *summary;  /* one line */
	const char *example;  /* a line or several, without "pinlab"'s prompt */
	const char *exits;    /* a line on exit codes, or NULL */
	const struct pl_option *options;
	size_t n_options;
	size_t least, most; /* operands */
	/* The exit code; with an error set, that one counts. Prints to standard output. */
	int (*run)(const struct pl_args *args, struct pl_error *err);
};

const struct pl_command *const *pl_commands(size_t *n);
const struct pl_command *pl_command_find(const char *name);

/* True when the option was given. */
bool pl_args_has(const struct pl_args *args, const char *option);
/* Its last value, or NULL. */
const char *pl_args_value(const struct pl_args *args, const char *option);
/* All its values as given. */
const char *const *pl_args_values(const struct pl_args *args, const char *option, size_t *n);
/* All its values, comma lists split: a NULL-terminated array (NULL when not given); free with
 * pl_words_free. */
char **pl_args_words(const struct pl_args *args, const char *option);
void pl_words_free(char **words);
/* A whole number within bounds; `standard` when not given. */
PL_MUST_USE bool pl_args_number(const struct pl_args *args, const char *option, uint64_t least,
				uint64_t most, uint64_t standard, uint64_t *out,
				struct pl_error *err);

/* Parses argv (without the program and the command's name). *help: --help was given. */
PL_MUST_USE bool pl_args_parse(struct pl_args *out, const struct pl_command *command, int argc,
			       char **argv, bool *help, struct pl_error *err);
void pl_args_clear(struct pl_args *args);

/* The page of one command, and of the program. */
void pl_help_command(struct pl_buf *out, const struct pl_command *command);
void pl_help_program(struct pl_buf *out);

#endif
