/* A result that crossed a pipe is the same result; one that was cut off or bent is refused. */
#include <config.h>

#include <stdlib.h>

#include "report/result_json.h"
#include "tests/report/sample.h"
#include "tests/tap.h"

static struct pl_bytes bytes_of(const struct pl_buf *buf)
{
	return (struct pl_bytes){ (const uint8_t *)pl_buf_str(buf), buf->len };
}

static bool reads(struct pl_bytes lines)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_result result = PL_RESULT_INIT;
	size_t used = 0;
	bool ok = pl_result_read(lines, &used, &result, &err);

	/* Refusing without saying why is a fault of its own. */
	if (!ok && err.kind == PL_ERROR_NONE)
		tap_ok(false, "a refusal says why");
	pl_result_clear(&result);
	pl_error_clear(&err);
	/* What stands behind is another result's. */
	return ok && used == lines.len;
}

static void test_round_trip(struct pl_result *result, const char *name)
{
	struct pl_buf lines = PL_BUF_INIT, again = PL_BUF_INIT, json = PL_BUF_INIT,
		      json_again = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_result back = PL_RESULT_INIT;
	size_t used = 0;

	pl_result_lines(result, &lines);
	tap_ok(pl_result_read(bytes_of(&lines), &used, &back, &err), "%s is read back", name);
	pl_result_lines(&back, &again);
	tap_text(pl_buf_str(&again), pl_buf_str(&lines), "and says the same lines");
	pl_result_json_run(&json, result, true);
	pl_result_json_run(&json_again, &back, true);
	tap_text(pl_buf_str(&json_again), pl_buf_str(&json), "and the same document");
	pl_result_clear(&back);
	pl_error_clear(&err);
	pl_buf_clear(&lines);
	pl_buf_clear(&again);
	pl_buf_clear(&json);
	pl_buf_clear(&json_again);
}

static void test_cut(const struct pl_result *result)
{
	struct pl_buf lines = PL_BUF_INIT;
	size_t refused = 0, cuts = 0;

	pl_result_lines(result, &lines);
	/* The last newline alone may be missing. */
	for (size_t len = 0; len + 1 < lines.len; len += 7, cuts++)
		refused += !reads((struct pl_bytes){ (const uint8_t *)lines.data, len });
	tap_int((long long)refused, (long long)cuts, "cut off anywhere, it is refused");
	pl_buf_clear(&lines);
}

/* Whatever one wrong byte does, nothing but a result or a refusal comes of it. */
static void test_bent(const struct pl_result *result)
{
	static const char wrong[] = "\"9-{[,x";
	struct pl_buf lines = PL_BUF_INIT;
	size_t refused = 0;

	pl_result_lines(result, &lines);
	for (size_t at = 0; at < lines.len; at += 3) {
		char before = lines.data[at];

		lines.data[at] = wrong[at % (sizeof(wrong) - 1)];
		refused += !reads(bytes_of(&lines));
		lines.data[at] = before;
	}
	tap_ok(refused > 100, "bent anywhere, it is mostly refused (%zu times) and never worse",
	       refused);
	tap_ok(reads(bytes_of(&lines)), "unbent, it is read");
	pl_buf_clear(&lines);
}

static const struct {
	const char *lines, *why;
} nonsense[] = {
	{ "", "nothing at all" },
	{ "{\"end\":1}\n", "an end that miscounts" },
	{ "[]\n{\"end\":1}\n", "a line that is no object" },
	{ "{\"x\":1}\n{\"end\":1}\n", "a line of an unknown kind" },
	{ "{\"end\":0}\n{\"end\":1}\n", "something behind the end" },
	{ "{\"step\":{\"at\":0,\"event\":\"x\",\"id\":null,\"title\":null,\"note\":null,\"honest\":"
	  "[5],"
	  "\"attacks\":[],\"detected\":[]}}\n{\"end\":1}\n",
	  "a cell whose outcome is not there" },
	{ "{\"exposure\":{\"row\":0,\"attack\":0,\"from\":0,\"to\":1}}\n{\"end\":1}\n",
	  "an exposure of no row" },
	{ "{\"certificate\":{\"id\":\"x\",\"subject\":null,\"issuer\":null,\"notBefore\":\"2020-02-"
	  "30\","
	  "\"notAfter\":\"2020-01-01\",\"sha256\":\"00\",\"spki\":\"00\"}}\n{\"end\":1}\n",
	  "a digest too short" },
};

int main(void)
{
	const struct sample plain = { NULL }, hostile = { "\033[31m\x01\"\\</x>" };
	struct pl_result result;

	sample_fill(&plain, &result);
	test_round_trip(&result, "a result");
	test_cut(&result);
	test_bent(&result);
	pl_result_clear(&result);
	sample_fill(&hostile, &result);
	test_round_trip(&result, "a result with hostile text");
	pl_result_clear(&result);
	sample_broken(&plain, &result);
	test_round_trip(&result, "an error");
	pl_result_clear(&result);
	for (size_t i = 0; i < PL_ARRAY_LEN(nonsense); i++)
		tap_ok(!reads((struct pl_bytes){ (const uint8_t *)nonsense[i].lines,
						 strlen(nonsense[i].lines) }),
		       "refused: %s", nonsense[i].why);
	return tap_done();
}
