/* What happens when a host sets the header that pins its keys? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "lab/state.h"

#include <stdlib.h>

#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"

static const char *const covers_words[] = { "host", "subdomains", NULL };
static const char *const mode_words[] = { "enforced", "report-only", NULL };

static const struct pl_param params[] = {
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose header; omitted: the first one's",
	},
	{
		.name = "pins",
		.type = PL_PARAM_PINS,
		.help = "as they are now: leaf.spki, backup.spki, sha256/...; omitted: it sends no "
			"header any more",
	},
	{
		.name = "max-age",
		.type = PL_PARAM_DURATION,
		.standard = "60d",
		.help = "for how long browsers remember it; 0s tells them to forget",
	},
	{
		.name = "covers",
		.type = PL_PARAM_CHOICE,
		.choices = covers_words,
		.standard = "host",
		.help = "the host alone, or all names below it as well",
	},
	{
		.name = "mode",
		.type = PL_PARAM_CHOICE,
		.choices = mode_words,
		.standard = "enforced",
		.help = "a header that is noted, or one that only reports",
	},
};

static bool read_pins(const struct pl_value *value, struct pl_hpkp_def *def, struct pl_error *err)
{
	char *item;

	for (size_t i = 0; (item = pl_value_item(value, i)); i++) {
		if (!pl_pin_expression_check(item, value->pos, err)) {
			free(item);
			return false;
		}
		def->pins = pl_realloc(def->pins, def->n_pins + 1, sizeof(*def->pins));
		def->pin_pos = pl_realloc(def->pin_pos, def->n_pins + 1, sizeof(*def->pin_pos));
		def->pins[def->n_pins] = item;
		def->pin_pos[def->n_pins++] = value->pos;
	}
	return true;
}

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *pins = pl_event_value(event, "pins");
	struct pl_hpkp_def def = { 0 };
	bool ok = !pins || read_pins(pins, &def, err);

	pl_hpkp_def_clear(&def);
	return ok;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *pins = pl_event_value(event, "pins");
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_hpkp_def def = {
		.max_age = pl_event_value(event, "max-age")->num,
		.subdomains = pl_event_value(event, "covers")->num == 1,
		.report_only = pl_event_value(event, "mode")->num == 1,
	};
	struct pl_hpkp *hpkp = NULL;
	bool ok = host && (!pins || read_pins(pins, &def, err));

	if (ok && pins) {
		hpkp = pl_hpkp_capture(change, &def, host, err);
		ok = hpkp;
	}
	pl_hpkp_def_clear(&def);
	if (!ok)
		return false;
	pl_hpkp_unref(host->hpkp);
	host->hpkp = hpkp;
	return true;
}

static char *title(const struct pl_event *event)
{
	const char *host = pl_event_text(event, "host"), *pins = pl_event_text(event, "pins");

	if (!pins)
		return pl_asprintf("%s sends no pins any more", host ? host : "the host");
	return pl_asprintf("%s pins %s by header for %s", host ? host : "the host", pins,
			   pl_event_text(event, "max-age"));
}

const struct pl_event_kind pl_event_set_hpkp = {
	.name = "set-hpkp",
	.family = "server",
	.summary = "the host sets the header that pins its keys in browsers",
	.about = "The header names keys and for how long browsers remember them (RFC 7469). They "
		 "note it from a connection without errors when one of its keys is in the chain "
		 "and one is not; each valid header takes the place of the last. It holds the "
		 "pins of the second in which it is set: a new key needs a new header, early "
		 "enough for everybody to have seen it.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
