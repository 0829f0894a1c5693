/* Whether a page says what it must, lets nothing foreign in, and draws numbers that every browser reads. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "pki/pki.h"
#include "report/html.h"
#include "util/mem.h"
#include "util/text.h"

static const struct {
	const char *text, *want, *name;
} texts[] = {
	{ "plain", "plain", "plain text" },
	{ "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "elements" },
	{ "\"a\" & 'b'", "&quot;a&quot; &amp; &#39;b&#39;", "quotes and ampersands" },
	{ "a\x1b[31m", "a\\x1b[31m", "control bytes are shown" },
	{ "\xc3\xa4\xe2\x9c\x93", "\xc3\xa4\xe2\x9c\x93", "UTF-8 stays" },
	{ "\xff", "\\xff", "what is not UTF-8 does not" },
};

static void test_texts(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(texts); i++) {
		struct pl_buf out = PL_BUF_INIT;

		pl_html_text(&out, texts[i].text);
		tap_text(pl_buf_str(&out), texts[i].want, texts[i].name);
		pl_buf_clear(&out);
	}
}

/* The policy allows the style by its digest: another byte in it, and the page has none. */
static void test_page(void)
{
	struct pl_buf out = PL_BUF_INIT;
	char digest[PL_BASE64_LEN(32) + 1];
	const char *begin, *end;
	uint8_t sha256[32];
	char *want;

	pl_html_begin(&out, "A <title>", ".x{fill:red}");
	pl_html_element(&out, "p class=\"quiet\"", "words & words");
	pl_html_end(&out);
	begin = strstr(pl_buf_str(&out), "<style>");
	end = strstr(pl_buf_str(&out), "</style>");
	if (!tap_ok(begin && end, "the page has a style"))
		return;
	begin += strlen("<style>");
	pl_sha256(begin, (size_t)(end - begin), sha256);
	want = pl_asprintf("default-src 'none'; style-src 'sha256-%s'", pl_base64(sha256, 32, digest));
	tap_has(out.data, want, "the policy has its digest");
	tap_has(out.data, ".x{fill:red}</style>", "with the page's own rules");
	tap_has(out.data, "<title>A &lt;title&gt;</title>", "the title is text");
	tap_has(out.data, "<p class=\"quiet\">words &amp; words</p>", "an end tag has no attributes");
	tap_has(out.data, "prefers-color-scheme:dark", "dark for who wants it");
	tap_has(out.data, "@media print", "and paper");
	tap_ok(!strstr(out.data, "<script") && !strstr(out.data, "http://") && !strstr(out.data, "https://"),
	       "no scripts, nothing to fetch");
	free(want);
	pl_buf_clear(&out);
}

static void test_pictures(void)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_svg_begin(&out, 100, 20.5, "a \"map\"");
	pl_svg_rect(&out, 0, -0.25, 33.333, 1e3, "cut", "from <a> to b");
	pl_svg_rect(&out, 1, 2, 3, 4, "fine", NULL);
	pl_svg_line(&out, 0, 0, 1, 1, "year");
	pl_svg_text(&out, 0.005, 2, "middle", "in", "<x>");
	pl_svg_end(&out);
	tap_has(out.data, "viewBox=\"0 0 100 20.50\" aria-label=\"a &quot;map&quot;\"", "a picture and its words");
	tap_has(out.data, "<rect x=\"0\" y=\"-0.25\" width=\"33.33\" height=\"1000\" class=\"cut\">"
			  "<title>from &lt;a&gt; to b</title></rect>", "a rectangle with a title");
	tap_has(out.data, "height=\"4\" class=\"fine\"/>", "one without");
	tap_has(out.data, "<text x=\"0.01\" y=\"2\" text-anchor=\"middle\" class=\"in\">&lt;x&gt;</text>", "text");
	pl_buf_clear(&out);
}

int main(void)
{
	test_texts();
	test_page();
	test_pictures();
	pl_pki_shutdown();
	return tap_done();
}
