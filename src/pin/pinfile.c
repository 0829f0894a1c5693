/* What does this configuration file pin? */
#include <config.h>

#include "pin/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pin/formats/lines.h"
#include "util/mem.h"

#define PIN_TEXT_MAX 20000 /* a TLSA record with a whole certificate; no damaged pin is longer */

struct pl_pos pl_pinfile_at(const struct pl_pinfile *out, int line, int column)
{
	return (struct pl_pos){ .file = out->file, .line = line, .column = column };
}

struct pl_pos pl_pinfile_empty_at(const struct pl_pinfile *out)
{
	return out->n_remarks > 0 ? out->remarks[0].pos : pl_pinfile_at(out, 0, 0);
}

size_t pl_pinfile_rule(struct pl_pinfile *out, struct pl_pos pos, struct pl_errors *errors)
{
	struct pl_rule *rule;

	if (out->set->n_rules > PL_PINFILE_MAX_RULES) {
		pl_errors_input(errors, pos, "more than %d rules; split the file",
				PL_PINFILE_MAX_RULES);
		return SIZE_MAX;
	}
	rule = pl_pinset_add_rule(out->set);
	rule->written = true;
	rule->pos = pos;
	return out->set->n_rules - 1;
}

struct pl_pin *pl_pinfile_pin(struct pl_pinfile *out, size_t rule, const char *prefix,
			      const char *text, size_t len, struct pl_pos pos,
			      struct pl_errors *errors)
{
	struct pl_pin *pin;
	char *spelling;

	if (out->set->n == PL_PINFILE_MAX_PINS || len > PIN_TEXT_MAX) {
		if (len > PIN_TEXT_MAX)
			pl_errors_input(errors, pos, "a pin of %zu characters; at most %d are read",
					len, PIN_TEXT_MAX);
		else
			pl_errors_input(errors, pos, "more than %d pins; split the file",
					PL_PINFILE_MAX_PINS);
		return NULL;
	}
	spelling = pl_asprintf("%s%.*s", prefix, (int)len, text);
	pin = pl_pinset_add(out->set);
	pl_pin_keep(pin, spelling, pos);
	pin->rule = rule;
	pin->read = true;
	free(spelling);
	return pin;
}

void pl_pinfile_only(struct pl_pin *pin, enum pl_spelling native)
{
	if (!pin || (pin->spelled == native && native != PL_SPELLED_OTHER))
		return;
	pin->spelled = PL_SPELLED_OTHER;
	pin->form = PL_FORM_SPKI;
	pin->digest_len = 0;
}

void pl_pinfile_remark(struct pl_pinfile *out, struct pl_pos pos, const char *fmt, ...)
{
	struct pl_remark *remark;
	va_list args;

	if (out->n_remarks == PL_PINFILE_MAX_REMARKS)
		return;
	remark = PL_PUSH(out->remarks, out->n_remarks, out->cap_remarks);
	remark->pos = pos;
	va_start(args, fmt);
	if (vasprintf(&remark->text, fmt, args) < 0)
		remark->text = pl_strdup(fmt);
	va_end(args);
}

void pl_pinfile_free(struct pl_pinfile *pinfile)
{
	if (!pinfile)
		return;
	for (size_t i = 0; i < pinfile->n_remarks; i++)
		free(pinfile->remarks[i].text);
	free(pinfile->remarks);
	pl_pinset_unref(pinfile->set);
	free(pinfile);
}

void pl_pinfile_set_client(struct pl_pinfile *pinfile, const struct pl_client *client)
{
	enum pl_pin_form form = client->forms & 1u << PL_FORM_CERTIFICATE ? PL_FORM_CERTIFICATE
									  : PL_FORM_SPKI;

	pinfile->client = client;
	for (size_t i = 0; i < pinfile->set->n; i++) {
		struct pl_pin *pin = &pinfile->set->pins[i], made = { 0 };

		if (!pin->cert || pin->spelled != PL_SPELLED_NOT)
			continue;
		pl_pin_from_cert(&made, form, pin->cert);
		free(pin->spelling);
		pl_cert_unref(made.cert);
		memcpy(pin->digest, made.digest, sizeof(pin->digest));
		pin->form = form;
		pin->spelling = made.spelling;
	}
}

struct pl_pinfile *pl_pinfile_new(const char *file)
{
	struct pl_pinfile *pinfile = pl_calloc(1, sizeof(*pinfile));

	pinfile->set = pl_pinset_new();
	pinfile->set->file = pl_strdup(file);
	pinfile->file = pinfile->set->file;
	return pinfile;
}

void pl_pinfile_add_certs(struct pl_pinfile *pinfile, const char *file,
			  const struct pl_cert_list *certs)
{
	struct pl_pinset *set = pinfile->set;

	set->files = pl_realloc(set->files, set->n_files + 1, sizeof(*set->files));
	set->files[set->n_files++] = pl_strdup(file);
	for (size_t i = 0; i < certs->n; i++) {
		struct pl_pin *pin = pl_pinset_add(set);

		pl_pin_from_cert(pin, PL_FORM_CERTIFICATE, certs->items[i]);
		pin->subject = pl_strdup(certs->items[i]->subject);
		pin->read = true;
		pin->pos = (struct pl_pos){
			.file = set->files[set->n_files - 1],
			.line = certs->lines[i],
			.column = certs->lines[i] > 0,
		};
	}
}

static bool begins(struct pl_bytes text, const char *mark)
{
	return text.len >= strlen(mark) && memcmp(text.data, mark, strlen(mark)) == 0;
}

/* UTF-16 is what a copy through some editors leaves; no client reads these files so. */
static bool check_text(const struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	const uint8_t *nul = memchr(text.data, '\0', text.len);
	int line = 1;

	if (begins(text, "\xff\xfe") || begins(text, "\xfe\xff")) {
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0),
				"the file is UTF-16; save it as UTF-8");
		return false;
	}
	for (const uint8_t *c = text.data; nul && c < nul; c++)
		line += *c == '\n';
	if (nul)
		pl_errors_input(errors, pl_pinfile_at(out, line, 0),
				"a NUL byte, so this is no text; name the right file");
	return !nul;
}

static void quote(struct pl_errors *errors, size_t from, struct pl_bytes text)
{
	for (size_t i = from; i < errors->n; i++) {
		struct pl_lines lines = pl_lines_of(text);

		while (lines.number < errors->items[i].line && pl_lines_next(&lines))
			continue;
		if (errors->items[i].line > 0 && lines.number == errors->items[i].line)
			pl_error_quote(&errors->items[i], lines.line, lines.len);
	}
}

static bool refuse_unknown(const struct pl_pinfile *out, struct pl_bytes text,
			   struct pl_errors *errors)
{
	const struct pl_pin_format *const *all;
	struct pl_buf names = PL_BUF_INIT;
	size_t n;

	all = pl_pin_formats(&n);
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&names, "%s%s", i ? ", " : "", all[i]->name);
	if (text.len == 0)
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0), "the file is empty");
	else
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0),
				"this is no pin file of a known kind; say which it is: %s",
				pl_buf_str(&names));
	pl_buf_clear(&names);
	return false;
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, const struct pl_pin_format *format,
		 struct pl_errors *errors)
{
	size_t before = errors->n;

	if (!format)
		format = pl_pin_format_detect(out->file, text);
	if (!(format && format->binary) && !check_text(out, text, errors))
		return false;
	if (!format)
		return refuse_unknown(out, text, errors);
	if (!format->binary && begins(text, "\xef\xbb\xbf"))
		text = (struct pl_bytes){ text.data + 3, text.len - 3 };
	out->format = format;
	out->client = pl_client_find(format->client);
	if (format->read(out, text, errors))
		return true;
	if (!format->binary)
		quote(errors, before, text);
	return false;
}

struct pl_pinfile *pl_pinfile_read(const char *file, struct pl_bytes text,
				   const struct pl_pin_format *format, struct pl_errors *errors)
{
	struct pl_pinfile *out = pl_pinfile_new(file);
	char *copy;
	bool ok;

	if (text.len > PL_PINFILE_MAX) {
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0),
				"the file has %zu bytes; a pin file has at most %u", text.len,
				PL_PINFILE_MAX);
		pl_pinfile_free(out);
		return NULL;
	}
	copy = pl_calloc(text.len + 1, 1);
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	ok = read(out, (struct pl_bytes){ (const uint8_t *)copy, text.len }, format, errors);
	free(copy);
	if (ok)
		return out;
	pl_pinfile_free(out);
	return NULL;
}
