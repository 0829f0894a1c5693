/* Which second does an event's `at` mean? */
#include <config.h>

#include "lab/event.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "2d" after its sign; blanks before it are fine. */
static bool parse_offset(const char *text, bool minus, struct pl_pos pos, int64_t *out,
			 struct pl_error *err)
{
	const char *why;

	text += strspn(text, " ");
	if (!pl_duration_parse(text, out, &why))
		return pl_error_input(err, pos, "'%s' is not a duration like 2d12h: %s", text, why);
	if (minus)
		*out = -*out;
	return true;
}

/* Where the sign of the offset stands, or NULL: a minus needs blanks, for names have dashes. */
static const char *find_sign(const char *text)
{
	/* What stands in brackets is a strategy's name, and has signs of its own. */
	const char *close = strchr(text, '(') ? strchr(text, ')') : NULL;
	const char *from = close ? close : text;
	const char *plus = strchr(from, '+'), *minus = strstr(from, " - ");

	return plus ? plus : minus ? minus + 1 : NULL;
}

static bool parse_base(const char *base, struct pl_pos pos, struct pl_when *out,
		       struct pl_error *err)
{
	const char *why;

	if (!is_digit(*base)) {
		out->kind = PL_WHEN_RELATIVE;
		out->ref = pl_strdup(base);
		return true;
	}
	out->kind = PL_WHEN_AT;
	if (!pl_time_parse(base, &out->time, &why))
		return pl_error_input(err, pos,
				      "'%s' is not a date like 2027-08-03 or 2027-08-03T09:00Z: %s",
				      base, why);
	return true;
}

static bool parse(const char *text, struct pl_pos pos, struct pl_when *out, struct pl_error *err)
{
	const char *sign = find_sign(text);
	size_t len = sign ? (size_t)(sign - text) : strlen(text);
	char *base;
	bool ok;

	if (*text == '+' || *text == '-') {
		out->kind = PL_WHEN_AFTER;
		return parse_offset(text + 1, *text == '-', pos, &out->offset, err);
	}
	while (len > 0 && text[len - 1] == ' ')
		len--;
	if (len == 0)
		return pl_error_input(
			err, pos, "a time is empty; write a date, +1d, or api.leaf.expiry - 7d");
	base = pl_strndup(text, len);
	ok = parse_base(base, pos, out, err) &&
	     (!sign || parse_offset(sign + 1, *sign == '-', pos, &out->offset, err));
	free(base);
	return ok;
}

bool pl_when_parse(const char *text, struct pl_pos pos, struct pl_when *out, struct pl_error *err)
{
	*out = (struct pl_when){ .pos = pos, .text = pl_strdup(text) };
	if (parse(text + strspn(text, " "), pos, out, err))
		return true;
	pl_when_clear(out);
	return false;
}

void pl_when_clear(struct pl_when *when)
{
	free(when->ref);
	free(when->text);
	*when = (struct pl_when){ 0 };
}

#define WORD_START "start"

bool pl_when_is_of_world(const struct pl_when *when)
{
	return when->kind == PL_WHEN_RELATIVE &&
	       (strchr(when->ref, '.') || pl_streq(when->ref, WORD_START));
}

/* The part before a suffix, caller frees; NULL when the text does not end with it. */
static char *stem(const char *text, const char *suffix)
{
	if (!pl_ends_with(text, suffix) || strlen(text) == strlen(suffix))
		return NULL;
	return pl_strndup(text, strlen(text) - strlen(suffix));
}

enum moment {
	MOMENT_LEAF_EXPIRY,
	MOMENT_LEAF_START,
	MOMENT_LEAF_FROM,
	MOMENT_RENEWAL,
	MOMENT_PINS_EXPIRY,
	MOMENT_EXPIRY,
	MOMENT_START,
	MOMENT_FROM,
};

/* Longer suffixes first: ".leaf.expiry" also ends with ".expiry". */
static const char *const suffixes[] = {
	[MOMENT_LEAF_EXPIRY] = ".leaf.expiry",
	[MOMENT_LEAF_START] = ".leaf.start",
	[MOMENT_LEAF_FROM] = ".leaf.from",
	[MOMENT_RENEWAL] = ".renewal",
	[MOMENT_PINS_EXPIRY] = ").expiry",
	[MOMENT_EXPIRY] = ".expiry",
	[MOMENT_START] = ".start",
	[MOMENT_FROM] = ".from",
};

static bool host_moment(const struct pl_host *host, enum moment moment, int64_t *out)
{
	const struct pl_cert *leaf = host->served->full->certs[0];

	if (moment == MOMENT_RENEWAL)
		*out = pl_host_next_renewal(host);
	else
		*out = moment == MOMENT_LEAF_EXPIRY ? leaf->not_after : leaf->not_before;
	return *out != PL_TIME_NONE;
}

/* "pins(mine": the bracket that closes belongs to the suffix. */
static bool pins_moment(const struct pl_model *model, const char *name, int64_t *out)
{
	const struct pl_strategy_def *strategy;

	if (!pl_starts_with(name, "pins("))
		return false;
	strategy = pl_model_strategy(model, name + strlen("pins("));
	*out = strategy ? strategy->terms.expires : PL_TIME_NONE;
	return *out != PL_TIME_NONE;
}

static bool moment_of(const struct pl_run *run, const char *name, enum moment moment,
		      int64_t *out)
{
	const struct pl_world *world = run->world;
	const struct pl_host *host = pl_world_host(world, name);
	const struct pl_cert *cert;

	if (moment == MOMENT_PINS_EXPIRY)
		return pins_moment(run->model, name, out);
	if (moment <= MOMENT_RENEWAL)
		return host && !host->twin_of && host_moment(host, moment, out);
	cert = pl_world_certificate(world, name);
	if (!cert)
		return false;
	*out = moment == MOMENT_EXPIRY ? cert->not_after : cert->not_before;
	return true;
}

/* The fleet's releases have dates, so one that is still to come can be counted from. */
static bool find_release(const struct pl_model *model, const char *id, int64_t *out)
{
	for (size_t i = 0; model->fleet && i < model->fleet->n_releases; i++) {
		const struct pl_release_def *release = &model->fleet->releases[i];

		if (!release->event->id || !pl_streq(release->event->id, id))
			continue;
		*out = release->submit;
		return true;
	}
	return false;
}

static bool find(const struct pl_run *run, const char *ref, int64_t *out)
{
	const struct pl_step *step = pl_run_step_of(run, ref);

	if (step) {
		*out = step->at;
		return true;
	}
	if (pl_streq(ref, WORD_START)) {
		*out = run->steps[0]->at;
		return true;
	}
	if (find_release(run->model, ref, out))
		return true;
	for (int i = MOMENT_LEAF_EXPIRY; i <= MOMENT_FROM; i++) {
		char *name = stem(ref, suffixes[i]);
		bool found = name && moment_of(run, name, (enum moment)i, out);

		free(name);
		if (found)
			return true;
	}
	return false;
}

struct names {
	char **items;
	size_t n, cap;
};

static void collect(const struct pl_run *run, struct names *names)
{
	const struct pl_world *world = run->world;

	for (size_t i = 0; i < run->n_steps; i++)
		if (run->steps[i]->id)
			*PL_PUSH(names->items, names->n, names->cap) = pl_strdup(run->steps[i]->id);
	for (size_t i = 0; i < world->n_hosts; i++)
		if (!world->hosts[i]->twin_of)
			*PL_PUSH(names->items, names->n, names->cap) =
				pl_asprintf("%s.leaf.expiry", world->hosts[i]->id);
	for (size_t i = 0; i < run->model->n_strategies; i++)
		if (run->model->strategies[i].terms.expires != PL_TIME_NONE)
			*PL_PUSH(names->items, names->n, names->cap) =
				pl_asprintf("pins(%s).expiry", run->model->strategies[i].name);
	for (size_t i = 0; i < world->n_authorities; i++)
		if (!world->authorities[i]->is_private)
			*PL_PUSH(names->items, names->n, names->cap) =
				pl_asprintf("%s.expiry", world->authorities[i]->name);
}

static bool not_found(const struct pl_run *run, const struct pl_when *when, struct pl_error *err)
{
	struct names names = { 0 };
	const char *near;

	for (size_t i = 0; i < run->model->n_events; i++)
		if (pl_streq(run->model->events[i]->id, when->ref))
			return pl_error_input(err, when->pos,
					      "'%s' has not happened yet at this point; a time "
					      "names only what exists by then",
					      when->ref);
	collect(run, &names);
	near = pl_nearest(when->ref, (const char *const *)names.items, names.n);
	pl_error_input(err, when->pos, "'%s' is no date of this world: name an event's id, "
		       "HOST.leaf.expiry, HOST.renewal, CERTIFICATE.expiry, CERTIFICATE.from, "
		       "pins(STRATEGY).expiry or start%s%s%s", when->ref,
		       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	for (size_t i = 0; i < names.n; i++)
		free(names.items[i]);
	free(names.items);
	return false;
}

bool pl_run_moment(const struct pl_run *run, const struct pl_when *when, int64_t *out,
		   struct pl_error *err)
{
	int64_t base = run->now;

	if (when->kind == PL_WHEN_AT)
		base = when->time;
	if (when->kind == PL_WHEN_RELATIVE && !find(run, when->ref, &base))
		return not_found(run, when, err);
	/* Offsets are limited by pl_duration_parse, so the sum cannot overflow. */
	*out = when->kind == PL_WHEN_SAME ? base : base + when->offset;
	if (*out < PL_TIME_MIN || *out > PL_TIME_MAX)
		return pl_error_input(err, when->pos, "%s lies outside the years 1970 to 9999",
				      when->text ? when->text : "this time");
	return true;
}

bool pl_run_resolve(const struct pl_run *run, const struct pl_when *when, int64_t *out,
		    struct pl_error *err)
{
	char then[PL_TIME_TEXT], now[PL_TIME_TEXT];

	if (!pl_run_moment(run, when, out, err))
		return false;
	if (*out < run->now)
		return pl_error_input(err, when->pos,
				      "%s is before the clock, which stands at %s; events stand in "
				      "the order in which they happen",
				      pl_time_format_short(*out, then),
				      pl_time_format_short(run->now, now));
	return true;
}
