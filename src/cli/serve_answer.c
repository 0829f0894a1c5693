/* What does a client that takes the chain get to see? */
#include <config.h>

#include "cli/serve.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "lab/state.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct page {
	const struct pl_serving *serving;
	const struct pl_visit_view *view;
	const struct pl_serving_place *place;
	const struct pl_site_face *face; /* NULL: without TLS */
	const struct pl_step *step;      /* of the chain that this visit met */
	size_t index;
};

static void find_page(struct page *page, const struct pl_serving *serving,
		      const struct pl_visit_view *view)
{
	const struct pl_site *site =
		view->faces ? pl_serving_site_of(serving, view->place, view->faces) : NULL;

	*page = (struct page){
		.serving = serving,
		.view = view,
		.place = &serving->places[view->place],
		.index = serving->step,
	};
	if (site && view->face < site->n) {
		page->face = &site->shown[view->face];
		page->index = (size_t)(site - page->place->sites);
	}
	page->step = serving->run->steps[page->index];
}

static void put_json(const struct page *page, struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "pinlab", PACKAGE_VERSION);
	pl_json_text(json, "scenario", page->serving->run->model->name);
	pl_json_int(json, "step", (int64_t)page->index);
	pl_json_text(json, "id", page->step->id);
	pl_json_text(json, "title", page->step->title);
	pl_json_time(json, "at", page->step->at);
	pl_json_text(json, "place", page->place->name);
	pl_json_text(json, "host", page->face ? page->face->host->id : NULL);
	pl_json_text(json, "attack",
		     page->face && page->face->attack ? page->face->attack->name : NULL);
	pl_json_text(json, "tls", *page->view->version ? page->view->version : NULL);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}

static const char *who(const struct page *page)
{
	if (page->place->kind == PL_SITE_CONTROL && page->face)
		return "the control: no pin of the app matches this chain, so it was not to get here";
	if (page->face && page->face->attack)
		return "the attacker, and the app let him in";
	return page->face ? "the host itself" : "nobody: this is HTTP without TLS";
}

static void put_text(const struct page *page, struct pl_buf *out)
{
	char at[PL_TIME_TEXT];

	pl_buf_printf(out, "pinlab %s: %s\n", PACKAGE_VERSION, page->serving->run->model->name);
	pl_serving_step_words(page->serving, page->index, out);
	pl_buf_printf(out, " at %s\n", pl_time_format(page->step->at, at));
	if (page->face)
		pl_buf_printf(out, "host %s by %s\n", page->face->host->id, page->view->version);
	pl_buf_printf(out, "answered by %s\n", who(page));
}

/* The header that the honest host pins its keys with (RFC 7469 section 2.1); caller frees. */
static char *hpkp_field(const struct page *page)
{
	const struct pl_hpkp *hpkp = page->face && !page->face->attack &&
						     page->place->kind == PL_SITE_HOSTS
					     ? page->face->host->hpkp
					     : NULL;
	struct pl_buf out = PL_BUF_INIT;

	if (!hpkp)
		return NULL;
	pl_buf_puts(&out, hpkp->report_only ? "Public-Key-Pins-Report-Only: " : "Public-Key-Pins: ");
	for (size_t i = 0; i < hpkp->pins->n; i++) {
		const struct pl_pin *pin = &hpkp->pins->pins[i];

		if (pin->form == PL_FORM_SPKI && pl_starts_with(pin->spelling, "sha256/"))
			pl_buf_printf(&out, "pin-sha256=\"%s\"; ", pin->spelling + 7);
	}
	pl_buf_printf(&out, "max-age=%lld%s\r\n", (long long)hpkp->max_age,
		      hpkp->subdomains ? "; includeSubDomains" : "");
	return pl_buf_take(&out);
}

static int answer_page(const struct page *page, bool bodiless, struct pl_buf *out)
{
	const struct pl_http_request *request = page->view->request;
	bool json = (request->accept && strstr(request->accept, "application/json")) ||
		    pl_ends_with(request->target, ".json");
	char *field = hpkp_field(page);
	struct pl_buf body = PL_BUF_INIT;

	if (json)
		put_json(page, &body);
	else
		put_text(page, &body);
	pl_http_answer(out, 200, json ? "application/json" : "text/plain; charset=utf-8", field,
		       (struct pl_bytes){ (const uint8_t *)body.data, body.len }, bodiless);
	pl_buf_clear(&body);
	free(field);
	return 200;
}

static int refuse(int status, const char *fields, const char *why, struct pl_buf *out)
{
	char *line = pl_asprintf("%s\n", why);

	pl_http_answer(out, status, "text/plain; charset=utf-8", fields,
		       (struct pl_bytes){ (const uint8_t *)line, strlen(line) }, false);
	free(line);
	return status;
}

static int take_report(struct pl_serving *serving, const struct page *page, struct pl_buf *out)
{
	const struct pl_buf *body = &page->view->request->body;
	struct pl_failure_report report;
	struct pl_error err = PL_ERROR_INIT;
	int status = 204;

	if (pl_failure_report_read(NULL, "a report",
				   (struct pl_bytes){ (const uint8_t *)body->data, body->len },
				   &report, &err)) {
		pl_serving_tell_report(serving, page->place->name, &report);
		pl_http_answer(out, status, "", NULL, (struct pl_bytes){ NULL, 0 }, true);
	} else {
		char *words = pl_asprintf("a POST to %s is no report of a pin failure: %s",
					  page->place->name, err.text);

		pl_serving_tell_trouble(serving, words);
		status = refuse(400, NULL, err.text, out);
		free(words);
	}
	pl_failure_report_clear(&report);
	pl_error_clear(&err);
	return status;
}

int pl_serving_answer(const struct pl_visit_view *view, struct pl_buf *out, void *arg)
{
	const struct pl_http_request *request = view->request;
	struct pl_serving *serving = arg;
	struct page page;

	find_page(&page, serving, view);
	if (request->status)
		return refuse(request->status, NULL, request->why, out);
	if (pl_streq(request->method, "GET") || pl_streq(request->method, "HEAD"))
		return answer_page(&page, pl_streq(request->method, "HEAD"), out);
	if (pl_streq(request->method, "POST"))
		return take_report(serving, &page, out);
	return refuse(405, "Allow: GET, HEAD, POST\r\n",
		      "GET shows what is served; POST takes a report of a pin failure", out);
}
