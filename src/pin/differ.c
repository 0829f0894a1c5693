/* Do two files of pins say the same of every host? */
#include <config.h>

#include "pin/differ.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pin/parts.h"
#include "pin/reach.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define LABEL "any" /* stands for whatever label is in front of a name */

/* What a side makes of one host. */
struct taken {
	const struct pl_pin_side *side;
	bool *applies;   /* per rule */
	bool covered;
	bool fails;      /* refuses whatever it is shown */
	size_t pins;     /* that apply and can match */
	struct pl_pos pos; /* of the rule that applies, or the file */
};

struct comparing {
	const struct pl_pin_side *sides;
	struct pl_pin_differences *out;
	struct taken taken[2];
	const char *host;  /* as it is said */
	size_t first;      /* of the differences about the name that `host` is or is below */
	size_t found;      /* for this host, said or not */
};

static const char *const kinds[PL_PIN_DIFFERENCES] = {
	[PL_DIFFERENT_LOADING] = "loading", [PL_DIFFERENT_COVER] = "cover",
	[PL_DIFFERENT_PIN] = "pin",         [PL_DIFFERENT_LIST] = "list",
	[PL_DIFFERENT_END] = "end",         [PL_DIFFERENT_TERMS] = "terms",
};

const char *pl_pin_difference_name(enum pl_pin_difference_kind kind)
{
	return kinds[kind];
}

void pl_pin_differences_clear(struct pl_pin_differences *differences)
{
	for (size_t i = 0; i < differences->n; i++) {
		free(differences->items[i].host);
		free(differences->items[i].text);
	}
	free(differences->items);
	*differences = (struct pl_pin_differences)PL_PIN_DIFFERENCES_INIT;
}

/* What is said of a name need not be said again of the names below it. */
static bool is_said(const struct comparing *c, const struct pl_pin_difference *new)
{
	for (size_t i = c->first; i < c->out->n; i++) {
		const struct pl_pin_difference *old = &c->out->items[i];

		if (old->kind == new->kind && old->side == new->side && old->pin == new->pin &&
		    pl_streq(old->text, new->text))
			return true;
	}
	return false;
}

static void differ(struct comparing *c, enum pl_pin_difference_kind kind, size_t side,
		   const struct pl_pin *pin, const char *fmt, ...) PL_PRINTF(5, 6);
static void differ(struct comparing *c, enum pl_pin_difference_kind kind, size_t side,
		   const struct pl_pin *pin, const char *fmt, ...)
{
	struct pl_pin_difference new = {
		.kind = kind,
		.side = side,
		.pin = pin,
		.pos = pin ? pin->pos : c->taken[side].pos,
	};
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&new.text, fmt, args) < 0)
		new.text = pl_strdup(fmt);
	va_end(args);
	c->found++;
	if (c->out->n == PL_PIN_DIFFERENCES_MAX || is_said(c, &new)) {
		free(new.text);
		return;
	}
	new.host = pl_strdup(c->host);
	*PL_PUSH(c->out->items, c->out->n, c->out->cap) = new;
}

/* Whether the client can ever find this pin in a certificate. */
static bool is_alive(const struct pl_client *client, const struct pl_pin *pin)
{
	char canonical[PL_BASE64_LEN(PL_DIGEST_MAX) + 1];
	uint8_t digest[PL_DIGEST_MAX];
	const char *text;
	size_t len;

	if (pl_pin_read(client, pin, digest, &len) != PL_READ_WELL)
		return false;
	if (client->text == PL_TEXT_DECODED || pin->spelled != PL_SPELLED_BASE64)
		return true;
	text = pl_pin_text(pin);
	len = client->text == PL_TEXT_CUT ? strcspn(text, ";") : strlen(text);
	pl_base64(digest, pl_pin_hash_len(pin->hash), canonical);
	return strlen(canonical) == len && memcmp(text, canonical, len) == 0;
}

static bool counts(const struct taken *taken, size_t at)
{
	const struct pl_pin *pin = &taken->side->set->pins[at];

	return taken->applies[pin->rule] && is_alive(taken->side->client, pin);
}

static void take(struct taken *taken, const struct pl_pin_side *side, const char *host)
{
	const struct pl_pinset *set = side->set;
	bool lists = false;

	*taken = (struct taken){ .side = side, .pos = { .file = side->name } };
	taken->applies = pl_calloc(set->n_rules, sizeof(*taken->applies));
	taken->covered = pl_rules_select(side->client, set, host, taken->applies);
	for (size_t i = 0; i < set->n_rules; i++) {
		if (taken->applies[i] && taken->pos.line == 0 && set->rules[i].pos.line > 0)
			taken->pos = set->rules[i].pos;
		lists = lists || (taken->applies[i] && (set->rules[i].leaf_list ||
							set->rules[i].ca_list));
	}
	for (size_t i = 0; i < set->n; i++) {
		if (taken->applies[set->pins[i].rule] && !taken->pins && taken->pos.line == 0)
			taken->pos = set->pins[i].pos;
		taken->pins += taken->applies[set->pins[i].rule];
	}
	taken->fails = taken->covered ? taken->pins == 0 && lists &&
					side->client->empty == PL_EMPTY_FAILS
				      : side->client->hosts.uncovered_fails;
}

static bool is_pinned(const struct taken *taken)
{
	return taken->pins > 0 || taken->fails;
}

/* A certificate that is there whole has every form. */
static bool same_pin(const struct pl_pin *a, const struct pl_pin *b)
{
	size_t len = pl_pin_hash_len(a->hash);

	if (a->form == b->form && a->hash == b->hash)
		return memcmp(a->digest, b->digest, len) == 0;
	return (a->cert && pl_pin_matches(b, a->cert)) || (b->cert && pl_pin_matches(a, b->cert));
}

static const struct pl_pin *find(const struct taken *in, const struct pl_pin *wanted)
{
	for (size_t i = 0; i < in->side->set->n; i++) {
		if (counts(in, i) && same_pin(&in->side->set->pins[i], wanted))
			return &in->side->set->pins[i];
	}
	return NULL;
}

/* Whether anything of the other side could be the same: forms that never compare say so. */
static bool has_kind(const struct taken *in, const struct pl_pin *wanted)
{
	for (size_t i = 0; i < in->side->set->n; i++) {
		const struct pl_pin *pin = &in->side->set->pins[i];

		if (in->applies[pin->rule] && ((pin->form == wanted->form && pin->hash == wanted->hash) ||
					       pin->cert || wanted->cert))
			return true;
	}
	return in->pins == 0;
}

static void compare_pins(struct comparing *c, size_t side)
{
	const struct taken *mine = &c->taken[side], *other = &c->taken[!side];
	const struct pl_pinset *set = mine->side->set;
	char digest[PL_PIN_SHORT];

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (!mine->applies[pin->rule])
			continue;
		pl_pin_short(pin, digest);
		if (!counts(mine, i) && !find(other, pin))
			differ(c, PL_DIFFERENT_PIN, side, pin, "pins %s, which %s can never match",
			       digest, mine->side->client->name);
		else if (!counts(mine, i))
			differ(c, PL_DIFFERENT_PIN, side, pin, "pins %s so that %s can never match "
			       "it; %s has it well spelled", digest, mine->side->client->name,
			       other->side->name);
		else if (!find(other, pin))
			differ(c, PL_DIFFERENT_PIN, side, pin, "pins %s, %s does not%s", digest,
			       other->side->name, has_kind(other, pin) ? "" :
			       ": it has digests of another kind, which only the certificate could "
			       "connect");
	}
}

static const char *list_words(enum pl_pin_list list)
{
	return list == PL_LIST_LEAF ? "the leaf" : "authorities";
}

static void compare_lists(struct comparing *c)
{
	const struct pl_pinset *set = c->sides[0].set;

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i], *other;

		if (!counts(&c->taken[0], i) || pin->list == PL_LIST_ANY)
			continue;
		other = find(&c->taken[1], pin);
		if (other && other->list != PL_LIST_ANY && other->list != pin->list)
			differ(c, PL_DIFFERENT_LIST, 0, pin, "has it among the pins of %s, %s among "
			       "those of %s", list_words(pin->list), c->sides[1].name,
			       list_words(other->list));
	}
}

/* When the last of the rules that apply ends, as the client counts it in UTC. */
static int64_t end_of(const struct taken *taken)
{
	int64_t end = 0;

	for (size_t i = 0; i < taken->side->set->n_rules; i++) {
		int64_t own;

		if (!taken->applies[i])
			continue;
		own = pl_client_rule_end(taken->side->client, taken->side->set,
					 &taken->side->set->rules[i], 0);
		if (own == PL_TIME_NONE)
			return PL_TIME_NONE;
		own -= taken->side->client->expiry.after;
		end = own > end ? own : end;
	}
	return end == 0 ? PL_TIME_NONE : end;
}

static void compare_ends(struct comparing *c)
{
	int64_t ends[2] = { end_of(&c->taken[0]), end_of(&c->taken[1]) };
	size_t side = ends[0] == PL_TIME_NONE;
	char date[PL_TIME_TEXT], other[PL_TIME_TEXT];

	if (ends[0] == ends[1] || c->taken[0].pins == 0 || c->taken[1].pins == 0)
		return;
	pl_time_format_short(ends[side], date);
	if (ends[!side] == PL_TIME_NONE)
		differ(c, PL_DIFFERENT_END, side, NULL, "enforces its pins until %s, %s without end",
		       date, c->sides[!side].name);
	else
		differ(c, PL_DIFFERENT_END, side, NULL, "enforces its pins until %s, %s until %s",
		       date, c->sides[!side].name, pl_time_format_short(ends[!side], other));
}

static bool only_reports(const struct taken *taken)
{
	for (size_t i = 0; i < taken->side->set->n_rules; i++) {
		if (taken->applies[i] && !taken->side->set->rules[i].report_only)
			return false;
	}
	return taken->side->client->has_report_only;
}

static bool overrides(const struct taken *taken)
{
	for (size_t i = 0; i < taken->side->set->n_rules; i++) {
		if (taken->applies[i] && taken->side->set->rules[i].override_user_cas)
			return taken->side->client->local.rule == PL_LOCAL_BY_RULE;
	}
	return false;
}

static bool overrides_system(const struct taken *taken)
{
	for (size_t i = 0; i < taken->side->set->n_rules; i++) {
		if (taken->applies[i] && taken->side->set->rules[i].override_system_cas)
			return taken->side->client->local.before_pins;
	}
	return false;
}

static void compare_terms(struct comparing *c)
{
	for (size_t side = 0; side < 2; side++) {
		const struct taken *mine = &c->taken[side], *other = &c->taken[!side];

		if (only_reports(mine) && !only_reports(other) && other->pins > 0)
			differ(c, PL_DIFFERENT_TERMS, side, NULL, "only reports a mismatch, %s refuses",
			       other->side->name);
		if (overrides(mine) && !overrides(other))
			differ(c, PL_DIFFERENT_TERMS, side, NULL, "does not enforce its pins below "
			       "roots that a user installed, %s does not say so", other->side->name);
		if (overrides_system(mine) && !overrides_system(other))
			differ(c, PL_DIFFERENT_TERMS, side, NULL, "does not enforce its pins below "
			       "roots of the device's own store, which is nowhere; %s does",
			       other->side->name);
	}
}

static void compare_cover(struct comparing *c)
{
	size_t side = is_pinned(&c->taken[0]) ? 0 : 1;
	const struct taken *mine = &c->taken[side], *other = &c->taken[!side];

	if (!is_pinned(other)) {
		differ(c, PL_DIFFERENT_COVER, side, NULL, mine->fails ?
		       "refuses whatever it is shown, %s pins nothing there" :
		       "pins it, %s does not", other->side->name);
	} else if (mine->fails != other->fails) {
		side = mine->fails ? side : !side;
		differ(c, PL_DIFFERENT_COVER, side, NULL, "refuses whatever it is shown, %s does not",
		       c->sides[!side].name);
	} else {
		compare_pins(c, 0);
		compare_pins(c, 1);
		compare_lists(c);
		compare_ends(c);
		compare_terms(c);
	}
}

static void compare_host(struct comparing *c, const char *host, const char *said)
{
	c->host = said;
	c->found = 0;
	take(&c->taken[0], &c->sides[0], host);
	take(&c->taken[1], &c->sides[1], host);
	if (is_pinned(&c->taken[0]) || is_pinned(&c->taken[1]))
		compare_cover(c);
	free(c->taken[0].applies);
	free(c->taken[1].applies);
	if (c->found == 0) /* they agree here, so what differs further down is news */
		c->first = c->out->n;
}

/* A name and, where any pattern goes below it, names one and two labels below. */
struct name {
	char *text;
	enum pl_below below;
};

static void add_name(struct pl_map *names, const struct pl_reach *reach)
{
	struct name *name;
	char *text = pl_strdup(reach->name);
	size_t len = strlen(text);

	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (len > 1 && text[len - 1] == '.')
		text[len - 1] = '\0';
	name = pl_map_get(names, text);
	if (!name) {
		name = pl_calloc(1, sizeof(*name));
		name->text = text;
		pl_map_set(names, text, name);
	} else {
		free(text);
	}
	name->below = reach->below > name->below ? reach->below : name->below;
}

static void add_names(struct pl_map *names, const struct pl_pin_side *side)
{
	for (size_t i = 0; i < side->set->n_rules; i++) {
		const struct pl_rule *rule = &side->set->rules[i];

		if (side->client->hosts.match == PL_HOSTS_ALL && !rule->only_covers)
			continue;
		for (size_t c = 0; c < rule->n_covers; c++) {
			struct pl_reach reach = pl_reach_of(side->client, rule, &rule->covers[c]);

			add_name(names, &reach);
		}
	}
}

static void compare_name(void *value, void *arg)
{
	static const char *const below[] = { LABEL ".", LABEL "." LABEL "." };
	static const char *const words[] = { "names one label below", "names deeper below" };
	struct comparing *c = arg;
	struct name *name = value;

	c->first = c->out->n;
	compare_host(c, name->text, name->text);
	for (size_t i = 0; i < 2 && name->below != PL_BELOW_NONE; i++) {
		char *host = pl_asprintf("%s%s", below[i], name->text);
		char *said = pl_asprintf("%s %s", words[i], name->text);

		compare_host(c, host, said);
		free(host);
		free(said);
	}
}

static void free_name(void *value, void *arg)
{
	struct name *name = value;

	(void)arg;
	free(name->text);
	free(name);
}

static void compare_names(struct comparing *c)
{
	struct pl_map names = PL_MAP_INIT;

	add_names(&names, &c->sides[0]);
	add_names(&names, &c->sides[1]);
	if (names.n == 0)
		compare_host(c, LABEL ".invalid", "every host");
	pl_map_each(&names, compare_name, c);
	pl_map_each(&names, free_name, NULL);
	pl_map_clear(&names);
}

static bool compare_loading(struct comparing *c)
{
	bool ok = true;

	for (size_t side = 0; side < 2; side++) {
		struct pl_pin_answer answer;

		c->taken[side].pos = (struct pl_pos){ .file = c->sides[side].name };
		if (pl_client_loads(c->sides[side].client, c->sides[side].set, &answer))
			continue;
		if (answer.pos.line > 0)
			c->taken[side].pos = answer.pos;
		differ(c, PL_DIFFERENT_LOADING, side, answer.pin, "is refused when it is loaded: %s",
		       answer.detail);
		ok = false;
	}
	return ok;
}

void pl_pin_differ(const struct pl_pin_side sides[2], const char *host,
		   struct pl_pin_differences *out)
{
	struct comparing c = { .sides = sides, .out = out, .host = host ? host : "every host",
			       .first = out->n };

	if (!compare_loading(&c))
		return;
	if (host)
		compare_host(&c, host, host);
	else
		compare_names(&c);
}
