/* Which scenarios an expression over tags means, and how a broken one is told. */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "run/tags.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"

static const char *const tags[] = { "incident", "ios", "r3", "a.b+c" };

static const struct {
	const char *text;
	bool want;
} matches[] = {
	{ "incident", true },
	{ "slow", false },
	{ "inciden", false },
	{ "incidents", false },
	{ "a.b+c", true },
	{ "not slow", true },
	{ "not incident", false },
	{ "not not incident", true },
	{ "incident and ios", true },
	{ "incident and slow", false },
	{ "slow or ios", true },
	{ "slow or fast", false },
	{ "incident and not (slow or ios)", false },
	{ "incident and not (slow or fast)", true },
	/* `and` binds before `or`, `not` before both */
	{ "incident or slow and fast", true },
	{ "(incident or slow) and fast", false },
	{ "not slow and ios", true },
	{ "not (slow and ios)", true },
	{ "  ( incident )  ", true },
	{ "notable", false },
	{ "not(slow)", true },
};

static const struct {
	const char *text, *want;
} broken[] = {
	{ "", "column 1: it ends where a tag" },
	{ "incident and", "column 13: it ends where a tag" },
	{ "and ios", "column 1: a tag, 'not' or ( must stand here" },
	{ "ios slow", "column 5: 'and' or 'or' must stand between two tags" },
	{ "(ios", "column 5: a ) is missing" },
	{ "(ios slow)", "column 6: 'and', 'or' or ) must follow" },
	{ "ios)", "column 4: this ) closes nothing" },
	{ "ios or or slow", "column 8: a tag, 'not' or ( must stand here" },
	{ "ios & slow", "column 5: 'and' or 'or' must stand" },
	{ "!ios", "column 1: a tag, 'not' or ( must stand here; tags have letters" },
	{ "()", "column 2: a tag, 'not' or ( must stand here" },
};

static void test_expressions(void)
{
	char *deep = pl_calloc(202, 1);

	for (size_t i = 0; i < PL_ARRAY_LEN(matches); i++) {
		struct pl_error err = PL_ERROR_INIT;

		tap_ok(pl_tags_check(matches[i].text, &err) &&
			       pl_tags_match(matches[i].text, tags, PL_ARRAY_LEN(tags)) ==
				       matches[i].want,
		       "'%s' is %s", matches[i].text, matches[i].want ? "true" : "false");
		pl_error_clear(&err);
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(broken); i++) {
		struct pl_error err = PL_ERROR_INIT;

		tap_ok(!pl_tags_check(broken[i].text, &err) && err.kind == PL_ERROR_USAGE,
		       "'%s' is refused", broken[i].text);
		tap_has(err.text, broken[i].want, "with its column");
		pl_error_clear(&err);
	}
	memset(deep, '(', 200);
	deep[200] = 'x';
	{
		struct pl_error err = PL_ERROR_INIT;

		tap_ok(!pl_tags_check(deep, &err), "two hundred brackets are refused");
		tap_has(err.text, "too many brackets", "before they hurt");
		pl_error_clear(&err);
	}
	free(deep);
}

static char folder[] = "/tmp/pinlab-tags-XXXXXX";

static char *put(const char *name, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = pl_path_join(folder, name);

	if (!pl_file_write(path, text, strlen(text), 0600, &err))
		tap_ok(false, "%s: %s", path, err.text);
	pl_error_clear(&err);
	return path;
}

static struct pl_selection select_all(char *const *paths, size_t n)
{
	struct pl_selection files = PL_SELECTION_INIT;
	struct pl_error err = PL_ERROR_INIT;

	if (!pl_select((const char *const *)paths, n, NULL, &files, &err))
		tap_ok(false, "%s", err.text);
	return files;
}

static void test_files(void)
{
	char *paths[] = {
		put("1.yaml", "pinlab: 1\ntags: [slow, ios]\n"),
		put("2.yaml", "pinlab: 1\ntags: ios\nfocus: true\n"),
		put("3.yaml", "pinlab: 1\n"),
		put("4.yaml", "tags: [\n"),
	};
	struct pl_selection files = select_all(paths, PL_ARRAY_LEN(paths));
	struct pl_error err = PL_ERROR_INIT;

	tap_ok(pl_select_tags(&files, NULL, &err) && files.n == 4, "without a word all are meant");
	tap_ok(pl_select_tags(&files, "ios and not slow", &err) && files.n == 2 &&
		       strstr(files.files[0], "2.yaml") && strstr(files.files[1], "4.yaml"),
	       "those that are meant, and what cannot be read");
	pl_selection_clear(&files);
	files = select_all(paths, PL_ARRAY_LEN(paths));
	tap_ok(pl_select_focus(&files) == 3 && files.n == 1 && strstr(files.files[0], "2.yaml"),
	       "focus leaves the others out");
	pl_selection_clear(&files);
	files = select_all(paths, 1);
	tap_ok(pl_select_focus(&files) == 0 && files.n == 1, "without focus none is left out");
	tap_ok(!pl_select_tags(&files, "(", &err), "a broken expression selects nothing");
	pl_error_clear(&err);
	pl_selection_clear(&files);
	for (size_t i = 0; i < PL_ARRAY_LEN(paths); i++) {
		unlink(paths[i]);
		free(paths[i]);
	}
	rmdir(folder);
}

int main(void)
{
	test_expressions();
	if (mkdtemp(folder))
		test_files();
	else
		tap_skip("files", "no folder for temporary files");
	return tap_done();
}
