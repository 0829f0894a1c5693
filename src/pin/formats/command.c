/* Which pins are given to curl or wget, in a script or a configuration file? */
#include <config.h>

#include "pin/formats/command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pin/formats/lines.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

#define OPTION "pinnedpubkey"
#define LIST "sha256//"   /* in lower case, or it is the name of a file (vtls.c, utils.c) */
#define NEXT ";" LIST
#define VALUE_MAX 20000    /* bytes of one value */
#define COMMAND_MAX 16384  /* bytes of a command before and behind the option */
#define WORK_MAX 50000000  /* characters looked at to put variables in */

/* A word of a shell: its value, and for each character where it stands. */
struct word {
	struct pl_buf text;
	const char **from;
	size_t cap;
	const char *behind;
	bool varies; /* the shell puts something in that the file does not tell */
};

/* One place where the option is given. */
struct use {
	const char *option;  /* where it stands */
	const char *command; /* where its command, or its line of a configuration, begins */
	const char *end;     /* of the command */
	bool config;
};

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	const struct pl_command_words *words;
	const char *text, *end;
	struct pl_map variables; /* name: where its value begins */
	const char **lines;      /* where each begins */
	size_t n_lines, cap_lines, work, uses;
};

static void index_lines(struct reading *in)
{
	const char *at = in->text;

	while (at) {
		*PL_PUSH(in->lines, in->n_lines, in->cap_lines) = at;
		at = memchr(at, '\n', (size_t)(in->end - at));
		at = at ? at + 1 : NULL;
	}
}

static struct pl_pos pos_of(const struct reading *in, const char *at)
{
	size_t low = 0, high = in->n_lines;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (in->lines[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return pl_pinfile_at(in->out, (int)low + 1, pl_column_of(in->lines[low], at));
}

static void put(struct word *word, char c, const char *from)
{
	if (word->text.len >= VALUE_MAX)
		return;
	word->from = pl_grow(word->from, &word->cap, word->text.len + 1, sizeof(*word->from));
	word->from[word->text.len] = from;
	pl_buf_putc(&word->text, c);
}

static void clear(struct word *word)
{
	pl_buf_clear(&word->text);
	free(word->from);
}

static void scan_word(struct reading *in, const char *at, bool nested, struct word *word);

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* $NAME or ${NAME}, whose value is in the file; yields what follows it. */
static const char *put_variable(struct reading *in, const char *at, bool nested, struct word *word)
{
	bool braces = at + 1 < in->end && at[1] == '{';
	const char *start = at + 1 + braces, *end = start;
	struct word value = { .text = PL_BUF_INIT };
	const char *from;

	while (end < in->end && is_name(*end))
		end++;
	from = nested || in->work > WORK_MAX
		? NULL : pl_map_get_n(&in->variables, start, (size_t)(end - start));
	if (!from || (braces && (end == in->end || *end != '}'))) {
		word->varies = true;
		put(word, '$', at);
		return at + 1;
	}
	scan_word(in, from, true, &value);
	for (size_t i = 0; i < value.text.len; i++)
		put(word, value.text.data[i], value.from[i]);
	word->varies = word->varies || value.varies;
	clear(&value);
	return end + braces;
}

static const char *put_quoted(struct reading *in, const char *at, bool nested, struct word *word)
{
	const char *start = at;
	char quote = *at++;

	for (; at < in->end && *at != quote; at++) {
		in->work++;
		if (quote == '"' && *at == '\\' && at + 1 < in->end)
			at += at[1] == '\n' ? 2 : strchr("\\\"$`", at[1]) ? 1 : 0;
		else if (quote == '"' && *at == '$') {
			at = put_variable(in, at, nested, word) - 1;
			continue;
		}
		if (at < in->end)
			put(word, *at, at);
	}
	if (at >= in->end && !nested)
		pl_errors_input(in->errors, pos_of(in, start), "this quote is not closed");
	return at < in->end ? at + 1 : in->end;
}

static bool ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ')' || c == '`' ||
	       c == ';' || c == '&' || c == '|';
}

/* Without quotes a ; ends the command, and the rest of a list is never seen by the program. */
static void scan_word(struct reading *in, const char *at, bool nested, struct word *word)
{
	while (at < in->end && !ends_word(*at)) {
		in->work++;
		if (*at == '\'' || *at == '"') {
			at = put_quoted(in, at, nested, word);
		} else if (*at == '$') {
			at = put_variable(in, at, nested, word);
		} else if (*at == '\\' && at + 1 < in->end) {
			if (at[1] != '\n')
				put(word, at[1], at + 1);
			at += 2;
		} else {
			put(word, *at, at);
			at++;
		}
	}
	word->behind = at;
}

/* A setting: the rest of its line for wget, a word with or without quotes for curl. */
static void scan_setting(struct reading *in, const char *at, const char *end, struct word *word)
{
	const char *last = end;

	if (!in->words->plain_config && at < end && (*at == '"' || *at == '\'')) {
		scan_word(in, at, true, word);
		word->varies = false; /* $ means nothing here */
		return;
	}
	while (last > at && isspace((unsigned char)last[-1]))
		last--;
	while (at < last && (in->words->plain_config || !isspace((unsigned char)*at))) {
		put(word, *at, at);
		at++;
	}
	word->behind = at;
}

/* NAME=value at the beginning of a line or behind a blank: the last one counts. */
static void find_variables(struct reading *in)
{
	for (const char *at = in->text; at < in->end; at++) {
		const char *start = at;

		while (at < in->end && is_name(*at))
			at++;
		if (at > start && at < in->end && *at == '=' &&
		    (start == in->text || strchr(" \t\n;", start[-1])))
			pl_map_set_n(&in->variables, start, (size_t)(at - start), (void *)(at + 1));
	}
}

/* A line goes on behind a backslash. */
static bool goes_on(const struct reading *in, const char *newline)
{
	const char *before = newline;

	if (before > in->text && before[-1] == '\r')
		before--;
	return before > in->text && before[-1] == '\\';
}

static const char *command_of(const struct reading *in, const char *at)
{
	const char *from = at;

	while (at > in->text && from - at < COMMAND_MAX &&
	       !(at[-1] == '\n' && !goes_on(in, at - 1)))
		at--;
	return at;
}

static const char *end_of(const struct reading *in, const char *at)
{
	const char *from = at;

	while (at < in->end && at - from < COMMAND_MAX && !(*at == '\n' && !goes_on(in, at)))
		at++;
	return at;
}

/* The next place after `at` where the option's name is a word of its own; NULL: none. */
static const char *next_option(const struct reading *in, const char *at)
{
	size_t len = strlen(OPTION);

	while ((at = memmem(at, (size_t)(in->end - at), OPTION, len))) {
		if (at + len < in->end && !is_name(at[len]) && at[len] != '-')
			return at;
		at += len;
	}
	return NULL;
}

static bool is_comment(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	return line < end && *line == '#';
}

/* The program's name as a word of the command. */
static bool names(const struct use *use, const char *program)
{
	size_t len = strlen(program);

	for (const char *at = use->command; at + len <= use->end; at++) {
		if (memcmp(at, program, len) == 0 &&
		    (at == use->command || !(is_name(at[-1]) || strchr("-.", at[-1]))) &&
		    (at + len == use->end || !(is_name(at[len]) || strchr("-.=:", at[len]))))
			return true;
	}
	return false;
}

/* Where the value begins behind the option's name. */
static const char *value_of(const struct reading *in, const struct use *use)
{
	const char *at = use->option + strlen(OPTION);

	while (at < use->end && (*at == ' ' || *at == '\t'))
		at++;
	if (at < use->end && (*at == '=' || (*at == ':' && use->config)))
		at++;
	while (at < use->end && (*at == ' ' || *at == '\t' || *at == '\\' || *at == '\r' ||
				 *at == '\n'))
		at++;
	return at < in->end ? at : in->end;
}

/* Fills `use` with the option at `at`; false: a comment, or an option of another name. */
static bool is_use(struct reading *in, const char *at, struct use *use)
{
	const char *word = at;

	*use = (struct use){ .option = at, .command = command_of(in, at), .end = end_of(in, at) };
	if (is_comment(use->command, at))
		return false;
	while (word > use->command && (is_name(word[-1]) || word[-1] == '-'))
		word--;
	if (at - word >= 6 && memcmp(at - 6, "proxy-", 6) == 0) {
		pl_pinfile_remark(in->out, pos_of(in, at), "proxy-pinnedpubkey is about the proxy's "
				  "key, not the host's; it is not used");
		return false;
	}
	use->config = word == at;
	return word == at || (at - word == 2 && memcmp(word, "--", 2) == 0);
}

/* Whether a later use replaces this one: of one command, or one file of settings, the last counts. */
static bool is_replaced(const struct use *use, const struct use *next)
{
	return (use->config && next->config) || use->command == next->command;
}

/* The hosts of the command's URLs; without any the pins are for whatever is asked for. */
static void cover_urls(struct reading *in, const struct use *use, size_t rule)
{
	static const char scheme[] = "https://";
	const char *at = use->command;

	while (!use->config &&
	       (at = memmem(at, (size_t)(use->end - at), scheme, sizeof(scheme) - 1))) {
		size_t len = 0;
		char *host;

		while (at + len < use->end && !ends_word(at[len]) && !strchr("'\"", at[len]))
			len++;
		host = pl_host_of_url(at, len);
		if (host && !strchr(host, '$') && !strchr(host, '{')) {
			in->out->set->rules[rule].only_covers = true;
			pl_rule_cover(&in->out->set->rules[rule], host, false);
		}
		free(host);
		at += len;
	}
}

static struct pl_pin *add_pin(struct reading *in, size_t rule, const char *prefix,
			      const struct word *word, size_t start, size_t end)
{
	const char *at = start < word->text.len ? word->from[start] : word->behind;

	return pl_pinfile_pin(in->out, rule, prefix, pl_buf_str(&word->text) + start, end - start,
			      pos_of(in, at), in->errors);
}

/* Whatever does not begin as a list names a file, though other clients read sha256/ as a pin. */
static void add_key_file(struct reading *in, size_t rule, const struct word *word,
			 struct pl_pos pos)
{
	pl_pinfile_only(add_pin(in, rule, "", word, 0, word->text.len), PL_SPELLED_OTHER);
	pl_pinfile_remark(in->out, pos, "this is the name of a key file, which is not read: it "
			  "counts as a key that is nobody's; a list begins with sha256//");
}

/* Cut at the exact text ;sha256//, so that junk stays with the entry before it. */
static void add_list(struct reading *in, size_t rule, const struct word *word)
{
	const char *text = pl_buf_str(&word->text), *at = text + strlen(LIST);

	for (;;) {
		const char *next = strstr(at, NEXT);
		size_t start = (size_t)(at - text);

		(void)add_pin(in, rule, "sha256/", word, start,
			      next ? (size_t)(next - text) : word->text.len);
		if (!next)
			return;
		at = next + strlen(NEXT);
	}
}

static void add_use(struct reading *in, const struct use *use)
{
	struct word word = { .text = PL_BUF_INIT };
	struct pl_pos pos = pos_of(in, use->option);
	size_t rule;

	if (use->config)
		scan_setting(in, value_of(in, use), use->end, &word);
	else
		scan_word(in, value_of(in, use), false, &word);
	if (word.varies) {
		pl_pinfile_remark(in->out, pos, "the pins given here come from a variable that this "
				  "file does not set; they are not read");
		clear(&word);
		return;
	}
	rule = pl_pinfile_rule(in->out, pos, in->errors);
	if (rule != SIZE_MAX) {
		cover_urls(in, use, rule);
		if (pl_starts_with(pl_buf_str(&word.text), LIST))
			add_list(in, rule, &word);
		else
			add_key_file(in, rule, &word, pos);
	}
	clear(&word);
}

static void read_use(struct reading *in, const struct use *use, const struct use *next)
{
	if (!use->config && names(use, in->words->other) && !names(use, in->words->program))
		pl_pinfile_remark(in->out, pos_of(in, use->option), "a command of %s; the format %s "
				  "reads it", in->words->other, in->words->other);
	else if (next && is_replaced(use, next))
		pl_pinfile_remark(in->out, pos_of(in, use->option), "a later pinnedpubkey replaces "
				  "this one");
	else
		add_use(in, use);
}

static void read_uses(struct reading *in)
{
	struct use use, next;
	const char *at = next_option(in, in->text);
	bool have = false;

	for (; at && in->errors->n < PL_ERRORS_MAX; at = next_option(in, at + 1)) {
		if (++in->uses > PL_PINFILE_MAX_RULES) {
			pl_errors_input(in->errors, pos_of(in, at), "more than %d times pinnedpubkey; "
					"split the file", PL_PINFILE_MAX_RULES);
			return;
		}
		if (!is_use(in, at, &next))
			continue;
		if (have)
			read_use(in, &use, &next);
		use = next;
		have = true;
	}
	if (have)
		read_use(in, &use, NULL);
}

bool pl_command_read(struct pl_pinfile *out, struct pl_bytes text,
		     const struct pl_command_words *words, struct pl_errors *errors)
{
	struct reading in = {
		.out = out,
		.errors = errors,
		.words = words,
		.text = (const char *)text.data,
		.end = (const char *)text.data + text.len,
		.variables = PL_MAP_INIT,
	};

	index_lines(&in);
	find_variables(&in);
	read_uses(&in);
	pl_map_clear(&in.variables);
	free(in.lines);
	if (errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_empty_at(out),
				"no pins for %s are in this file%s%s; they are given as "
				"--pinnedpubkey 'sha256//...' or, in its configuration, "
				"pinnedpubkey = \"sha256//...\"", words->program,
				out->n_remarks > 0 ? ": " : "",
				out->n_remarks > 0 ? out->remarks[0].text : "");
	return errors->n == 0;
}

bool pl_command_has(const char *file, struct pl_bytes text, const struct pl_command_words *words)
{
	const char *start = (const char *)text.data;
	struct use all = { .command = start, .end = start + text.len };

	if (!memmem(text.data, text.len, OPTION, strlen(OPTION)))
		return false;
	if (strstr(file, words->program) || strstr(file, words->other))
		return strstr(file, words->program) != NULL;
	return names(&all, words->program) ||
	       (words->is_default && !names(&all, words->other));
}

void pl_command_value(const struct pl_pinset *set, struct pl_buf *out)
{
	for (size_t i = 0; i < set->n; i++)
		pl_buf_printf(out, "%s" LIST "%s", i ? ";" : "", pl_pin_text(&set->pins[i]));
}
