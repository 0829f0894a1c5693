/*
 * Replays a fuzz target's corpus as ordinary tests: each file must be answered
 * without a crash, whatever the build. The fuzzers themselves need clang; this
 * runs everywhere.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void replay_file(const char *folder, const char *name)
{
	char *path = pl_path_join(folder, name);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	bool read = pl_file_read(path, 16u << 20, &text, &err);

	if (read)
		LLVMFuzzerTestOneInput((const uint8_t *)pl_buf_str(&text), text.len);
	tap_ok(read, CORPUS "/%s is answered without a crash", name);
	pl_error_clear(&err);
	pl_buf_clear(&text);
	free(path);
}

int main(void)
{
	const char *source = getenv("PINLAB_SRCDIR");
	char *folder = pl_path_join(source ? source : ".", "tests/fuzz/corpus/" CORPUS);
	struct pl_error err = PL_ERROR_INIT;
	char **names = NULL;
	size_t n = 0;

	if (!pl_dir_list(folder, &names, &n, &err))
		tap_ok(false, "the corpus is there: %s", err.text);
	for (size_t i = 0; i < n; i++)
		replay_file(folder, names[i]);
	tap_ok(n > 0, "the corpus is not empty");
	pl_names_free(names, n);
	pl_error_clear(&err);
	free(folder);
	return tap_done();
}
