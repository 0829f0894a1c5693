/* At which seconds does a date that probes compare with the clock change side? */
#include <config.h>

#include "lab/ct.h"
#include "lab/judge/parts.h"
#include "lab/parts.h"

#include "util/time.h"

/* Everything is visited once per clock that differs from the true one, and once for that. */
struct walk {
	const struct pl_run *run;
	const struct pl_world *world;
	pl_date_visit visit;
	void *arg;
};

static bool is_repeated(const struct pl_world *world, size_t device, int64_t skew)
{
	for (size_t i = 0; i < device; i++)
		if (world->devices[i]->skew == skew)
			return true;
	return false;
}

void pl_date_by_clocks(const struct pl_world *world, struct pl_date date, pl_date_visit visit,
		       void *arg)
{
	int64_t at = date.at;

	visit(&date, arg);
	for (size_t i = 0; i < world->n_devices; i++) {
		const struct pl_device *other = world->devices[i];

		if (other->skew == 0 || is_repeated(world, i, other->skew))
			continue;
		date.at = at - other->skew;
		date.device = other->name;
		visit(&date, arg);
	}
}

static void visit(const struct walk *walk, struct pl_date date)
{
	pl_date_by_clocks(walk->world, date, walk->visit, walk->arg);
}

static void visit_cert(const struct walk *walk, const struct pl_cert *cert)
{
	/* What holds from the first second to the last never changes side. */
	if (cert->not_before > PL_TIME_MIN)
		visit(walk, (struct pl_date){ .at = cert->not_before, .cert = cert,
					      .verb = "becomes valid" });
	if (cert->not_after < PL_TIME_MAX)
		visit(walk, (struct pl_date){ .at = cert->not_after + 1, .cert = cert,
					      .verb = "expires" });
}

static void visit_chain(const struct walk *walk, const struct pl_chain *chain)
{
	for (size_t i = 0; chain && i < chain->n; i++)
		visit_cert(walk, chain->certs[i]);
}

/* Past before this very second: what ends in it is one of its dates still. */
static bool was_past(const struct pl_world *world, int64_t end)
{
	for (size_t i = 0; i < world->n_devices; i++)
		if (world->now - 1 + world->devices[i]->skew <= end)
			return false;
	return true;
}

/* Older certificates count while an attacker can answer with them: newest first, until this one
 * and all before it have ended. */
static void visit_history(const struct walk *walk, const struct pl_host *host,
			  const struct pl_issuance *latest)
{
	for (; latest && !was_past(walk->world, latest->last_end); latest = latest->previous)
		if (!was_past(walk->world, latest->full->certs[0]->not_after) &&
		    pl_world_key_is_exposed(walk->world, host, latest->key))
			visit_cert(walk, latest->full->certs[0]);
}

/* `node` is the host itself, or the host as one of its nodes shows it. */
static void visit_node(const struct walk *walk, const struct pl_host *host,
		       const struct pl_host *node)
{
	visit_chain(walk, node->presented);
	if (node->staged)
		visit_chain(walk, node->staged->full);
	if (walk->run->n_attacks > 0)
		visit_history(walk, host, pl_host_latest(node));
}

static void visit_hosts(const struct walk *walk)
{
	for (size_t i = 0; i < walk->world->n_hosts; i++) {
		const struct pl_host *host = walk->world->hosts[i];

		visit_node(walk, host, host);
		for (size_t k = 0; k < host->n_nodes; k++)
			visit_node(walk, host, host->nodes[k].host);
	}
}

/* Stores change in true time, whatever the device's clock shows. */
static void visit_trust(const struct walk *walk, int64_t at, const struct pl_cert *cert,
			const char *verb, const struct pl_device *device)
{
	const struct pl_date date = {
		.at = at,
		.cert = cert,
		.verb = verb,
		.device = device->name,
	};

	if (at != PL_TIME_NONE)
		walk->visit(&date, walk->arg);
}

static void visit_devices(const struct walk *walk)
{
	for (size_t i = 0; i < walk->world->n_devices; i++) {
		const struct pl_device *device = walk->world->devices[i];

		for (size_t j = 0; j < device->n_trust; j++) {
			const struct pl_trust *trust = &device->trust[j];

			if (pl_trust_is_dead(trust))
				continue;
			visit_cert(walk, trust->cert);
			visit_trust(walk, trust->from, trust->cert, "enters the store of", device);
			visit_trust(walk, trust->until, trust->cert, "leaves the store of", device);
		}
	}
}

/* What a device demands of keys grows with its updates, in true time. */
static void visit_crypto(const struct walk *walk)
{
	for (size_t i = 0; i < walk->world->n_devices; i++) {
		const struct pl_device *device = walk->world->devices[i];

		for (size_t j = 0; j < device->n_crypto; j++) {
			const struct pl_date date = {
				.at = device->crypto[j].from,
				.stronger = true,
				.device = device->name,
			};

			if (date.at != PL_TIME_NONE)
				walk->visit(&date, walk->arg);
		}
	}
}

/* Of leaves that are issued in the second they are shown, as an attacker's are. A rule counts in
 * true time, as stores do. */
static void visit_rules(const struct walk *walk)
{
	for (size_t i = 0; i < walk->world->n_blocks; i++) {
		const struct pl_block *block = &walk->world->blocks[i];
		const struct pl_date date = {
			.at = block->date + (block->kind != PL_BLOCK_ISSUED_BEFORE),
			.rule = block->name,
			.device = block->device,
		};

		if (block->kind != PL_BLOCK_ALWAYS)
			walk->visit(&date, walk->arg);
	}
}

static void visit_log(const struct walk *walk, const struct pl_log *log)
{
	const struct pl_date dates[] = {
		{ .at = log->from, .log = log->name, .verb = "comes into the lists of logs" },
		{ .at = log->read_only, .log = log->name, .verb = "takes no more entries" },
		{ .at = log->retired, .log = log->name, .verb = "is retired" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(dates); i++)
		if (dates[i].at != PL_TIME_NONE)
			walk->visit(&dates[i], walk->arg);
}

/* What was issued before keeps to the rules of its time; an attacker's certificate is issued now,
 * or dated back as far as clients bear. */
static void visit_ct_rules(const struct walk *walk, const struct pl_facts *facts)
{
	int64_t at;

	for (size_t i = 0; (at = pl_facts_ct_date(facts, i)) != PL_TIME_NONE; i++) {
		struct pl_date date = {
			.at = at,
			.log = "",
			.verb = "a rule on timestamps of logs comes into force",
		};

		walk->visit(&date, walk->arg);
		date.at += PL_CT_LONGEST_LIFE;
		date.verb = "no certificate is left that is older than a rule on timestamps";
		walk->visit(&date, walk->arg);
	}
}

static void visit_ct(const struct walk *walk)
{
	const struct pl_ct *ct = walk->world->ct;

	if (!ct || !ct->demanded)
		return;
	for (size_t i = 0; i < ct->n_logs; i++)
		visit_log(walk, &ct->logs[i]);
	visit_ct_rules(walk, ct->facts);
	for (size_t i = 0; i < walk->world->n_devices; i++) {
		const struct pl_device *device = walk->world->devices[i];
		int64_t end = pl_ct_list_end(device);
		const struct pl_date date = {
			.at = end - device->skew,
			.log = "",
			.verb = "the list of logs gets too old to be enforced on",
			.device = device->name,
		};

		if (end != PL_TIME_NONE)
			walk->visit(&date, walk->arg);
	}
}

/* An end that the client does not know changes only what is said of it. */
static void visit_rule(const struct walk *walk, const struct pl_row *row,
		       const struct pl_rule *rule)
{
	const struct pl_device *device = walk->world->devices[row->device_at];
	int64_t end = pl_client_rule_end(row->client, row->pins, rule, device->zone);

	if (end == PL_TIME_NONE && row->client->expiry.kind == PL_EXPIRY_NONE)
		end = rule->expires;
	if (end != PL_TIME_NONE)
		visit(walk, (struct pl_date){
			.at = end,
			.strategy = row->strategy->name,
			.verb = rule->closed && row->client->expiry.closes
					? "refuses from now on: its pins expire"
					: "is enforced no longer: its pins expire",
		});
}

static void visit_pins(const struct walk *walk)
{
	for (size_t i = 0; i < walk->run->n_rows; i++) {
		const struct pl_row *row = walk->run->rows[i];

		for (size_t j = 0; j < row->pins->n_rules; j++)
			visit_rule(walk, row, &row->pins->rules[j]);
	}
}

void pl_run_dates(const struct pl_run *run, const struct pl_world *world, pl_date_visit visitor,
		  void *arg)
{
	const struct walk walk = { .run = run, .world = world, .visit = visitor, .arg = arg };

	for (size_t i = 0; i < world->n_authorities; i++)
		for (size_t j = 0; j < world->authorities[i]->n_certs; j++)
			visit_cert(&walk, world->authorities[i]->certs[j].cert);
	visit_hosts(&walk);
	visit_devices(&walk);
	for (size_t i = 0; i < world->n_stolen; i++)
		visit_chain(&walk, world->stolen[i].chain);
	visit_pins(&walk);
	visit_rules(&walk);
	visit_crypto(&walk);
	visit_ct(&walk);
	pl_states_dates(run, world, visitor, arg);
	pl_revocation_dates(run, world, visitor, arg);
}

struct next {
	int64_t after, limit, best;
};

static void keep_earliest(const struct pl_date *date, void *arg)
{
	struct next *next = arg;

	if (date->at > next->after && date->at <= next->limit && date->at < next->best)
		next->best = date->at;
}

int64_t pl_run_next_edge(const struct pl_run *run, const struct pl_world *world, int64_t after,
			 int64_t limit)
{
	struct next next = { .after = after, .limit = limit, .best = PL_NEVER };

	if (after < limit)
		pl_run_dates(run, world, keep_earliest, &next);
	return next.best;
}
