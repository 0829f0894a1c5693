/* How does a page of one file begin, end, and draw? */
#include <config.h>

#include "report/html.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/pki.h"
#include "util/text.h"

/* Colours by name, light first; every page's look. */
static const char style_of_all[] =
	":root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--quiet:#59636e;--line:#d1d9e0;"
	"--good:#0a7d8c;--warn:#b35900;--bad:#b3261e;--breach:#8a2c8a;--none:#e6eaef;"
	"--on:#fff;--on-none:#59636e}"
	"@media(prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--quiet:#9198a1;"
	"--line:#3d444d;--good:#56c7d6;--warn:#f0a04b;--bad:#ff7b72;--breach:#e08be0;--none:#262c36;"
	"--on:#0d1117;--on-none:#9198a1}}"
	"@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--quiet:#444;--line:#bbb;"
	"--good:#0a7d8c;--warn:#b35900;--bad:#b3261e;--breach:#8a2c8a;--none:#e6eaef;--on:#fff;"
	"--on-none:#444}"
	"body{max-width:none}section,tr,svg{break-inside:avoid}}"
	"*{box-sizing:border-box}"
	"body{margin:0 auto;padding:1.5rem;max-width:72rem;background:var(--paper);color:var(--ink);"
	"font:16px/1.5 system-ui,sans-serif}"
	"h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}"
	"p{margin:.5rem 0}.quiet{color:var(--quiet)}"
	"table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
	"th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line)}"
	"td.n,th.n{text-align:right}"
	"svg{width:100%;height:auto;display:block}"
	"svg text{font:11px system-ui,sans-serif;fill:var(--ink)}svg text.quiet{fill:var(--quiet)}"
	"svg line{stroke:var(--line)}"
	".scroll{overflow-x:auto}";

void pl_html_text(struct pl_buf *out, const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_text_safe(&safe, text, strlen(text), 0);
	for (const char *at = pl_buf_str(&safe); *at; at++) {
		switch (*at) {
		case '&': pl_buf_puts(out, "&amp;"); break;
		case '<': pl_buf_puts(out, "&lt;"); break;
		case '>': pl_buf_puts(out, "&gt;"); break;
		case '"': pl_buf_puts(out, "&quot;"); break;
		case '\'': pl_buf_puts(out, "&#39;"); break;
		default: pl_buf_putc(out, *at);
		}
	}
	pl_buf_clear(&safe);
}

void pl_html_element(struct pl_buf *out, const char *name, const char *text)
{
	pl_buf_printf(out, "<%s>", name);
	pl_html_text(out, text);
	pl_buf_printf(out, "</%.*s>\n", (int)strcspn(name, " "), name);
}

void pl_html_begin(struct pl_buf *out, const char *title, const char *style)
{
	struct pl_buf css = PL_BUF_INIT;
	char digest[PL_BASE64_LEN(32) + 1];
	uint8_t sha256[32];

	pl_buf_puts(&css, style_of_all);
	pl_buf_puts(&css, style);
	pl_sha256(css.data, css.len, sha256);
	pl_buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	pl_buf_printf(out,
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src 'sha256-%s'\">\n",
		      pl_base64(sha256, sizeof(sha256), digest));
	pl_buf_puts(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	pl_html_element(out, "title", title);
	pl_buf_printf(out, "<style>%s</style>\n</head>\n<body>\n", pl_buf_str(&css));
	pl_buf_clear(&css);
}

void pl_html_end(struct pl_buf *out)
{
	pl_buf_puts(out, "</body>\n</html>\n");
}

/* A decimal point in whatever locale, and two digits behind it: enough for a picture. */
static void put_number(struct pl_buf *out, double number)
{
	int64_t hundredths = (int64_t)(number * 100 + (number < 0 ? -0.5 : 0.5));
	int64_t size = hundredths < 0 ? -hundredths : hundredths;

	pl_buf_printf(out, "%s%lld", hundredths < 0 ? "-" : "", (long long)(size / 100));
	if (size % 100)
		pl_buf_printf(out, ".%02lld", (long long)(size % 100));
}

static void put_attribute(struct pl_buf *out, const char *name, double number)
{
	pl_buf_printf(out, " %s=\"", name);
	put_number(out, number);
	pl_buf_putc(out, '"');
}

void pl_svg_begin(struct pl_buf *out, double width, double height, const char *label)
{
	pl_buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ");
	put_number(out, width);
	pl_buf_putc(out, ' ');
	put_number(out, height);
	pl_buf_puts(out, "\" aria-label=\"");
	pl_html_text(out, label);
	pl_buf_puts(out, "\">\n");
}

void pl_svg_rect(struct pl_buf *out, double x, double y, double width, double height,
		 const char *class_, const char *title)
{
	pl_buf_puts(out, "<rect");
	put_attribute(out, "x", x);
	put_attribute(out, "y", y);
	put_attribute(out, "width", width);
	put_attribute(out, "height", height);
	pl_buf_printf(out, " class=\"%s\"", class_);
	if (!title) {
		pl_buf_puts(out, "/>\n");
		return;
	}
	pl_buf_puts(out, "><title>");
	pl_html_text(out, title);
	pl_buf_puts(out, "</title></rect>\n");
}

void pl_svg_text(struct pl_buf *out, double x, double y, const char *anchor, const char *class_,
		 const char *text)
{
	pl_buf_puts(out, "<text");
	put_attribute(out, "x", x);
	put_attribute(out, "y", y);
	pl_buf_printf(out, " text-anchor=\"%s\" class=\"%s\">", anchor, class_);
	pl_html_text(out, text);
	pl_buf_puts(out, "</text>\n");
}

void pl_svg_line(struct pl_buf *out, double x1, double y1, double x2, double y2,
		 const char *class_)
{
	pl_buf_puts(out, "<line");
	put_attribute(out, "x1", x1);
	put_attribute(out, "y1", y1);
	put_attribute(out, "x2", x2);
	put_attribute(out, "y2", y2);
	pl_buf_printf(out, " class=\"%s\"/>\n", class_);
}

void pl_svg_end(struct pl_buf *out)
{
	pl_buf_puts(out, "</svg>\n");
}
