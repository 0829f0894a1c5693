/*
 * Backtests: had an app been shipped with these pins on that day, what would
 * have become of it? Every strategy, or somebody's own pins, on every day of a
 * host's past, by the judge that judges everything else.
 */
#ifndef PINLAB_REHEARSAL_BACKTEST_H
#define PINLAB_REHEARSAL_BACKTEST_H

#include "lab/engine.h"
#include "lab/strategy.h"
#include "rehearsal/history.h"

/* What became of an app in a span. */
enum pl_lot {
	PL_LOT_FINE,     /* it connects, and its pins count */
	PL_LOT_OPEN,     /* it connects, and its pins do not count: ended, or not for this host */
	PL_LOT_CUT,      /* its pins refuse the host */
	PL_LOT_DOWN,     /* refused, with or without pins */
	PL_LOT_UNKNOWN,  /* what decides is not known of the certificates */
	PL_LOT_DEPENDS,  /* on what is not known of the server */
	PL_LOT_GAP,      /* no valid certificate is known */
	PL_LOTS
};
/* "fine", "unenforced", "cut-off", "down", "unknown", "depends", "gap" */
const char *pl_lot_name(enum pl_lot lot);

/* One thing to test. */
struct pl_subject {
	char *name;
	const struct pl_strategy *strategy; /* built in, or NULL */
	const struct pl_client *client;
	struct pl_pinset *pins;             /* of a pin file; NULL: captured on each day */
	bool at_best;        /* its backup is always the key, or the root, that came next */
	char *note;          /* what to keep in mind about its verdicts: a clause, or NULL */
	char *why_not;       /* why it cannot be tested; NULL: it can */
};

struct pl_subjects {
	struct pl_subject *items;
	size_t n, cap;
};
/* All built-in strategies, or those named (NULL-terminated; NULL: all); those with backups come a
 * second time, at their best. False with a usage error for a name that there is none of. */
PL_MUST_USE bool pl_subjects_built_in(struct pl_subjects *subjects, char *const *names,
				      struct pl_error *err);
/* Pins out of a file. Takes a reference on the set. */
void pl_subjects_add_pins(struct pl_subjects *subjects, const char *name,
			  const struct pl_client *client, struct pl_pinset *pins);
void pl_subjects_clear(struct pl_subjects *subjects);

/* Neighbouring spans of one lot. */
struct pl_stretch {
	int64_t from, until;             /* the latter exclusive */
	enum pl_lot lot;
	size_t past;                     /* the first certificate served in it, in the first world;
					  * SIZE_MAX: none */
	const struct pl_outcome *outcome; /* the judge's, of the same; NULL: not judged */
};

/* What became of every app with the same pins under the same client, from its first build on. */
struct pl_story {
	struct pl_pinset **pins; /* per world; NULL: not known what would have been pinned */
	const char *why_not;     /* not known in any of them: a clause; else NULL */
	size_t from_span;
	struct pl_stretch *stretches;
	size_t n, cap;
};

/* Days on which the same would have been built; dates are midnights UTC, but the first may begin
 * within its day. */
struct pl_builds {
	int64_t from, until; /* the latter exclusive */
	size_t story;
};

struct pl_backtest_row {
	const struct pl_subject *subject; /* borrowed */
	struct pl_builds *builds;
	size_t n_builds, cap_builds;
};

struct pl_backtest {
	const struct pl_history *history; /* borrowed, as the engine and the subjects */
	struct pl_backtest_row *rows;     /* one per subject */
	size_t n_rows;
	struct pl_story *stories;
	size_t n_stories, cap_stories;
	size_t days;                      /* on which something might have been built */
};

PL_MUST_USE struct pl_backtest *pl_backtest_run(struct pl_engine *engine,
						const struct pl_history *history,
						const struct pl_subjects *subjects,
						struct pl_error *err);
void pl_backtest_free(struct pl_backtest *backtest);

/* What a build of some moment came to, until the past ends. */
struct pl_fate {
	const struct pl_story *story;
	int64_t built;
	int64_t first_cut;    /* PL_TIME_NONE: never cut off */
	const struct pl_stretch *cut; /* the first, or NULL */
	size_t cuts;          /* times; what is not known in between joins them */
	int64_t cut_for;      /* seconds in all of them */
	int64_t longest;      /* of one */
	int64_t doubt;        /* the first second in which it is not known, for other reasons than a
			       * gap, whether it was cut off; PL_TIME_NONE: never */
	enum pl_lot doubt_lot; /* UNKNOWN or DEPENDS, of that second */
	bool open;            /* its pins never count */
};
/* False: nothing is known that could have been built then; fate->story says why, where it is set. */
PL_MUST_USE bool pl_backtest_fate(const struct pl_backtest *backtest,
				  const struct pl_backtest_row *row, int64_t built,
				  struct pl_fate *out);

/* One time of being cut off: from the first refusal until it was seen to work again. */
struct pl_cut_off {
	int64_t from, until; /* the latter exclusive */
	int64_t known;       /* seconds of it in which a refusal is known */
	bool open;           /* it had not ended when the past did */
	const struct pl_stretch *first;
};
/* All of them, in time; free(*out). */
void pl_fate_cut_offs(const struct pl_fate *fate, struct pl_cut_off **out, size_t *n);

/* How a build did, in one letter; worst first. */
enum pl_grade {
	PL_GRADE_AT_ONCE, /* refused on the first day */
	PL_GRADE_DAYS,    /* cut off within a week */
	PL_GRADE_WEEKS,   /* within 30 days */
	PL_GRADE_MONTHS,  /* within a year */
	PL_GRADE_YEARS,   /* later */
	PL_GRADE_DOUBT,   /* not known whether */
	PL_GRADE_OPEN,    /* its pins never count */
	PL_GRADE_NEVER,
	PL_GRADE_NONE,    /* not known what would have been built */
	PL_GRADES
};
struct pl_grade_info {
	char ascii;
	const char *symbol; /* UTF-8, one column */
	const char *name;   /* "days" */
	const char *words;  /* for a legend */
};
const struct pl_grade_info *pl_grade_info(enum pl_grade grade);
enum pl_grade pl_backtest_grade(const struct pl_backtest *backtest,
				const struct pl_backtest_row *row, int64_t built);

/* Day `day` of the past, from 0: the second of its build. */
int64_t pl_backtest_day(const struct pl_backtest *backtest, size_t day);

/* What a whole row came to. Durations in seconds; PL_TIME_NONE: there is none. */
struct pl_row_sum {
	size_t days, cut, doubt, unknown; /* builds; cut off later; in doubt; nothing to build */
	int64_t soonest, median, latest;  /* until the first cut-off, of those that were */
	int64_t longest;                  /* cut-off */
	size_t times;                     /* of the build that was cut off most often */
};
void pl_backtest_sum(const struct pl_backtest *backtest, const struct pl_backtest_row *row,
		     struct pl_row_sum *out);

#endif
