/* Whether memory, buffers and byte strings hold what was put into them. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tap.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/ref.h"

static void test_grow(void)
{
	int *items = NULL;
	size_t n = 0, cap = 0;
	bool same = true;

	for (int i = 0; i < 1000; i++)
		*PL_PUSH(items, n, cap) = i;
	for (int i = 0; i < 1000; i++)
		same = same && items[i] == i;
	tap_ok(same && n == 1000, "a thousand pushes keep a thousand values");
	tap_int((long long)cap, 1024, "room grows by doubling");
	free(items);
}

static void test_copies(void)
{
	char *text = pl_strndup("certificate", 4);
	void *none = pl_memdup(NULL, 0);

	tap_text(text, "cert", "strndup stops at the length");
	free(text);
	text = pl_strndup("abc", 10);
	tap_text(text, "abc", "strndup stops at the end of the text");
	free(text);
	tap_text(pl_strdup(NULL), NULL, "a copy of nothing is nothing");
	tap_ok(none != NULL, "a copy of no bytes can be freed");
	free(none);
	text = pl_asprintf("%s-%d", "x", 7);
	tap_text(text, "x-7", "asprintf formats");
	free(text);
}

/* Runs in a child, whose exit code and message are the subject. */
static void test_out_of_memory(void)
{
	char text[200] = "";
	int status = 0, fds[2];
	ssize_t got;
	pid_t pid;

	if (pipe(fds) != 0) {
		tap_ok(false, "a pipe is there");
		return;
	}
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		free(pl_realloc(NULL, SIZE_MAX / 2, 4));
		_exit(0);
	}
	close(fds[1]);
	got = read(fds[0], text, sizeof(text) - 1);
	close(fds[0]);
	waitpid(pid, &status, 0);
	tap_ok(WIFEXITED(status), "running out of memory is no crash");
	tap_int(WEXITSTATUS(status), 4, "running out of memory ends with exit code 4");
	tap_has(got > 0 ? text : "", "out of memory", "and says so");
}

static void test_buf(void)
{
	struct pl_buf buf = PL_BUF_INIT;
	char *taken;

	tap_text(pl_buf_str(&buf), "", "an empty buffer reads as the empty text");
	pl_buf_puts(&buf, "pin");
	pl_buf_putc(&buf, '-');
	pl_buf_printf(&buf, "%s:%05d", "sha256", 42);
	pl_buf_add(&buf, "\0x", 2);
	tap_text(pl_buf_str(&buf), "pin-sha256:00042", "pieces follow each other");
	tap_int((long long)buf.len, 18, "a NUL inside counts");
	pl_buf_reset(&buf);
	tap_text(pl_buf_str(&buf), "", "reset empties");
	for (int i = 0; i < 5000; i++)
		pl_buf_printf(&buf, "%d,", i % 10);
	tap_int((long long)buf.len, 10000, "many small pieces add up");
	taken = pl_buf_take(&buf);
	tap_ok(strlen(taken) == 10000 && buf.len == 0, "taking leaves the buffer empty");
	free(taken);
	taken = pl_buf_take(&buf);
	tap_text(taken, "", "taking nothing gives the empty text");
	free(taken);
	pl_buf_clear(&buf);
}

static void test_bytes(void)
{
	struct pl_bytes a = { (const uint8_t *)"abc", 3 }, b = { (const uint8_t *)"abd", 3 };
	struct pl_bytes none = { NULL, 0 };

	tap_ok(pl_bytes_equal(a, a), "bytes equal themselves");
	tap_ok(!pl_bytes_equal(a, b), "one other byte is another value");
	tap_ok(!pl_bytes_equal(a, (struct pl_bytes){ a.data, 2 }), "a prefix is another value");
	tap_ok(pl_bytes_equal(none, (struct pl_bytes){ a.data, 0 }), "no bytes equal no bytes");
}

static void test_ref(void)
{
	struct pl_ref ref;

	pl_ref_init(&ref);
	pl_ref_get(&ref);
	tap_ok(!pl_ref_put(&ref), "a thing with another owner lives on");
	tap_ok(pl_ref_put(&ref), "the last owner frees");
}

int main(void)
{
	test_grow();
	test_copies();
	test_out_of_memory();
	test_buf();
	test_bytes();
	test_ref();
	return tap_done();
}
