/* What is to be said about the certificate that is selected in the tree? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pin/pin.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

bool pl_view_node(const struct pl_ui *ui, struct pl_tree *tree, struct pl_node *out)
{
	const struct pl_step *step = pl_ui_step(ui);

	if (ui->focus != PL_PANE_TREE || !step)
		return false;
	pl_tree_build(step->world, tree);
	if (tree->n == 0)
		return false;
	*out = tree->items[ui->node < tree->n ? ui->node : tree->n - 1];
	return true;
}

/* Which apps pin this certificate or its key, and by which expression. */
static char *pinned_by(const struct pl_ui *ui, const struct pl_cert *cert)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t k = 0; k < pl_ui_shown_rows(ui->run); k++) {
		const struct pl_row *row = ui->run->rows[pl_ui_row_index(ui->run, k)];

		if (!row->pins || row->built > ui->step)
			continue;
		for (size_t i = 0; i < row->pins->n; i++) {
			const struct pl_pin *pin = &row->pins->pins[i];

			if (!pl_pin_matches(pin, cert))
				continue;
			pl_buf_printf(&out, "%s%s (%s%s)", out.len ? ", " : "", row->id,
				      pin->backup ? "backup " : "",
				      pin->origin ? pin->origin : "literal");
			break;
		}
	}
	if (!out.len)
		pl_buf_puts(&out, "nobody here");
	return pl_buf_take(&out);
}

static char *dates_of(const struct pl_ui *ui, const struct pl_cert *cert)
{
	char from[24], to[24], days[PL_DURATION_TEXT];
	int64_t now = pl_ui_now(ui);

	pl_view_clock(cert->not_before, from);
	pl_view_clock(cert->not_after, to);
	if (now > cert->not_after)
		return pl_asprintf("%s to %s; it ended %s ago", from, to,
				   pl_duration_words(now - cert->not_after, days));
	if (now < cert->not_before)
		return pl_asprintf("%s to %s; it begins in %s", from, to,
				   pl_duration_words(cert->not_before - now, days));
	return pl_asprintf("%s to %s; %s left", from, to,
			   pl_duration_words(cert->not_after - now, days));
}

static void add(struct pl_why_lines *lines, const char *label, char *text, int width,
		enum pl_role role)
{
	pl_why_add(lines, label, text, width, PL_PEN(role));
	free(text);
}

static char *digest(const uint8_t sha256[32])
{
	char text[PL_BASE64_LEN(32) + 1];

	return pl_asprintf("sha256/%s", pl_base64(sha256, 32, text));
}

void pl_view_cert_lines(const struct pl_ui *ui, const struct pl_node *node, int width,
			struct pl_why_lines *out)
{
	const struct pl_cert *cert = node->cert;

	add(out, "name", pl_strdup(cert->subject), width, PL_ROLE_PLAIN);
	add(out, "by", pl_asprintf("%s%s", cert->issuer, cert->self_issued ? " (itself)" : ""),
	    width, PL_ROLE_PLAIN);
	add(out, "valid", dates_of(ui, cert), width, PL_ROLE_PLAIN);
	add(out, "pinned", pinned_by(ui, cert), width, PL_ROLE_OK);
	add(out, "cert", digest(cert->sha256), width, PL_ROLE_PLAIN);
	add(out, "spki", digest(cert->spki_sha256), width, PL_ROLE_PLAIN);
	add(out, "key", digest(cert->key_sha256), width, PL_ROLE_PLAIN);
	add(out, "kind",
	    pl_asprintf("%s, signed with %s, %zu bytes", cert->key_words, cert->sig_words,
			cert->der_len),
	    width, PL_ROLE_QUIET);
	if (node->seen)
		add(out, "note",
		    pl_strdup(
			    "what it issued hangs below another certificate of the same authority"),
		    width, PL_ROLE_QUIET);
}
