/* `pinlab inspect`: DER as a tree, with the bytes that each form of pin covers. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "cli/certs.h"
#include "cli/password.h"
#include "data/json.h"
#include "pin/pin.h"
#include "pki/der.h"
#include "util/file.h"
#include "util/text.h"

/* Which forms of pin cover the element; spans is NULL where there is no certificate. */
static void covered(const struct pl_der_item *item, const struct pl_cert_spans *spans,
		    bool out[PL_FORMS])
{
	size_t end = item->start + item->header + item->len;

	out[PL_FORM_CERTIFICATE] = spans != NULL;
	out[PL_FORM_SPKI] = spans && item->start >= spans->spki.start &&
			    end <= spans->spki.start + spans->spki.len;
	/* The bit string holds the key behind its count of unused bits. */
	out[PL_FORM_KEY] = spans && end <= spans->key.start + spans->key.len &&
			   end > spans->key.start &&
			   (item->start >= spans->key.start ||
			    item->start + item->header + 1 == spans->key.start);
}

static void put_item(const struct pl_args *args, const struct pl_der_item *item,
		     const struct pl_cert_spans *spans, struct pl_buf *out)
{
	static const char letters[PL_FORMS] = { 'c', 's', 'k' };
	bool covers[PL_FORMS];

	covered(item, spans, covers);
	for (int form = 0; form < PL_FORMS; form++)
		pl_buf_putc(out, covers[form] ? letters[form] : '.');
	pl_buf_printf(out, " %6zu %2zu+%-6zu %*s", item->start, item->header, item->len,
		      2 * item->depth, "");
	if (item->name) {
		pl_style_begin(&args->out, out, PL_ROLE_TITLE);
		pl_style_text(&args->out, out, item->name);
		pl_style_end(&args->out, out, PL_ROLE_TITLE);
		pl_buf_putc(out, ' ');
	}
	pl_style_begin(&args->out, out, PL_ROLE_QUIET);
	pl_buf_puts(out, item->type);
	pl_style_end(&args->out, out, PL_ROLE_QUIET);
	if (item->value) {
		pl_buf_puts(out, "  ");
		pl_style_text(&args->out, out, item->value);
	}
	pl_buf_putc(out, '\n');
}

static void put_span(struct pl_buf *out, char letter, enum pl_pin_form form, struct pl_span span,
		     struct pl_bytes der)
{
	uint8_t digest[32];
	char base64[PL_BASE64_LEN(32) + 1];

	pl_sha256(der.data + span.start, span.len, digest);
	pl_buf_printf(out, "  %c  %-12s bytes %zu to %zu (%zu)  sha256/%s\n", letter,
		      pl_pin_form_name(form), span.start, span.start + span.len - 1, span.len,
		      pl_base64(digest, 32, base64));
}

static void put_tree(const struct pl_args *args, const struct pl_der_tree *tree,
		     const struct pl_cert_spans *spans, struct pl_bytes der, struct pl_buf *out)
{
	if (spans) {
		pl_buf_puts(out, "what a pin of each form covers\n");
		put_span(out, 'c', PL_FORM_CERTIFICATE, spans->certificate, der);
		put_span(out, 's', PL_FORM_SPKI, spans->spki, der);
		put_span(out, 'k', PL_FORM_KEY, spans->key, der);
		pl_buf_putc(out, '\n');
	}
	pl_buf_puts(out, "pin  start head+content\n");
	for (size_t i = 0; i < tree->n; i++)
		put_item(args, &tree->items[i], spans, out);
}

static void put_json_span(struct pl_json *json, enum pl_pin_form form, struct pl_span span)
{
	pl_json_object(json, pl_pin_form_name(form));
	pl_json_int(json, "start", (int64_t)span.start);
	pl_json_int(json, "length", (int64_t)span.len);
	pl_json_end(json);
}

static void put_json_tree(struct pl_json *json, const char *file, int line,
			  const struct pl_der_tree *tree, const struct pl_cert_spans *spans)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "file", file);
	pl_json_int(json, "line", line);
	if (spans) {
		pl_json_object(json, "spans");
		put_json_span(json, PL_FORM_CERTIFICATE, spans->certificate);
		put_json_span(json, PL_FORM_SPKI, spans->spki);
		put_json_span(json, PL_FORM_KEY, spans->key);
		pl_json_end(json);
	} else {
		pl_json_null(json, "spans");
	}
	pl_json_array(json, "items");
	for (size_t i = 0; i < tree->n; i++) {
		const struct pl_der_item *item = &tree->items[i];

		pl_json_object(json, NULL);
		pl_json_int(json, "depth", item->depth);
		pl_json_int(json, "start", (int64_t)item->start);
		pl_json_int(json, "header", (int64_t)item->header);
		pl_json_int(json, "length", (int64_t)item->len);
		pl_json_text(json, "type", item->type);
		pl_json_text(json, "name", item->name);
		pl_json_text(json, "value", item->value);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
}

/* Where the output of one element goes. */
struct page {
	const struct pl_args *args;
	const char *file;
	struct pl_json *json; /* or NULL: text */
	struct pl_buf out;
};

static bool put_der(struct page *page, int line, struct pl_bytes der, struct pl_error *err)
{
	struct pl_der_tree tree = { 0 };
	struct pl_cert_spans spans;
	const char *why;
	size_t at;
	bool is_cert;

	if (!pl_der_tree(der, &tree, err)) {
		pl_der_tree_clear(&tree);
		return false;
	}
	is_cert = pl_der_spans(der, &spans, &why, &at);
	if (page->json) {
		put_json_tree(page->json, page->file, line, &tree, is_cert ? &spans : NULL);
	} else {
		if (page->out.len > 0)
			pl_buf_putc(&page->out, '\n');
		pl_style_text(&page->args->out, &page->out, page->file);
		pl_buf_printf(&page->out, ":%d  %s\n", line, is_cert ? "certificate" : "DER");
		put_tree(page->args, &tree, is_cert ? &spans : NULL, der, &page->out);
	}
	pl_der_tree_clear(&tree);
	return true;
}

static bool put_certs(struct page *page, struct pl_bytes data, struct pl_error *err)
{
	struct pl_cert_list list;
	bool ok = pl_cli_certs_in(page->args, page->file, data, PL_CLI_KEYS_WARN, &list, err);

	for (size_t i = 0; ok && i < list.n; i++)
		ok = put_der(page, list.lines[i],
			     pl_cert_span(list.items[i], list.items[i]->spans.certificate), err);
	pl_cert_list_clear(&list);
	return ok;
}

static bool put_file(struct page *page, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	struct pl_error inner = PL_ERROR_INIT;
	struct pl_bytes bytes;
	bool ok = pl_file_read(page->file, PL_CERT_FILE_MAX, &data, err);

	if (ok) {
		bytes = (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len };
		if (pl_certs_is_bundle(bytes) || memmem(bytes.data, bytes.len, "-----BEGIN ", 11))
			ok = put_certs(page, bytes, err);
		else
			ok = pl_cli_check_key(page->file, bytes, PL_CLI_KEYS_WARN, err) &&
			     pl_certs_check_kind(page->file, bytes, err) &&
			     put_der(page, 1, bytes, &inner);
	}
	/* The walker speaks of bytes; the user wants to know of which file. */
	if (inner.kind != PL_ERROR_NONE)
		pl_error_input(err, (struct pl_pos){ .file = page->file }, "%s", inner.text);
	pl_error_clear(&inner);
	if (data.data)
		explicit_bzero(data.data, data.cap);
	pl_buf_clear(&data);
	return ok;
}

static int run_inspect(const struct pl_args *args, struct pl_error *err)
{
	struct page page = { .args = args, .file = args->operands[0] };

	if (pl_args_has(args, "json")) {
		page.json = pl_json_new();
		pl_json_array(page.json, NULL);
	}
	if (put_file(&page, err)) {
		if (page.json) {
			pl_json_end(page.json);
			pl_json_dump(page.json, false, &page.out);
		}
		fwrite(pl_buf_str(&page.out), 1, page.out.len, stdout);
	}
	pl_json_free(page.json);
	pl_buf_clear(&page.out);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "json", .help = "as a program reads it" },
	PL_OPTION_PASSWORD_FILE,
};

const struct pl_command pl_command_inspect = {
	.name = "inspect",
	.operands = "FILE",
	.summary = "DER as a tree, with the bytes that each form of pin covers",
	.example = "pinlab inspect leaf.pem",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = 1,
	.run = run_inspect,
};
