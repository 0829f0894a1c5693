/* Which pin lists has an operator signed, and are they his? */
#include <config.h>

#include "lab/state/parts.h"

#include <stdlib.h>

#include "lab/expression.h"
#include "lab/strategy.h"
#include "pki/sign.h"
#include "util/mem.h"
#include "util/text.h"

void pl_signed_list_unref(struct pl_signed_list *list)
{
	/* Histories are long, so no recursion. */
	while (list && pl_ref_put(&list->ref)) {
		struct pl_signed_list *previous = list->previous;

		free(list->strategy);
		free(list->host);
		pl_pinset_unref(list->pins);
		free(list->signature);
		free(list);
		list = previous;
	}
}

static size_t list_index(const struct pl_world *world, const char *strategy, const char *host)
{
	for (size_t i = 0; i < world->n_lists; i++)
		if (pl_streq(world->lists[i]->strategy, strategy) &&
		    pl_streq(world->lists[i]->host, host))
			return i;
	return SIZE_MAX;
}

const struct pl_signed_list *pl_world_list(const struct pl_world *world, const char *strategy,
					const char *host)
{
	size_t i = list_index(world, strategy, host);

	return i == SIZE_MAX ? NULL : world->lists[i];
}

/* A leaf that was issued and is not served yet is announced. */
static void add_staged(struct pl_pinset *set, const struct pl_host *host, const char *text,
		       bool backup)
{
	struct pl_error ignored = PL_ERROR_INIT;
	struct pl_expression expression = { .source = PL_SOURCES };
	const struct pl_cert *leaf = host->staged->full->certs[0];
	struct pl_pin *pin;

	if (!pl_expression_parse(text, (struct pl_pos){ 0 }, &expression, &ignored) ||
	    expression.source != PL_SOURCE_LEAF) {
		pl_error_clear(&ignored);
		return;
	}
	pin = pl_pinset_add(set);
	pl_pin_from_cert(pin, expression.form, leaf);
	for (size_t i = 0; i + 1 < set->n; i++) {
		if (!pl_pin_matches(&set->pins[i], leaf))
			continue;
		pl_pin_clear(pin);
		set->n--;
		return;
	}
	pin->origin = pl_strdup(text);
	pin->subject = pl_asprintf("%s (staged)", pl_cert_label(leaf));
	pin->backup = backup;
}

static struct pl_pinset *pins_of(const struct pl_run *run, const struct pl_world *world,
				 const struct pl_row *row, struct pl_error *err)
{
	const struct pl_strategy_def *strategy = row->strategy;
	const struct pl_host *host = world->hosts[row->host_at];
	struct pl_pinset *set = pl_strategy_capture(run->engine, run->model, world, strategy, host,
						    world->devices[0], err);

	for (size_t i = 0; set && host->staged && i < strategy->n_pins; i++)
		add_staged(set, host, strategy->pins[i], false);
	return set;
}

/* What is signed: one line each for whom, which and when, then the pins in their order. */
static void serialise(const struct pl_signed_list *list, struct pl_buf *out)
{
	char date[PL_TIME_TEXT];

	pl_buf_printf(out, "pinlab pin list 1\nstrategy %s\nhost %s\nserial %u\npublished %s\n",
		      list->strategy, list->host, list->serial,
		      pl_time_format(list->published, date));
	for (size_t i = 0; i < list->pins->n; i++) {
		const struct pl_pin *pin = &list->pins->pins[i];

		pl_buf_printf(out, "%s %s %s\n", pin->backup ? "backup" : "pin",
			      pl_pin_form_name(pin->form), pin->spelling);
	}
}

/* Signed by the operator, and checked once, as every app would. */
static bool sign(struct pl_engine *engine, struct pl_signed_list *list, struct pl_error *err)
{
	const struct pl_key *key = pl_pki_key(pl_engine_pki(engine), "list", list->strategy,
					      PL_KEY_ED25519, err);
	struct pl_buf text = PL_BUF_INIT, signature = PL_BUF_INIT;
	struct pl_bytes data;
	bool ok;

	if (!key)
		return false;
	serialise(list, &text);
	data = (struct pl_bytes){ (const uint8_t *)text.data, text.len };
	ok = pl_sign(key, data, &signature, err);
	if (ok && !pl_signature_is_by(key, data,
				      (struct pl_bytes){ (const uint8_t *)signature.data,
							 signature.len }))
		ok = pl_error_environment(err, NULL, "the signature of a pin list does not verify");
	pl_buf_clear(&text);
	if (ok) {
		list->signature_len = signature.len;
		list->signature = pl_memdup(signature.data, signature.len);
	}
	pl_buf_clear(&signature);
	return ok;
}

static struct pl_signed_list *new_list(const struct pl_world *world, const struct pl_row *row,
				    struct pl_pinset *pins, struct pl_signed_list *previous)
{
	struct pl_signed_list *list = pl_calloc(1, sizeof(*list));

	pl_ref_init(&list->ref);
	list->strategy = pl_strdup(row->strategy->name);
	list->host = pl_strdup(row->host);
	list->serial = previous ? previous->serial + 1 : 1;
	list->published = world->now;
	list->pins = pins;
	list->previous = previous;
	return list;
}

bool pl_list_publish(const struct pl_run *run, struct pl_world *world, const struct pl_row *row,
		     struct pl_error *err)
{
	size_t at = list_index(world, row->strategy->name, row->host);
	struct pl_signed_list *newest = at == SIZE_MAX ? NULL : world->lists[at], *list;
	struct pl_pinset *pins = pins_of(run, world, row, err);

	if (!pins)
		return false;
	if (newest && pl_pinset_same(newest->pins, pins)) {
		pl_pinset_unref(pins);
		return true;
	}
	/* The world's reference to the one before becomes the list's own. */
	list = new_list(world, row, pins, newest);
	if (newest)
		world->lists[at] = list;
	else
		*PL_PUSH(world->lists, world->n_lists, world->cap_lists) = list;
	return sign(run->engine, list, err);
}
