/* Which openssl lines repeat the verdicts of an exported run. */
#include <config.h>

#include "report/export_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lab/state.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* For a POSIX shell; plain words stay as they are. */
static char *shell_word(const char *text)
{
	struct pl_buf out = PL_BUF_INIT;
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+=:@";

	if (text[0] && strspn(text, plain) == strlen(text))
		return pl_strdup(text);
	pl_buf_putc(&out, '\'');
	for (const char *c = text; *c; c++) {
		if (*c == '\'')
			pl_buf_puts(&out, "'\\''");
		else
			pl_buf_putc(&out, *c);
	}
	pl_buf_putc(&out, '\'');
	return pl_buf_take(&out);
}

static char *file_word(const struct pl_export_step *step, const char *dir, const char *file)
{
	char *path = pl_asprintf("%s/%s/%s", dir, step->folder, file);
	char *word = shell_word(path);

	free(path);
	return word;
}

/* Lines of one step; what several rows share is said once. */
struct sheet {
	struct pl_buf *out;
	struct pl_map said;
};

/* `remark` may differ from row to row; NULL: none. */
static void put_once(struct sheet *sheet, struct pl_buf *line, const char *remark)
{
	const char *text = pl_buf_str(line);

	if (pl_map_get(&sheet->said, text))
		pl_buf_puts(sheet->out, "#   as above: ");
	pl_map_set(&sheet->said, text, sheet);
	pl_buf_puts(sheet->out, text);
	if (remark)
		pl_buf_printf(sheet->out, "  # %s", remark);
	pl_buf_putc(sheet->out, '\n');
	pl_buf_clear(line);
}

static bool is_address(const char *name)
{
	return strchr(name, ':') || strspn(name, "0123456789.") == strlen(name);
}

/* The anchor alone is trusted, so nothing but this path can be found. */
static void put_verify(struct sheet *sheet, const struct pl_export_step *step, const char *dir,
		       const struct pl_export_path *path, const struct pl_host *host, int64_t clock,
		       const char *crls)
{
	char *file = file_word(step, dir, path->file), *anchor = file_word(step, dir, path->anchor);
	struct pl_buf line = PL_BUF_INIT;

	pl_buf_printf(&line, "openssl verify -attime %" PRId64, clock);
	if (host && host->n_names) {
		char *name = shell_word(host->names[0]);

		pl_buf_printf(&line, " -verify_%s %s",
			      is_address(host->names[0]) ? "ip" : "hostname", name);
		free(name);
	}
	if (crls) {
		char *lists = file_word(step, dir, crls);

		pl_buf_printf(&line, " -crl_check_all -CRLfile %s", lists);
		free(lists);
	}
	pl_buf_printf(
		&line,
		" -no-CAfile -no-CApath -no-CAstore -partial_chain -trusted %s -untrusted %s %s",
		anchor, file, file);
	put_once(sheet, &line, NULL);
	free(anchor);
	free(file);
}

/* Which pin of that form is to come out: "leaf: pin sha256/...", "R3: no pin". Caller frees. */
static char *expected_pin(const struct pl_pinset *pins, enum pl_pin_form form,
			  const struct pl_cert *cert)
{
	char *label = pl_result_text(pl_cert_label(cert)), *words = NULL;

	for (size_t i = 0; !words && i < pins->n; i++) {
		const struct pl_pin *pin = &pins->pins[i];

		if (pin->form == form && pl_pin_matches(pin, cert))
			words = pl_asprintf("%s: matches %s%s", label, pin->spelling,
					    pin->backup ? " (backup)" : "");
	}
	if (!words)
		words = pl_asprintf("%s: matches no pin", label);
	free(label);
	return words;
}

/* The digest of one certificate of a PEM file, as base64. */
static void put_digest(struct sheet *sheet, const char *file, size_t number, enum pl_pin_form form,
		       const struct pl_cert *cert, const char *remark)
{
	struct pl_buf line = PL_BUF_INIT;

	pl_buf_printf(&line, "awk '/BEGIN CERT/{n++} n==%zu' %s | openssl x509 ", number + 1, file);
	if (form == PL_FORM_CERTIFICATE)
		pl_buf_puts(&line, "-outform DER");
	else
		pl_buf_puts(&line, "-noout -pubkey | openssl pkey -pubin -outform DER");
	if (form == PL_FORM_KEY) /* the bare key ends the structure */
		pl_buf_printf(&line, " | tail -c %zu", cert->spans.key.len);
	pl_buf_puts(&line, " | openssl dgst -sha256 -binary | openssl base64");
	put_once(sheet, &line, remark);
}

static void put_pins(struct sheet *sheet, const struct pl_export_step *step, const char *dir,
		     const struct pl_row *row, const struct pl_export_path *path)
{
	bool forms[PL_FORMS] = { false };
	bool issuers = row->client->looks_at == PL_LOOKS_CAS ||
		       row->client->looks_at == PL_LOOKS_SENT_CAS;
	size_t first = issuers ? 1 : 0;
	size_t end = row->client->looks_at == PL_LOOKS_LEAF ? 1 : path->path->n;
	char *file = file_word(step, dir, path->file);
	const struct pl_pinset *pins = pl_row_pins(step->step->world, row);

	for (size_t i = 0; i < pins->n; i++) {
		const struct pl_pin *pin = &pins->pins[i];

		pl_buf_printf(sheet->out, "#   pins %s %s%s\n", pl_pin_form_name(pin->form),
			      pin->spelling, pin->backup ? " (backup)" : "");
		forms[pin->form] = true;
	}
	for (int form = 0; form < PL_FORMS; form++) {
		for (size_t i = first; forms[form] && i < end; i++) {
			const struct pl_cert *cert = path->path->certs[i];
			char *remark = expected_pin(pins, (enum pl_pin_form)form, cert);

			put_digest(sheet, file, i, (enum pl_pin_form)form, cert, remark);
			free(remark);
		}
	}
	free(file);
}

static void put_row(struct sheet *sheet, const struct pl_export_step *step, const char *dir,
		    size_t r, int attack)
{
	const struct pl_outcome *outcome = pl_export_outcome(step->run, step->step, r, attack);
	const struct pl_row *row = step->run->rows[r];
	const struct pl_export_path *path;
	char *crls;

	if (!outcome || row->control)
		return;
	pl_buf_printf(sheet->out, "# %s%s%s: %s (%s); %s %s\n", row->id,
		      attack < 0 ? "" : " under ",
		      attack < 0 ? "" : step->run->attacks[attack]->name,
		      pl_state_info(outcome->state)->name, pl_reason_info(outcome->reason)->name,
		      row->client->name, pl_looks_at_words(row->client->looks_at));
	path = pl_export_path_of(step, outcome->path);
	if (!path) {
		pl_buf_puts(sheet->out, outcome->chain == PL_CHAIN_UNCHECKED
						? "#   the chain is not looked at\n"
						: "#   no path leads to an anchor of the device\n");
		return;
	}
	crls = pl_export_row_crls(step, row, attack);
	put_verify(sheet, step, dir, path, pl_export_host(step->step, row),
		   pl_export_clock(step->step, row), crls);
	free(crls);
	put_pins(sheet, step, dir, row, path);
}

void pl_export_commands(const struct pl_run *run, const char *dir, struct pl_buf *out)
{
	for (size_t i = 0; i < run->n_steps; i++) {
		struct sheet sheet = { .out = out };
		struct pl_export_step step;
		char at[PL_TIME_TEXT];

		pl_export_step_init(&step, run, run->steps[i]);
		pl_buf_printf(out, "\n# step %zu, %s: %s\n", i,
			      pl_time_format(run->steps[i]->at, at),
			      run->steps[i]->title ? run->steps[i]->title : step.folder);
		for (size_t r = 0; r < run->steps[i]->n_rows; r++) {
			for (int a = -1; a < (int)run->n_attacks; a++)
				put_row(&sheet, &step, dir, r, a);
		}
		pl_export_step_clear(&step);
		pl_map_clear(&sheet.said);
	}
}
