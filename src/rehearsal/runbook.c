/* Who does what, and when, so that these pins go on holding? */
#include <config.h>

#include "rehearsal/runbook.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct writing {
	struct pl_buf *out;
	const struct pl_rehearsal *of;
	const struct pl_inputs *inputs;
};

/* What a table's cell can hold. */
static void put_cell(struct pl_buf *out, const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_text_safe(&safe, text, strlen(text), 0);
	for (const char *c = pl_buf_str(&safe); *c; c++) {
		if (*c == '|')
			pl_buf_putc(out, '\\');
		pl_buf_putc(out, *c);
	}
	pl_buf_clear(&safe);
}

/* One word for a shell. */
static void put_word(struct pl_buf *out, const char *text)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%";

	if (*text && strspn(text, plain) == strlen(text)) {
		pl_buf_puts(out, text);
		return;
	}
	pl_buf_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			pl_buf_puts(out, "'\\''");
		else
			pl_buf_putc(out, *text);
	}
	pl_buf_putc(out, '\'');
}

static const char *day(int64_t at, char out[PL_TIME_TEXT])
{
	return pl_time_format_short(at - at % PL_DAY, out);
}

static const struct pl_served *served_of(const struct writing *w, const struct pl_lane *lane)
{
	const struct pl_host_def *host = pl_model_host(w->of->model, lane->host);

	return w->of->input->hosts[host - w->of->model->hosts].served;
}

static const char *name_of(const struct writing *w, const struct pl_lane *lane)
{
	return pl_model_host(w->of->model, lane->host)->names[0];
}

static const char *pin_file_of(const struct writing *w, const struct pl_lane *lane)
{
	for (size_t i = 0; i < w->inputs->n_pins; i++)
		if (pl_streq(w->inputs->names[i], lane->strategy))
			return w->inputs->pinfiles[i]->file;
	return lane->strategy;
}

static void put_summary(const struct writing *w)
{
	char date[PL_TIME_TEXT];

	pl_buf_puts(w->out, "| pins | host | cut off | days left | by |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < w->of->runway.n; i++) {
		const struct pl_lane *lane = &w->of->runway.lanes[i];
		char *host = pl_rehearsal_host_words(w->of, lane->host);

		pl_buf_puts(w->out, "| ");
		put_cell(w->out, lane->strategy);
		pl_buf_puts(w->out, " | ");
		put_cell(w->out, host);
		free(host);
		if (lane->at == PL_TIME_NONE && lane->today == PL_STATE_UNENFORCED) {
			pl_buf_printf(w->out, " | never: it connects without its pins, %s | | |\n",
				      pl_reason_info(lane->reason_today)->words);
			continue;
		}
		if (lane->at == PL_TIME_NONE) {
			pl_buf_printf(w->out, " | not before %s | | |\n",
				      pl_time_format_short(w->of->future.until, date));
			continue;
		}
		pl_buf_printf(w->out, " | %s | %lld | ", pl_time_format_short(lane->at, date),
			      (long long)((lane->at - w->of->input->at) / PL_DAY));
		put_cell(w->out, lane->event);
		pl_buf_puts(w->out, " |\n");
	}
}

static void put_rehearse(const struct writing *w, const struct pl_lane *lane, const char *at)
{
	pl_buf_puts(w->out, "pinlab rehearse --chain ");
	put_word(w->out, served_of(w, lane)->file);
	pl_buf_puts(w->out, " --pins ");
	put_word(w->out, pin_file_of(w, lane));
	if (at)
		pl_buf_printf(w->out, " --at %s", at);
	pl_buf_putc(w->out, '\n');
}

/* What the server really sends, as a file to check. */
static void put_fetch(const struct writing *w, const struct pl_lane *lane, const char *file)
{
	pl_buf_puts(w->out, "openssl s_client -connect ");
	put_word(w->out, name_of(w, lane));
	pl_buf_puts(w->out, ":443 -servername ");
	put_word(w->out, name_of(w, lane));
	pl_buf_printf(w->out, " -showcerts </dev/null >%s\n", file);
}

/* The pins that end are all of the leaf's own key or certificate. */
static bool pins_leaf_only(const struct writing *w, const struct pl_lane *lane)
{
	bool any = false;

	for (size_t i = 0; i < w->of->map.n; i++) {
		const struct pl_shadow_pin *pin = &w->of->map.pins[i];

		if (!pl_streq(w->of->input->pins[pin->file].name, lane->strategy) || !pin->cert)
			continue;
		if (pin->kind != PL_SHADOW_LEAF)
			return false;
		any = true;
	}
	return any;
}

/* "A sha256/..., B sha256/...": one per line. */
static void put_list(struct pl_buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, ",");

		pl_buf_printf(out, "   - `%.*s`\n", (int)len, text);
		text += len;
		text += strspn(text, ", ");
	}
}

static void put_next_key(const struct writing *w, const struct pl_lane *lane)
{
	pl_buf_puts(w->out,
		    "1. **Server team**, now: make the next key, and keep it offline.\n\n"
		    "   ```sh\n   umask 077\n"
		    "   openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out next.key\n"
		    "   openssl req -new -key next.key -subj /CN=");
	put_word(w->out, name_of(w, lane));
	pl_buf_puts(w->out, " -addext subjectAltName=DNS:");
	put_word(w->out, name_of(w, lane));
	pl_buf_puts(w->out,
		    " -out next.csr\n"
		    "   openssl pkey -in next.key -pubout -outform DER | openssl dgst -sha256 -binary | "
		    "openssl base64\n   ```\n\n"
		    "2. **App team**, at once: add what the last command prints to ");
	put_cell(w->out, pin_file_of(w, lane));
	pl_buf_puts(w->out, " as a backup pin, and release. Keep the present pin.\n");
}

static void put_known_pins(const struct writing *w, const struct pl_lane *lane)
{
	pl_buf_puts(w->out, "1. **App team**, at once: add pins that the new path has to ");
	put_cell(w->out, pin_file_of(w, lane));
	pl_buf_puts(w->out, ", the highest first, and release. Keep the present ones.\n\n");
	put_list(w->out, lane->known_pins);
	pl_buf_puts(w->out, "\n2. **Server team**: change nothing until the release has arrived.\n");
}

static void put_chain_fix(const struct writing *w)
{
	pl_buf_puts(w->out, "1. **Server team**: the chain itself is refused, and no pin helps: have "
			    "a certificate issued whose chain is valid beyond that day.\n"
			    "2. **App team**: before that, pin what the new chain has.\n");
}

/* Renewals are what the server's owner decides on. */
static void put_renewal(const struct writing *w, const struct pl_lane *lane)
{
	char date[PL_TIME_TEXT];

	pl_buf_printf(w->out, "3. **Server team**, before %s: until the release has reached its users, "
		      "renew with the same key:\n\n   ```sh\n   certbot renew --cert-name ",
		      day(lane->at, date));
	put_word(w->out, name_of(w, lane));
	pl_buf_puts(w->out, " --reuse-key\n   ```\n\n"
			    "4. **Server team**, on the day that the release manager names: change "
			    "to the next key.\n\n   ```sh\n   certbot certonly --csr next.csr\n"
			    "   ```\n");
}

static void put_checks(const struct writing *w, const struct pl_lane *lane)
{
	char date[PL_TIME_TEXT];

	pl_buf_puts(w->out, "\nAfter each step, **whoever did it** sees that it worked:\n\n```sh\n");
	put_fetch(w, lane, "served.pem");
	pl_buf_puts(w->out, "pinlab rehearse --chain served.pem --pins ");
	put_word(w->out, pin_file_of(w, lane));
	pl_buf_puts(w->out, "\n");
	put_rehearse(w, lane, day(w->of->input->at, date));
	pl_buf_puts(w->out, "```\n\nThe first command line's verdict must say a later day, or none. "
			    "Exit code 1 means: cut off already.\n");
}

static void put_rollback(const struct writing *w, const struct pl_lane *lane)
{
	const struct pl_cert *leaf = served_of(w, lane)->chain->certs[0];
	char date[PL_TIME_TEXT];

	pl_buf_printf(w->out,
		      "\nRollback: the present certificate is valid until %s. Until then **the server "
		      "team** loads it and its key again, and apps connect as before; keep both "
		      "until the release has arrived. After that day the only way back is an app "
		      "release.\n",
		      pl_time_format_short(leaf->not_after, date));
}

static void put_lane(const struct writing *w, const struct pl_lane *lane)
{
	char *host = pl_rehearsal_host_words(w->of, lane->host);
	char date[PL_TIME_TEXT];

	pl_buf_puts(w->out, "\n## ");
	put_cell(w->out, lane->strategy);
	pl_buf_puts(w->out, " at ");
	put_cell(w->out, host);
	free(host);
	pl_buf_printf(w->out, "\n\nCut off on **%s**. ", pl_time_format_short(lane->at, date));
	put_cell(w->out, lane->why);
	pl_buf_puts(w->out, "\n\nApps that have not been updated by then do not come back by "
			    "themselves.\n\n");
	if (!lane->by_pins)
		put_chain_fix(w);
	else if (pins_leaf_only(w, lane) || !lane->known_pins)
		put_next_key(w, lane);
	else
		put_known_pins(w, lane);
	if (lane->by_pins && (pins_leaf_only(w, lane) || !lane->known_pins))
		put_renewal(w, lane);
	put_checks(w, lane);
	put_rollback(w, lane);
}

static void put_calendar(const struct writing *w)
{
	char date[PL_TIME_TEXT];

	if (w->of->future.n_dates == 0)
		return;
	pl_buf_puts(w->out, "\n## Calendar\n\n| day | what | origin |\n|---|---|---|\n");
	for (size_t i = 0; i < w->of->future.n_dates; i++) {
		const struct pl_future_date *it = &w->of->future.dates[i];

		pl_buf_printf(w->out, "| %s%s | ", it->latest ? "by " : "",
			      pl_time_format_short(it->at, date));
		put_cell(w->out, it->text);
		pl_buf_printf(w->out, " | %s", pl_origin_name(it->origin));
		if (it->source) {
			pl_buf_puts(w->out, ": ");
			put_cell(w->out, it->source);
		}
		pl_buf_puts(w->out, " |\n");
	}
}

static void put_notes(const struct writing *w)
{
	pl_buf_puts(w->out, "\n## What this rests on\n\n");
	for (size_t i = 0; i < w->of->map.n_notes; i++) {
		pl_buf_printf(w->out, "- %s: ", pl_origin_name(w->of->map.notes[i].origin));
		put_cell(w->out, w->of->map.notes[i].text);
		pl_buf_putc(w->out, '\n');
	}
}

void pl_runbook(struct pl_buf *out, const struct pl_rehearsal *rehearsal,
		const struct pl_inputs *inputs)
{
	struct writing w = { .out = out, .of = rehearsal, .inputs = inputs };
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	pl_buf_printf(out, "# Runbook for pins\n\nAs of %s, looking ahead to %s, with the facts of %s.\n\n",
		      pl_time_format_short(rehearsal->input->at, from),
		      pl_time_format_short(rehearsal->future.until, to),
		      pl_facts_edition(rehearsal->input->facts));
	put_summary(&w);
	for (size_t i = 0; i < rehearsal->runway.n; i++)
		if (rehearsal->runway.lanes[i].at != PL_TIME_NONE)
			put_lane(&w, &rehearsal->runway.lanes[i]);
	put_calendar(&w);
	put_notes(&w);
}
