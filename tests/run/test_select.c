/* Which files are selected: as given, walked, sorted, matched, each once. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/select.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/mem.h"
#include "tests/tap.h"

static char folder[] = "/tmp/pinlab-select-XXXXXX";

static void put(const char *name, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = pl_path_join(folder, name), *parent = pl_path_dir(path);

	if (!pl_dir_make(parent, 0700, &err) ||
	    !pl_file_write(path, text, strlen(text), 0600, &err))
		tap_ok(false, "%s: %s", path, err.text);
	free(parent);
	free(path);
}

/* The selection as one text, without the folder. */
static char *selected(const char *const *paths, size_t n, const char *pattern)
{
	struct pl_selection selection = PL_SELECTION_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;

	if (!pl_select(paths, n, pattern, &selection, &err))
		pl_buf_printf(&out, "error %d", err.kind);
	for (size_t i = 0; i < selection.n; i++)
		pl_buf_printf(&out, "%s%s", i ? " " : "", selection.files[i] + strlen(folder) + 1);
	pl_selection_clear(&selection);
	pl_error_clear(&err);
	return pl_buf_take(&out);
}

static void check(const char *const *paths, size_t n, const char *pattern, const char *want,
		  const char *name)
{
	char *got = selected(paths, n, pattern);

	tap_text(got, want, name);
	free(got);
}

/* A folder is walked once by whatever links, and nothing in it can stop the walk. */
static void test_odd_folders(const char *const *whole)
{
	char *up = pl_path_join(folder, "sub/up"), *again = pl_path_join(folder, "tub");
	char *pipe = pl_path_join(folder, "pipe.yaml"), *shut = pl_path_join(folder, "mute");
	char *gone = pl_path_join(folder, "sub/gone.yaml");

	tap_ok(symlink("..", up) == 0 && symlink("sub", again) == 0 && mkfifo(pipe, 0600) == 0 &&
		       symlink("nowhere", gone) == 0,
	       "there are links in a circle, a pipe, and a link to nothing");
	alarm(20);
	check(whole, 1, NULL, "Z.yaml a.yml b.yaml broken.yaml sub/deep.yaml sub/gone.yaml",
	      "each folder is walked once, a pipe is passed over, a link to nothing is picked");
	check(whole, 1, "Below", "sub/deep.yaml", "with a pattern too");
	alarm(0);
	if (mkdir(shut, 0) != 0 || access(shut, R_OK) == 0) {
		tap_skip("a folder that cannot be read", "this user may read everything");
	} else {
		check(whole, 1, "Below", "mute sub/deep.yaml",
		      "a folder that cannot be read is picked itself, whatever the pattern");
	}
	rmdir(shut);
	unlink(gone);
	unlink(pipe);
	unlink(again);
	unlink(up);
	free(gone);
	free(shut);
	free(pipe);
	free(again);
	free(up);
}

/* Patterns that would take the library minutes and gigabytes. */
static void test_costly_patterns(const char *const *whole)
{
	char longer[258];

	memset(longer, 'a', 257);
	longer[257] = '\0';
	check(whole, 1, longer, "error 2", "a pattern of 257 bytes is too long");
	check(whole, 1, longer + 1, "", "one of 256 is not");
	check(whole, 1, "((a{1,9}){1,9}){1,9}", "error 2", "three bounds are too many");
	check(whole, 1, "a{1,255}", "error 2", "so is one that counts far");
	check(whole, 1, "[ab]{1,2}\\.ya{0,1}ml$", "a.yml b.yaml", "two small ones are fine");
	check(whole, 1, "\\{1\\{2\\{3", "", "and what is escaped is none");
}

int main(void)
{
	const char *whole[] = { folder }, *twice[2], *missing[1];
	char *file, *gone;

	if (!mkdtemp(folder))
		return 1;
	put("b.yaml", "pinlab: 1\nname: Second one\n");
	put("a.yml", "pinlab: 1\nname: \"First: a colon\"\n");
	put("Z.yaml", "pinlab: 1\nkind: scenario\nname: Capitals come first\n");
	put("h.yaml", "pinlab: 1\nkind: hierarchy\nname: h\n");
	put("p.yaml", "pinlab: 1\nkind: pins\n");
	put("broken.yaml", "pinlab: [\n");
	put("notes.txt", "pinlab: 1\n");
	put("sub/deep.yaml", "pinlab: 1\nname: Below\n");
	put(".git/hidden.yaml", "pinlab: 1\n");
	file = pl_path_join(folder, "b.yaml");
	gone = pl_path_join(folder, "gone.yaml");
	twice[0] = file;
	twice[1] = folder;
	missing[0] = gone;

	check(whole, 1, NULL, "Z.yaml a.yml b.yaml broken.yaml sub/deep.yaml",
	      "a folder is walked, sorted bytewise; other kinds, other files and hidden folders "
	      "are passed over");
	check(twice, 2, NULL, "b.yaml Z.yaml a.yml broken.yaml sub/deep.yaml",
	      "a file named twice is run once, where it came first");
	check(whole, 1, "Below|First", "a.yml sub/deep.yaml", "a pattern is sought in names");
	check(whole, 1, "/[ab]\\.ya?ml$", "a.yml b.yaml", "and in paths");
	check(whole, 1, "nothing like it", "", "a pattern that matches nothing selects nothing");
	check(whole, 1, "(", "error 2", "a pattern that is none is a usage error");
	check(missing, 1, NULL, "gone.yaml",
	      "a file that is not there is selected: running it says so");
	test_odd_folders(whole);
	test_costly_patterns(whole);
	free(file);
	free(gone);
	return tap_done();
}
