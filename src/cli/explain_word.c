/* What a word means, or a symbol of the screen: every kind of thing that has it. */
#include <config.h>

#include "cli/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/catalog.h"
#include "cli/shared.h"
#include "lab/attack.h"
#include "lab/reason.h"
#include "util/mem.h"
#include "util/text.h"

void pl_explain_lines(const struct pl_args *args, const char *text, struct pl_buf *out)
{
	struct pl_buf safe = PL_BUF_INIT, wrapped = PL_BUF_INIT;

	while (*text) {
		size_t len = strcspn(text, "\n"), blanks = strspn(text, " ");
		char *line = pl_strndup(text, len);

		pl_buf_reset(&safe);
		pl_buf_reset(&wrapped);
		pl_style_text(&args->out, &safe, line);
		pl_text_wrap(&wrapped, pl_buf_str(&safe), pl_style_width(&args->out) - 4,
			     blanks ? 6 : 2);
		pl_buf_printf(out, "%*s%s\n", blanks ? 4 : 2, "", pl_buf_str(&wrapped));
		text += len + (text[len] == '\n');
		free(line);
	}
	pl_buf_clear(&safe);
	pl_buf_clear(&wrapped);
}

static bool put_word(const struct pl_args *args, const struct pl_catalog *catalog, const char *word,
		     struct pl_buf *out)
{
	struct pl_entries entries = { 0 };
	bool found = false;

	catalog->fill(&entries);
	for (size_t i = 0; i < entries.n; i++) {
		const struct pl_entry *entry = &entries.items[i];

		if (strcmp(entry->name, word) != 0)
			continue;
		pl_style_begin(&args->out, out, PL_ROLE_TITLE);
		pl_style_text(&args->out, out, entry->name);
		pl_style_end(&args->out, out, PL_ROLE_TITLE);
		pl_buf_printf(out, " (%s)\n", catalog->one);
		pl_explain_lines(args, entry->summary, out);
		if (entry->about)
			pl_explain_lines(args, entry->about, out);
		found = true;
	}
	pl_entries_clear(&entries);
	return found;
}

/* What the matrix draws: symbols of states, letters of attacks. One letter may be both. */
static void put_sign(const struct pl_args *args, const char *sign, struct pl_buf *out)
{
	size_t n;
	const struct pl_attack *const *attacks = pl_attacks(&n);

	for (int i = 0; i < PL_STATES; i++) {
		const struct pl_state_info *info = pl_state_info((enum pl_state)i);
		const char ascii[2] = { info->ascii, '\0' };

		if (pl_streq(sign, info->symbol) || pl_streq(sign, ascii))
			put_word(args, pl_catalog_find("states"), info->name, out);
	}
	for (size_t i = 0; i < n; i++) {
		if (pl_streq(sign, attacks[i]->letter)) {
			put_word(args, pl_catalog_find("attacks"), attacks[i]->name, out);
			pl_buf_printf(out, "  Its column has the letter %s.\n", sign);
		}
	}
}

bool pl_explain_word(const struct pl_args *args, const char *word, struct pl_buf *out)
{
	size_t n, before = out->len;
	const struct pl_catalog *const *catalogs = pl_catalogs(&n);

	for (size_t i = 0; i < n; i++)
		put_word(args, catalogs[i], word, out);
	put_sign(args, word, out);
	return out->len > before;
}

void pl_explain_unknown(const char *word, struct pl_error *err)
{
	struct pl_entries all = { 0 };
	const char **names;
	size_t n;
	const struct pl_catalog *const *catalogs = pl_catalogs(&n);

	for (size_t i = 0; i < n; i++)
		catalogs[i]->fill(&all);
	names = pl_calloc(all.n + 1, sizeof(*names));
	for (size_t i = 0; i < all.n; i++)
		names[i] = all.items[i].name;
	pl_cli_unknown("word", word, names, all.n, err);
	free(names);
	pl_entries_clear(&all);
}
