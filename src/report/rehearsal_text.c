/* How is a rehearsal told? */
#include <config.h>

#include "report/rehearsal.h"

#include <stdlib.h>

#include "report/text_parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct telling {
	struct pl_buf *out;
	const struct pl_rehearsal *of;
	const struct pl_style *style;
};

static void heading(const struct telling *t, const char *text)
{
	pl_buf_putc(t->out, '\n');
	pl_style_begin(t->style, t->out, PL_ROLE_TITLE);
	pl_buf_puts(t->out, text);
	pl_style_end(t->style, t->out, PL_ROLE_TITLE);
	pl_buf_putc(t->out, '\n');
}

static void flow(const struct telling *t, size_t indent, const char *text)
{
	pl_buf_printf(t->out, "%*s", (int)indent, "");
	pl_text_flow(t->out, t->style, text, indent, indent);
	pl_buf_putc(t->out, '\n');
}

static int64_t days_left(const struct telling *t, int64_t at)
{
	return (at - t->of->input->at) / PL_DAY;
}

static enum pl_role role_of(const struct pl_lane *lane)
{
	if (lane->at != PL_TIME_NONE)
		return PL_ROLE_BAD;
	return lane->today == PL_STATE_UNENFORCED ? PL_ROLE_WARN : PL_ROLE_GOOD;
}

/* "mine at api.example.com: cut off on 2027-01-20, 60 days from now"; that nothing cuts an app off
 * is no good news where its pins are not asked. */
static void put_verdict(const struct telling *t, const struct pl_lane *lane)
{
	char *host = pl_rehearsal_host_words(t->of, lane->host);
	bool broken = lane->at != PL_TIME_NONE;
	char date[PL_TIME_TEXT];

	pl_style_begin(t->style, t->out, role_of(lane));
	pl_style_text(t->style, t->out, lane->strategy);
	pl_buf_puts(t->out, " at ");
	pl_style_text(t->style, t->out, host);
	if (!broken && lane->today == PL_STATE_UNENFORCED)
		pl_buf_printf(t->out, ": connects without its pins: %s",
			      pl_reason_info(lane->reason_today)->words);
	else if (!broken)
		pl_buf_printf(t->out, ": nothing that is known cuts it off before %s",
			      pl_time_format_short(t->of->future.until, date));
	else if (lane->at <= t->of->input->at)
		pl_buf_puts(t->out, ": cut off today");
	else
		pl_buf_printf(t->out, ": cut off on %s, in %lld days",
			      pl_time_format_short(lane->at, date),
			      (long long)days_left(t, lane->at));
	pl_style_end(t->style, t->out, role_of(lane));
	pl_buf_putc(t->out, '\n');
	free(host);
}

static void put_variants(const struct telling *t, const struct pl_lane *lane)
{
	char *text;

	if (t->of->runway.n_variants < 2)
		return;
	if (lane->broken == t->of->runway.n_variants)
		text = pl_asprintf("breaks in all %zu, whoever issues next", lane->broken);
	else
		text = pl_asprintf("breaks in %zu of %zu: with %s", lane->broken,
				   t->of->runway.n_variants, lane->broken_in);
	flow(t, 2, text);
	free(text);
}

static void put_known_pins(const struct telling *t, const struct pl_lane *lane)
{
	char *text;

	if (!lane->known_pins)
		return;
	text = pl_asprintf("the pins of that path's published CAs: %s", lane->known_pins);
	flow(t, 2, text);
	free(text);
}

static void put_lane(const struct telling *t, const struct pl_lane *lane)
{
	char date[PL_TIME_TEXT], *text;

	put_verdict(t, lane);
	if (lane->at != PL_TIME_NONE) {
		text = pl_asprintf("%s: %s", pl_reason_info(lane->reason)->name, lane->event);
		flow(t, 2, text);
		free(text);
		flow(t, 2, lane->why);
		put_known_pins(t, lane);
		put_variants(t, lane);
	}
	if (lane->at != PL_TIME_NONE && lane->returns != PL_TIME_NONE) {
		text = pl_asprintf("let in again on %s", pl_time_format_short(lane->returns, date));
		flow(t, 2, text);
		free(text);
	}
	if (lane->unenforced != PL_TIME_NONE) {
		text = pl_asprintf("from %s on its pins protect nothing: they have expired",
				   pl_time_format_short(lane->unenforced, date));
		flow(t, 2, text);
		free(text);
	}
}

/* What a pin is: "the intermediate R12, until 2027-03-12". */
static char *pin_words(const struct pl_shadow_pin *pin)
{
	char date[PL_TIME_TEXT];

	switch (pin->kind) {
	case PL_SHADOW_LEAF:
	case PL_SHADOW_INTERMEDIATE:
	case PL_SHADOW_ROOT:
		if (!pin->cert)
			return pl_asprintf("the %s %s, which is above the chain's certificates",
					   pl_shadow_kind_name(pin->kind), pin->ca->common_name);
		return pl_asprintf("the %s %s, until %s", pl_shadow_kind_name(pin->kind),
				   pl_cert_label(pin->cert),
				   pl_time_format_short(pin->cert->not_after, date));
	case PL_SHADOW_KNOWN_CA:
		return pl_asprintf("%s, which is in none of the chains",
				   pin->cert ? pl_cert_label(pin->cert) : pin->ca->common_name);
	case PL_SHADOW_LABELLED: return pl_asprintf("%s, as labelled", pin->expression);
	case PL_SHADOW_DAMAGED: return pl_strdup("nothing: its client cannot read it");
	default:
		return pl_strdup("nothing that is known here; say with --label what it is "
				 "(next-leaf-key, other-ca)");
	}
}

static void put_pins(const struct telling *t)
{
	heading(t, "What each pin is");
	for (size_t i = 0; i < t->of->map.n; i++) {
		const struct pl_shadow_pin *pin = &t->of->map.pins[i];
		char digest[PL_PIN_SHORT], *what = pin_words(pin);
		char *text = pl_asprintf("%s:%d  %s  %s%s", pin->pin->pos.file, pin->pin->pos.line,
					 pl_pin_short(pin->pin, digest),
					 pin->pin->backup ? "backup: " : "", what);

		flow(t, 2, text);
		free(text);
		free(what);
	}
}

static void put_standard(const struct telling *t, const struct pl_result *standard)
{
	for (size_t i = 0; i < t->of->model->n_hosts; i++) {
		char *host = pl_rehearsal_host_words(t->of, t->of->model->hosts[i].id);
		char *text = pl_asprintf("If it happened today, at %s", host);

		heading(t, text);
		pl_text_matrix(t->out, &standard[i], t->style, false);
		free(text);
		free(host);
	}
}

/* How each lane of a CA would fare if it had to move now. */
static void put_move(const struct telling *t, const char *operator_, const char *event)
{
	size_t at = pl_standard_index(event);

	for (size_t i = 0; at < PL_STANDARD_MAX && i < t->of->runway.n; i++) {
		const struct pl_lane *lane = &t->of->runway.lanes[i];
		const struct pl_host_def *host = pl_model_host(t->of->model, lane->host);
		char *words, *text;

		if (lane->standard[at] < 0 ||
		    !pl_streq(pl_model_authority(t->of->model, host->issuer)->operator_, operator_))
			continue;
		words = pl_rehearsal_host_words(t->of, lane->host);
		text = pl_asprintf("before that its chains end in another root: %s at %s %s",
				   lane->strategy, words,
				   pl_state_info((enum pl_state)lane->standard[at])->name);
		flow(t, 17, text);
		free(text);
		free(words);
	}
}

static void put_calendar(const struct telling *t)
{
	char from[PL_TIME_TEXT];

	if (t->of->future.n_dates == 0)
		return;
	heading(t, "The calendar");
	for (size_t i = 0; i < t->of->future.n_dates; i++) {
		const struct pl_future_date *date = &t->of->future.dates[i];
		char *text = pl_asprintf("%s (%s%s%s)", date->text,
					 pl_origin_name(date->origin), date->source ? ": " : "",
					 date->source ? date->source : "");

		pl_buf_printf(t->out, "  %s %-10s  ", date->latest ? "by" : "on",
			      pl_time_format_short(date->at, from));
		pl_text_flow(t->out, t->style, text, 17, 17);
		pl_buf_putc(t->out, '\n');
		free(text);
		if (date->standard)
			put_move(t, date->operator_, date->standard);
	}
}

static void put_notes(const struct telling *t)
{
	heading(t, "What this rests on");
	for (int origin = 0; origin < PL_ORIGINS; origin++) {
		for (size_t i = 0; i < t->of->map.n_notes; i++) {
			const struct pl_shadow_note *note = &t->of->map.notes[i];

			if (note->origin != (enum pl_origin)origin)
				continue;
			pl_buf_printf(t->out, "  %-8s  ", pl_origin_name(note->origin));
			pl_text_flow(t->out, t->style, note->text, 12, 12);
			pl_buf_putc(t->out, '\n');
		}
	}
}

void pl_rehearsal_text(struct pl_buf *out, const struct pl_rehearsal *rehearsal,
		       const struct pl_result *standard, const struct pl_style *style)
{
	struct telling t = { .out = out, .of = rehearsal, .style = style };

	for (size_t i = 0; i < rehearsal->runway.n; i++) {
		if (i > 0)
			pl_buf_putc(out, '\n');
		put_lane(&t, &rehearsal->runway.lanes[i]);
	}
	put_pins(&t);
	put_standard(&t, standard);
	put_calendar(&t);
	put_notes(&t);
}
