/* Is the fleet what its author wants, and if not: which version, in which segment, since when? */
#include <config.h>

#include "lab/run/question.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lab/attack.h"
#include "lab/fleet.h"
#include "lab/parts.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define CELLS_MAX 3 /* named in a cause */
#define OUT (PL_FLEET_REFUSED | PL_FLEET_LOCKED)

/* One question, with what was found. */
struct asked {
	const struct pl_question *q;
	const struct pl_expect *expect;
	const struct pl_fleet *fleet;
	size_t segment, version;
	size_t point;   /* where it was judged, or is worst; SIZE_MAX: over the whole run */
	int64_t part, whole; /* of shares */
	int64_t amount; /* PL_FLEET_LOST: thousandths of user-days */
	int64_t at;     /* the second that is told, or PL_TIME_NONE */
};

/* What is compared is what is printed: millionths, or thousandths of user-days. */
static bool holds(const struct asked *asked)
{
	const struct pl_expect *expect = asked->expect;

	if (expect->measure == PL_FLEET_LOST)
		return pl_compare_holds(expect->compare, asked->amount, expect->amount);
	return pl_compare_holds(expect->compare, pl_fleet_millionths(asked->part, asked->whole),
				expect->amount);
}

static size_t find_segment(const struct pl_fleet *fleet, const char *name)
{
	for (size_t i = 0; name && i < fleet->n_segments; i++)
		if (pl_streq(fleet->segments[i].name, name))
			return i;
	return PL_FLEET_ALL;
}

/* Versions of two apps may have one name; the segment's app is meant, or the first one's. */
static size_t find_version(const struct pl_fleet *fleet, const char *name, size_t segment)
{
	size_t app = segment == PL_FLEET_ALL ? 0 : fleet->segments[segment].app;

	for (size_t i = 0; name && i < fleet->n_versions; i++)
		if (pl_streq(fleet->versions[i].name, name) && fleet->versions[i].app == app)
			return i;
	return PL_FLEET_ALL;
}

static void ask_point(struct asked *asked, size_t point)
{
	struct pl_fleet_moment moment =
		pl_fleet_moment_of(asked->fleet, point, asked->segment, asked->version);

	asked->point = point;
	asked->whole = moment.users;
	asked->part = asked->expect->measure == PL_FLEET_EXPOSURE ? moment.read
								  : pl_fleet_reached(&moment);
}

static void ask_second(struct asked *asked, int64_t at)
{
	ask_point(asked, pl_fleet_point_at(asked->fleet, at));
	asked->at = at;
}

/* The worst moment of the run: the lowest availability, the highest exposure. */
static void ask_run(struct asked *asked)
{
	const struct pl_fleet *fleet = asked->fleet;
	bool read = asked->expect->measure == PL_FLEET_EXPOSURE;
	bool all = asked->segment == PL_FLEET_ALL;

	asked->whole = all ? PL_FLEET_ONE : pl_fleet_weight(fleet, asked->segment);
	for (size_t i = 0; i < fleet->n_points; i++) {
		const struct pl_fleet_point *point = &fleet->points[i];
		size_t at = i * fleet->n_segments + (all ? 0 : asked->segment);
		int64_t value = read ? (all ? point->most_read : fleet->most_read_of[at])
				     : (all ? point->lowest : fleet->lowest_of[at]);

		if (i > 0 && (read ? value <= asked->part : value >= asked->part))
			continue;
		asked->part = value;
		asked->point = i;
		asked->at = all && !read ? point->lowest_at : point->at;
	}
}

static void ask_total(struct asked *asked)
{
	const struct pl_fleet *fleet = asked->fleet;
	struct pl_fleet_total total = pl_fleet_total_of(fleet, asked->segment, asked->version);

	asked->point = SIZE_MAX;
	asked->amount = pl_fleet_user_days(fleet, pl_fleet_lost(&total));
	asked->part = total.never_returns;
	asked->whole = asked->segment == PL_FLEET_ALL ? PL_FLEET_ONE
						      : pl_fleet_weight(fleet, asked->segment);
}

static void put_share(struct pl_buf *out, int64_t part, int64_t whole)
{
	char text[PL_SHARE_TEXT];
	int64_t millionths = pl_fleet_millionths(part, whole);

	pl_buf_puts(out, millionths ? pl_share_words((unsigned)millionths, text) : "0%");
}

static void put_days(struct pl_buf *out, int64_t thousandths)
{
	pl_buf_printf(out, "%" PRId64 ".%03" PRId64 " user-days", thousandths / 1000,
		      thousandths % 1000);
}

static char *wanted_words(const struct pl_expect *expect)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_printf(&out, "%s %s ", pl_fleet_measure_name(expect->measure),
		      pl_compare_sign(expect->compare));
	if (expect->measure == PL_FLEET_LOST)
		put_days(&out, expect->amount);
	else
		put_share(&out, expect->amount, PL_SHARE_ALL);
	return pl_buf_take(&out);
}

static char *got_words(const struct asked *asked)
{
	struct pl_buf out = PL_BUF_INIT;
	char date[PL_TIME_TEXT];

	pl_buf_printf(&out, "%s ", pl_fleet_measure_name(asked->expect->measure));
	if (asked->expect->measure == PL_FLEET_LOST)
		put_days(&out, asked->amount);
	else
		put_share(&out, asked->part, asked->whole);
	if (asked->at != PL_TIME_NONE)
		pl_buf_printf(&out, " on %s", pl_time_format_short(asked->at, date));
	return pl_buf_take(&out);
}

static char *subject_words(const struct pl_expect *expect)
{
	return pl_asprintf("fleet%s%s%s%s", expect->segment ? " x " : "",
			   expect->segment ? expect->segment : "", expect->version ? " x v" : "",
			   expect->version ? expect->version : "");
}

/* ---- why ---- */

static bool is_row_of(const struct asked *asked, const struct pl_row *row, size_t segment,
		      size_t version)
{
	const struct pl_segment_def *def = &asked->q->run->model->fleet->segments[segment];
	const struct pl_model *model = asked->q->run->model;

	return !row->control &&
	       pl_streq(row->strategy->name,
			def->strategy ? def->strategy : pl_fleet_strategy(model)) &&
	       pl_streq(row->device, def->device ? def->device : model->devices[0].name) &&
	       pl_streq(row->version, asked->fleet->versions[version].name);
}

/* A row that is refused there, or SIZE_MAX. */
static size_t refused_row(const struct asked *asked, size_t step, size_t segment, size_t version)
{
	const struct pl_run *run = asked->q->run;

	for (size_t i = 0; i < run->steps[step]->n_rows; i++)
		if (is_row_of(asked, run->rows[i], segment, version) &&
		    pl_step_honest(run->steps[step], i)->verdict == PL_BREAKS)
			return i;
	return NO_ROW;
}

static size_t refused_since(const struct asked *asked, size_t step, size_t row)
{
	const struct pl_run *run = asked->q->run;

	while (step > 0 && row < run->steps[step - 1]->n_rows &&
	       pl_step_honest(run->steps[step - 1], row)->verdict == PL_BREAKS)
		step--;
	return step;
}

static void put_step(struct pl_buf *out, const struct pl_step *step)
{
	char date[PL_TIME_TEXT];

	pl_buf_printf(out, " since step %zu, %s, %s", step->index,
		      step->id ? step->id : step->title, pl_time_format_short(step->at, date));
}

/* What one version is to one segment at a point, as a clause. */
static void put_cell(struct pl_buf *out, const struct asked *asked, size_t point, size_t segment,
		     size_t version, int64_t share)
{
	const struct pl_fleet *fleet = asked->fleet;
	const struct pl_run *run = asked->q->run;
	size_t step = fleet->points[point].step;
	const struct pl_attack *attack = run->steps[step]->world->attack;
	size_t row = refused_row(asked, step, segment, version);

	put_share(out, share, PL_FLEET_ONE);
	pl_buf_printf(out, " of the users, %" PRId64 ", on version %s in %s", pl_fleet_users(fleet, share),
		      fleet->versions[version].name, fleet->segments[segment].name);
	if (asked->expect->measure == PL_FLEET_EXPOSURE) {
		pl_buf_printf(out, " (%s", attack->name);
		put_step(out, run->steps[step]);
		pl_buf_putc(out, ')');
		return;
	}
	if (row == NO_ROW) {
		pl_buf_puts(out, " (below the minimum version)");
		return;
	}
	step = refused_since(asked, step, row);
	pl_buf_printf(out, " (%s",
		      pl_reason_info(pl_step_honest(run->steps[step], row)->reason)->name);
	put_step(out, run->steps[step]);
	pl_buf_putc(out, ')');
}

static bool is_meant(const struct asked *asked, size_t segment, size_t version)
{
	return (asked->segment == PL_FLEET_ALL || asked->segment == segment) &&
	       (asked->version == PL_FLEET_ALL || asked->version == version);
}

/* The largest share that is out (or read) and was not told yet; 0: none. */
static int64_t next_cell(const struct asked *asked, size_t point, uint8_t states,
			 const bool *told, size_t *cell)
{
	const struct pl_fleet *fleet = asked->fleet;
	size_t n = fleet->n_segments * fleet->n_versions;
	int64_t best = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t share = fleet->shares[point * n + i];

		if (told[i] || !(fleet->states[point * n + i] & states) || share <= best ||
		    !is_meant(asked, i / fleet->n_versions, i % fleet->n_versions))
			continue;
		best = share;
		*cell = i;
	}
	return best;
}

/* The point at which most users are out, for what is only a sum over the run. */
static size_t worst_point(const struct asked *asked)
{
	const struct pl_fleet *fleet = asked->fleet;
	size_t worst = 0;

	for (size_t i = 0; i < fleet->n_points; i++)
		if (fleet->points[i].lowest < fleet->points[worst].lowest)
			worst = i;
	return asked->expect->measure == PL_FLEET_NEVER_RETURNS ? fleet->n_points - 1 : worst;
}

static char *cause_words(const struct asked *asked)
{
	const struct pl_fleet *fleet = asked->fleet;
	bool read = asked->expect->measure == PL_FLEET_EXPOSURE;
	size_t point = asked->point == SIZE_MAX ? worst_point(asked) : asked->point;
	bool *told = pl_calloc(fleet->n_segments * fleet->n_versions + 1, sizeof(*told));
	struct pl_buf out = PL_BUF_INIT;
	size_t cell = 0;

	for (size_t i = 0; i < CELLS_MAX; i++) {
		int64_t share = next_cell(asked, point, read ? PL_FLEET_READ : OUT, told, &cell);

		/* Whom nobody would count needs no telling. */
		if (share == 0 || (i > 0 && pl_fleet_millionths(share, PL_FLEET_ONE) == 0))
			break;
		told[cell] = true;
		pl_buf_puts(&out, i ? "; " : read ? "read: " : "out: ");
		put_cell(&out, asked, point, cell / fleet->n_versions, cell % fleet->n_versions,
			 share);
	}
	free(told);
	return out.len ? pl_buf_take(&out) : NULL;
}

/* ---- what would have helped ---- */

/* Of those who are meant: on a version that is out at `point`, at another point's second. */
static int64_t on_broken(const struct asked *asked, const struct pl_fleet *daily, size_t point,
			 size_t later)
{
	const struct pl_fleet *fleet = asked->fleet;
	size_t n = fleet->n_segments * fleet->n_versions;
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (fleet->states[point * n + i] & OUT &&
		    is_meant(asked, i / fleet->n_versions, i % fleet->n_versions))
			sum += daily->shares[later * n + i];
	return sum;
}

static bool wants_users_in(const struct asked *asked)
{
	const struct pl_expect *expect = asked->expect;

	return expect->measure == PL_FLEET_AVAILABILITY &&
	       (expect->compare == PL_MORE || expect->compare == PL_MORE_EQUAL);
}

static const char *stuck_segment(const struct asked *asked, size_t point)
{
	const struct pl_fleet *fleet = asked->fleet;
	size_t n = fleet->n_versions;

	for (size_t i = 0; i < fleet->n_segments * n; i++)
		if (fleet->states[point * fleet->n_segments * n + i] & PL_FLEET_REFUSED &&
		    fleet->shares[point * fleet->n_segments * n + i] > 0 &&
		    fleet->segments[i / n].store == PL_STORE_BEHIND_PIN &&
		    is_meant(asked, i / n, i % n))
			return fleet->segments[i / n].name;
	return NULL;
}

/* The first day on which enough have left the versions that are out now; as nobody else's
 * verdict changes what users of a store of its own install, that is when it would do. */
static char *fix_words(const struct asked *asked)
{
	const char *stuck;
	struct pl_fleet *daily;
	char date[PL_TIME_TEXT], length[PL_DURATION_TEXT];
	char *out = NULL;
	size_t point = asked->point;
	int64_t at;

	if (!wants_users_in(asked) || point == SIZE_MAX)
		return NULL;
	stuck = stuck_segment(asked, point);
	if (stuck)
		return pl_asprintf("%s gets its updates over the connection that refuses it, so who is "
				   "cut off stays so: bring the pins to it before, or move its "
				   "updates to a connection of their own.", stuck);
	at = asked->at == PL_TIME_NONE ? asked->fleet->points[point].at : asked->at;
	daily = pl_fleet_run(asked->q->run, PL_DAY);
	for (size_t i = pl_fleet_point_at(daily, at); i < daily->n_points && !out; i++) {
		int64_t left = on_broken(asked, daily, point, i);

		if (daily->points[i].at <= at ||
		    !pl_compare_holds(asked->expect->compare,
				      pl_fleet_millionths(asked->whole - left, asked->whole),
				      asked->expect->amount))
			continue;
		out = pl_asprintf("from %s on enough users have left the versions that are out: what "
				  "cut them off would have to come then, or the release %s earlier.",
				  pl_time_format_short(daily->points[i].at, date),
				  pl_duration_words(daily->points[i].at - at, length));
	}
	pl_fleet_free(daily);
	return out;
}

/* ---- the judgement ---- */

static void add(const struct asked *asked)
{
	const struct pl_question *q = asked->q;
	bool met = holds(asked);

	*PL_PUSH(q->out->items, q->out->n, q->out->cap) = (struct pl_check){
		.expect = asked->expect,
		.step = asked->point == SIZE_MAX ? NO_STEP
						 : asked->fleet->points[asked->point].step,
		.row = NO_ROW,
		.attack = -1,
		.met = met,
		.subject = subject_words(asked->expect),
		.expected = wanted_words(asked->expect),
		.actual = got_words(asked),
		.cause = met ? NULL : cause_words(asked),
		.fix = met ? NULL : fix_words(asked),
	};
}

/* A version that does not exist yet has no users, and nothing can be said of them. */
static bool is_nobody(struct asked *asked)
{
	bool missing = (asked->expect->version && asked->version == PL_FLEET_ALL) ||
		       asked->whole == 0;

	if (!missing)
		return false;
	*PL_PUSH(asked->q->out->items, asked->q->out->n, asked->q->out->cap) = (struct pl_check){
		.expect = asked->expect,
		.step = NO_STEP,
		.row = NO_ROW,
		.attack = -1,
		.subject = subject_words(asked->expect),
		.expected = wanted_words(asked->expect),
		.actual = pl_strdup("nobody has that version then"),
	};
	return true;
}

bool pl_question_fleet(const struct pl_question *q, size_t own, struct pl_error *err)
{
	const struct pl_expect *expect = q->expect;
	struct pl_fleet *fleet = NULL;
	struct asked asked = { .q = q, .expect = expect, .at = PL_TIME_NONE, .point = SIZE_MAX };
	int64_t at = PL_TIME_NONE;
	size_t step = own;

	if (expect->timed && (!pl_question_step(q->run, &expect->at, &step, err) ||
			      !pl_run_moment(q->run, &expect->at, &at, err)))
		return false;
	fleet = pl_fleet_run_at(q->run, 0, &at, at == PL_TIME_NONE ? 0 : 1);
	asked.fleet = fleet;
	asked.segment = find_segment(fleet, expect->segment);
	asked.version = find_version(fleet, expect->version, asked.segment);
	if (expect->measure == PL_FLEET_LOST || expect->measure == PL_FLEET_NEVER_RETURNS)
		ask_total(&asked);
	else if (step == NO_STEP)
		ask_run(&asked);
	else if (at != PL_TIME_NONE && q->run->steps[step]->at != at)
		ask_second(&asked, at);
	else
		ask_point(&asked, pl_fleet_point_of(fleet, step));
	if (!is_nobody(&asked))
		add(&asked);
	pl_fleet_free(fleet);
	return true;
}
