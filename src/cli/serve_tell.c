/* What is said of each visit, and of each report of a pin failure? */
#include <config.h>

#include "cli/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "util/mem.h"
#include "util/text.h"

#define TEXT_MAX 100 /* columns of what a client sends */

static void put_safe(struct pl_buf *out, const char *text)
{
	pl_text_safe(out, text, strlen(text), TEXT_MAX);
}

static const char *end_name(enum pl_visit_end end)
{
	static const char *const names[] = {
		[PL_VISIT_ANSWERED] = "answered", [PL_VISIT_LEFT] = "left",
		[PL_VISIT_REFUSED] = "refused",	  [PL_VISIT_GONE] = "gone",
		[PL_VISIT_BROKEN] = "broken",	  [PL_VISIT_LATE] = "late",
		[PL_VISIT_CROWDED] = "crowded",	  [PL_VISIT_ENDED] = "ended",
	};

	return names[end];
}

/* What an end means, for one who waits to see what an app does. */
static void put_end(struct pl_buf *out, const struct pl_visit_view *view, enum pl_visit_end end)
{
	switch (end) {
	case PL_VISIT_ANSWERED:
		pl_buf_printf(out, "%s ", view->request->method);
		put_safe(out, view->request->target ? view->request->target : "?");
		pl_buf_printf(out, " -> %d%s%s", view->status, *view->version ? ", " : "",
			      view->version);
		break;
	case PL_VISIT_LEFT:
		pl_buf_puts(out, view->shook ? "left without a request after the handshake; so do "
					       "clients that compare pins then and refuse"
					     : "left without a request");
		break;
	case PL_VISIT_REFUSED:
		pl_buf_puts(out, "refused; ");
		pl_buf_puts(out, view->reason);
		break;
	case PL_VISIT_GONE:
		pl_buf_puts(out, "left during the handshake, without a word why");
		break;
	case PL_VISIT_BROKEN:
		pl_buf_puts(out, "no handshake: ");
		pl_buf_puts(out, view->reason);
		break;
	case PL_VISIT_LATE:
		pl_buf_puts(out, "took too long, so it was closed");
		break;
	case PL_VISIT_CROWDED:
		pl_buf_puts(out, "made room for a newer connection");
		break;
	case PL_VISIT_ENDED:
		pl_buf_puts(out, "was open when this ended");
		break;
	}
}

static const struct pl_site_face *face_of(const struct pl_serving *serving,
					  const struct pl_visit_view *view)
{
	const struct pl_site *site =
		view->faces ? pl_serving_site_of(serving, view->place, view->faces) : NULL;

	return site && view->face < site->n ? &site->shown[view->face] : NULL;
}

static bool is_control(const struct pl_serving *serving, const struct pl_visit_view *view,
		       enum pl_visit_end end)
{
	return end == PL_VISIT_ANSWERED && view->faces &&
	       serving->places[view->place].kind == PL_SITE_CONTROL;
}

static void count(struct pl_serving *serving, const struct pl_visit_view *view,
		  enum pl_visit_end end)
{
	serving->control_taken += is_control(serving, view, end);
	if (end == PL_VISIT_ANSWERED)
		serving->answered++;
	else if (end == PL_VISIT_REFUSED || end == PL_VISIT_LEFT)
		serving->refused++;
	else
		serving->failed++;
}

static void tell_json(const struct pl_serving *serving, const struct pl_visit_view *view,
		      enum pl_visit_end end, struct pl_buf *out)
{
	const struct pl_site_face *face = face_of(serving, view);
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "event", "visit");
	pl_json_text(json, "place", serving->places[view->place].name);
	pl_json_text(json, "end", end_name(end));
	pl_json_text(json, "host", face ? face->host->id : NULL);
	pl_json_text(json, "attack", face && face->attack ? face->attack->name : NULL);
	pl_json_text(json, "name", view->name);
	pl_json_text(json, "tls", *view->version ? view->version : NULL);
	pl_json_text(json, "method", view->request ? view->request->method : NULL);
	pl_json_text(json, "target", view->request ? view->request->target : NULL);
	pl_json_int(json, "status", view->status);
	pl_json_text(json, "reason", *view->reason ? view->reason : NULL);
	pl_json_bool(json, "controlTaken", is_control(serving, view, end));
	pl_json_end(json);
	pl_json_dump(json, true, out);
	pl_json_free(json);
}

static void tell_text(const struct pl_serving *serving, const struct pl_visit_view *view,
		      enum pl_visit_end end, struct pl_buf *out)
{
	const struct pl_site_face *face = face_of(serving, view);

	pl_buf_printf(out, "%-9s ", serving->places[view->place].name);
	if (face)
		put_safe(out, face->host->id);
	else if (*view->name)
		put_safe(out, view->name);
	if (face || *view->name)
		pl_buf_puts(out, ": ");
	if (face && face->attack && serving->places[view->place].kind == PL_SITE_HOSTS)
		pl_buf_printf(out, "(answered by %s) ", face->attack->name);
	put_end(out, view, end);
	pl_buf_putc(out, '\n');
	if (is_control(serving, view, end))
		pl_buf_puts(out, "WARNING   a client took the control's chain, which no pin matches: "
				 "it does not pin this host, or its pins are switched off\n");
}

void pl_serving_tell(struct pl_serving *serving, const struct pl_visit_view *view,
		     enum pl_visit_end end)
{
	struct pl_buf out = PL_BUF_INIT;

	count(serving, view, end);
	if (serving->json)
		tell_json(serving, view, end, &out);
	else
		tell_text(serving, view, end, &out);
	pl_serving_put(serving, &out);
}

static bool site_has(const struct pl_site *site, const struct pl_cert *leaf,
		     const struct pl_site_face **face)
{
	for (size_t i = 0; i < site->n; i++) {
		const struct pl_chain *chain = site->shown[i].chain;

		*face = &site->shown[i];
		if (chain->n > 0 &&
		    memcmp(chain->certs[0]->sha256, leaf->sha256, sizeof(leaf->sha256)) == 0)
			return true;
	}
	return false;
}

/* Whose chain it is of those that were shown: the newest step first, this one before all. */
struct origin {
	const struct pl_serving_place *place;
	const struct pl_site_face *face;
	size_t step;
};

static bool find_at(const struct pl_serving *serving, size_t step, const struct pl_cert *leaf,
		    struct origin *out)
{
	for (size_t i = 0; i < serving->n_places; i++) {
		out->place = &serving->places[i];
		out->step = step;
		if (out->place->sites && out->place->sites[step].faces &&
		    site_has(&out->place->sites[step], leaf, &out->face))
			return true;
	}
	return false;
}

/* What a host presents at a step that was not shown. */
static bool find_unshown(const struct pl_serving *serving, size_t step,
			 const struct pl_cert *leaf, const struct pl_host **host)
{
	const struct pl_world *world = serving->run->steps[step]->world;

	for (size_t i = 0; i < world->n_hosts; i++) {
		*host = world->hosts[i];
		if (pl_site_host_shows(*host, leaf))
			return true;
	}
	return false;
}

static void put_origin(const struct pl_serving *serving, const struct pl_cert *leaf,
		       struct pl_buf *out)
{
	struct origin origin;
	const struct pl_host *host;
	bool found = find_at(serving, serving->step, leaf, &origin);

	for (size_t step = serving->run->n_steps; !found && step-- > 0;)
		found = find_at(serving, step, leaf, &origin);
	if (found) {
		if (origin.face->attack)
			pl_buf_printf(out, "the chain of attack %s on %s", origin.face->attack->name,
				      origin.face->host->id);
		else
			pl_buf_printf(out, "the chain of %s%s",
				      origin.place->kind == PL_SITE_CONTROL ? "the control for "
									    : "host ",
				      origin.face->host->id);
		pl_buf_puts(out, " at ");
		pl_serving_step_words(serving, origin.step, out);
		return;
	}
	for (size_t step = serving->run->n_steps; step-- > 0;) {
		if (!find_unshown(serving, step, leaf, &host))
			continue;
		pl_buf_printf(out, "the chain of host %s at ", host->id);
		pl_serving_step_words(serving, step, out);
		return;
	}
	pl_buf_puts(out, "a chain that is not of this scenario");
}

static void put_chain(const struct pl_serving *serving, const struct pl_failure_report *report,
		      struct pl_buf *out)
{
	const struct pl_cert_list *chain = pl_failure_report_chain(report);

	if (chain->n == 0) {
		pl_buf_puts(out, "it sends no chain");
		return;
	}
	pl_buf_puts(out, "it met ");
	for (size_t i = 0; i < chain->n; i++) {
		pl_buf_puts(out, i ? " < " : "");
		put_safe(out, pl_cert_label(chain->items[i]));
	}
	pl_buf_puts(out, ": ");
	put_origin(serving, chain->items[0], out);
}

/* "com.example.app 1.2 (ANDROID)" */
static void put_app(const struct pl_failure_report *report, struct pl_buf *out)
{
	put_safe(out, report->app ? report->app : "a client");
	if (report->version) {
		pl_buf_putc(out, ' ');
		put_safe(out, report->version);
	}
	if (report->platform) {
		pl_buf_puts(out, " (");
		put_safe(out, report->platform);
		pl_buf_putc(out, ')');
	}
}

static void report_text(const struct pl_serving *serving, const struct pl_failure_report *report,
			struct pl_buf *out)
{
	const char *result = pl_failure_report_result(report);

	pl_buf_printf(out, "REPORT    %s: ", pl_report_shape_name(report->shape));
	put_app(report, out);
	pl_buf_puts(out, " at ");
	put_safe(out, report->host);
	if (report->port)
		pl_buf_printf(out, ":%d", report->port);
	if (result)
		pl_buf_printf(out, ": %s", result);
	pl_buf_puts(out, "; it pins ");
	for (size_t i = 0; i < report->n_pins; i++) {
		pl_buf_puts(out, i ? ", " : "");
		put_safe(out, report->pins[i]);
	}
	pl_buf_puts(out, report->n_pins ? "; " : "nothing; ");
	put_chain(serving, report, out);
	pl_buf_putc(out, '\n');
}

static void report_json(const struct pl_serving *serving, const char *where,
			const struct pl_failure_report *report, struct pl_buf *out)
{
	const struct pl_cert_list *chain = pl_failure_report_chain(report);
	struct pl_json *json = pl_json_new();
	struct pl_buf origin = PL_BUF_INIT;

	pl_json_object(json, NULL);
	pl_json_text(json, "event", "report");
	pl_json_text(json, "place", where);
	pl_json_text(json, "shape", pl_report_shape_name(report->shape));
	pl_json_text(json, "app", report->app);
	pl_json_text(json, "version", report->version);
	pl_json_text(json, "platform", report->platform);
	pl_json_text(json, "host", report->host);
	pl_json_int(json, "port", report->port);
	pl_json_text(json, "date", report->date);
	pl_json_text(json, "result", pl_failure_report_result(report));
	pl_json_array(json, "pins");
	for (size_t i = 0; i < report->n_pins; i++)
		pl_json_text(json, NULL, report->pins[i]);
	pl_json_end(json);
	pl_json_array(json, "chain");
	for (size_t i = 0; i < chain->n; i++)
		pl_json_text(json, NULL, pl_cert_label(chain->items[i]));
	pl_json_end(json);
	if (chain->n > 0)
		put_origin(serving, chain->items[0], &origin);
	pl_json_text(json, "origin", chain->n > 0 ? pl_buf_str(&origin) : NULL);
	pl_json_int(json, "step", (int64_t)serving->step);
	pl_json_end(json);
	pl_json_dump(json, true, out);
	pl_json_free(json);
	pl_buf_clear(&origin);
}

void pl_serving_tell_report(struct pl_serving *serving, const char *where,
			    const struct pl_failure_report *report)
{
	struct pl_buf out = PL_BUF_INIT;

	serving->reports++;
	if (serving->json)
		report_json(serving, where, report, &out);
	else
		report_text(serving, report, &out);
	pl_serving_put(serving, &out);
}

void pl_serving_tell_trouble(struct pl_serving *serving, const char *what)
{
	struct pl_buf out = PL_BUF_INIT;

	if (serving->json) {
		struct pl_json *json = pl_json_new();

		pl_json_object(json, NULL);
		pl_json_text(json, "event", "trouble");
		pl_json_text(json, "what", what);
		pl_json_end(json);
		pl_json_dump(json, true, &out);
		pl_json_free(json);
	} else {
		pl_buf_puts(&out, "TROUBLE   ");
		pl_text_safe(&out, what, strlen(what), 0);
		pl_buf_putc(&out, '\n');
	}
	pl_serving_put(serving, &out);
}

void pl_serving_tell_end(struct pl_serving *serving)
{
	struct pl_buf out = PL_BUF_INIT;

	if (serving->json)
		return;
	pl_buf_printf(&out,
		      "\n%zu requests answered, %zu connections refused by their clients, %zu came to "
		      "nothing, %zu reports; the control was %s\n",
		      serving->answered, serving->refused, serving->failed, serving->reports,
		      serving->control_taken ? "TAKEN by a client" : "taken by nobody");
	pl_serving_put(serving, &out);
}
