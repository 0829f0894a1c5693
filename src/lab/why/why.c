/* Why is this cell what it is? */
#include <config.h>

#include "lab/why.h"

#include <stdlib.h>

#include "lab/why/parts.h"
#include "util/mem.h"

static char *take(void (*write)(struct pl_buf *, const struct pl_facts *),
		  const struct pl_facts *facts)
{
	struct pl_buf text = PL_BUF_INIT;

	write(&text, facts);
	return text.len > 0 ? pl_buf_take(&text) : NULL;
}

static void say_why(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->attack)
		pl_why_attack(out, facts);
	else
		pl_why_honest(out, facts);
}

/* What happened and what would have saved it are one explanation. */
static char *sentence(const struct pl_facts *facts, const char *fix)
{
	struct pl_buf text = PL_BUF_INIT;

	say_why(&text, facts);
	if (fix)
		pl_buf_printf(&text, " %s", fix);
	return pl_buf_take(&text);
}

void pl_why(const struct pl_run *run, const struct pl_cell *cell, struct pl_why *out)
{
	struct pl_labels labels = { 0 };
	struct pl_facts facts;

	*out = (struct pl_why){ .last_good = SIZE_MAX };
	if (!pl_facts_init(&facts, run, cell, &labels)) {
		out->sentence = pl_strdup("This version of the app was not built yet.");
		out->cause = pl_strdup(out->sentence);
		return;
	}
	out->last_good = facts.last_good;
	out->path = take(pl_why_path, &facts);
	out->pins = take(pl_why_pins, &facts);
	out->match = take(pl_why_match, &facts);
	out->fix = take(pl_why_fix, &facts);
	out->sentence = sentence(&facts, out->fix);
	facts.brief = true;
	out->cause = take(say_why, &facts);
	pl_labels_clear(&labels);
}

void pl_why_clear(struct pl_why *why)
{
	free(why->sentence);
	free(why->cause);
	free(why->path);
	free(why->pins);
	free(why->match);
	free(why->fix);
	*why = (struct pl_why){ .last_good = SIZE_MAX };
}
