/*
 * What does a truth table expect: a line per strategy, a column per moment, a letter per state?
 *
 *     verdicts: |
 *       strategy          start  rotation  2027-06-01
 *       leaf-spki         +      X         .
 *       leaf-spki/own-ca  #      -         #
 */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define HEADER "strategy"
#define NOT_ASKED '.'
#define BLANKS " \t"

/* One word of the table, where it stands. */
struct word {
	char *text;
	struct pl_pos pos;
};

struct words {
	struct word *items;
	size_t n, cap;
};

struct table {
	struct pl_decoder *decoder;
	const struct pl_node *node;
	struct words header; /* without its first word */
	bool has_header;
};

static void clear(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i].text);
	free(words->items);
	*words = (struct words){ 0 };
}

/* In which column of the file the table's line begins; 0: it does not stand there as it is. */
static int indent_of(const struct table *table, int line, const char *text, size_t len)
{
	const struct pl_decoder *decoder = table->decoder;

	for (size_t i = 0; i < decoder->n_docs; i++) {
		size_t whole;
		const char *found = pl_doc_line(decoder->docs[i], line, &whole);

		if (!found || !pl_streq(pl_doc_file(decoder->docs[i]), table->node->pos.file))
			continue;
		if (whole < len || memcmp(found + whole - len, text, len) != 0 ||
		    strspn(found, " ") < whole - len)
			return 0;
		return (int)(whole - len) + 1;
	}
	return 0;
}

/* The words of one line; columns count code points, and all before a word are blanks or ASCII. */
static struct words split(const struct table *table, struct pl_pos pos, const char *text,
			  size_t len)
{
	struct words words = { 0 };
	size_t at = 0;

	while (at < len) {
		size_t size = 0;

		while (at < len && strchr(BLANKS, text[at]))
			at++;
		while (at + size < len && !strchr(BLANKS, text[at + size]))
			size++;
		if (size == 0)
			break;
		*PL_PUSH(words.items, words.n, words.cap) = (struct word){
			.text = pl_strndup(text + at, size),
			.pos = { pl_decode_pos(table->decoder, table->node).file, pos.line,
				 pos.column + (int)at },
		};
		at += size;
	}
	return words;
}

static void read_header(struct table *table, struct words *line)
{
	table->has_header = true;
	if (strcmp(line->items[0].text, HEADER) != 0 || line->n < 2) {
		pl_decode_error(table->decoder, line->items[0].pos,
				"the table begins with the word strategy and the moments of its "
				"columns, like: strategy start rotation");
		return;
	}
	table->header = *line;
	*line = (struct words){ 0 };
}

/* Sets strategy and attack from "leaf-spki/own-ca"; false with an error. */
static bool read_name(const struct table *table, const struct word *word, struct pl_expect *out)
{
	char *slash = strchr(word->text, '/');
	struct pl_node strategy = { .kind = PL_NODE_TEXT, .pos = word->pos, .text = word->text };
	struct pl_node attack = strategy;
	size_t before = table->decoder->count;

	if (slash) {
		*slash = '\0';
		attack.text = slash + 1;
		attack.pos.column += (int)(slash + 1 - word->text);
		pl_decode_claim_attack(table->decoder, &attack, out);
	}
	pl_decode_claim_strategy(table->decoder, &strategy, out);
	return table->decoder->count == before;
}

static bool is_of_attack(enum pl_state state)
{
	enum pl_verdict verdict = pl_state_info(state)->verdict;

	return verdict == PL_BLOCKED || verdict == PL_INTERCEPTED;
}

/* The state of a letter, among those of attacks or of the honest host. */
static bool find_state(const char *letter, bool attack, enum pl_state *out)
{
	for (int state = 0; state < PL_STATES; state++) {
		if (is_of_attack((enum pl_state)state) != attack || letter[1] ||
		    pl_state_info((enum pl_state)state)->ascii != letter[0])
			continue;
		*out = (enum pl_state)state;
		return true;
	}
	return false;
}

static void refuse_letter(const struct table *table, const struct word *word, bool attack)
{
	struct pl_buf list = PL_BUF_INIT;

	for (int state = 0; state < PL_STATES; state++)
		if (is_of_attack((enum pl_state)state) == attack)
			pl_buf_printf(&list, "%c %s, ", pl_state_info((enum pl_state)state)->ascii,
				      pl_state_info((enum pl_state)state)->name);
	pl_decode_error(table->decoder, word->pos,
			"'%s' is no letter of %s; they are %sand %c for what is not asked",
			pl_decode_show(table->decoder, word->text),
			attack ? "an attack's states" : "the honest host's states",
			pl_buf_str(&list), NOT_ASKED);
	pl_buf_clear(&list);
}

static void read_cell(const struct table *table, const struct pl_expect *row,
		      const struct word *letter, const struct word *moment)
{
	struct pl_expect *expect;
	enum pl_state state;

	if (letter->text[0] == NOT_ASKED && !letter->text[1])
		return;
	if (!find_state(letter->text, row->attack != NULL, &state)) {
		refuse_letter(table, letter, row->attack != NULL);
		return;
	}
	expect = pl_model_add_expect(table->decoder->model);
	expect->kind = PL_EXPECT_AT;
	expect->pos = letter->pos;
	expect->strategy = pl_strdup(row->strategy);
	expect->attack = pl_strdup(row->attack);
	expect->has_state = true;
	expect->state = state;
	pl_decode_moment(table->decoder, moment->pos, moment->text, expect);
}

static void read_row(const struct table *table, const struct words *line)
{
	struct pl_expect row = { 0 };

	if (line->n != table->header.n)
		pl_decode_error(table->decoder, line->items[0].pos,
				"this line has %zu letters for %zu columns; write %c where nothing "
				"is asked",
				line->n - 1, table->header.n - 1, NOT_ASKED);
	else if (read_name(table, &line->items[0], &row))
		for (size_t i = 1; i < line->n; i++)
			read_cell(table, &row, &line->items[i], &table->header.items[i]);
	pl_expect_clear(&row);
}

/* False when the rest is not worth reading. */
static bool read_line(struct table *table, int line, const char *text, size_t len)
{
	struct pl_pos pos = { table->node->pos.file, line, indent_of(table, line, text, len) };
	struct words words;

	if (pos.column == 0) {
		pl_decode_error(table->decoder, table->node->pos,
				"'verdicts' takes a table as a block of lines: write | after the "
				"colon and the table below it, indented");
		return false;
	}
	words = split(table, pos, text, len);
	if (words.n && !table->has_header)
		read_header(table, &words);
	else if (words.n)
		read_row(table, &words);
	clear(&words);
	return !table->has_header || table->header.n > 0;
}

void pl_decode_table(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct table table = { .decoder = decoder, .node = node };
	const char *at = node->text;

	(void)target;
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "verdicts", "a table of letters"))
		return;
	for (int line = node->pos.line + 1; *at; line++) {
		size_t len = strcspn(at, "\n");

		if (!read_line(&table, line, at, len)) {
			clear(&table.header);
			return;
		}
		at += len + (at[len] == '\n');
	}
	if (!table.has_header)
		pl_decode_error(decoder, node->pos, "this table is empty");
	clear(&table.header);
}
