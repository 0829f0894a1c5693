/* What the files of `pinlab serve` share; only this room includes it. */
#ifndef PINLAB_CLI_SERVE_H
#define PINLAB_CLI_SERVE_H

#include "cli/shared.h"
#include "data/json.h"
#include "net/serve.h"
#include "net/site.h"
#include "pin/failure_report.h"

/* One port. */
struct pl_serving_place {
	const char *name;     /* "hosts", "control", "private-ca", "reports" or the attack's */
	enum pl_site_kind kind;
	bool reports;         /* HTTP without TLS, for reports; it has no sites */
	const struct pl_attack *attack;
	struct pl_site *sites; /* [n_steps]: made when a step is first shown, kept to the end */
};

struct pl_serving {
	const struct pl_args *args;
	const struct pl_run *run;
	size_t step;          /* which is shown */
	struct pl_serving_place places[PL_SERVE_PLACES_MAX];
	size_t n_places;
	struct pl_serve *serve;
	const char *dir;      /* of --write, or NULL */
	bool json, follow;
	int64_t today;
	int64_t shifted;      /* seconds that --now has moved the scenario by */
	char line[128];       /* of standard input, as far as it has come */
	size_t line_len;
	size_t answered, refused, failed, reports;
	size_t control_taken; /* requests on the control */
	struct pl_error *err; /* what ended the loop */
};

/* Prints at once, for whoever reads along; a reader who is gone ends the loop. Empties the text. */
void pl_serving_put(struct pl_serving *serving, struct pl_buf *text);
/* The site of a place at a step, made if it is not there yet; NULL with *err. */
const struct pl_site *pl_serving_site(struct pl_serving *serving, size_t place, size_t step,
				      struct pl_error *err);
/* Which site of the place has these faces; NULL: none. */
const struct pl_site *pl_serving_site_of(const struct pl_serving *serving, size_t place,
					 const struct pl_tls_faces *faces);
/* "step 3 (renew api with a new key)"; appends. */
void pl_serving_step_words(const struct pl_serving *serving, size_t step, struct pl_buf *out);
const struct pl_step *pl_serving_step(const struct pl_serving *serving);

/* serve_now.c: moves the run's scenario so that the step is at `now`, runs it again and makes sure
 * that every verdict up to the step, with `follow` to the end, is what it was. *by: so many seconds. */
PL_MUST_USE bool pl_serving_move(struct pl_cli_run *run, size_t step, bool follow, int64_t now,
				 int64_t *by, struct pl_error *err);
/* serve_intro.c: what is served, where, what is to come of it, and by which clock. */
void pl_serving_intro(struct pl_serving *serving, struct pl_buf *out);
/* Of the shown step alone: by which clock its certificates are valid. */
void pl_serving_clock(const struct pl_serving *serving, struct pl_buf *out);
/* The member "hosts" with the same. */
void pl_serving_hosts_json(const struct pl_serving *serving, struct pl_json *json);
/* serve_reach.c: how clients get here and trust what they find. */
void pl_serving_reach(const struct pl_serving *serving, struct pl_buf *out);
/* serve_anchors.c: the anchors of the shown step as files in --write. */
PL_MUST_USE bool pl_serving_write(struct pl_serving *serving, struct pl_error *err);
/* The file of a device's anchors, "pinlab_phone.pem": letters, digits and underscores, as Android
 * wants its raw resources named. Caller frees. */
PL_MUST_USE char *pl_serving_anchor_file(const char *device, const char *suffix);

/* serve_tell.c: lines about visits. */
void pl_serving_tell(struct pl_serving *serving, const struct pl_visit_view *view,
		     enum pl_visit_end end);
/* The same of a report that came; `where` is the place's name. */
void pl_serving_tell_report(struct pl_serving *serving, const char *where,
			    const struct pl_failure_report *report);
void pl_serving_tell_trouble(struct pl_serving *serving, const char *what);
/* Last words. */
void pl_serving_tell_end(struct pl_serving *serving);

/* serve_answer.c: what a request gets. */
int pl_serving_answer(const struct pl_visit_view *view, struct pl_buf *out, void *arg);

/* serve_follow.c: shows a step: new visits meet it, and what changed is told. */
PL_MUST_USE bool pl_serving_show(struct pl_serving *serving, size_t step, struct pl_error *err);
/* Standard input has something. */
void pl_serving_read_keys(void *arg);
/* The time of a step is over. */
void pl_serving_advance(void *arg);

#endif
