/* Whether a text is written plain where that is safe, and reads back as itself. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "data/yaml.h"

static const struct {
	const char *text, *want;
} rows[] = {
	/* Plain, as people write it. */
	{ "leaf-spki", "leaf-spki" },
	{ "leaf-spki+backup", "leaf-spki+backup" },
	{ "Let's Encrypt moves from X3 to R3", "Let's Encrypt moves from X3 to R3" },
	{ "90d", "90d" },
	{ "+1d", "+1d" },
	{ "2020-11-20", "2020-11-20" },
	{ "2020-11-20T00:00:00Z", "2020-11-20T00:00:00Z" },
	{ "api.leaf.expiry - 7d", "api.leaf.expiry - 7d" },
	{ "authority(r3).spki", "authority(r3).spki" },
	{ "../certs/x.yaml", "../certs/x.yaml" },
	{ "sha256/AAAA+/w=", "sha256/AAAA+/w=" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "1.2.3", "1.2.3" },
	/* Quoted, because a reader would see syntax. */
	{ "", "\"\"" },
	{ "a: b", "\"a: b\"" },
	{ "a:", "\"a:\"" },
	{ "a #b", "\"a #b\"" },
	{ "a, b", "\"a, b\"" },
	{ "*.example.test", "\"*.example.test\"" },
	{ "- x", "\"- x\"" },
	{ "-x", "\"-x\"" },
	{ "> 90d", "\"> 90d\"" },
	{ "<<", "\"<<\"" },
	{ "---", "\"---\"" },
	{ "...", "\"...\"" },
	{ " a", "\" a\"" },
	{ "a ", "\"a \"" },
	{ "say \"hi\" \\o/", "\"say \\\"hi\\\" \\\\o/\"" },
	{ "two\nlines\t.", "\"two\\nlines\\t.\"" },
	{ "\x1b[m", "\"\\x1b[m\"" },
	{ "\xc2\x85", "\"\\x85\"" },
	{ "\xe2\x80\xa8", "\"\\u2028\"" },
	{ "\xf3\xa0\x81\x81", "\"\\U000e0041\"" },
	{ "\xef\xbf\xbf", "\"\\uffff\"" },
	/* Quoted, because another reader would see a number, a boolean or null. */
	{ "7", "\"7\"" },
	{ "1_000", "\"1_000\"" },
	{ "+7", "\"+7\"" },
	{ "1.5", "\"1.5\"" },
	{ "1e3", "\"1e3\"" },
	{ "1.5E-3", "\"1.5E-3\"" },
	{ "0x1f", "\"0x1f\"" },
	{ "0o17", "\"0o17\"" },
	{ "1:30", "\"1:30\"" },
	{ ".5", "\".5\"" },
	{ ".inf", "\".inf\"" },
	{ "true", "\"true\"" },
	{ "Yes", "\"Yes\"" },
	{ "OFF", "\"OFF\"" },
	{ "n", "\"n\"" },
	{ "null", "\"null\"" },
	{ "~", "\"~\"" },
};

/* As a value and a key, in block and flow style. */
static void test_back(const char *text)
{
	static const char *const frames[] = { "k: %s\n", "{k: %s}\n", "[%s]\n", "{%s: k}\n" };
	struct pl_buf scalar = PL_BUF_INIT;
	bool same = true;

	pl_yaml_scalar(&scalar, text);
	for (size_t i = 0; i < PL_ARRAY_LEN(frames); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_buf file = PL_BUF_INIT;
		const char *slot = strstr(frames[i], "%s");
		const struct pl_node *root, *got = NULL;
		struct pl_doc *doc;

		pl_buf_add(&file, frames[i], (size_t)(slot - frames[i]));
		pl_buf_puts(&file, pl_buf_str(&scalar));
		pl_buf_puts(&file, slot + 2);
		doc = pl_yaml_parse("f", (struct pl_bytes){ (uint8_t *)file.data, file.len },
				    &errors);
		root = doc ? pl_doc_root(doc) : NULL;
		if (root && root->n == 1)
			got = frames[i][1] == '%' && frames[i][0] == '{' ? root->keys[0]
								     : root->items[0];
		same = same && got && strcmp(got->text, text) == 0;
		pl_doc_free(doc);
		pl_buf_clear(&file);
		pl_errors_clear(&errors);
	}
	tap_ok(same, "and reads back in block and flow style");
	pl_buf_clear(&scalar);
}

int main(void)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		pl_buf_reset(&out);
		pl_yaml_scalar(&out, rows[i].text);
		tap_text(pl_buf_str(&out), rows[i].want, rows[i].want);
		test_back(rows[i].text);
	}
	pl_buf_reset(&out);
	pl_yaml_scalar(&out, "a\xff");
	tap_text(pl_buf_str(&out), "\"a\xef\xbf\xbd\"", "a byte that is no text is replaced");
	pl_buf_clear(&out);
	return tap_done();
}
