/* Is the key table one that a person can rely on? */
#include <config.h>

#include "tui/keys.h"

#include <stdlib.h>

#include "../tap.h"
#include "util/compiler.h"

#define KEYS_MAX 200

static void test_unique(void)
{
	size_t groups, n = 0;
	const struct pl_key_group *group = pl_key_groups(&groups);
	int seen[KEYS_MAX];

	for (size_t g = 0; g < groups; g++) {
		for (size_t r = 0; r < group[g].n; r++) {
			for (size_t k = 0;
			     k < PL_ARRAY_LEN(group[g].rows[r].keys) && group[g].rows[r].keys[k];
			     k++) {
				int key = group[g].rows[r].keys[k];
				bool again = false;
				char name[8];

				for (size_t i = 0; i < n; i++)
					again |= seen[i] == key;
				seen[n++] = key;
				tap_ok(!again, "%s does one thing", pl_key_name(key, name));
				tap_ok(pl_key_find(key) == &group[g].rows[r], "%s is found",
				       pl_key_name(key, name));
			}
		}
	}
	tap_ok(pl_key_find('Q') == NULL, "a key that is in no table does nothing");
	tap_ok(pl_key_find(0) == NULL, "no key is no key");
}

/* The label that explains a row: its own, or that of the nearest row above with one. */
static const char *label_of(const struct pl_key_group *group, size_t row)
{
	while (row > 0 && !group->rows[row].label)
		row--;
	return group->rows[row].label;
}

static void test_help(void)
{
	size_t groups;
	const struct pl_key_group *group = pl_key_groups(&groups);

	for (size_t g = 0; g < groups; g++) {
		for (size_t r = 0; r < group[g].n; r++) {
			const struct pl_key_row *row = &group[g].rows[r];
			const char *label = label_of(&group[g], r);

			tap_ok((row->label == NULL) == (row->help == NULL),
			       "group %zu row %zu has both a label and help, or neither", g, r);
			for (size_t k = 0; k < PL_ARRAY_LEN(row->keys) && row->keys[k]; k++) {
				char name[8];

				tap_has(label, pl_key_name(row->keys[k], name),
					"the help's label names the key");
			}
			tap_ok(row->action != PL_ACT_NONE, "the row does something");
			tap_ok((row->action == PL_ACT_EVENT) == (row->arg != NULL),
			       "an event's row names its event, others none");
		}
	}
}

static const struct {
	const char *script;
	int key;
	size_t used;
	const char *why;
} scripts[] = {
	{ "r", 'r', 1, "a letter types itself" },
	{ "<Tab>x", PL_IN_TAB, 5, "a name between < and > is that key" },
	{ "<C-r>", PL_IN_CTRL('r'), 5, "C- is Ctrl" },
	{ "<Left>", PL_IN_LEFT, 6, "arrows have names" },
	{ "<lt>", '<', 4, "< itself is <lt>" },
	{ "<", '<', 1, "a lone < types itself" },
	{ ">", '>', 1, "> types itself" },
	{ "<Nonsense>", 0, 10, "an unknown name is no key" },
	{ "", 0, 0, "at the end there is no key" },
	{ "é", 0xe9, 2, "a character of several bytes is one key" },
};

static void test_scripts(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(scripts); i++) {
		const char *at = scripts[i].script;
		int key = pl_key_parse(&at);

		tap_int(key, scripts[i].key, scripts[i].why);
		tap_int(at - scripts[i].script, (long long)scripts[i].used,
			"and nothing more is used up");
	}
}

int main(void)
{
	test_unique();
	test_help();
	test_scripts();
	return tap_done();
}
