/* What is served, where, what is to come of it, and by which clock? */
#include <config.h>

#include "cli/serve.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define ROWS_MAX 40

/* Names that a client can ask for. */
static void put_names(const struct pl_site *site, struct pl_buf *out)
{
	const char *last = NULL;

	for (size_t i = 0; i < site->n; i++) {
		for (size_t k = 0; k < site->shown[i].host->n_names; k++) {
			const char *name = site->shown[i].host->names[k];

			if (last != name)
				pl_buf_printf(out, "%s%s", last ? ", " : "", name);
			last = name;
		}
		while (i + 1 < site->n && site->shown[i + 1].host == site->shown[i].host)
			i++;
	}
}

static void put_attack(const struct pl_site *site, struct pl_buf *out)
{
	const struct pl_site_face *face = &site->shown[0];

	pl_buf_printf(out, "attacker: %s", face->attack->summary);
	if (face->refused)
		pl_buf_printf(out, "; the CA refused him (%s), so he shows his own", face->refused);
	if (face->user_root)
		pl_buf_puts(out, "; his root is to be on the device first");
	if (face->late_clock)
		pl_buf_puts(out, "; the device's clock is to be past the end of the pins");
	if (face->others)
		pl_buf_printf(out, "; of %zu ways the one that most rows meet", face->others + 1);
}

static void put_place(const struct pl_serving *serving, size_t i, struct pl_buf *out)
{
	const struct pl_serving_place *place = &serving->places[i];
	const struct pl_site *site = place->reports ? NULL : &place->sites[serving->step];

	pl_buf_printf(out, "  %5d  %-10s ", pl_serve_port(serving->serve, i), place->name);
	if (place->reports) {
		pl_buf_puts(out, "reports of pin failures, by POST over HTTP without TLS (the others "
				 "take them too)");
	} else if (place->kind == PL_SITE_CONTROL) {
		pl_buf_puts(out, "the same names with a chain that is trusted and that no pin "
				 "matches: must be refused");
	} else if (site->shown[0].attack) {
		put_attack(site, out);
	} else {
		put_names(site, out);
	}
	pl_buf_putc(out, '\n');
}

static void put_places(const struct pl_serving *serving, struct pl_buf *out)
{
	bool both = true;

	pl_buf_puts(out, "\n  port   who\n");
	for (size_t i = 0; i < serving->n_places; i++) {
		put_place(serving, i, out);
		both = both && pl_serve_addresses(serving->serve, i) == 2;
	}
	pl_buf_printf(out, "  on 127.0.0.1%s and nowhere else; the name that a client asks for picks "
			   "the host\n", both ? " and ::1" : "");
}

/* What the matrix says of this step: what clients with these pins must do. */
static void put_rows(const struct pl_serving *serving, struct pl_buf *out)
{
	const struct pl_step *step = serving->run->steps[serving->step];
	size_t n = 0, columns = 0;

	for (size_t row = 0; row < step->n_rows; row++) {
		size_t wide = pl_style_columns(&serving->args->out, serving->run->rows[row]->id);

		if (!serving->run->rows[row]->control && wide > columns)
			columns = wide;
	}
	pl_buf_puts(out, "\nwhat apps with these pins are to do\n");
	for (size_t row = 0; row < step->n_rows; row++) {
		const struct pl_outcome *outcome = pl_step_honest(step, row);
		const char *id = serving->run->rows[row]->id;

		if (serving->run->rows[row]->control || !outcome || ++n > ROWS_MAX)
			continue;
		pl_buf_puts(out, "  ");
		pl_style_text(&serving->args->out, out, id);
		pl_buf_printf(out, "%*s  %s (%s)\n",
			      (int)(columns - pl_style_columns(&serving->args->out, id)), "",
			      pl_state_info(outcome->state)->name,
			      pl_reason_info(outcome->reason)->name);
	}
	if (n > ROWS_MAX)
		pl_buf_printf(out, "  and %zu more\n", n - ROWS_MAX);
}

/* When all of the chain's certificates are valid: the latest start, the earliest end. */
static void span_of(const struct pl_chain *chain, int64_t *from, int64_t *to)
{
	*from = PL_TIME_MIN;
	*to = PL_TIME_MAX;
	for (size_t i = 0; i < chain->n; i++) {
		if (chain->certs[i]->not_before > *from)
			*from = chain->certs[i]->not_before;
		if (chain->certs[i]->not_after < *to)
			*to = chain->certs[i]->not_after;
	}
}

static void put_span(const struct pl_serving *serving, const struct pl_site_face *face, bool *out_of,
		     struct pl_buf *out)
{
	char from_text[PL_TIME_TEXT], to_text[PL_TIME_TEXT];
	int64_t from, to;
	bool now;

	span_of(face->chain, &from, &to);
	now = from <= serving->today && serving->today <= to;
	*out_of = *out_of || !now;
	pl_buf_printf(out, "  %s is valid from %s to %s: %s at the real present\n", face->host->id,
		      pl_time_format(from, from_text), pl_time_format(to, to_text),
		      now		      ? "so it is"
		      : serving->today < from ? "not yet"
					      : "no more");
}

/* "2027-05-10 00:00:00", as faketime reads it. */
static const char *faketime_text(int64_t at, char out[PL_TIME_TEXT])
{
	pl_time_format(at, out);
	out[10] = ' ';
	out[19] = '\0';
	return out;
}

static void put_remedies(const struct pl_serving *serving, struct pl_buf *out)
{
	int64_t at = serving->run->steps[serving->step]->at;
	struct pl_civil civil;
	char text[PL_TIME_TEXT];

	pl_time_to_civil(at, &civil);
	pl_buf_printf(out, "  so clients by the real clock refuse it for its dates. Either --now moves "
			   "the whole scenario, so that\n  the step given by --step is at the present, or "
			   "the client gets the step's clock:\n"
			   "    TZ=UTC faketime '@%s' curl ...\n"
			   "    adb shell su 0 date -u %02d%02d%02d%02d%04d.%02d   "
			   "(emulator; the machine's own clock is left alone)\n",
		      faketime_text(at, text), civil.month, civil.day, civil.hour, civil.minute,
		      civil.year, civil.second);
}

static const struct pl_site *hosts_now(const struct pl_serving *serving)
{
	return &serving->places[0].sites[serving->step];
}

void pl_serving_clock(const struct pl_serving *serving, struct pl_buf *out)
{
	const struct pl_site *site = hosts_now(serving);
	char today[PL_TIME_TEXT], at[PL_TIME_TEXT];
	bool out_of = false;

	pl_buf_printf(out, "the clock: this step is at %s, the real present is %s\n",
		      pl_time_format(serving->run->steps[serving->step]->at, at),
		      pl_time_format(serving->today, today));
	if (serving->shifted)
		pl_buf_printf(out, "  --now has moved every date of the scenario by %s%" PRId64
				   " seconds; each verdict is the same as before\n",
			      serving->shifted > 0 ? "+" : "", serving->shifted);
	for (size_t i = 0; i < site->n; i++)
		put_span(serving, &site->shown[i], &out_of, out);
	if (out_of)
		put_remedies(serving, out);
}

void pl_serving_hosts_json(const struct pl_serving *serving, struct pl_json *json)
{
	const struct pl_site *site = hosts_now(serving);

	pl_json_array(json, "hosts");
	for (size_t i = 0; i < site->n; i++) {
		const struct pl_site_face *face = &site->shown[i];
		int64_t from, to;

		span_of(face->chain, &from, &to);
		pl_json_object(json, NULL);
		pl_json_text(json, "host", face->host->id);
		pl_json_text(json, "attack", face->attack ? face->attack->name : NULL);
		pl_json_time(json, "from", from);
		pl_json_time(json, "to", to);
		pl_json_bool(json, "validNow", from <= serving->today && serving->today <= to);
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void intro_text(struct pl_serving *serving, struct pl_buf *out)
{
	char at[PL_TIME_TEXT];

	pl_style_text(&serving->args->out, out, serving->run->model->name);
	pl_buf_puts(out, ", ");
	pl_serving_step_words(serving, serving->step, out);
	pl_buf_printf(out, " of %zu, at %s\n", serving->run->n_steps - 1,
		      pl_time_format(serving->run->steps[serving->step]->at, at));
	put_places(serving, out);
	put_rows(serving, out);
	pl_buf_putc(out, '\n');
	pl_serving_clock(serving, out);
	pl_serving_reach(serving, out);
	pl_buf_puts(out, "\n");
	if (serving->follow)
		pl_buf_puts(out, "Enter or n: next step; p: the one before; a number or an event's id: "
				 "that one; q: the end\n");
}

static void intro_json(struct pl_serving *serving, struct pl_buf *out)
{
	const struct pl_step *step = serving->run->steps[serving->step];
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "event", "serving");
	pl_json_text(json, "scenario", serving->run->model->name);
	pl_json_int(json, "step", (int64_t)serving->step);
	pl_json_int(json, "steps", (int64_t)serving->run->n_steps);
	pl_json_text(json, "title", step->title);
	pl_json_time(json, "at", step->at);
	pl_json_time(json, "today", serving->today);
	pl_json_int(json, "shifted", serving->shifted);
	pl_serving_hosts_json(serving, json);
	pl_json_array(json, "places");
	for (size_t i = 0; i < serving->n_places; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "name", serving->places[i].name);
		pl_json_int(json, "port", pl_serve_port(serving->serve, i));
		pl_json_bool(json, "tls", !serving->places[i].reports);
		pl_json_bool(json, "ipv6", pl_serve_addresses(serving->serve, i) == 2);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, true, out);
	pl_json_free(json);
}

void pl_serving_intro(struct pl_serving *serving, struct pl_buf *out)
{
	if (serving->json)
		intro_json(serving, out);
	else
		intro_text(serving, out);
}
