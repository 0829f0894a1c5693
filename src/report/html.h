/*
 * Pages of one file: no scripts, nothing fetched, pictures drawn inside. A
 * content security policy says so to the browser, and allows the page's own style by
 * its digest. Colours follow the reader's choice of light or dark, paper is
 * light; no meaning is in a colour alone.
 */
#ifndef PINLAB_REPORT_HTML_H
#define PINLAB_REPORT_HTML_H

#include "util/buf.h"

/* Text as text, in an element or a quoted attribute. */
void pl_html_text(struct pl_buf *out, const char *text);
/* <name>text</name>; `name` may carry attributes, which the end tag drops. */
void pl_html_element(struct pl_buf *out, const char *name, const char *text);

/* The page up to where its content begins. `style` is CSS of its own after that of all pages, or
 * "". Both ends of the page must be written. */
void pl_html_begin(struct pl_buf *out, const char *title, const char *style);
void pl_html_end(struct pl_buf *out);

/* A picture of so many units, which grows with the page; `label` says it in words. */
void pl_svg_begin(struct pl_buf *out, double width, double height, const char *label);
/* A rectangle of a class, with what a reader sees who points at it; title NULL: nothing. */
void pl_svg_rect(struct pl_buf *out, double x, double y, double width, double height,
		 const char *class_, const char *title);
/* Text that begins, is centred on, or ends at x: anchor "start", "middle", "end". */
void pl_svg_text(struct pl_buf *out, double x, double y, const char *anchor, const char *class_,
		 const char *text);
void pl_svg_line(struct pl_buf *out, double x1, double y1, double x2, double y2,
		 const char *class_);
void pl_svg_end(struct pl_buf *out);

#endif
