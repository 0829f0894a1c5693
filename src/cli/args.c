/* How a command's line is taken apart, by its own table of options. */
#include <config.h>

#include "cli/command.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "cli/terminal.h"
#include "util/mem.h"
#include "util/text.h"

#define LONG_BASE 256 /* getopt's value of option i is LONG_BASE + i */

const struct pl_option pl_common_options[PL_COMMON_OPTIONS] = {
	{ .name = "color", .argument = "WHEN", .help = "auto (default), always or never" },
	{ .name = "help", .letter = 'h', .help = "shows this page" },
};

/* The command's own options, then the common ones. */
static size_t option_count(const struct pl_command *command)
{
	return command->n_options + PL_COMMON_OPTIONS;
}

static const struct pl_option *option_at(const struct pl_command *command, size_t index)
{
	return index < command->n_options ? &command->options[index]
					  : &pl_common_options[index - command->n_options];
}

static int find_option(const struct pl_command *command, const char *name, size_t len)
{
	for (size_t i = 0; i < option_count(command); i++) {
		const char *known = option_at(command, i)->name;

		if (strlen(known) == len && memcmp(known, name, len) == 0)
			return (int)i;
	}
	return -1;
}

static bool unknown_option(const struct pl_command *command, const char *name, size_t len,
			   struct pl_error *err)
{
	const char *names[PL_OPTIONS_MAX + PL_COMMON_OPTIONS];
	char *word = pl_strndup(name, len);
	const char *near;

	for (size_t i = 0; i < option_count(command); i++)
		names[i] = option_at(command, i)->name;
	near = pl_nearest(word, names, option_count(command));
	if (near)
		pl_error_usage(err, "unknown option '--%s'; did you mean '--%s'?", word, near);
	else
		pl_error_usage(err, "unknown option '--%s'; see 'pinlab %s --help'", word,
			       command->name);
	free(word);
	return false;
}

/* getopt_long takes any unambiguous beginning of a name, which would break
 * scripts with every new option: only whole names pass. */
static bool check_name(const struct pl_command *command, const char *word, struct pl_error *err)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");

	return find_option(command, name, len) >= 0 || unknown_option(command, name, len, err);
}

struct tables {
	struct option longs[PL_OPTIONS_MAX + PL_COMMON_OPTIONS + 1];
	char shorts[3 + 2 * (PL_OPTIONS_MAX + PL_COMMON_OPTIONS)];
};

static void make_tables(const struct pl_command *command, struct tables *out)
{
	size_t n = 0;

	*out = (struct tables){ 0 };
	out->shorts[n++] = '+'; /* operands are ours, whatever the C library would do */
	out->shorts[n++] = ':';
	for (size_t i = 0; i < option_count(command); i++) {
		const struct pl_option *option = option_at(command, i);

		out->longs[i] = (struct option){
			.name = option->name,
			.has_arg = option->argument ? required_argument : no_argument,
			.val = LONG_BASE + (int)i,
		};
		if (!option->letter)
			continue;
		out->shorts[n++] = option->letter;
		if (option->argument)
			out->shorts[n++] = ':';
	}
}

static int index_of(const struct pl_command *command, int value)
{
	if (value >= LONG_BASE)
		return value - LONG_BASE;
	for (size_t i = 0; i < option_count(command); i++) {
		if (option_at(command, i)->letter == value)
			return (int)i;
	}
	return -1;
}

static bool set_option(struct pl_args *out, int index, const char *value, const char **color,
		       bool *help, struct pl_error *err)
{
	const struct pl_option *option = option_at(out->command, (size_t)index);
	struct pl_option_values *values;

	if ((size_t)index >= out->command->n_options) {
		if (pl_streq(option->name, "help"))
			*help = true;
		else
			*color = value;
		return true;
	}
	values = &out->options[index];
	if (values->n > 0 && option->argument && !option->repeats)
		return pl_error_usage(err, "option '--%s' is given twice", option->name);
	*PL_PUSH(values->items, values->n, values->cap) = value ? value : "";
	return true;
}

static bool refuse(const struct pl_args *out, int got, struct pl_error *err)
{
	int index = index_of(out->command, optopt);

	if (got == ':' && index >= 0)
		return pl_error_usage(err, "option '--%s' needs a value: --%s %s",
				      option_at(out->command, (size_t)index)->name,
				      option_at(out->command, (size_t)index)->name,
				      option_at(out->command, (size_t)index)->argument);
	if (index >= 0)
		return pl_error_usage(err, "option '--%s' takes no value",
				      option_at(out->command, (size_t)index)->name);
	return pl_error_usage(err, "unknown option '-%c'; see 'pinlab %s --help'", optopt,
			      out->command->name);
}

static void add_operand(struct pl_args *out, const char *word)
{
	*PL_PUSH(out->operands, out->n, out->cap) = word;
}

static bool take_words(struct pl_args *out, int argc, char **argv, const char **color, bool *help,
		       struct pl_error *err)
{
	struct tables tables;

	make_tables(out->command, &tables);
	opterr = 0;
	optind = 1;
	while (optind < argc) {
		const char *word = argv[optind];
		int got, index;

		if (word[0] != '-' || !word[1]) {
			add_operand(out, word);
			optind++;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			while (++optind < argc)
				add_operand(out, argv[optind]);
			break;
		}
		if (word[1] == '-' && !check_name(out->command, word, err))
			return false;
		got = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
		if (got == '?' || got == ':')
			return refuse(out, got, err);
		index = index_of(out->command, got);
		if (index < 0 || !set_option(out, index, optarg, color, help, err))
			return false;
	}
	return true;
}

static bool check_operands(const struct pl_args *args, struct pl_error *err)
{
	const struct pl_command *command = args->command;

	if (args->n < command->least)
		return pl_error_usage(err, "something is missing: pinlab %s %s", command->name,
				      command->operands);
	if (args->n > command->most)
		return pl_error_usage(err, "'%s' is one word too many: pinlab %s%s%s",
				      args->operands[command->most], command->name,
				      command->operands[0] ? " " : "", command->operands);
	return true;
}

bool pl_args_parse(struct pl_args *out, const struct pl_command *command, int argc, char **argv,
		   bool *help, struct pl_error *err)
{
	const char *color = NULL;

	*out = (struct pl_args){ .command = command };
	*help = false;
	if (!take_words(out, argc, argv, &color, help, err))
		return false;
	return pl_terminal_style(color, &out->out, err) && (*help || check_operands(out, err));
}

void pl_args_clear(struct pl_args *args)
{
	for (size_t i = 0; i < PL_OPTIONS_MAX; i++)
		free(args->options[i].items);
	free(args->operands);
	*args = (struct pl_args){ 0 };
}

static const struct pl_option_values *values_of(const struct pl_args *args, const char *option)
{
	int index = find_option(args->command, option, strlen(option));

	return index >= 0 && (size_t)index < args->command->n_options ? &args->options[index]
								      : NULL;
}

bool pl_args_has(const struct pl_args *args, const char *option)
{
	const struct pl_option_values *values = values_of(args, option);

	return values && values->n > 0;
}

const char *pl_args_value(const struct pl_args *args, const char *option)
{
	const struct pl_option_values *values = values_of(args, option);

	return values && values->n > 0 ? values->items[values->n - 1] : NULL;
}

const char *const *pl_args_values(const struct pl_args *args, const char *option, size_t *n)
{
	const struct pl_option_values *values = values_of(args, option);

	*n = values ? values->n : 0;
	return values ? values->items : NULL;
}

char **pl_args_words(const struct pl_args *args, const char *option)
{
	size_t n_values, n = 0, cap = 0;
	const char *const *values = pl_args_values(args, option, &n_values);
	char **words = NULL;

	for (size_t i = 0; i < n_values; i++) {
		const char *at = values[i];

		while (*at) {
			size_t len = strcspn(at, ",");

			if (len > 0)
				*PL_PUSH(words, n, cap) = pl_strndup(at, len);
			at += len + (at[len] == ',');
		}
	}
	if (n_values > 0)
		*PL_PUSH(words, n, cap) = NULL;
	return words;
}

void pl_words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

bool pl_args_number(const struct pl_args *args, const char *option, uint64_t least, uint64_t most,
		    uint64_t standard, uint64_t *out, struct pl_error *err)
{
	const char *text = pl_args_value(args, option);
	char *end = NULL;
	unsigned long long value;

	*out = standard;
	if (!text)
		return true;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < least || value > most)
		return pl_error_usage(
			err, "--%s is a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'",
			option, least, most, text);
	*out = value;
	return true;
}
