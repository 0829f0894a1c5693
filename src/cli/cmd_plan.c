/* `pinlab plan`: may the event happen on its day, and what would have to be otherwise? */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "cli/settings.h"
#include "cli/shared.h"
#include "report/plan.h"
#include "scenario/scenario.h"
#include "util/mem.h"
#include "util/text.h"

/* A scenario's futures, all of its variants, and what follows from them. */
struct planned {
	struct pl_source *source;
	struct pl_model **models;
	struct pl_plan_future *futures;
	size_t n;
	struct pl_plan *plan;
};

static bool is_plan(const struct pl_model *model, const char *file, struct pl_error *err)
{
	struct pl_pos pos = { .file = file };

	if (!model->fleet)
		return pl_error_input(err, pos,
				      "a plan needs a fleet: write `fleet: {users: 100000, "
				      "segments: [{name: all, share: 100%%, preset: "
				      "automatic}]}` (pinlab list adoption)");
	if (!model->target)
		return pl_error_input(err, pos,
				      "a plan needs a target: write `target: {availability: \">= "
				      "99.5%%\", move: EVENT-ID, by: DATE}`");
	return true;
}

static bool load(struct planned *out, const char *file, const struct pl_settings *settings,
		 struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	char *certs = pl_place_certs();
	bool ok;

	out->source = pl_source_open(file, settings, &errors);
	ok = out->source != NULL;
	if (ok) {
		size_t n = pl_source_variants(out->source);

		out->models = pl_calloc(n, sizeof(*out->models));
		out->futures = pl_calloc(n, sizeof(*out->futures));
		for (; ok && out->n < n; out->n++) {
			struct pl_model *model =
				pl_source_model(out->source, out->n, certs, &errors);

			ok = model && is_plan(model, file, err);
			out->models[out->n] = model;
			out->futures[out->n] = (struct pl_plan_future){
				.name = pl_source_variant(out->source, out->n),
				.model = model,
				.engine = model ? pl_engine_new(model->seed, PL_ENGINE_VERIFY) : NULL,
			};
		}
	}
	if (!ok)
		pl_cli_take_errors(&errors, err);
	pl_errors_clear(&errors);
	free(certs);
	return ok;
}

static bool make(struct planned *out, const char *file, const struct pl_settings *settings,
		 struct pl_error *err)
{
	if (!load(out, file, settings, err))
		return false;
	out->plan = pl_plan_make(out->futures, out->n, err);
	if (!out->plan)
		pl_scenario_quote(err);
	return out->plan;
}

static void clear(struct planned *planned)
{
	pl_plan_free(planned->plan);
	for (size_t i = 0; i < planned->n; i++) {
		pl_engine_free(planned->futures[i].engine);
		pl_model_free(planned->models[i]);
	}
	free(planned->futures);
	free(planned->models);
	pl_source_free(planned->source);
}

static void put_text(const struct pl_page *page, const struct pl_style *style, struct pl_buf *out)
{
	pl_page_put_text(page, style, out);
}

static void put_markdown(const struct pl_page *page, const struct pl_style *style,
			 struct pl_buf *out)
{
	(void)style;
	pl_page_put_markdown(page, out);
}

static void put_html(const struct pl_page *page, const struct pl_style *style, struct pl_buf *out)
{
	(void)style;
	pl_page_put_html(page, out);
}

/* How the page is written; JSON has no page. */
static const struct format {
	const char *name;
	void (*put)(const struct pl_page *page, const struct pl_style *style, struct pl_buf *out);
} formats[] = {
	{ "text", put_text },
	{ "markdown", put_markdown },
	{ "html", put_html },
	{ "json", NULL },
};

static const struct format *format_of(const struct pl_args *args, struct pl_error *err)
{
	const char *word = pl_args_value(args, "format");
	const char *names[PL_ARRAY_LEN(formats)];

	if (pl_args_has(args, "json"))
		word = "json";
	for (size_t i = 0; i < PL_ARRAY_LEN(formats); i++) {
		names[i] = formats[i].name;
		if (pl_streq(word ? word : "text", names[i]))
			return &formats[i];
	}
	pl_cli_unknown("format of plans", word, names, PL_ARRAY_LEN(names), err);
	return NULL;
}

static void put(const struct pl_args *args, const struct format *format,
		const struct pl_plan *plan, const struct pl_plan *other)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_page page = PL_PAGE_INIT;

	if (format->put) {
		pl_plan_page(plan, other, &page);
		format->put(&page, &args->out, &out);
	} else {
		pl_plan_json(plan, other, &out);
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_page_clear(&page);
	pl_buf_clear(&out);
}

static int run_plan(const struct pl_args *args, struct pl_error *err)
{
	const char *compare = pl_args_value(args, "compare");
	const struct format *format = format_of(args, err);
	struct planned mine = { 0 }, theirs = { 0 };
	struct pl_settings settings = { 0 };
	int code = 0;

	if (format && pl_cli_settings(args, &settings, err) &&
	    make(&mine, args->operands[0], &settings, err) &&
	    (!compare || make(&theirs, compare, &settings, err))) {
		put(args, format, mine.plan, theirs.plan);
		code = mine.plan->go != PL_GO;
	}
	clear(&theirs);
	clear(&mine);
	pl_cli_settings_clear(&settings);
	return code;
}

static const struct pl_option options[] = {
	{ .name = "format", .argument = "NAME", .help = "text (default), markdown, html or json" },
	{ .name = "json", .help = "the same as --format json" },
	{ .name = "compare", .argument = "SCENARIO", .help = "holds another plan against it" },
	PL_OPTION_SET,
	PL_OPTION_ADOPTION,
};

const struct pl_command pl_command_plan = {
	.name = "plan",
	.operands = "SCENARIO",
	.summary = "GO or NO-GO for a rotation: dates, users cut off, what binds, other ways",
	.example = "pinlab plan rotation.yaml\n"
		   "pinlab plan rotation.yaml --compare earlier.yaml --format markdown",
	.exits = "0 GO; 1 NO-GO or UNKNOWN",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = 1,
	.run = run_plan,
};
